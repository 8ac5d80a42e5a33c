"""Bursts: the fast sums are the slow ones, order and shuffling mean what they should, planted bursts come out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, nbinom, norm
from tests.lib.counted import counted_world, scores

from safelight.kernel.errors import Invalid
from safelight.stats.core.bursts import bursts_of, detect
from safelight.stats.core.bursts.baseline import fit, learn, shape_of, start_pooled
from safelight.stats.core.bursts.detect import find_bursts
from safelight.stats.core.bursts.twin import odds_by_chains
from safelight.stats.core.bursts.windows import Habits, evidence, steady, usual_habits, weigh
from safelight.stats.core.counts import counts_of
from safelight.stats.core.discovery import p_of, q_of
from safelight.stats.core.negbin import at_least, at_most, count_at, log_mass, log_ratio, normal_score
from safelight.stats.core.periods import Axis, axis_of
from safelight.stats.core.series import Panel, margin_of, panel_of
from safelight.stats.core.table import Table, table_of

SHAPE = shape_of(104, 52.0)
means = st.floats(0.05, 3000)
scatters = st.floats(0.0005, 2.5)


@pytest.fixture(autouse=True, scope="module")
def fewer_comparisons() -> Iterator[None]:
    """Comparison tables of a sixth of the size, so that the laws take seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(detect, "NULL_ROWS", 35_000)
        yield


@given(st.integers(0, 4000), means, scatters)
def test_the_negative_binomial_is_scipys(count: int, mean: float, alpha: float) -> None:
    y, mu = np.array([float(count)]), np.array([mean])
    known = nbinom(1 / alpha, 1 / (1 + alpha * mean))
    assert at_most(y, mu, alpha)[0] == pytest.approx(known.cdf(count), rel=1e-6, abs=1e-12)
    assert at_least(y, mu, alpha)[0] == pytest.approx(known.sf(count - 1), rel=1e-6, abs=1e-290)
    louder = nbinom(1 / alpha, 1 / (1 + alpha * mean * 2)).logpmf(count) - known.logpmf(count)
    assert log_ratio(y, mu, np.array([alpha]), 2.0)[0] == pytest.approx(louder, rel=1e-5, abs=1e-6)


@given(st.floats(-4, 4), st.floats(0.05, 400), scatters)
def test_a_count_and_its_normal_number_turn_into_each_other(score: float, mean: float, alpha: float) -> None:
    mu = np.array([mean])
    count = count_at(np.array([score]), mu, np.array([alpha]))
    assert at_most(count, mu, alpha)[0] >= nbinom_cdf(score) - 1e-9
    assert at_most(count - 1, mu, alpha)[0] <= nbinom_cdf(score) + 1e-9
    assert count_at(normal_score(count, mu, alpha, np.array([0.5])), mu, np.array([alpha])) == count


def nbinom_cdf(score: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(score))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=8), st.floats(0.5, 12), st.floats(0.01, 1))
def test_all_chains_at_once_are_all_chains_one_by_one(counts: list[int], mean: float, alpha: float) -> None:
    y, mu = np.array([counts], float), np.full((1, len(counts)), mean)
    habits = usual_habits(3)
    odds, _ = weigh(evidence(y, mu, np.array([alpha]), np.ones_like(y)), habits)
    assert odds[0] == pytest.approx(odds_by_chains(y[0], mu[0], alpha, habits), rel=1e-6, abs=1e-6)


ALWAYS_FOUR = Habits(0.01, np.array([0, 0, 0, 1.0]), np.array([0, 1.0, 0, 0, 0]))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 25), min_size=4, max_size=4), st.floats(2, 12), st.floats(0.0, 0.03))
def test_doubt_about_the_expected_count_is_summed_over_what_it_may_be(
    counts: list[int], mean: float, doubt: float
) -> None:
    """One window over all periods, fitted as ordinary by none of them: two integrals, to 0.4 of what doubt does."""
    y, mu, alpha, every = np.array([counts], float), np.full((1, 4), mean), np.array([0.1]), np.ones((1, 4))
    seen = evidence(y, mu, alpha, every, used=np.zeros((1, 4)), doubt=np.full((1, 4), doubt))
    odds, _ = weigh(seen, ALWAYS_FOUR)
    away = np.linspace(-6, 6, 401) * np.sqrt(doubt)
    chance = np.exp(-(np.linspace(-6, 6, 401) ** 2) / 2)
    sums = [
        (chance * np.exp(log_mass(y, factor * mean * np.exp(away)[:, None], 0.1).sum(axis=1))).sum()
        for factor in (1.0, 2.0)
    ]
    slow = np.log(sums[1] / sums[0]) + np.log(0.01) - 4 * np.log(0.99)
    sure = odds_by_chains(y[0], mu[0], 0.1, ALWAYS_FOUR)[2]
    assert odds[0, 2] == pytest.approx(slow, abs=0.1 + 0.4 * abs(slow - sure))


