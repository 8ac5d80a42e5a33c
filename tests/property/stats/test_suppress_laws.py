"""Laws of suppression: an attack written apart finds nothing, hidden is never zero, and few more than the fewest."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.lib.count_table import as_table, attacked, counts_with_totals, keys_of

from safelight.kernel.errors import Invalid
from safelight.stats.core.suppress import attack
from safelight.stats.core.suppress.attack import bounds_of, puzzle_of
from safelight.stats.core.suppress.choose import Search, chosen, proved
from safelight.stats.core.suppress.need import Need, need_of
from safelight.stats.core.suppress.optimal import fewest
from safelight.stats.core.suppress.plan import Suppression, suppress
from safelight.stats.core.suppress.relations import relations_of

shapes = st.sampled_from([(3, 3), (4, 5), (2, 6), (2, 2, 2), (3, 2, 3), (7,)])


def silent(done: int, of: int) -> None:
    """Nobody watches."""


def hidden_of(counts: NDArray[np.int64], minimum: int, floor: int) -> Suppression:
    table = as_table(counts)
    flat = counts.ravel()
    return suppress(table.columns, flat, relations_of(table, table.columns, flat), minimum, floor, silent)


def searched(counts: NDArray[np.int64]) -> tuple[Search, Need]:
    table = as_table(counts)
    relations = relations_of(table, table.columns, counts.ravel())
    need = need_of(relations, counts.ravel(), 5, 1)
    puzzle = puzzle_of(relations.matrix, counts.ravel(), 1)
    return chosen(puzzle, need, table.columns, relations.totals, silent), need


@given(shapes, st.sampled_from([2.0, 8.0, 40.0]), st.integers(0, 10_000), st.sampled_from([2, 5, 11]), st.booleans())
@settings(max_examples=20, deadline=None)
def test_an_attack_ends_where_the_audit_says(
    shape: tuple[int, ...], mean: float, seed: int, minimum: int, zeros: bool
) -> None:
    counts = counts_with_totals(shape, mean, np.random.default_rng(seed))
    floor = 0 if zeros else 1
    found = hidden_of(counts, minimum, floor)
    flat, keys = counts.ravel(), keys_of(counts)
    assert found.hidden[(flat >= floor) & (flat < minimum)].all()
    assert not found.hidden[flat < floor].any()
    shown = {key: None if hid else int(count) for key, count, hid in zip(keys, flat, found.hidden, strict=True)}
    everything = attacked({key: None if count >= floor else 0 for key, count in zip(keys, flat, strict=True)}, floor)
    for key, (low, high) in attacked(shown, floor).items():
        at = keys.index(key)
        assert (found.lower[at], found.upper[at]) == pytest.approx((low, high), abs=1e-5)
        if flat[at] < minimum:
            assert low <= max(floor, everything[key][0]) + 1e-5
            assert high >= min(max(minimum - 1, floor + 1), everything[key][1]) - 1e-5


@given(st.sampled_from([(8, 8), (4, 4, 3)]), st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_a_stated_interval_lies_inside_the_exact_one(shape: tuple[int, ...], seed: int) -> None:
    """What large tables state, from the possible tables that were kept."""
    search, need = searched(counts_with_totals(shape, 10.0, np.random.default_rng(seed)))
    low, high = proved(search)
    lower, upper, exact = bounds_of(search.puzzle, search.hidden, (low, high))
    assert exact.all()
    assert (low >= lower).all()
    assert (high <= upper).all()
    cells, counts = need.cells, search.puzzle.counts
    assert (low[cells] <= counts[cells] - need.down[cells]).all()
    assert (high[cells] >= counts[cells] + need.up[cells]).all()


def test_large_sets_state_what_was_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = counts_with_totals((6, 6), 8.0, np.random.default_rng(3))
    exactly = hidden_of(counts, 5, 1)
    monkeypatch.setattr(attack, "EXACT_CELLS", 1)
    monkeypatch.setattr("safelight.stats.core.suppress.plan.EXACT_SIZE", 0)
    stated = hidden_of(counts, 5, 1)
    assert exactly.exact.all()
    assert not stated.exact[stated.hidden].any()
    small = (counts.ravel() > 0) & (counts.ravel() < 5)
    assert (stated.lower[small] == 1).all()
    assert (stated.upper[small] >= 4).all()


@pytest.mark.parametrize(("shape", "mean"), [((5, 5), 8.0), ((3, 3, 2), 15.0)])
def test_the_search_hides_few_more_than_the_fewest(shape: tuple[int, ...], mean: float) -> None:
    ours = best = 0
    for seed in range(100, 105):
        search, need = searched(counts_with_totals(shape, mean, np.random.default_rng(seed)))
        fewest_cells = fewest(search.puzzle, need)
        assert fewest_cells is not None
        lower, upper, _ = bounds_of(search.puzzle, fewest_cells, proved(search))
        cells, counts = need.cells, search.puzzle.counts
        assert (lower[cells] <= counts[cells] - need.down[cells]).all()
        assert (upper[cells] >= counts[cells] + need.up[cells]).all()
        ours += int(search.hidden.sum())
        best += int(fewest_cells.sum())
    assert best <= ours <= 1.15 * best


@given(st.sampled_from([(3, 4), (2, 2, 3)]), st.integers(0, 10_000), st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_a_total_that_does_not_add_up_is_named(shape: tuple[int, ...], seed: int, place: int) -> None:
    counts = counts_with_totals(shape, 20.0, np.random.default_rng(seed))
    keys = keys_of(counts)
    wrong = [at for at, key in enumerate(keys) if "Total" in key][place % sum("Total" in key for key in keys)]
    flat = counts.ravel().copy()
    flat[wrong] += 1
    table = as_table(counts)
    with pytest.raises(Invalid, match="Totals don't add up") as refusal:
        partial(relations_of, table, table.columns, flat)()
    assert f"t.csv:{wrong + 2} " in refusal.value.message
