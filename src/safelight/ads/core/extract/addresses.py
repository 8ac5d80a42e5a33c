"""Addresses: the city that a page's address names together with its state.

Boards keep one page a city: "toledo-oh.board.example", "/us/co/pueblo/", "/listings/richmond-virginia". City and state
beside each other say which of its namesakes is meant, at home and abroad. Refuses a code that is also a word or a
country unless the path says "us", and pairs that no gazetteer knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from safelight.ads.core.extract.place_words import PROVINCES
from safelight.gazetteer import City, Gazetteer
from safelight.gazetteer.key import place_key

ALSO_WORDS = frozenset({"IN", "OR", "ME", "HI", "OK", "OH", "MA", "PA", "LA", "SO"})
"""State codes that are words in a text set in capitals."""

_ALSO_COUNTRIES = frozenset({"CA", "DE", "CO", "AR", "IL", "ID", "AL"})
"""State codes under which sites keep other countries: Canada, Germany, Colombia, Argentina, Israel, Indonesia, Albania.
"/ca/ontario/" is no page of California."""

_CODES = {"ca": "CA", "uk": "GB", "gb": "GB", "au": "AU"}
"""How paths write countries whose parts are known (`PROVINCES`)."""

_HOST = re.compile(r"(?:https?://)?(?:www\.)?(?P<label>[a-z]+(?:[-_][a-z]+){1,4})\.[a-z0-9\-]+\.[a-z]")
_SEGMENT = re.compile(r"(?<=/)[a-z]+(?:[-_][a-z]+){0,4}(?=/|\Z|\?)")
_ASKED = re.compile(r"[?&](?P<part>city|town|location|state|region|province)=(?P<value>[a-z+%0-9_\-]{2,40})")
_HOME = frozenset({"us", "usa", "united-states"})


class Placed(NamedTuple):
    """A city and where in the address it is written."""

    city: City
    start: int
    end: int


class Address(NamedTuple):
    """What a page's address says: cities beside their state, the other country (ISO 3166) whose page it is, and whether
    it opens with this one ("/us/")."""

    placed: tuple[Placed, ...] = ()
    abroad: str | None = None
    home: bool = False


def read_address(gazetteer: Gazetteer, address: str) -> Address:
    """The places of an address in lower case."""
    segments = list(_SEGMENT.finditer(address))
    home = bool(segments) and segments[0].group() in _HOME
    return Address(tuple(_placed(gazetteer, address, segments)), _abroad(gazetteer, segments), home)


def _placed(gazetteer: Gazetteer, address: str, segments: Sequence[re.Match[str]]) -> Iterator[Placed]:
    """Cities written with their state, in the address's order."""
    host = _HOST.match(address)
    if host and (city := city_and_state(gazetteer, host["label"])):
        yield Placed(city, *host.span("label"))
    for segment in segments:
        if city := city_and_state(gazetteer, segment.group()):
            yield Placed(city, *segment.span())
    home = any(segment.group() in _HOME for segment in segments)
    for one, other in pairwise(segments):
        if other.start() == one.end() + 1 and (city := _beside(gazetteer, one.group(), other.group(), home)):
            yield Placed(city, one.start(), other.end())
    yield from _asked(gazetteer, address)


def _abroad(gazetteer: Gazetteer, segments: Sequence[re.Match[str]]) -> str | None:
    """The other country with whose name the path opens, or whose code stands before one of its parts: "/ca/ontario"."""
    names = [segment.group().replace("-", " ").replace("_", " ") for segment in segments]
    for code, part in pairwise(names):
        country = _CODES.get(code)
        if country is not None and PROVINCES.get(place_key(part)) == country:
            return country
    country = gazetteer.country(names[0]) if names and gazetteer.state(names[0]) is None else None
    return country if country != "US" else None


def _asked(gazetteer: Gazetteer, address: str) -> Iterator[Placed]:
    """ "?city=toledo&state=oh"."""
    if "=" not in address:
        return
    asked = {match["part"]: match for match in _ASKED.finditer(address)}
    town = asked.get("city") or asked.get("town") or asked.get("location")
    region = asked.get("state") or asked.get("region") or asked.get("province")
    if town is None:
        return
    named = _words(f"{town['value']} {region['value']}" if region else town["value"])
    if city := city_and_state(gazetteer, named.replace(" ", "-")):
        yield Placed(city, *town.span("value"))


def _words(written: str) -> str:
    return re.sub(r"(?:[+_\-,]|%20|%2c)+", " ", written).strip()


def _state(gazetteer: Gazetteer, name: str) -> str | None:
    """A state by code, name or name without spaces: "newyork"."""
    return gazetteer.state(name) or gazetteer.squeezed_state(name)


def city_and_state(gazetteer: Gazetteer, label: str) -> City | None:
    """The city of "toledo-oh" or "richmond-west-virginia"."""
    words = re.split("[-_]", label)
    for size in (1, 2, 3):
        state = _state(gazetteer, " ".join(words[-size:])) if size < len(words) else None
        if state and (city := _city(gazetteer, words[:-size], state)):
            return city
    return None


def _beside(gazetteer: Gazetteer, one: str, other: str, home: bool) -> City | None:
    for name, beside in ((other, one), (one, other)):
        state = _state(gazetteer, beside.replace("-", " ").replace("_", " "))
        doubtful = len(beside) == 2 and beside.upper() in ALSO_WORDS | _ALSO_COUNTRIES
        if state and (home or not doubtful) and (city := _city(gazetteer, re.split("[-_]", name), state)):
            return city
    return None


def _city(gazetteer: Gazetteer, words: list[str], state: str) -> City | None:
    found = gazetteer.city(" ".join(words), state)
    whole = gazetteer.unsqueezed("".join(words)) if found is None else None
    return gazetteer.city(whole, state) if whole else found
