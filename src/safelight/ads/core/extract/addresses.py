"""Addresses: the city that a page's address names together with its state.

Boards keep one page a city: "toledo-oh.board.example", "/us/co/pueblo/", "/listings/richmond-virginia". City and state
beside each other say which of its namesakes is meant, at home and abroad. Refuses a code that is also a word or a
country unless the path says "us", and pairs that no gazetteer knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from safelight.gazetteer import City, Gazetteer

ALSO_WORDS = frozenset({"IN", "OR", "ME", "HI", "OK", "OH", "MA", "PA", "LA", "SO"})
"""State codes that are words in a text set in capitals."""

_ALSO_COUNTRIES = frozenset({"CA", "DE", "CO", "AR", "IL", "ID", "AL"})
"""State codes under which sites keep other countries: Canada, Germany, Colombia, Argentina, Israel, Indonesia, Albania.
"/ca/ontario/" is no page of California."""

_HOST = re.compile(r"(?:https?://)?(?:www\.)?(?P<label>[a-z]+(?:[-_][a-z]+){1,4})\.[a-z0-9\-]+\.[a-z]")
_SEGMENT = re.compile(r"(?<=/)[a-z]+(?:[-_][a-z]+){0,4}(?=/|\Z|\?)")
_HOME = frozenset({"us", "usa", "united-states"})


class Placed(NamedTuple):
    """A city and where in the address it is written."""

    city: City
    start: int
    end: int


def placed(gazetteer: Gazetteer, address: str) -> Iterator[Placed]:
    """Cities written with their state in an address (lower case), in its order."""
    host = _HOST.match(address)
    if host and (city := city_and_state(gazetteer, host["label"])):
        yield Placed(city, *host.span("label"))
    segments = list(_SEGMENT.finditer(address))
    for segment in segments:
        if city := city_and_state(gazetteer, segment.group()):
            yield Placed(city, *segment.span())
    home = any(segment.group() in _HOME for segment in segments)
    for one, other in pairwise(segments):
        if other.start() == one.end() + 1 and (city := _beside(gazetteer, one.group(), other.group(), home)):
            yield Placed(city, one.start(), other.end())


def city_and_state(gazetteer: Gazetteer, label: str) -> City | None:
    """The city of "toledo-oh" or "richmond-west-virginia"."""
    words = re.split("[-_]", label)
    for size in (1, 2, 3):
        state = gazetteer.state(" ".join(words[-size:])) if size < len(words) else None
        if state and (city := _city(gazetteer, words[:-size], state)):
            return city
    return None


def _beside(gazetteer: Gazetteer, one: str, other: str, home: bool) -> City | None:
    for name, beside in ((other, one), (one, other)):
        state = gazetteer.state(beside.replace("-", " ").replace("_", " "))
        doubtful = len(beside) == 2 and beside.upper() in ALSO_WORDS | _ALSO_COUNTRIES
        if state and (home or not doubtful) and (city := _city(gazetteer, re.split("[-_]", name), state)):
            return city
    return None


def _city(gazetteer: Gazetteer, words: list[str], state: str) -> City | None:
    found = gazetteer.city(" ".join(words), state)
    whole = gazetteer.unsqueezed("".join(words)) if found is None else None
    return gazetteer.city(whole, state) if whole else found
