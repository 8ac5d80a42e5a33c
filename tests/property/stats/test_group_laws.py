"""Clusters, trends, rates, flows and kinds: twins, known answers, planted truth found, noise left alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2
from tests.lib.mapped import kinds, mapped, moves, trended

from safelight.kernel.errors import Invalid
from safelight.stats.core.circuits import Visits
from safelight.stats.core.discovery import q_of
from safelight.stats.core.flows import expected_flows, flows_of, moves_of
from safelight.stats.core.periods import Axis
from safelight.stats.core.rates import others, rates_of, standardised, total_shrunk
from safelight.stats.core.scan import _strengths, distances, scan, windows
from safelight.stats.core.scan.twin import strengths_of
from safelight.stats.core.series import Panel
from safelight.stats.core.table import table_of
from safelight.stats.core.trends import trends_of
from safelight.stats.core.typologies import grid_of, typology_of
from safelight.stats.core.typologies.mixture import Grid, Kinds, belongs, law_of, stepped
from safelight.stats.core.typologies.twin import dealt


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_scan_is_its_twin(seed: int) -> None:
    world = mapped(seed, side=4, cases=60)
    around = windows(world.away, world.people)
    whole, top, _ = _strengths(world.count[None], around)
    slow = strengths_of(world.count.tolist(), around, world.people)
    assert (whole[0], top[0]) == (pytest.approx(slow[0]), pytest.approx(slow[1]))


def test_a_strong_cluster_is_found_where_it_is() -> None:
    world = mapped(1, ratio=5.0)
    found = scan(world.count, world.people, world.away, np.random.default_rng(0), 199)
    assert found.p <= 0.01
    inside = np.zeros(len(world.count), np.bool_)
    inside[list(found.clusters[0].places)] = True
    assert (inside & world.inside).sum() / (inside | world.inside).sum() >= 0.6
    low, high = found.clusters[0].interval
    assert low <= 5 <= high


def test_people_alone_make_no_cluster_and_scatter_is_no_cluster() -> None:
    for scatter in (0.0, 0.5):
        p = [
            scan(world.count, world.people, world.away, np.random.default_rng(0), 99).p
            for world in (mapped(seed, side=9, ratio=1.0, scatter=scatter) for seed in range(30))
        ]
        assert np.mean(np.array(p) <= 0.05) <= 0.17


def test_trends_of_a_table_and_its_sums_share_one_q() -> None:
    panel, steps = weekly(np.stack([trended(n, c) for n, c in enumerate((1.0, 1.0, 1.5, 1.0))]))
    whole, _ = weekly(panel.y.sum(axis=0, keepdims=True))
    together = trends_of([panel, whole], steps)
    p = np.array([one.p for one in together])
    assert [one.q for one in together] == pytest.approx(q_of(p).tolist())
    assert [one.p for one in together] == [one.p for part in (panel, whole) for one in trends_of([part], steps)]


def test_distances_are_great_circles() -> None:
    away = distances(np.array([40.7128, 34.0522]), np.array([-74.0060, -118.2437]))
    assert away[0, 1] == pytest.approx(3936, rel=0.01)
    assert away[0, 0] == 0


def weekly(y: np.ndarray) -> tuple[Panel, Axis]:
    keys = tuple((f"s{number}",) for number in range(len(y)))
    labels = tuple(str(week) for week in range(y.shape[1]))
    return Panel(("s",), keys, y, np.ones(y.shape, np.bool_)), Axis("week", np.zeros(1, np.int64), labels, None, 7)


@pytest.mark.parametrize("lasting", [0.0, 0.6])
def test_trends_hold_the_truth(lasting: float) -> None:
    truth = np.array([0.7, 1.0, 1.4])[np.arange(60) % 3]
    panel, steps = weekly(np.stack([trended(n, c, lasting=lasting) for n, c in enumerate(truth)]))
    found = trends_of([panel], steps)
    held = [one.interval[0] <= change <= one.interval[1] for one, change in zip(found, truth, strict=True)]
    assert np.mean(held) >= 0.87
    flagged = [one.q <= 0.05 for one, change in zip(found, truth, strict=True) if change == 1]
    assert sum(flagged) <= 2
    assert np.median([one.lasting for one in found]) == pytest.approx(lasting * 0.7, abs=0.2)


def test_a_rate_is_the_hand_calculation() -> None:
    """Fay and Feuer's is Garwood's exact interval in one stratum; a standardised rate is the weighted one."""
    rate, (low, high) = standardised(np.array([12.0]), np.array([4000.0]), np.array([9000.0]))
    assert rate == pytest.approx(12 / 4000)
    assert (low, high) == (
        pytest.approx(chi2.ppf(0.025, 24) / 2 / 4000, rel=1e-9),
        pytest.approx(chi2.ppf(0.975, 26) / 2 / 4000, rel=1e-9),
    )
    weighed, _ = standardised(np.array([10.0, 30.0]), np.array([1000.0, 1500.0]), np.array([6000.0, 4000.0]))
    assert weighed == pytest.approx(0.6 * 10 / 1000 + 0.4 * 30 / 1500, rel=1e-12)


def test_make_up_alone_is_no_difference_and_ratios_are_to_the_others() -> None:
    people = np.array([[9000.0, 1000.0], [1000.0, 9000.0], [5000.0, 5000.0]])
    count = people * np.array([0.001, 0.01])
    found = list(rates_of(("a", "b", "c"), count, people))
    assert [one.ratio for one in found] == pytest.approx([1, 1, 1])
    assert len({round(one.standard, 6) for one in found}) == 1
    assert others(count, people) == pytest.approx(count.sum(axis=1))


def test_small_groups_lean_on_all() -> None:
    rng = np.random.default_rng(0)
    people, true = rng.gamma(1, 5000, 200) + 50, rng.gamma(20, 0.001 / 20, 200)
    error = np.zeros(2)
    for _ in range(20):
        count = rng.poisson(people * true).astype(float)
        error += [((one - true) ** 2).mean() for one in (count / people, total_shrunk(count, people))]
    assert error[1] <= 0.7 * error[0]


def test_expected_flows_keep_margins_and_stay_off_the_diagonal() -> None:
    counts, _ = moves(0)
    fitted = expected_flows(counts)
    assert np.diag(fitted).sum() == 0
    assert fitted.sum(axis=0) == pytest.approx(counts.sum(axis=0), rel=1e-5)
    assert fitted.sum(axis=1) == pytest.approx(counts.sum(axis=1), rel=1e-5)


def test_loud_flows_are_found_and_size_alone_is_none() -> None:
    counts, pairs = moves(1, ratio=5.0)
    names = tuple(f"p{at:02d}" for at in range(len(counts)))
    found = {(one.origin, one.destination) for one in flows_of(names, counts)}
    planted = {(names[a], names[b]) for a, b in pairs}
    assert len(found & planted) >= len(planted) - 1
    assert len(found - planted) <= 1
    quiet = [bool(list(flows_of(names, moves(seed, loud=0)[0]))) for seed in range(20)]
    assert sum(quiet) <= 3


def test_an_entity_counts_once_for_a_pair() -> None:
    seq, days = np.array([0, 1, 0, 1, 0, 1]), np.arange(6.0)
    places, counts = moves_of([Visits("a", ("x", "y"), seq, days, 0), Visits("b", ("x", "z"), seq[:2], days[:2], 0)])
    assert places == ("x", "y", "z")
    assert counts.tolist() == [[0, 1, 1], [1, 0, 0], [0, 0, 0]]


def test_planted_kinds_come_back_and_shuffled_columns_have_none() -> None:
    table, truth = kinds(0, rows=900)
    found = typology_of(table_of("t", table), (), np.random.default_rng(0))
    assert len(found.kinds) == 4
    assert all(kind.stable for kind in found.kinds)
    assert sorted(kind.rows for kind in found.kinds) == pytest.approx(sorted(np.bincount(truth)), rel=0.15)
    rng = np.random.default_rng(0)
    mixed = {name: rng.permutation(cells).tolist() for name, cells in table.items()}
    assert typology_of(table_of("t", mixed), (), np.random.default_rng(0)).kinds == ()


def some_kinds(seed: int) -> tuple[Grid, Kinds]:
    """Weighted rows with missing cells, and three kinds of chance laws."""
    rng = np.random.default_rng(seed)
    table = table_of("t", kinds(seed, rows=30, columns=3)[0])
    grid = replace(grid_of(table.columns, table.rows), weight=rng.integers(0, 4, table.rows).astype(float))
    return grid, Kinds(rng.dirichlet(np.ones(3)), law_of(grid, rng.gamma(1, 5, (grid.values, 3))), -np.inf)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_step_of_the_mixture_is_its_twin(seed: int) -> None:
    grid, before = some_kinds(seed)
    chances, seen, fits = dealt(grid, before)
    after = stepped(grid, before)
    assert after.fits == pytest.approx(fits)
    assert after.law == pytest.approx(law_of(grid, np.array(seen)))
    assert after.share == pytest.approx(((grid.weight @ np.array(chances)) + 1) / (grid.weight.sum() + 3))
    assert belongs(grid, before).tolist() == np.argmax(chances, axis=1).tolist()
    assert stepped(grid, after).fits >= after.fits - 1.0, "a step may lose what the prior holds, no more"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_a_row_of_weight_three_is_the_row_three_times_and_order_is_nothing(seed: int) -> None:
    grid, before = some_kinds(seed)
    rows = np.random.default_rng(seed).permutation(np.repeat(np.arange(30), grid.weight.astype(int)))
    spread = replace(grid, weight=np.ones(30)).rows(rows)
    assert stepped(spread, before).law == pytest.approx(stepped(grid, before).law)
    assert stepped(spread, before).fits == pytest.approx(stepped(grid, before).fits)


def test_columns_that_are_no_categories_are_told() -> None:
    table, _ = kinds(1, rows=300)
    table |= {"id": [str(row) for row in range(300)], "blank": [""] * 300, "same": ["x"] * 300}
    said = " ".join(typology_of(table_of("t", table), (), np.random.default_rng(0)).left_out)
    assert "id holds 300 values" in said
    assert "blank is empty" in said
    assert "same holds one value" in said
    with pytest.raises(Invalid, match="blank is empty"):
        typology_of(table_of("t", table), ("blank", "c0"), np.random.default_rng(0))
