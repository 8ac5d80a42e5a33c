"""Signs of one hand that look at lines, stays, sittings and scripts; and what adults do that looks like it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.lib.reading import START, own_words, reading

from safelight.ads.core.outcome import assemble
from safelight.ads.core.reading import Reading

NAMES = ("Anna", "Bella", "Coco", "Dora")
ADDRESS = ("mail", "evenings")


def posted(
    person: int, day: int, minute: int, phone: str, words: str, handles: tuple[tuple[str, str], ...] = ()
) -> Reading:
    one = reading(
        f"{NAMES[person]}-{day:03d}",
        f"my name is {NAMES[person]}, age {22 + 5 * person}. {words}",
        town="Reno",
        day=day,
        phones=[phone],
        names=[NAMES[person]],
        handles=handles,
    )
    return replace(one, ad=replace(one.ad, posted_at=START + timedelta(days=day, minutes=minute)))


def number(person: int, line: int = 0) -> str:
    return f"+1510555{person}{line:03d}"


def shown(ads: list[Reading]) -> set[str]:
    """Signs of the one group in which all ads are."""
    outcome = assemble(ads)
    assert len({row.group_id for row in outcome.groups}) == 1
    return set(outcome.verdicts[0].seen.parts)


def test_ads_of_three_put_up_in_one_sitting_again_and_again() -> None:
    at_once = [
        posted(who, day, 600 + 2 * who, number(who), own_words(who), (ADDRESS,))
        for day in (1, 9, 17)
        for who in range(3)
    ]
    apart = [
        posted(who, day, 600 + 90 * who, number(who), own_words(who), (ADDRESS,))
        for day in (1, 9, 17)
        for who in range(3)
    ]
    once = [ad for ad in at_once if ad.ad.id.endswith("001")] + [ad for ad in apart if not ad.ad.id.endswith("001")]
    assert "one_sitting" in shown(at_once)
    assert "one_sitting" not in shown(apart)
    assert "one_sitting" not in shown(once)


def test_dates_without_times_are_no_sitting() -> None:
    dated = [posted(who, day, 0, number(who), own_words(who), (ADDRESS,)) for day in (1, 9, 17) for who in range(3)]
    assert "one_sitting" not in shown(dated)


def test_three_telephones_one_after_another_are_changing_lines_and_two_are_none() -> None:
    def ads(lines: int) -> list[Reading]:
        return [
            posted(who, 8 * turn + who, 600 + 100 * who, number(who, turn % lines), own_words(who), (ADDRESS,))
            for turn in range(6)
            for who in range(3)
        ]

    assert "changing_lines" in shown(ads(3))
    assert "changing_lines" not in shown(ads(2))
    for lead in assemble(ads(3)).leads:
        assert all(reason.evidence for reason in lead.reasons)


def test_people_who_come_and_go_on_one_line_and_friends_who_stay() -> None:
    def ads(step: int, stay: int) -> list[Reading]:
        return [
            posted(who, step * who + stay * turn, 600 + 100 * who, number(0), own_words(who))
            for turn in range(4)
            for who in range(4)
        ]

    assert "come_and_go" in shown(ads(30, 5))
    assert "come_and_go" not in shown(ads(1, 30))


def test_an_address_in_nobodys_name_counts_and_one_of_theirs_does_not() -> None:
    def ads(handle: str) -> list[Reading]:
        return [
            posted(who, 8 * turn + who, 600 + 100 * who, number(who), own_words(who), (("mail", handle),))
            for turn in range(4)
            for who in range(3)
        ]

    assert "address_for_all" in shown(ads("evenings"))
    assert "address_for_all" not in shown(ads("bella_22"))


def test_an_open_site_of_friends_with_numbers_and_words_of_their_own_is_no_lead() -> None:
    ads = [
        posted(who, 8 * turn + who, 600 + 100 * who, number(who), own_words(who), (ADDRESS,))
        for turn in range(5)
        for who in range(4)
    ]
    outcome = assemble(ads)
    assert outcome.leads == ()
    assert {row.activity for row in outcome.groups} == {"collective"}


def test_a_friend_who_speaks_for_the_other_in_a_few_ads_shares_no_script() -> None:
    own = [
        posted(who, 8 * turn + who, 600, number(who), own_words(who), (ADDRESS,))
        for turn in range(6)
        for who in range(2)
    ]
    lent = [posted(1, 70 + 8 * turn, 600, number(0), own_words(0), (ADDRESS,)) for turn in range(2)]
    swapped = [
        posted(who, 8 * turn + who, 600, number(turn % 2), own_words(turn % 3)) for turn in range(6) for who in range(2)
    ]

    def part(ads: list[Reading]) -> float:
        return max(verdict.seen.parts.get("shared_script", 0.0) for verdict in assemble(ads).verdicts)

    assert part(own + lent) <= 0.2
    assert part(swapped) == 0.5
