"""Keys, families that go on, what is settled, and the company."""

from __future__ import annotations

import random

import numpy as np
from tests.lib.reading import own_words, reading

from safelight.ads.core.company import company, without_company
from safelight.ads.core.group import GroupRow
from safelight.ads.core.keys import families_after, selector_key, text_key
from safelight.ads.core.outcome import assemble
from safelight.ads.core.past import Settled
from safelight.ads.core.selector import Selector
from safelight.ads.core.wording import joined

PHONE, MAIL, FACE = Selector("phone", "+1"), Selector("email", "a@b.example"), Selector("image", "00")


def bits(number: int, flipped: int = 0) -> str:
    value = random.Random(number).getrandbits(256)
    for at in range(flipped):
        value ^= 1 << (at * 7)
    return f"{value:064x}"


def test_keys_tell_kinds_apart_and_reposts_share_theirs() -> None:
    assert selector_key(Selector("phone", "1")) != selector_key(Selector("email", "1"))
    assert text_key(reading("a", "Call 123 NOW!")) == text_key(reading("b", "call 999 now"))


def test_a_new_print_goes_to_the_family_it_is_near_to_and_takes_its_own_along() -> None:
    known = {bits(1): bits(1), bits(2): bits(1), bits(3): bits(3)}
    near, like_it, alone = bits(3, 9), bits(9), bits(8)
    found = families_after(known, [near, like_it, alone], {near: near, like_it: near, alone: alone})
    assert found == {**known, near: bits(3), like_it: bits(3), alone: alone}
    assert families_after(known, [bits(2)], {bits(2): bits(2)}) == known


def test_what_was_settled_later_stands() -> None:
    before = Settled(frozenset({PHONE}), frozenset(), {FACE: 0.0})
    assert before.says_nothing(PHONE)
    assert before.says_nothing(FACE)
    assert not before.says_nothing(MAIL)
    later = before.and_then(Settled(frozenset({MAIL}), frozenset({MAIL}), {FACE: 2.5}))
    assert later == Settled(frozenset({PHONE, MAIL}), frozenset({MAIL}), {FACE: 2.5})
    assert later.without(frozenset({FACE, MAIL})) == Settled(frozenset({PHONE}))


def test_the_company_is_whole_groups_up_to_its_size_whatever_their_order() -> None:
    rows = [GroupRow(f"ad-{at:03d}", None, f"group-{at // 3}", "independent") for at in range(60)]
    rows += [GroupRow(f"large-{at:03d}", None, "group-large", "spam") for at in range(50)]
    drawn = company(rows, 30)
    assert len(drawn) == len({ad[:6] for ad in drawn}) == 10
    assert not any(ad.startswith("large") for ad in drawn)
    assert company(rows[:60], 1_000) == tuple(sorted(company(rows[:60], 1_000), key=drawn_order(rows)))
    assert len(company(rows[:60], 1_000)) == 20


def drawn_order(rows: list[GroupRow]) -> object:
    order = {ad: at for at, ad in enumerate(company(rows[:60], 10_000))}
    return order.__getitem__


def test_nothing_is_concluded_of_the_company() -> None:
    readings = [reading(f"ad-{at}", own_words(at // 2), phones=[f"+{at // 2}"]) for at in range(8)]
    whole = assemble(readings)
    part = without_company(whole, {"ad-0", "ad-5"}, {})
    assert [row.ad_id for row in part.groups] == ["ad-0", "ad-1", "ad-4", "ad-5"]
    assert {link.a for link in part.links} == {"ad-0", "ad-4"}
    assert {item.group_id for item in part.verdicts} == {row.group_id for row in part.groups}


def test_of_a_company_group_that_lost_an_ad_all_ads_are_told() -> None:
    whole = assemble([reading(f"ad-{at}", own_words(at // 2), phones=[f"+{at // 2}"]) for at in range(8)])
    stood = {"ad-1": "group-old", "ad-2": "group-old", "ad-6": "group-other", "ad-7": "group-other"}
    part = without_company(whole, {"ad-0"}, stood)
    assert [row.ad_id for row in part.groups] == ["ad-0", "ad-1", "ad-2", "ad-3"]


def test_a_new_text_takes_the_template_of_most_old_ones_and_brings_those_without() -> None:
    text = own_words(5, 40)
    old = [reading(f"old-{at}", text) for at in range(3)]
    other = [reading(f"other-{at}", own_words(50 + at, 40)) for at in range(20)]
    new = [reading("new-1", text.replace(text.split()[3], "changed")), reading("new-2", own_words(99, 40))]
    found = joined([*old, *other, *new], {"new-1", "new-2"}, {"old-0": "template-x", "old-1": "template-x"}, ())
    assert found.template_of == {"new-1": "template-x", "old-2": "template-x"}
    assert not found.made
    fresh = joined([*old, *other, *new], {"new-1", "new-2"}, {}, ())
    assert fresh.template_of == dict.fromkeys(("new-1", "old-0", "old-1", "old-2"), fresh.made[0].template_id)
    assert fresh.made[0].size == 4


def test_counts_and_keys_are_whole_numbers_of_64_bits() -> None:
    assert np.array([selector_key(PHONE), text_key(reading("a", "b"))], np.uint64).dtype == np.uint64
