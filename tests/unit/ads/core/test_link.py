"""What links, what doesn't, and that the reason is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lib.reading import own_words, reading

from safelight.ads.core.link import MOST_ADS, REASSIGNED
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading

MANY_OWNERS = 6

NAMES_OF_MANY = ["Ana", "Bea", "Cleo", "Dora", "Edda", "Fay", "Gina", "Hana", "Ida", "Jana", "Kira", "Lena", "Mona"]
OTHERS = NAMES_OF_MANY * 20


def parts(outcome: Outcome) -> list[list[str]]:
    members: dict[str, list[str]] = {}
    for row in outcome.groups:
        members.setdefault(row.group_id, []).append(row.ad_id)
    return sorted(members.values())


def test_a_phone_links_and_the_link_says_why() -> None:
    outcome = assemble([reading(f"a{n}", own_words(n), phones=["+15105550100"], day=n) for n in range(3)])
    assert parts(outcome) == [["a0", "a1", "a2"]]
    assert [(link.a, link.b) for link in outcome.links] == [("a0", "a1"), ("a0", "a2")]
    (evidence,) = outcome.links[0].evidence
    assert (evidence.kind, evidence.value, evidence.why) == ("phone", "+15105550100", "same phone, in 3 ads")
    assert 0 < evidence.weight <= 1


def test_a_number_of_many_owners_links_nobody() -> None:
    ads = [
        reading(f"a{n}-{day}", own_words(n), phones=["+18005550142", f"+1510555{n:04d}"], day=day)
        for n in range(MANY_OWNERS)
        for day in (0, 9)
    ]
    outcome = assemble(ads)
    assert len(parts(outcome)) == MANY_OWNERS
    (shared,) = [item for item in outcome.shared if item.value == "+18005550142"]
    assert shared.ads == 2 * MANY_OWNERS
    assert "generic" in shared.why


def test_one_script_on_many_phones_with_one_line_is_not_generic() -> None:
    text = f"Write to me, I am glad to hear from you. {own_words(3)}"
    ads = [
        reading(f"a{n}", f"{text} number {n}", phones=["+15105550142", f"+1510555{n:04d}"], day=n, town="Reno")
        for n in range(MANY_OWNERS + 2)
    ]
    assert len(parts(assemble(ads))) == 1


def test_a_reassigned_number_parts_two_lives() -> None:
    gap = REASSIGNED // timedelta(days=1) + 5
    old = [
        reading(f"a{n}", f"Anna. {own_words(1)}", phones=["+1510"], names=["Anna"], town="Reno", day=n)
        for n in range(3)
    ]
    new = [
        reading(f"b{n}", f"Zoe. {own_words(2)}", phones=["+1510"], names=["Zoe"], town="Omaha", day=gap + n)
        for n in range(3)
    ]
    outcome = assemble(old + new)
    assert parts(outcome) == [["a0", "a1", "a2"], ["b0", "b1", "b2"]]
    assert any("reassigned" in item.why for item in outcome.shared)
    back = [reading("c", f"Anna. {own_words(9)}", phones=["+1510"], names=["Anna"], town="Tucson", day=gap)]
    assert len(parts(assemble(old + back))) == 1


@pytest.mark.parametrize("together", [True, False])
def test_a_copied_text_links_only_with_company(together: bool) -> None:
    text = own_words(6)
    towns = ("Reno", "Reno") if together else ("Reno", "Omaha")
    ads = [reading(f"a{n}", text, phones=[f"+1510555000{n}"], town=town) for n, town in enumerate(towns)]
    outcome = assemble(ads)
    assert len(parts(outcome)) == (1 if together else 2)
    assert {row.template_id for row in outcome.groups} == {outcome.templates[0].template_id}


def test_a_picture_that_many_use_ties_nobody() -> None:
    ads = [reading(f"a{n}", own_words(n), phones=[f"+15105550{n:03d}"], town="Reno", pictures=[1]) for n in range(40)]
    outcome = assemble(ads)
    assert len(parts(outcome)) == 40
    assert any(item.kind == "image" and item.ads == 40 for item in outcome.shared)


def test_a_towns_number_links_nobody_though_some_share_a_first_name_a_picture_or_a_text() -> None:
    """Three of forty have each name, two each picture and each text: a crowd, not one hand."""
    crowd = [
        reading(
            f"a{n:02d}",
            f"{own_words(n // 2)} {NAMES_OF_MANY[n % 13]}",
            phones=["+18005550142", f"+1510555{n:04d}"],
            names=[NAMES_OF_MANY[n % 13]],
            pictures=[n // 2],
            town="Reno",
        )
        for n in range(40)
    ]
    others = [reading(f"b{n:03d}", f"{own_words(100 + n)} {name}", names=[name]) for n, name in enumerate(OTHERS)]
    outcome = assemble([*crowd, *others])
    assert max(len(part) for part in parts(outcome)) <= 4
    (why,) = [item for item in outcome.shared if item.value == "+18005550142"]
    assert "generic" in why.why


def test_what_most_of_a_numbers_ads_have_in_common_makes_them_one() -> None:
    """One script behind a desk's number and twelve phones: more than the rest of the board leads to expect."""
    ads = [
        reading(f"a{n:02d}", own_words(1), phones=["+18005550142", f"+1510555{n:04d}"], town="Reno", day=n)
        for n in range(12)
    ]
    others = [reading(f"b{n:02d}", own_words(50 + n), phones=[f"+1775555{n:04d}"], town="Reno") for n in range(60)]
    assert [f"a{n:02d}" for n in range(12)] in parts(assemble([*ads, *others]))


def test_a_name_in_a_text_that_floods_copy_is_no_company() -> None:
    def flood(which: int) -> list[Reading]:
        towns = ("Oakland", "Reno", "Boise", "Salem", "Tucson", "Denver", "Omaha")
        body, phone = f"{own_words(1)} Mona", f"+1510555010{which}"
        return [
            reading(f"f{which}-{town}", body, phones=[phone], names=["Mona"], town=town, day=200 * which)
            for town in towns
        ]

    assert len(parts(assemble([*flood(1), *flood(2)]))) == 2


def test_texts_alone_never_chain_many_advertisers() -> None:
    ads = [
        reading(f"a{n:02d}", own_words(n // 2), phones=[f"+15105550{(n + 1) // 2:03d}"], town="Reno", day=0)
        for n in range(80)
    ]
    biggest = max(len(part) for part in parts(assemble(ads)))
    assert biggest <= 4


def test_a_flood_of_equal_ads_makes_no_giant() -> None:
    ads = [reading("a0", own_words(1), phones=["+15105550100"])]
    body, sample = own_words(1), ads[0]
    many = [
        replace(
            sample, ad=replace(sample.ad, id=f"a{n}", body=body), extraction=replace(sample.extraction, ad_id=f"a{n}")
        )
        for n in range(10_000)
    ]
    outcome = assemble(many)
    assert outcome.counts()["groups"] == 10_000
    assert {item.kind for item in outcome.shared} == {"phone", "template"}
    assert all("hub" in item.why and item.ads == 10_000 > MOST_ADS for item in outcome.shared)
    assert {row.activity for row in outcome.groups} == {"spam"}
    assert outcome.leads == ()
