"""Columns: what one look at each reading gives to the stages that look at all of them.

A reading may have to be made anew each time somebody looks at it, so each is looked at once, and what is asked of all
of them is kept, column by column, in whatever order they come. Of equal values one is held.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from safelight.ads.core.known import KnownImages
from safelight.ads.core.movement import Place, place_of
from safelight.ads.core.naming import Stated, moved
from safelight.ads.core.quarantine import Quarantined, quarantine
from safelight.ads.core.reading import Reading
from safelight.ads.core.selector import Selector, own_of, prints_of


@dataclass(slots=True)
class Columns:
    """`quarantined` by the number of the ad. `own`: its selectors without the `prints` of its pictures."""

    ids: list[str] = field(default_factory=list)
    posted: list[datetime | None] = field(default_factory=list)
    places: list[Place | None] = field(default_factory=list)
    own: list[tuple[Selector, ...]] = field(default_factory=list)
    prints: list[tuple[str, ...]] = field(default_factory=list)
    stated: Stated = field(default_factory=Stated)
    quarantined: dict[int, Quarantined] = field(default_factory=dict)
    held: dict[Hashable, Any] = field(default_factory=dict)

    def add(self, reading: Reading, known_images: KnownImages) -> None:
        one = self.held.setdefault
        if withheld := quarantine(reading, known_images):
            self.quarantined[len(self.ids)] = withheld
        place = place_of(reading)
        self.ids.append(reading.ad.id)
        self.posted.append(reading.ad.posted_at)
        self.places.append(one(place, place))
        self.own.append(tuple(one(selector, selector) for selector in own_of(reading)))
        self.prints.append(tuple(one(print_, print_) for print_ in prints_of(reading)))
        self.stated.add(reading)

    def ranked(self, places: Sequence[int]) -> Columns:
        """The same, the ad that was added i-th in place `places[i]`."""
        self.ids, self.posted = moved(self.ids, places), moved(self.posted, places)
        self.places = moved(self.places, places)
        self.own, self.prints = moved(self.own, places), moved(self.prints, places)
        self.stated.rank(places)
        self.quarantined = {places[at]: withheld for at, withheld in self.quarantined.items()}
        return self

    def forget_selectors(self) -> None:
        """Lets go of what they are made of."""
        self.own.clear()
        self.prints.clear()
        self.held.clear()


def columns(readings: Iterable[Reading], known_images: KnownImages) -> Columns:
    found = Columns()
    for reading in readings:
        found.add(reading, known_images)
    return found
