"""Bare towns: a town named without its state, decided by what the ad says of place, else by population.

One reading must be likelier than all others together; ties stay below 0.5 and are left out. What lies abroad is no
place of an ad here, but says which country's numbers to expect.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from safelight.ads.core.extract.passage import Passage
from safelight.ads.core.extract.standing import LARGE
from safelight.ads.core.mention import Location, Mention
from safelight.gazetteer import Candidate, City, Gazetteer
from safelight.gazetteer.key import place_key
from safelight.gazetteer.neighbourhoods import NEIGHBOURHOODS

SURE = 0.5
"""Least confidence that is reported: below it, another reading is as likely (formats.md)."""

_LISTS = frozenset({"location.field", "location.standing"})
"""Rules whose places need not be large: something else vouches for them."""

_STATE_BOOST = 25.0
"""Factor for a city in a state the ad itself points to. Chosen so that a town of 4,000 in that state beats a "
"city of 100,000."""


@dataclass(slots=True)
class Evidence:
    """What the rest of the ad says about place: states with weight, a country given, foreign countries met."""

    states: dict[str, float] = field(default_factory=dict)
    country: str | None = None
    foreign: list[str] = field(default_factory=list)


class BareTowns:
    """Readings of bare names on one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    def read(
        self, passage: Passage, name: str, start: int, evidence: Evidence, rule: str, length: int | None = None
    ) -> Mention | None:
        """A city without a state, when one reading is likelier than all others together."""
        ranked = self._gazetteer.cities(name)
        if not ranked or ranked[0].population < 15_000:
            ranked = self._quarter(name) or ranked
        if not ranked or (rule not in _LISTS and ranked[0].population < 15_000):
            return None
        weights = [candidate.population * _favour(candidate, evidence) for candidate in ranked]
        best = max(range(len(ranked)), key=lambda at: (weights[at], -at))
        confidence = round(min(0.95, ranked[best].confidence if len(ranked) == 1 else weights[best] / sum(weights)), 4)
        city = ranked[best].city
        if city is None:
            if ranked[best].country not in evidence.foreign and confidence >= SURE:
                evidence.foreign.append(ranked[best].country)
            return None
        if confidence < SURE:
            return None
        return place_mention(passage, city, start, start + (length or len(name)), confidence, rule)

    def large(self, name: str) -> bool:
        """Whether the likeliest place of that name is a large town at home."""
        ranked = self._gazetteer.cities(name)
        return bool(ranked) and ranked[0].city is not None and ranked[0].population >= LARGE

    def _quarter(self, name: str) -> tuple[Candidate, ...]:
        """The city of a neighbourhood, when no town of more people has the name."""
        known = NEIGHBOURHOODS.get(place_key(name))
        city = self._gazetteer.city(*known) if known else None
        return (Candidate("US", city, city.population, 0.9),) if city else ()


def place_mention(passage: Passage, city: City, start: int, end: int, confidence: float, rule: str) -> Mention:
    """A town as a mention, with the confidence that it is meant."""
    value = Location(city.name, city.state, city.county_fips or None, city.lat, city.lon, confidence)
    return passage.mention("location", value, start, end, rule)


def _favour(candidate: Candidate, evidence: Evidence) -> float:
    """How much likelier the ad makes a candidate than its population alone."""
    if candidate.city is None:
        return 1.0 if evidence.country in (None, candidate.country) else 0.05
    home = 20.0 if evidence.country == "US" else 1.0 if evidence.country is None else 0.05
    return home * (1.0 + _STATE_BOOST * evidence.states.get(candidate.city.state, 0.0))
