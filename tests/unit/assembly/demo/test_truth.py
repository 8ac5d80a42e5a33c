"""What the demo world says is true can be checked against what it published."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import date

import pytest
from tests.lib.demo_worlds import world

from safelight.assembly.demo import Planted, World

_SPOKEN = """
zero one two three four five six seven eight nine
cero uno dos tres cuatro cinco seis siete ocho nueve
"""
_DIGIT_OF = {word: str(at % 10) for at, word in enumerate(_SPOKEN.split())}
_LOOKS_LIKE = {"o": "0", "l": "1", "i": "1", "s": "5", "b": "8"}


@pytest.fixture(scope="module")
def ads() -> World:
    return world(7, 6000)


def slowly_read(text: str) -> str:
    """The digits of a phone as written, by the obvious route: words first, then single signs."""
    plain = unicodedata.normalize("NFKC", text).lower()
    if plain.startswith("https://chat.example/1"):
        return plain.removeprefix("https://chat.example/1")
    for word, digit in _DIGIT_OF.items():
        plain = plain.replace(word, digit)
    digits = "".join(_LOOKS_LIKE.get(sign, sign) for sign in plain)
    found = "".join(sign for sign in digits if sign in "0123456789")
    return found[1:] if len(found) == 11 else found


def test_every_truth_row_has_its_ad_and_its_advertiser(ads: World) -> None:
    assert [truth.ad_id for truth in ads.truth] == [str(ad["id"]) for ad in ads.ads]
    known = {one.id: one for one in ads.advertisers}
    counted: dict[str, int] = defaultdict(int)
    for truth in ads.truth:
        facts = known[truth.advertiser]
        counted[facts.id] += 1
        assert truth.activity == facts.activity
        assert set(truth.personas) <= set(facts.personas)
        assert set(truth.phones) <= set(facts.phones)
    assert counted == {one.id: one.ads for one in ads.advertisers}


def test_spans_quote_what_was_planted(ads: World) -> None:
    for ad, truth in zip(ads.ads, ads.truth, strict=True):
        for one in truth.planted:
            written = str(ad[one.source])[one.start : one.end]
            assert written == one.text
            if one.field in ("phone", "generic_phone"):
                assert f"+1{slowly_read(written)}" == one.value, written
            elif one.field == "age":
                assert written == str(one.value)
            elif one.field == "name":
                assert written.lower() == str(one.value).lower()


def test_phones_are_written_in_many_ways_plain_and_disguised_by_everybody(ads: World) -> None:
    kinds: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for truth in ads.truth:
        for one in truth.planted:
            if one.field == "phone":
                kinds[truth.activity, one.obscured].add(_shape_of(one))
    for activity in ("independent", "collective", "business", "controlled"):
        assert len(kinds[activity, False]) >= 8, activity
        assert len(kinds[activity, True]) >= 6, activity
    assert kinds["spam", True]


def _shape_of(planted: Planted) -> str:
    return re.sub(r"[a-z]+", "w", re.sub(r"\d+", "9", planted.text.lower()))[:6]


def test_all_numbers_are_reserved_for_fiction(ads: World) -> None:
    for one in ads.advertisers:
        for phone in one.phones:
            assert re.fullmatch(r"\+1\d{3}55501\d\d", phone)


def test_a_template_is_a_text_that_came_more_than_once(ads: World) -> None:
    rows: dict[str, set[str]] = defaultdict(set)
    counted: dict[str, int] = defaultdict(int)
    for truth in ads.truth:
        if truth.template:
            rows[truth.template].add(truth.advertiser)
            counted[truth.template] += 1
    assert min(counted.values()) > 1
    assert any(len(owners) > 1 for owners in rows.values()), "somebody copies a stranger's text"
    assert any(truth.template is None for truth in ads.truth)


def test_noise_is_there(ads: World) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    pictures: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for ad, truth in zip(ads.ads, ads.truth, strict=True):
        for one in truth.planted:
            if one.field == "generic_phone":
                owners[str(one.value)].add(truth.advertiser)
            elif one.field == "name":
                names[str(one.value)].add(truth.advertiser)
        for image in ad["images"]:  # type: ignore[attr-defined]
            pictures[image["sha256"]].add(truth.advertiser)
    assert set(owners) == set(ads.generic_phones)
    assert min(len(users) for users in owners.values()) > 30
    used = [len(pictures[key]) for key in ads.stock_pictures if key in pictures]
    assert len(used) > 30
    assert max(used) > 3
    assert sum(len(users) > 1 for users in names.values()) > 100


def test_phones_join_strangers_only_where_the_truth_says_they_were_reassigned(ads: World) -> None:
    used: dict[str, list[str]] = defaultdict(list)
    facts = {one.id: one for one in ads.advertisers}
    for one in ads.advertisers:
        for phone in one.phones:
            used[phone].append(one.id)
    shared = {phone: set(users) for phone, users in used.items() if len(users) > 1}
    assert shared == {one.phone: {one.before, one.after} for one in ads.reassigned}
    assert len(shared) >= 5
    for one in ads.reassigned:
        gap = date.fromisoformat(facts[one.after].first) - date.fromisoformat(facts[one.before].last)
        assert gap.days >= 45


def test_controlled_groups_hold_together_in_different_ways(ads: World) -> None:
    groups = [one for one in ads.advertisers if one.activity == "controlled"]
    assert {one.kind for one in groups} == {"one-phone", "shared-phones", "rotating-phones", "pictures-only"}
    for one in groups:
        assert one.shares
        if one.kind == "one-phone":
            assert len(one.phones) <= 1
        elif one.kind == "shared-phones":
            assert len(one.phones) <= 3
        elif one.kind == "pictures-only":
            assert one.shares == ("pictures",)
    assert any(len(one.phones) > 3 for one in groups if one.kind == "rotating-phones")
    assert any(len(one.cities) > 2 for one in groups)


def test_shared_pictures_of_controlled_groups_are_published(ads: World) -> None:
    """Two personas of a pictures-only group really show one picture (PDQ within the match distance)."""
    groups = {one.id for one in ads.advertisers if one.kind == "pictures-only"}
    shown: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for ad, truth in zip(ads.ads, ads.truth, strict=True):
        if truth.advertiser in groups:
            shown[truth.advertiser] += [(truth.personas[0], int(image["pdq"], 16)) for image in ad["images"]]  # type: ignore[attr-defined]
    joined = [key for key, rows in shown.items() if _two_people_one_picture(rows)]
    assert len(joined) > len(groups) * 0.8


def _two_people_one_picture(rows: list[tuple[str, int]]) -> bool:
    return any(a[0] != b[0] and (a[1] ^ b[1]).bit_count() <= 31 for at, a in enumerate(rows) for b in rows[at + 1 :])
