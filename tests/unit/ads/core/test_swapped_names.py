"""One text under another name in every town: a flood where nobody stays, a hand where somebody does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lib.reading import START, own_words, reading

from safelight.ads.core.board import Board
from safelight.ads.core.flood import Turnover, turnover, used_up
from safelight.ads.core.outcome import Outcome, assemble
from safelight.ads.core.reading import Reading

TOWNS = ("Oakland", "Reno", "Boise", "Salem", "Tucson", "Denver", "Omaha")
NAMES = (
    *("Anna", "Bella", "Coco", "Dora", "Elsa", "Fiona", "Greta", "Hilda", "Irma", "Jana", "Karla"),
    *("Lena", "Mona", "Nora", "Olga", "Petra", "Rita", "Sonja", "Tilda", "Vera", "Wanda"),
)
PAGE = "https://lantern-evenings.example/in"
TEXT = "{name} in {town}. Quiet evenings and good company all week, see who is there and how to meet at the page below."
ASKING = f"{TEXT} Sign up to see more."
FLOOD = Turnover(21, 30, 0.0, 1.0, 3, False, 0.0, 1.0, 1.0)


def posted(
    days: int,
    name: Callable[[int, int], str],
    phone: Callable[[int, int], str | None] = lambda _day, _place: None,
    picture: Callable[[int, int], int | None] = lambda _day, _place: None,
    text: str = TEXT,
) -> list[Reading]:
    """One text with a page in all towns on each of some days; the callables take the day and the town's number."""
    return [
        reading(
            f"x-{day}-{place}",
            text.format(name=name(day, place), town=town),
            title=f"{name(day, place)}, {town}",
            town=town,
            day=day,
            names=[name(day, place)],
            phones=[one] if (one := phone(day, place)) else [],
            pictures=[seen] if (seen := picture(day, place)) is not None else [],
            urls=[PAGE],
        )
        for day in range(days)
        for place, town in enumerate(TOWNS)
    ]


def new_each_time(day: int, place: int) -> str:
    return NAMES[7 * day + place]


def strangers() -> list[Reading]:
    """Adults who work for themselves, each with pictures that a flood may take."""
    return [
        reading(
            f"s-{n}-{day}",
            f"A page of my own. {own_words(60 + n)}",
            town=TOWNS[n],
            day=day,
            phones=[f"+1510555{n:04d}"],
            pictures=[n],
        )
        for n in range(7)
        for day in (0, 9)
    ]


def activities(outcome: Outcome) -> set[str]:
    return {row.activity for row in outcome.groups if row.ad_id.startswith("x-")}


def test_names_that_are_used_up_in_many_towns_are_a_flood_and_no_lead() -> None:
    outcome = assemble(posted(3, new_each_time, text=ASKING))
    assert activities(outcome) == {"spam"}
    assert {verdict.why for verdict in outcome.verdicts} == {
        "one text under ever new names in many cities, where nobody stays"
    }
    assert outcome.leads == ()


def test_numbers_that_are_given_once_each_answer_nobody() -> None:
    flood = posted(
        3, new_each_time, lambda day, place: f"+1510556{day:02d}{place:02d}", lambda _day, place: place, ASKING
    )
    assert activities(assemble([*strangers(), *flood])) == {"spam"}


def test_a_line_that_is_given_again_is_answered_by_somebody() -> None:
    outcome = assemble(posted(3, new_each_time, phone=lambda _day, _place: "+15105550100", text=ASKING))
    assert activities(outcome) == {"controlled"}
    assert len(outcome.leads) == 1


def test_people_who_stay_in_their_towns_are_no_flood() -> None:
    outcome = assemble(posted(3, lambda _day, place: NAMES[place], text=ASKING))
    assert activities(outcome) == {"controlled"}


def test_people_who_are_moved_from_town_to_town_are_no_flood() -> None:
    """Each name is in each town once, but it comes again."""
    outcome = assemble(posted(3, lambda day, place: NAMES[(place + day) % len(TOWNS)], text=ASKING))
    assert activities(outcome) == {"controlled"}
    assert len(outcome.leads) == 1


def test_a_page_for_several_people_seen_for_one_day_is_no_flood() -> None:
    outcome = assemble([*strangers(), *posted(1, new_each_time, picture=lambda _day, place: 100 + place)])
    assert activities(outcome) == {"controlled"}
    assert len(outcome.leads) == 1


def test_seen_for_one_day_with_other_peoples_pictures_it_is() -> None:
    outcome = assemble([*strangers(), *posted(1, new_each_time, picture=lambda _day, place: place)])
    assert activities(outcome) == {"spam"}
    assert {row.activity for row in outcome.groups if row.ad_id.startswith("s-")} == {"independent"}


def test_towns_of_a_week_are_too_many_as_those_of_a_day_are() -> None:
    """Four towns a day on four days, and the same four towns again and again."""
    assert turned_over(lambda day, place: f"T{day}{place}") == (1.0, 4)
    assert turned_over(lambda _day, place: f"T{place}") == (0.0, 0)


def turned_over(town: Callable[[int, int], str]) -> tuple[float, int]:
    towns = [(town(day, place), "NV") for day in range(4) for place in range(4)]
    posted = tuple(START + timedelta(days=at // 4) for at in range(16))
    every: list[tuple[()]] = [()] * 16
    world = Board((), [0] * 16, ("",) * 16, posted, tuple(every), tuple(every), tuple(towns), tuple(range(16)))
    seen = turnover(world, range(16), {place: place for place in towns})
    return seen.crowded, seen.days


@pytest.mark.parametrize(
    "seen",
    [
        replace(FLOOD, names=5, named=5),
        replace(FLOOD, named=42),
        replace(FLOOD, staying=0.2),
        replace(FLOOD, crowded=0.4),
        replace(FLOOD, answered=True),
        replace(FLOOD, days=1, paged=0.0),
        replace(FLOOD, borrowed=0.0),
    ],
)
def test_each_mark_is_needed_and_enough_that_confirms(seen: Turnover) -> None:
    assert used_up(FLOOD, 0.0)
    assert not used_up(seen, 0.0)


def test_words_that_ask_for_a_click_decide_nothing_alone() -> None:
    assert not used_up(replace(FLOOD, days=1, borrowed=0.0), 1.0)
    assert not used_up(replace(FLOOD, paged=0.0, borrowed=0.0), 1.0)
    assert not used_up(replace(FLOOD, answered=True), 1.0)
    assert used_up(replace(FLOOD, borrowed=0.0), 1.0)
