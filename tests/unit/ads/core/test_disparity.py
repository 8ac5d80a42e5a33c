"""Disparity: ratios with their intervals, alerts only beyond chance, nothing told of few."""

from __future__ import annotations

import json
import random

import pytest
from scipy.stats import false_discovery_control, hypergeom
from tests.lib.reading import reading

from safelight.ads.core.disparity import FEWEST, LEVEL, Disparity, Traits, disparities, traits

SPANISH, ENGLISH = ("language", "es"), ("language", "en")


def groups(spanish: tuple[int, int], english: tuple[int, int]) -> list[Traits]:
    """(leads, groups) of each language."""
    made = []
    for trait, (leads, count) in ((SPANISH, spanish), (ENGLISH, english)):
        made += [Traits(frozenset({trait}), number < leads) for number in range(count)]
    return made


def of(found: tuple[Disparity, ...], value: str) -> Disparity:
    return next(one for one in found if one.value == value)


def test_a_ratio_with_its_interval_as_by_hand() -> None:
    spanish = of(disparities(groups((30, 100), (20, 200))), "es")
    assert (spanish.ratio, spanish.alert) == (3.0, True)
    assert spanish.interval == (pytest.approx(1.798, abs=2e-3), pytest.approx(5.006, abs=2e-3))


def test_every_record_can_be_written() -> None:
    for shares in (((30, 100), (20, 200)), ((4, 25), (20, 200)), ((20, 200), (30, 100))):
        for one in disparities(groups(*shares)):
            assert json.loads(json.dumps(one.record())) == one.record()


def test_alerts_come_first_and_only_the_high_side_is_one() -> None:
    found = disparities(groups((30, 100), (20, 200)))
    assert [(one.value, one.alert) for one in found] == [("es", True), ("en", False)]
    assert of(found, "en").ratio == pytest.approx(1 / 3, abs=1e-3)


def test_a_high_ratio_within_chance_is_no_alert() -> None:
    spanish = of(disparities(groups((4, 25), (20, 200))), "es")
    assert spanish.ratio == 1.6
    assert not spanish.alert


def test_of_few_groups_nothing_is_told_and_without_leads_neither() -> None:
    few = of(disparities(groups((10, FEWEST - 1), (20, 200))), "es")
    assert (few.ratio, few.interval, few.alert) == (None, None, False)
    assert of(disparities(groups((0, 50), (0, 200))), "es").ratio is None
    assert disparities([Traits(frozenset({SPANISH}), True)]) == ()


def test_an_empty_cell_has_a_finite_interval() -> None:
    spanish = of(disparities(groups((0, 50), (20, 200))), "es")
    assert spanish.interval is not None
    assert 0 < spanish.interval[0] < 1 < spanish.interval[1] + 1


def test_chance_alone_seldom_alerts() -> None:
    rng = random.Random(5)
    alerts = 0
    for _ in range(200):
        world = [Traits(frozenset({rng.choice((SPANISH, ENGLISH))}), rng.random() < 0.1) for _ in range(300)]
        alerts += any(one.alert for one in disparities(world))
    assert alerts <= 10


def test_many_traits_told_together_alert_no_more_often() -> None:
    rng, alerts = random.Random(6), 0
    for _ in range(100):
        world = [Traits(frozenset({("state", str(rng.randrange(20)))}), rng.random() < 0.1) for _ in range(800)]
        alerts += any(one.alert for one in disparities(world))
    assert alerts <= 10


def test_a_group_counts_once_with_what_most_of_its_ads_are() -> None:
    ads = [reading("a1", "x", town="Oakland"), reading("a2", "y", town="Oakland"), reading("a3", "z", town="Omaha")]
    assert traits(ads, True) == Traits(frozenset({("state", "CA")}), True)
    assert traits([], False) == Traits(frozenset(), False)


def test_order_is_no_matter() -> None:
    world = groups((30, 100), (20, 200))
    again = list(world)
    random.Random(1).shuffle(again)
    assert disparities(again) == disparities(world)


def test_chance_is_scipys_and_alerts_are_those_of_its_false_discovery_control() -> None:
    rng = random.Random(5)
    alerts = 0
    for _ in range(60):
        made = [
            Traits(frozenset({("state", f"S{rng.randrange(5)}")}), rng.random() < rng.choice((0.1, 0.3)))
            for _ in range(rng.choice((120, 400, 3_000)))
        ]
        made += [Traits(frozenset({SPANISH}), rng.random() < 0.4) for _ in range(40)]
        found = [one for one in disparities(made) if one.ratio is not None]
        count, leads = len(made), sum(one.lead for one in made)
        for one in found:
            assert one.chance == pytest.approx(hypergeom.sf(one.leads - 1, count, leads, one.groups), rel=1e-6)
        told = zip(found, false_discovery_control([one.chance for one in found]), strict=True)
        for one, q in told:
            assert one.alert == ((one.ratio or 0) > 1.25 and q <= LEVEL)
            alerts += one.alert
    assert alerts > 20
