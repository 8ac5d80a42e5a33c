"""The signs in time: moves made together, people who come and go, ads put up in one sitting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from safelight.ads.core import quote
from safelight.ads.core.board import Board
from safelight.ads.core.movement import Place, day_of, metros, place_of
from safelight.ads.core.sign import Company, Sign, name_quotes, shown
from safelight.ads.core.sitting import Post, in_sittings

TOGETHER = timedelta(days=3)
"""Two people move together when both change from one city to the other within this time."""

PRIOR_MOVES = 2
"""Moves that are assumed not to have been joint, so that one coincidence isn't a pattern."""

FEWEST_ADS = 3
"""Dated ads from which the time between a person's first and last says how long she was there."""

FEWEST_STAYS = 3
"""People whose stay is known, from which some are said to come and go: of two, one always came first."""

LIFETIME = timedelta(days=60)
"""That a group's ads must last before anybody's stay is called short."""

SHORT = 1 / 3
"""Of the time that the group's ads last, at most: the stay of somebody who came and went."""

Stay = tuple[date, date]

Move = tuple[Place, Place, date, int]
"""(from, to, first day there, the ad that says so)"""


def joint_movement(company: Company) -> Sign | None:
    """Moves that another person makes too, between the same cities at about the same time; at least two."""
    metro = metros([company.world.readings[at] for one in company.people for at in one.ads])
    routes: dict[tuple[Place, Place], list[tuple[int, date, int]]] = {}
    total = 0
    for who, persona in enumerate(company.people):
        for start, end, day, at in moves(company.world, persona.own, metro):
            routes.setdefault((start, end), []).append((who, day, at))
            total += 1
    joint = [
        (day, who, at)
        for made in routes.values()
        for who, day, at in made
        if any(other != who and abs(then - day) <= TOGETHER for other, then, _ in made)
    ]
    if len({day for day, _, _ in joint}) < 2 and len(joint) < 4:
        return None
    quotes = [quote.of_place(company.world.readings[at]) for _, _, at in sorted(joint) if at in company.quotable]
    return shown(company, "joint_movement", len(joint), total + PRIOR_MOVES, quotes)


def moves(world: Board, ads: Sequence[int], metro: Mapping[Place, Place]) -> list[Move]:
    """Changes of metropolitan area in the dated ads, in order of time."""
    found: list[Move] = []
    before: Place | None = None
    for at in world.earliest_first(ads):
        place, day = place_of(world.readings[at]), day_of(world.readings[at])
        if place is None or day is None:
            continue
        if before is not None and metro[place] != before:
            found.append((before, metro[place], day, at))
        before = metro[place]
    return found


def come_and_go(company: Company) -> Sign | None:
    """People whose ads last a short part of the time in which the group's do."""
    days = [_days(company, persona.own) for persona in company.people]
    hits = passing([(own[0], own[-1]) if len(own) >= FEWEST_ADS else None for own in days])
    return shown(company, "come_and_go", len(hits), len(days), name_quotes(company, hits, lambda _: True))


def passing(stays: Sequence[Stay | None]) -> list[int]:
    """Whose stays are short, by place in `stays` (first day, last day; None: not known)."""
    known = [stay for stay in stays if stay]
    if len(known) < FEWEST_STAYS:
        return []
    lasts = max(last for _, last in known) - min(first for first, _ in known)
    if lasts < LIFETIME:
        return []
    return [who for who, stay in enumerate(stays) if stay and stay[1] - stay[0] <= SHORT * lasts]


def _days(company: Company, ads: Sequence[int]) -> list[date]:
    return sorted(when.date() for at in ads if (when := company.world.posted[at]))


def one_sitting(company: Company) -> Sign | None:
    """People some of whose ads were put up within minutes of another's, more than once."""
    together = in_sittings(
        Post(when, who, at)
        for who, persona in enumerate(company.people)
        for at in persona.own
        if (when := company.world.posted[at])
    )
    hits, ads = sorted({post.who for post in together}), {post.at for post in together}
    quotes = name_quotes(company, hits, ads.__contains__)
    return shown(company, "one_sitting", len(hits), len(company.people), quotes)
