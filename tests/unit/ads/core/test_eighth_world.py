"""The eighth world is what it says: adults drawn alike, truth kept out of the texts, signs that only lean to hands."""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean

from tests.lib import eighth_words as stock
from tests.lib.eighth_market import without_print
from tests.lib.eighth_world import COLLECTIVES, HANDS, make_eighth_world
from tests.lib.grouped import names_written
from tests.lib.second_world import DeclaredWorld

WORLD = make_eighth_world(31, 9_000)
ACTIVITY = {one.id: one.activity for one in WORLD.advertisers}
PEOPLE = ("controlled", "collective", "independent")


def texts(world: DeclaredWorld) -> list[str]:
    return [f"{ad['title']}\n{ad['body']}" for ad in world.ads]


def test_ads_come_in_the_order_of_a_year_each_with_its_truth() -> None:
    posted = [str(ad["posted_at"]) for ad in WORLD.ads]
    assert posted == sorted(posted)
    assert len(WORLD.ads) >= 9_000
    assert [ad["id"] for ad in WORLD.ads] == [one.ad_id for one in WORLD.truth]
    assert len({one.ad_id for one in WORLD.truth}) == len(WORLD.truth)
    assert all(ACTIVITY[one.advertiser] == one.activity for one in WORLD.truth)


def test_every_kind_of_hand_and_collective_occurs_with_several_people() -> None:
    kinds = {one.id: one.kind for one in WORLD.advertisers}
    people: dict[str, set[str]] = {}
    for one in WORLD.truth:
        people.setdefault(one.advertiser, set()).add(one.persona)
    assert {*HANDS, *COLLECTIVES} <= set(kinds.values())
    assert all(len(people[who]) > 1 for who, activity in ACTIVITY.items() if activity in ("controlled", "collective"))


def test_everybody_is_an_adult_and_ages_and_prices_are_drawn_alike() -> None:
    stated = re.compile(r"\b(?:age (\d+)|(\d+) years|(\d+) años|(\d+) ans)\b", re.IGNORECASE)
    asked = re.compile(r"\$?(\d+)(?:/hr| an hour| per hour| hourly| for the hour)", re.IGNORECASE)
    ages: dict[str, dict[str, int]] = {name: {} for name in PEOPLE}
    prices: dict[str, dict[str, int]] = {name: {} for name in PEOPLE}
    for text, one in zip(texts(WORLD), WORLD.truth, strict=True):
        for pattern, found in ((stated, ages), (asked, prices)):
            if one.activity in found and (match := pattern.search(text)):
                found[one.activity][one.persona] = int(next(part for part in match.groups() if part))
    assert min(age for found in ages.values() for age in found.values()) >= 21
    for found, near in ((ages, 3.0), (prices, 40.0)):
        means = [mean(found[name].values()) for name in PEOPLE]
        assert min(len(found[name]) for name in PEOPLE) > 40
        assert max(means) - min(means) < near, means


def test_tours_are_as_common_among_all_who_advertise_people() -> None:
    towns: dict[str, set[str]] = {}
    for ad, one in zip(WORLD.ads, WORLD.truth, strict=True):
        towns.setdefault(one.persona, set()).add(str(ad["url"]).split("/")[3])
    seen = Counter((ACTIVITY[who.partition("/")[0]], len(found) > 1) for who, found in towns.items())
    shares = [seen[name, True] / (seen[name, True] + seen[name, False]) for name in PEOPLE]
    assert max(shares) - min(shares) < 0.15, shares


def test_the_truth_is_not_written_in_the_ads() -> None:
    told = re.compile("controlled|collective|independent|spam|carousel|letterbox|penman|convoy", re.IGNORECASE)
    assert not [ad for ad in WORLD.ads if told.search(str({**ad, "id": ""}))]
    assert not [text for text in texts(WORLD) if re.search(r"[\[\]<>{}]", text)]


def test_names_are_the_only_words_that_names_are() -> None:
    lines = [line for tongue in stock.STOCK.values() for lines in tongue.values() for line in lines]
    words = {word.lower() for line in lines for word in re.findall(r"[^\W\d_]+", line)}
    assert not words & {name.lower() for name in stock.NAMES}
    assert sum(bool(names_written("eighth", text)) for text in texts(WORLD)[:500]) > 250


def test_a_text_of_one_case_is_one_within_a_boards_print() -> None:
    small = [one for one in texts(WORLD) if without_print(one) == without_print(one).lower()]
    assert len(small) > 500
    assert sum(one != without_print(one) for one in small) > 300
    text = "lucía in reno\nhi, it's lucía\nRef 12 | posted from Reno | never pay before you meet"
    assert names_written("eighth", text) == {"lucia"}