def test_what_lasts_is_weighed_as_a_normal_chain() -> None:
    """With noise that lasts, windows are compared by the density of the whole chain, edges included."""
    y, mu, alpha, keep = np.array([[4.0, 9.0, 12.0, 3.0]]), np.full((1, 4), 5.0), np.array([0.2]), 0.5
    every = np.ones_like(y)
    seen = [evidence(y, mu, alpha, every, lasting=lasting) for lasting in (None, np.array([keep]))]
    habits = Habits(0.01, np.array([0, 1.0]), np.array([0, 1.0, 0, 0, 0]))
    window = [np.exp(one.start[2, 0, 1] + one.inside[2, 0, 2] + one.end[2, 0, 3]) for one in seen]
    usual, louder = steady(y, mu, alpha[:, None])[0], steady(y, 2 * mu, alpha[:, None])[0]
    mixed = np.where([False, True, True, False], louder, usual)
    chain = multivariate_normal(np.zeros(4), keep ** np.abs(np.subtract.outer(np.arange(4), np.arange(4))))
    told = [chain.logpdf(z) - norm.logpdf(z).sum() for z in (mixed, usual)]
    assert window[0] == 1
    assert np.log(window[1]) == pytest.approx(told[0] - told[1])
    assert weigh(seen[1], habits)[0][0, 1] != pytest.approx(weigh(seen[0], habits)[0][0, 1])


def test_the_fit_stands_where_the_penalised_likelihood_is_flat() -> None:
    world = counted_world(4, series=12, weeks=104)
    pooled, alpha = start_pooled(SHAPE), np.full(12, 0.1)
    at, _ = fit(world.y, np.ones_like(world.y), SHAPE, pooled, alpha, steps=12)
    mu = np.exp(at @ SHAPE.design.T)
    slope = ((world.y - mu) / (1 + 0.1 * mu)) @ SHAPE.design - at / pooled.spread**2
    assert np.abs(slope).max() < 1e-5


def test_how_far_series_differ_is_learnt_in_a_few_rounds() -> None:
    """Seasons of declared size come back, and a drift that no series has fades."""
    shape, rng = shape_of(156, 52.0), np.random.default_rng(1)
    at = np.zeros((200, shape.design.shape[1]))
    at[:, 0] = np.log(30)
    at[:, shape.group == 3] = rng.normal(0, 0.2, (200, 2))
    y = rng.poisson(np.exp(at @ shape.design.T)).astype(float)
    spread = learn(y, np.ones_like(y), shape).pooled.spread
    assert spread[shape.group == 3][0] == pytest.approx(0.2, rel=0.15)
    assert spread[shape.group == 2][0] < 0.05


def test_scatter_is_learnt() -> None:
    world = counted_world(5, series=150, weeks=156, bursts=0)
    learnt = learn(world.y, np.ones_like(world.y), shape_of(156, 52.0))
    assert np.median(learnt.alpha) == pytest.approx(1 / 8, rel=0.15)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_q_values_are_the_step_up_procedure(p: list[float]) -> None:
    q = q_of(np.array(p))
    for level in (0.05, 0.2, 0.5):
        ordered = sorted(p)
        passing = [k for k, value in enumerate(ordered, 1) if value * len(p) / k <= level]
        limit = ordered[passing[-1] - 1] if passing else -1.0
        assert ((q <= level) == (np.array(p) <= limit)).all()


@given(st.lists(st.floats(0, 1), min_size=2, max_size=30), st.integers(0, 50))
def test_q_among_more_tests_is_never_below_q_of_all_together(p: list[float], more: int) -> None:
    others = np.random.default_rng(more).random(more)
    alone = q_of(np.array(p), len(p) + more)
    together = q_of(np.concatenate([p, others]))[: len(p)]
    assert (alone >= together - 1e-12).all()
    assert (q_of(np.array(p), None, np.full(len(p), 0.2)) >= q_of(np.array(p)) - 1e-12).all()


def test_p_values_of_null_scores_are_even_and_go_on_past_the_highest() -> None:
    rng = np.random.default_rng(1)
    null, scores = rng.standard_exponential(20_000), rng.standard_exponential(20_000)
    p = p_of(scores, null)
    for level in (0.5, 0.1, 0.01):
        assert (p <= level).mean() == pytest.approx(level, rel=0.2)
    assert p_of(np.array([20.0]), null)[0] == pytest.approx(np.exp(-20), rel=5)


def as_table(y: np.ndarray, order: np.ndarray) -> Table:
    rows = [(f"s{s:03d}", str(t), str(int(y[s, t]))) for s in range(len(y)) for t in range(y.shape[1])]
    rows = [rows[number] for number in order]
    return table_of("t.csv", {name: [row[at] for row in rows] for at, name in enumerate(("series", "week", "n"))})


