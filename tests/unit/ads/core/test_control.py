"""Signs of one hand, and what looks like them among friends."""

from __future__ import annotations

from tests.lib.reading import own_words, reading

from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading

NAMES = ("Anna", "Bella", "Coco", "Dora")


def indicators(outcome: Outcome) -> set[str]:
    return {reason.indicator for lead in outcome.leads for reason in lead.reasons}


def posted(person: int, day: int, phone: str, pictures: list[int], text: str) -> Reading:
    name = NAMES[person]
    return reading(
        f"{name}-{day:02d}",
        f"my name is {name}, age {22 + 5 * person}. {text}",
        town="Reno",
        day=day,
        phones=[phone],
        names=[name],
        pictures=pictures,
    )


def test_lines_that_pass_between_people_and_a_pool_of_pictures_are_one_hand() -> None:
    ads = [
        posted(person, 4 * turn + person, f"+1510555010{(person + turn) % 2}", [turn, turn + 1], own_words(person))
        for turn in range(5)
        for person in range(4)
    ]
    outcome = assemble(ads)
    assert {row.activity for row in outcome.groups} == {"controlled"}
    assert {"passed_lines", "shared_pictures"} <= indicators(outcome)


def test_rooms_of_a_flat_beside_own_pictures_are_no_pool() -> None:
    ads = [
        posted(person, 4 * turn + person, "+15105550100", [90 + turn % 3, 10 * person + turn], own_words(person))
        for turn in range(5)
        for person in range(3)
    ]
    outcome = assemble(ads)
    assert {row.activity for row in outcome.groups} == {"collective"}
    assert outcome.leads == ()


def test_two_who_answer_each_others_phone_are_friends() -> None:
    ads = [
        posted(person, 3 * turn + person, f"+1510555010{(person + turn) % 2}", [10 * person + turn], own_words(person))
        for turn in range(6)
        for person in range(2)
    ]
    outcome = assemble(ads)
    assert {row.activity for row in outcome.groups} == {"collective"}
    assert outcome.leads == ()
