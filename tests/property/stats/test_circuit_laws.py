"""Circuits: the kernels are their slow twins, names and order of rows mean nothing, planted circuits come out alone."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare
from tests.lib.travelled import MAKES, Travelled, Visit, circuit_scores, rotation, travelled

from safelight.near.circuit import can_be_judged, from_least, judge, period, tail_p
from safelight.near.circuit_kernels import LONGEST, _swap, best, score
from safelight.near.circuit_twin import cycles, orders, score_of
from safelight.stats.core.circuits import Circuits, circuits_of, visits_of
from safelight.stats.core.periods import axis_of
from safelight.stats.core.table import table_of

NONE = np.zeros((0, 1 + LONGEST), np.int64)


def numbered(places: list[int]) -> np.ndarray:
    """Places 0..V-1 without equal neighbours."""
    kept = [place for at, place in enumerate(places) if at == 0 or places[at - 1] != place]
    return np.unique(kept, return_inverse=True)[1].astype(np.int64)


def found(sightings: tuple[Visit, ...], share: float = 0.05) -> Circuits:
    columns = {name: [str(row[at]) for row in sightings] for at, name in enumerate(("who", "where"))}
    first = np.datetime64("2024-01-01")
    table = table_of("t.csv", {**columns, "when": [str(first + int(row[2])) for row in sightings]})
    axis, within = axis_of(table, "when")[0], np.zeros(table.rows, np.int64)
    return circuits_of(visits_of(table.column("who"), table.column("where"), axis, within), 7, share)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=8, max_size=24), st.randoms(use_true_random=False))
def test_the_score_is_its_twins(places: list[int], chance: object) -> None:
    seq = numbered(places)
    counts = np.bincount(seq)
    if len(counts) < 4:
        return
    size = chance.randint(3, len(counts))  # type: ignore[attr-defined]
    cycle = tuple(chance.sample(range(len(counts)), size))  # type: ignore[attr-defined]
    fast = score(seq, counts / len(seq), np.array(cycle), size)
    assert fast == pytest.approx(score_of(seq.tolist(), cycle), rel=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=8, max_size=16))
def test_the_best_cycle_is_a_cycle_and_never_better_than_the_best_of_all(places: list[int]) -> None:
    seq = numbered(places)
    counts = np.bincount(seq)
    out = np.empty(LONGEST + 1, np.int64)
    size, top = best(seq, counts / len(seq), counts, NONE, 0.0, out)
    if size:
        cycle = from_least(out[:size].tolist())
        assert len(set(cycle)) == size >= 3
        assert top == pytest.approx(score_of(seq.tolist(), cycle), rel=1e-9)
        assert top <= max(score_of(seq.tolist(), other) for other in cycles(seq.tolist())) + 1e-9


@pytest.mark.parametrize("missing", [None, 4, 9])
def test_a_circuit_gone_four_times_is_the_best_of_all_cycles(missing: int | None) -> None:
    seq = [0, 1, 2, 3, 0, 1, 2, 3, 4, 0, 1, 2, 3, 0, 1, 2, 3, 5]
    if missing is not None:
        del seq[missing]
    counts = np.bincount(seq)
    out = np.empty(LONGEST + 1, np.int64)
    size, top = best(np.array(seq), counts / len(seq), counts, NONE, 0.0, out)
    assert from_least(out[:size].tolist()) == (0, 1, 2, 3)
    assert top == pytest.approx(max(score_of(seq, cycle) for cycle in cycles(seq)))


def test_shuffling_reaches_every_order_alike() -> None:
    seq, state = np.array([0, 1, 0, 2, 1, 3]), np.array([5], np.uint64)
    seen: dict[tuple[int, ...], int] = {}
    for _ in range(12_000):
        _swap(seq, 30, state)
        seen[tuple(seq.tolist())] = seen.get(tuple(seq.tolist()), 0) + 1
    assert set(seen) == orders([0, 1, 0, 2, 1, 3])
    assert chisquare(list(seen.values())).pvalue > 0.001


def test_p_is_counted_and_goes_on_past_the_highest() -> None:
    null = np.random.default_rng(0).standard_exponential(1500)
    assert tail_p(1.0, null, stopped=False) == pytest.approx(np.exp(-1), rel=0.1)
    assert tail_p(12.0, null, stopped=False) == pytest.approx(np.exp(-12), rel=3)
    assert tail_p(0.5, np.array([1.0, 0.2, 0.7, 0.1]), stopped=True) == 0.5


def test_a_walk_that_turns_back_as_often_as_on_is_no_circuit() -> None:
    rng = np.random.default_rng(3)
    p = [judge(numbered(np.cumsum(rng.choice([1, -1], 40)) % 5), 1).p for _ in range(60)]
    assert np.mean(np.array(p) <= 0.05) <= 0.1
    assert judge(np.arange(40) % 5, 1).p < 1e-6


def test_home_and_back_is_no_circuit() -> None:
    seq = numbered([0 if at % 2 == 0 else 1 + (at // 2) % 3 for at in range(60)])
    assert can_be_judged(seq)
    assert judge(seq, 1).p == 1.0


def test_the_time_of_one_round_survives_missing_stops() -> None:
    seq, days = np.array([0, 1, 2, 0, 2, 0, 1, 2, 0, 1]), np.array([0, 5, 10, 15, 25, 30, 35, 40, 45, 50.0])
    assert period(seq, days, (0, 1, 2)) == 15


def world(seed: int) -> Travelled:
    return travelled(seed, dataclasses.replace(MAKES["decoys"], entities=120, carriers=0.15))


def test_planted_circuits_come_out_and_decoys_do_not() -> None:
    planted = world(3)
    seen = {one.entity: one.stops for one in found(planted.sightings).found}
    scores = circuit_scores(seen, planted.truth)
    assert scores["precision"] >= 0.9
    assert scores["whole"] >= 0.7


def test_order_of_rows_and_names_change_nothing_and_direction_turns_stops() -> None:
    planted = tuple(row for row in world(4).sightings if row[0] < "e00060")
    plain = found(planted)
    assert plain.found
    mixed = [planted[at] for at in np.random.default_rng(1).permutation(len(planted))]
    assert found(tuple(mixed)) == plain
    later = found(tuple((who, where, day + 1000) for who, where, day in planted))
    assert [one.stops for one in later.found] == [one.stops for one in plain.found]
    last = max(int(day) for _, _, day in planted)
    back = {one.entity: one.stops for one in found(tuple((a, b, float(last - int(c))) for a, b, c in planted)).found}
    both = [one for one in plain.found if one.entity in back]
    assert len(both) >= 0.8 * len(plain.found)
    assert all(rotation(back[one.entity]) == rotation(one.stops[::-1]) for one in both)


def test_without_circuits_nothing_is_reported() -> None:
    make = dataclasses.replace(MAKES["none"], entities=150)
    assert sum(bool(found(travelled(seed, make).sightings).found) for seed in range(4)) <= 1
