"""Movement: where a group's ads say it was, and when.

A stop is one stay in one city: ads of that city no further apart than two weeks. Stays may overlap
when several people of a group are in several cities. Whether the route is a circuit, and which changes of
place were not possible, is judged in `route.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from safelight.ads.core.reading import Reading

SAME_STAY = timedelta(days=14)
"""Ads of a city further apart than this are two stays: sites drop ads after days, and a tour rarely returns sooner."""

METRO_KM = 80.0
"""Towns closer than this are one metropolitan area: an hour's drive, within which people work without travelling."""

Place = tuple[str, str]
"""(city, USPS state code)"""


@dataclass(frozen=True, slots=True)
class Stop:
    city: str
    state: str
    first: date
    last: date
    ads: int

    def record(self) -> dict[str, object]:
        return {
            "city": self.city,
            "state": self.state,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "ads": self.ads,
        }


@dataclass(frozen=True, slots=True)
class Movement:
    """`cycle`: the cities of the circuit in the order gone, empty when none is called."""

    group_id: str
    stops: tuple[Stop, ...]
    circuit: bool = False
    p: float | None = None
    impossible: tuple[str, ...] = ()
    cycle: tuple[Place, ...] = ()

    def record(self) -> dict[str, object]:
        return {
            "group_id": self.group_id,
            "stops": [stop.record() for stop in self.stops],
            "circuit": self.circuit,
            "p": self.p,
            "impossible": list(self.impossible),
            "cycle": [{"city": city, "state": state} for city, state in self.cycle],
        }


def place_of(reading: Reading) -> Place | None:
    """The city that the ad says the person is in: the most confident location, ties by name."""
    towns = [place for place in reading.extraction.locations if place.city and place.state]
    if not towns:
        return None
    best = min(towns, key=lambda place: (-place.confidence, place.state, place.city)) if len(towns) > 1 else towns[0]
    return best.city or "", best.state or ""


def spot_of(reading: Reading) -> tuple[float, float] | None:
    """(latitude, longitude) of that city, when the ad's places have it."""
    place = place_of(reading)
    towns = (town for town in reading.extraction.locations if (town.city, town.state) == place)
    return next(((town.lat, town.lon) for town in towns if town.lat is not None and town.lon is not None), None)


def day_of(reading: Reading) -> date | None:
    return reading.ad.posted_at.date() if reading.ad.posted_at else None


def stops(readings: Sequence[Reading]) -> tuple[Stop, ...]:
    """Stays in order of their first day, then of the city's name. Ads without a city or a date make none."""
    days: dict[Place, list[date]] = {}
    for reading in readings:
        place, day = place_of(reading), day_of(reading)
        if place and day:
            days.setdefault(place, []).append(day)
    found = [stop for (city, state), stay in days.items() for stop in _stays(city, state, sorted(stay))]
    return tuple(sorted(found, key=lambda stop: (stop.first, stop.last, stop.state, stop.city)))


def _stays(city: str, state: str, days: Sequence[date]) -> list[Stop]:
    found: list[Stop] = []
    for day in days:
        if found and day - found[-1].last <= SAME_STAY:
            found[-1] = Stop(city, state, found[-1].first, day, found[-1].ads + 1)
        else:
            found.append(Stop(city, state, day, day, 1))
    return found


def metros(readings: Iterable[Reading]) -> dict[Place, Place]:
    """Each city to the city that stands for its metropolitan area: the one with most ads within METRO_KM."""
    ads: Counter[Place] = Counter()
    spot: dict[Place, tuple[float, float]] = {}
    for reading in readings:
        place = place_of(reading)
        if place is None:
            continue
        ads[place] += 1
        for town in reading.extraction.locations:
            if (town.city, town.state) == place and town.lat is not None and town.lon is not None:
                spot[place] = (town.lat, town.lon)
    found: dict[Place, Place] = {}
    centres: list[Place] = []
    for place in sorted(ads, key=lambda place: (-ads[place], place)):
        near = next((c for c in centres if place in spot and c in spot and km(spot[place], spot[c]) < METRO_KM), None)
        found[place] = near or place
        if near is None:
            centres.append(place)
    return found


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) in degrees, in kilometres (haversine, mean Earth radius)."""
    lat_a, lat_b = math.radians(a[0]), math.radians(b[0])
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))