def found(table: Table) -> list[object]:
    axis = axis_of(table, "week")[0]
    panel = panel_of(table, ("series",), axis, counts_of(table, "n")[0])
    return list(bursts_of(panel, axis, np.random.default_rng(0)))


def test_the_order_of_rows_changes_nothing() -> None:
    y = counted_world(6, series=20, weeks=60, bursts=0).y
    y[3, 30:33] = y[3].max() * 5 + 40
    plain = found(as_table(y, np.arange(y.size)))
    assert plain
    assert found(as_table(y, np.random.default_rng(1).permutation(y.size))) == plain


def test_planted_bursts_come_out_and_few_others() -> None:
    world = counted_world(7, series=120, weeks=104, bursts=30)
    seen = find_bursts(world.y, np.ones(world.y.shape, bool), SHAPE, np.random.default_rng(0))
    measured = scores(seen.flagged, world.truth)
    assert measured["precision"] > 0.5
    assert measured["recall"] > 0.25
    assert measured["false_alarms"] < 2


def test_the_same_counts_in_another_order_show_next_to_nothing() -> None:
    y = counted_world(8, series=60, weeks=104, bursts=20).y
    every = np.ones(y.shape, bool)
    mixed = [np.random.default_rng(seed).permuted(y, axis=1) for seed in range(4)]
    reporting = [bool(find_bursts(one, every, SHAPE, np.random.default_rng(0)).flagged.any()) for one in mixed]
    assert bool(find_bursts(y, every, SHAPE, np.random.default_rng(0)).flagged.any())
    assert sum(reporting) <= 1


def test_a_gap_is_no_zero_and_is_never_flagged() -> None:
    world = counted_world(9, series=40, weeks=104, bursts=10)
    known = np.random.default_rng(2).random(world.y.shape) > 0.2
    seen = find_bursts(world.y, known, SHAPE, np.random.default_rng(0))
    assert not seen.flagged[~known].any()
    assert np.median(seen.expected / world.mu) == pytest.approx(1, abs=0.1)


def test_one_great_spike_in_one_series_is_found() -> None:
    y = np.random.default_rng(3).poisson(10, (1, 104)).astype(float)
    y[0, 50] = 90
    seen = find_bursts(y, np.ones(y.shape, bool), SHAPE, np.random.default_rng(0))
    assert np.argwhere(seen.flagged).tolist() == [[0, 50]]


def test_margins_are_sums_and_a_burst_in_many_cells_shows_in_its_margin() -> None:
    rng = np.random.default_rng(4)
    y = rng.poisson(0.8, (8, 12, 60)).astype(float)
    y[3, :, 30:33] += rng.poisson(1.1, (12, 3))
    rows = [(f"a{a}", f"b{b}", str(t), str(int(y[a, b, t]))) for a in range(8) for b in range(12) for t in range(60)]
    table = table_of("t", {name: [row[at] for row in rows] for at, name in enumerate(("a", "b", "week", "n"))})
    axis = axis_of(table, "week")[0]
    panel = panel_of(table, ("a", "b"), axis, counts_of(table, "n")[0])
    assert (margin_of(panel, ("a",)).y == y.sum(axis=1)).all()
    named = [(burst.by, burst.time) for burst in bursts_of(panel, axis, np.random.default_rng(0)) if len(burst.by) == 1]
    assert {time for by, time in named if by == {"a": "a3"}} >= {"30", "31"}


def test_q_is_one_over_all_series_and_their_sums() -> None:
    world = counted_world(11, series=30, weeks=60, bursts=0)
    y = world.y.copy()
    y[::7, 20:23] *= 4
    keys = tuple((f"a{number % 5}", f"b{number // 5}") for number in range(30))
    panel = Panel(("a", "b"), keys, y, np.ones(y.shape, np.bool_))
    families = [panel, margin_of(panel, ("a",)), margin_of(panel, ("b",))]
    steps = Axis("week", np.zeros(1, np.int64), tuple(map(str, range(60))), None, 7)
    seen = list(bursts_of(panel, steps, np.random.default_rng(0)))
    assert {len(burst.by) for burst in seen} >= {2}
    tests = sum(family.y.size for family in families)
    ordered = sorted(seen, key=lambda burst: burst.p)
    for rank, burst in enumerate(ordered, 1):
        assert burst.q <= 0.25
        assert max(other.q for other in ordered[:rank]) >= burst.p * tests / len(ordered) - 1e-9


def test_a_table_of_five_periods_is_too_short() -> None:
    with pytest.raises(Invalid, match="spans 5 periods"):
        found(as_table(np.ones((2, 5)), np.arange(10)))
