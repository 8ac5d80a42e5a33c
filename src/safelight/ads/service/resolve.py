"""Making a search exact before the index sees it: places become circles, numbers as people write them become phones.

A place that the gazetteer doesn't know, or knows several times without one that stands out, is refused with its name;
a phone that can't be read likewise. The tables are loaded at the first search that needs them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.query import Circle, Near, NotUnderstood, SearchQuery
from safelight.gazetteer import Gazetteer, load
from safelight.kernel.ids import AdId

COUNTRY = "US"

STANDS_OUT = 0.5
"""Share of all people living in places of one name from which on a bare city name means the largest."""

_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_PHONE = re.compile(r"\+?\d+")


class Resolver:
    """Holds the gazetteer and an extractor, each made when first asked for."""

    @cached_property
    def _places(self) -> Gazetteer:
        return load()

    @cached_property
    def _extractor(self) -> Extractor:
        return Extractor(self._places, COUNTRY)

    def resolve(self, query: SearchQuery) -> SearchQuery | NotUnderstood:
        """The same query with `circles` for `near` and digits for every phone."""
        circles = [self.place(near) for near in query.near]
        phones = [self._phone(value) for value in query.fields.get("phone", ())]
        for found in (*circles, *phones):
            if isinstance(found, NotUnderstood):
                return found
        fields = dict(query.fields)
        if phones:
            fields["phone"] = tuple(phone for phone in phones if isinstance(phone, str))
        return replace(query, fields=fields, circles=tuple(one for one in circles if isinstance(one, Circle)))

    def place(self, near: Near) -> Circle | NotUnderstood:
        """The circle around a place as typed, or why it can't be told which place is meant."""
        if _ZIP.fullmatch(near.place):
            found = self._places.zip(near.place)
            return Circle(found.lat, found.lon, near.km) if found else NotUnderstood(f"No ZIP {near.place} is known.")
        name, comma, state = near.place.rpartition(",")
        if comma:
            code = self._places.state(state)
            city = self._places.city(name.strip(), code) if code else None
            return Circle(city.lat, city.lon, near.km) if city else _unknown(near.place)
        candidates = self._places.cities(near.place)
        if not candidates:
            return _unknown(near.place)
        first = candidates[0]
        if first.city is None or first.confidence < STANDS_OUT:
            return NotUnderstood(f"Several places are called {near.place[:60]}; add the state, as in Springfield, IL.")
        return Circle(first.city.lat, first.city.lon, near.km)

    def area_states(self, code: str) -> tuple[str, ...]:
        """The states of a telephone area code."""
        return tuple(self._places.area_code(code))

    def _phone(self, value: str) -> str | NotUnderstood:
        if _PHONE.fullmatch(value):
            return value
        phones = self._extractor.extract(Ad(AdId("asked"), body=f"call {value}")).phones
        return phones[0] if len(phones) == 1 else NotUnderstood(f"No one phone number can be read in {value[:40]!r}.")


def _unknown(place: str) -> NotUnderstood:
    return NotUnderstood(f"No place {place[:60]!r} is known; use a ZIP, or a city with its state.")
