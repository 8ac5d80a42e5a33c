"""ZIPs: five digits that say where, in a location field or beside what makes them a ZIP.

In running text five digits say little: the word zip, a state, a cue of place or the town itself must stand before them.
Refuses digits that a phone or price has claimed and numbers that are no ZIP.
"""

from __future__ import annotations

import re

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.mention import Location, Mention
from safelight.gazetteer import Gazetteer
from safelight.gazetteer.key import place_key

_ZIP = re.compile(r"(?P<zip>[0-9](?<![0-9\-$.].)[0-9]{4})(?:-[0-9]{4})?(?![0-9\-])")
_BEFORE_ZIP = re.compile(
    r"(?:(?i:zip(?:[ -]?codes?)?\b(?:\s(?:is|of|code))?\W{0,7}|\barea\W{1,2}|"
    r"\b(?:in|out)calls?(?:\s(?:in|at|near))?\W{1,3}|\b(?:located|based|hosting)\s(?:in|at|near)\s)|[A-Za-z],?\s[A-Z]{2},?\s)\Z"
)


_IN = re.compile(r"\b(?:in|near)\s\Z")
_ENDS = re.compile(r"\s?(?:[,.;!/|)\n]|\Z)|\s(?:now|today|tonight|only|and|off|by|close|until|till|this)\b")
"""Behind "in" a ZIP ends the statement of where; other numbers count something."""

_BEHIND_ZIP = re.compile(r"\s(?:area|zip(?:\s?code)?)\b", re.IGNORECASE)


def zips(gazetteer: Gazetteer, passage: Passage) -> list[Mention]:
    """The ZIPs of one passage."""
    found: list[Mention] = []
    for match in _ZIP.finditer(passage.text):
        place = gazetteer.zip(match["zip"])
        if place is None or passage.claimed(*match.span()):
            continue
        if (
            passage.source == "location"
            or _BEHIND_ZIP.match(passage.text, match.end())
            or (
                _IN.search(passage.lower, max(0, match.start() - 6), match.start())
                and _ENDS.match(passage.lower, match.end())
            )
            or _vouched(passage.text[max(0, match.start() - 64) : match.start()], place.city)
        ):
            location = Location(place.city, place.state, place.county_fips or None, place.lat, place.lon, 0.95)
            found.append(passage.mention("location", location, *match.span("zip"), "location.zip"))
    return found


def _vouched(before: str, town: str) -> bool:
    """Whether what stands before five digits makes them a ZIP: the word, a cue of place, or the town itself."""
    if _BEFORE_ZIP.search(before[-20:]):
        return True
    size = len(town.split(" "))
    return place_key(" ".join(before[-48:].replace(",", " ").split()[-size:])) == place_key(town)
