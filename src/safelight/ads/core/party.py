"""Parties: ads that reach the same people, and what two parties have in common beside a selector.

A party is what personal contacts tie together; an ad without one is a party of itself. Two parties are compared by
where they were when, and by the names they use; how telling that is depends on how often strangers agree by chance, so
a flood that is everywhere, or a house with thirty names, agrees with anybody and proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from safelight.ads.core import odds
from safelight.ads.core.board import Board
from safelight.ads.core.movement import Place
from safelight.ads.core.selector import Selector

MONTH = 30
"""Days of a window; two parties are together when they are in one city in the same or neighbouring windows."""

MOST_KEYS = 200
"""Selectors and names of one party that are compared: far more than any person has, and bounded."""


BURST = 6
"""Cities on one day that no single person is in (sites allow a few neighbouring ones)."""


@dataclass(frozen=True, slots=True)
class Party:
    """`stays`: city to windows, empty when its ads there have no date. `flood`: was in BURST cities on one day."""

    ads: tuple[int, ...]
    selectors: frozenset[Selector]
    names: frozenset[str]
    stays: Mapping[Place, frozenset[int]]
    reachable: bool
    flood: bool


@dataclass(slots=True)
class Society:
    """All parties, and how common places and names are among them. `stays` and `uses` are the sums of the counts,
    `namesakes` is the chance that two uses are of one name; `generic` selectors tie nobody and reach nobody."""

    world: Board
    part: Sequence[int]
    members: dict[int, list[int]]
    at_place: Counter[Place]
    by_name: Counter[str]
    stays: int
    uses: int
    namesakes: float
    generic: frozenset[Selector]
    _known: dict[int, Party] = field(default_factory=dict)

    def party(self, number: int) -> Party:
        if number not in self._known:
            self._known[number] = party_of(self.world, self.members[number], self.generic)
        return self._known[number]

    def place_odds(self, a: Party, b: Party) -> tuple[float, Place | None]:
        """(log odds, a city where both were at one time)."""
        if len(b.stays) < len(a.stays):
            a, b = b, a
        shared, chances, chance = [], 0, 0.0
        for place, windows in a.stays.items():
            around = {near for window in windows for near in (window - 1, window, window + 1)}
            there = sum(1 for other in b.stays.values() if not other or not around or not around.isdisjoint(other))
            if there:
                chances += 1
                chance += there * odds.smoothed(self.at_place[place], self.stays, odds.PRIOR_PLACE)
                theirs = b.stays.get(place)
                if theirs is not None and (not theirs or not around or not around.isdisjoint(theirs)):
                    shared.append(place)
        return odds.places(len(shared), chances, chance / max(1, chances)), min(shared, default=None)

    def name_odds(self, a: Party, b: Party) -> tuple[float, str | None]:
        """(log odds, the rarest name that both use)."""
        if not a.names or not b.names:
            return 0.0, None
        shared = a.names & b.names
        if not shared:
            return odds.names(None), None
        rarest = min(shared, key=lambda name: (self.by_name[name], name))
        one = max(odds.smoothed(self.by_name[rarest], self.uses, odds.PRIOR_NAME), self.namesakes)
        return odds.names(one * len(a.names) * len(b.names)), rarest


def society(world: Board, part: Sequence[int], generic: frozenset[Selector]) -> Society:
    """`part[i]`: the number of ad i's party."""
    members = world.parts(part)
    at_place: Counter[Place] = Counter()
    by_name: Counter[str] = Counter()
    for ads in members.values():
        at_place.update({place for at in ads if (place := world.places[at])})
        by_name.update({name for at in ads for name in world.names[at]})
    stays, uses = at_place.total(), by_name.total()
    alike = sum(count * (count - 1) for count in by_name.values()) / max(1, uses - 1)
    namesakes = odds.smoothed(alike, uses, odds.PRIOR_NAME)
    return Society(world, part, members, at_place, by_name, stays, uses, namesakes, generic)


def party_of(world: Board, ads: Sequence[int], generic: frozenset[Selector]) -> Party:
    """The party that some ads are; `generic` selectors don't count."""
    stays: dict[Place, set[int]] = {}
    undated: set[Place] = set()
    on_day: dict[date, set[Place]] = {}
    for at in ads:
        place, posted = world.places[at], world.posted[at]
        if place and posted:
            on_day.setdefault(posted.date(), set()).add(place)
            stays.setdefault(place, set()).add(posted.toordinal() // MONTH)
        elif place:
            undated.add(place)
    selectors = sorted({selector for at in ads for selector in world.selectors[at]} - generic)
    names = sorted({name for at in ads for name in world.names[at]})
    return Party(
        tuple(ads),
        frozenset(selectors[:MOST_KEYS]),
        frozenset(names[:MOST_KEYS]),
        {place: frozenset(() if place in undated else stays[place]) for place in sorted({*stays, *undated})},
        any(selector.contact for selector in selectors),
        any(len(places) >= BURST for places in on_day.values()),
    )
