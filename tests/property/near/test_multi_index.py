"""The multi-index finds exactly what comparing everything finds, in every world of hashes and at every distance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib import hashes as worlds

from safelight.near import multi_index, multi_index_bands, multi_index_twin

Triples = list[tuple[int, int, int]]


def triples(found: multi_index.Matches) -> Triples:
    return [(int(query), int(row), int(distance)) for query, row, distance in found]


def queries_for(rng: np.random.Generator, hashes: worlds.Hashes) -> worlds.Hashes:
    """Two near copies at each distance 0 to 35, and as many strangers."""
    near, _ = worlds.planted(rng, hashes, np.repeat(np.arange(36), 2))
    return np.concatenate((near, worlds.even(rng, 36)))


@pytest.mark.parametrize("world", worlds.WORLDS)
@pytest.mark.parametrize("count", [4096, 12_000, 70_000])
def test_same_matches_as_comparing_everything(world: str, count: int) -> None:
    rng = np.random.default_rng(count)
    hashes = worlds.WORLDS[world](rng, count)
    queries = queries_for(rng, hashes)
    index = multi_index.build(hashes)
    assert len(index.layout), "this size has bands"
    assert triples(index.search(queries, 31)) == multi_index_twin.search(hashes, queries, 31)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32),
    world=st.sampled_from(sorted(worlds.WORLDS)),
    count=st.integers(1, 6_000),
    radius=st.integers(0, 60),
)
def test_same_matches_at_any_distance_and_size(seed: int, world: str, count: int, radius: int) -> None:
    rng = np.random.default_rng(seed)
    hashes = worlds.WORLDS[world](rng, count)
    queries, _ = worlds.planted(rng, hashes, rng.integers(0, 70, 12))
    expected = multi_index_twin.search(hashes, queries, radius)
    assert triples(multi_index.build(hashes).search(queries, radius)) == expected
    assert triples(multi_index.in_order(multi_index.scan(hashes, queries, radius))) == expected
    one_by_one = [multi_index.scan(hashes, queries[at : at + 1], radius) for at in range(len(queries))]
    assert [len(each) for each in one_by_one] == [sum(query == at for query, _, _ in expected) for at in range(12)]


def test_every_distance_up_to_the_radius_is_found_and_none_beyond() -> None:
    rng = np.random.default_rng(7)
    hashes = worlds.even(rng, 50_000)
    distances = np.repeat(np.arange(34), 20)
    queries, rows = worlds.planted(rng, hashes, distances)
    found = {(query, row): distance for query, row, distance in triples(multi_index.build(hashes).search(queries, 31))}
    for number, (row, distance) in enumerate(zip(rows.tolist(), distances.tolist(), strict=True)):
        assert found.get((number, row)) == (distance if distance <= 31 else None)
    assert len(found) == 32 * 20


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32), world=st.sampled_from(sorted(worlds.WORLDS)), radius=st.integers(0, 64))
def test_reaches_keep_the_pigeonhole(seed: int, world: str, radius: int) -> None:
    index = INDEXES[world] if world in INDEXES else INDEXES.setdefault(world, build_one(seed, world))
    reaches = index._reaches(radius)
    if reaches is not None:
        assert sum(reaches) == radius - len(reaches) + 1
        assert all(-1 <= reach <= width for reach, width in zip(reaches, index.layout[:, 1], strict=True))


INDEXES: dict[str, multi_index.MultiIndex] = {}


def build_one(seed: int, world: str) -> multi_index.MultiIndex:
    return multi_index.build(worlds.WORLDS[world](np.random.default_rng(seed), 8_192))


def test_a_crowded_bucket_is_stepped_around_or_scanned_and_misses_nothing() -> None:
    """Hashes that agree in every band's bits but few others: whatever band is opened, all of them lie there."""
    rng = np.random.default_rng(3)
    one = worlds.even(rng, 1)
    flood = worlds.flipped(rng, np.repeat(one, 30_000, axis=0), rng.integers(0, 60, 30_000))
    hashes = np.concatenate((worlds.even(rng, 5_000), flood))
    queries = np.concatenate((one, worlds.planted(rng, flood, np.arange(34))[0], worlds.even(rng, 10)))
    index = multi_index.build(hashes)
    assert triples(index.search(queries, 31)) == multi_index_twin.search(hashes, queries, 31)


@pytest.mark.parametrize("world", worlds.WORLDS)
def test_the_hashes_come_back_as_they_were_given(world: str) -> None:
    hashes = worlds.WORLDS[world](np.random.default_rng(5), 5_000)
    assert np.array_equal(multi_index.build(hashes).hashes(), hashes)


def test_the_same_hashes_give_the_same_arrays() -> None:
    hashes = worlds.entangled(np.random.default_rng(11), 9_000)
    first, second = multi_index.build(hashes).arrays(), multi_index.build(hashes.copy()).arrays()
    assert all(np.array_equal(first[name], second[name]) for name in multi_index.ARRAYS)


def test_arrays_make_the_index_again() -> None:
    rng = np.random.default_rng(13)
    hashes = worlds.clustered(rng, 9_000)
    index = multi_index.build(hashes)
    again = multi_index.from_arrays(index.arrays())
    queries = queries_for(rng, hashes)
    assert np.array_equal(again.search(queries, 31), index.search(queries, 31))


@pytest.mark.parametrize("name", multi_index.ARRAYS)
def test_arrays_that_do_not_fit_are_refused(name: str) -> None:
    arrays = multi_index.build(worlds.even(np.random.default_rng(1), 5_000)).arrays()
    with pytest.raises(ValueError, match="not those of one index"):
        multi_index.from_arrays({**arrays, name: arrays[name][:-1]})


def test_learning_parts_bits_that_go_together() -> None:
    """Of eight neighbours that agree, no band gets many; the measure is pairs of one group within a band."""
    hashes = worlds.entangled(np.random.default_rng(2), 20_000)
    plan = multi_index_bands.plan_layout(len(hashes))
    order = multi_index_bands.learn_order(hashes, plan)
    assert sorted(order.tolist()) == list(range(256))
    inside = [order[start : start + width] // 8 for start, width in zip(plan.starts, plan.widths, strict=True)]
    worst = max(int(np.bincount(groups).max()) for groups in inside)
    assert worst <= 2


@pytest.mark.parametrize("radius", [-1, 257])
def test_a_radius_is_within_the_hash(radius: int) -> None:
    hashes = worlds.even(np.random.default_rng(1), 3)
    with pytest.raises(ValueError, match="radius"):
        multi_index.build(hashes).search(hashes, radius)


def test_no_hashes_and_no_queries_are_no_matches() -> None:
    nothing = np.empty((0, 32), np.uint8)
    one = worlds.even(np.random.default_rng(1), 1)
    assert len(multi_index.build(nothing).search(one, 31)) == 0
    assert len(multi_index.build(one).search(nothing, 31)) == 0
    assert triples(multi_index.build(one).search(one, 0)) == [(0, 0, 0)]


def test_rows_that_are_not_hashes_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        multi_index.build(np.zeros((4, 31), np.uint8))
