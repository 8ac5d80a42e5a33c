"""Grouping on small worlds with known truth, written apart: a floor, below what benchmarks/grouping.py measures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.lib.grouped import (
    Stated,
    agreement,
    eighth_world,
    fifth_world,
    first_world,
    fourth_world,
    second_world,
    seventh_world,
    sixth_world,
    third_world,
)

from safelight.ads.core.extract import Extractor
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import read_many
from safelight.gazetteer import load

WORLDS = [first_world(5, 800), second_world(5, 800), third_world(5, 800)]
FLOOR = 0.88


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(load(), "US")


def assembled(world: Stated, extractor: Extractor) -> Outcome:
    return assemble(read_many(extractor, world.ads))


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.title)
def test_groups_are_mostly_the_advertisers(world: Stated, extractor: Extractor) -> None:
    rows = assembled(world, extractor).groups
    found = agreement([row.group_id for row in rows], [world.advertiser[row.ad_id] for row in rows])
    assert found.f1 >= FLOOR, found.line()


@pytest.mark.parametrize("made", [third_world, fourth_world, fifth_world, sixth_world, seventh_world, eighth_world])
def test_a_written_world_is_the_same_for_the_same_seed(made: Callable[[int, int], Stated]) -> None:
    first, again, other = made(5, 800), made(5, 800), made(6, 800)
    assert again == first
    assert [ad.body for ad in other.ads] != [ad.body for ad in again.ads]
    assert set(again.activity_of.values()) == {"controlled", "collective", "independent", "business", "spam"}
