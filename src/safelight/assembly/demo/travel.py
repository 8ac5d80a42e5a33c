"""Where advertisers are and when they post: one distribution for everybody without a fixed address.

Days count from the world's start; an `Itinerary` is the stops of one advertiser in order. Touring
independents travel as much, as far and as round as groups run by one hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from safelight.assembly.demo.places import CITIES, City

HOURS = (2, 1, 1, 1, 1, 2, 3, 5, 8, 11, 13, 14, 14, 13, 13, 14, 15, 16, 17, 16, 14, 11, 8, 5)
"""Weight of each hour of the day (UTC) for a post; one table for every activity."""

MEAN_ACTIVE_DAYS = 40.0
MEAN_ADS = 4.2


@dataclass(frozen=True, slots=True)
class Stop:
    """In `city` from day `first` up to and without day `last`."""

    city: City
    first: int
    last: int


Itinerary = tuple[Stop, ...]


def active_days(rng: Random, days: int) -> tuple[int, int]:
    """First day and the day after the last of one advertiser's activity."""
    length = min(days, 3 + int(rng.expovariate(1 / MEAN_ACTIVE_DAYS)))
    first = rng.randrange(days - length + 1)
    return first, first + length


def ad_count(rng: Random) -> int:
    """How often one person posts: the same for everybody who writes for one person."""
    return min(16, 1 + int(rng.expovariate(1 / MEAN_ADS)))


def itinerary(rng: Random, home: City, first: int, last: int, touring: float) -> Itinerary:
    """Stops between two days. With probability `touring` a tour of two to seven stops of two days or more; a third
    of tours go round the same cities again."""
    room = (last - first) // 2
    if room < 2 or rng.random() >= touring:
        return (Stop(home, first, last),)
    count = min(room, rng.randint(2, 7))
    cities = _route(rng, home, count)
    cuts = sorted(rng.sample(range(1, room), count - 1)) if count > 1 else []
    bounds = [first, *(first + 2 * cut for cut in cuts), last]
    return tuple(Stop(city, bounds[i], bounds[i + 1]) for i, city in enumerate(cities))


def _route(rng: Random, home: City, count: int) -> list[City]:
    near = [city for city in CITIES if city.region == home.region and city is not home]
    rng.shuffle(near)
    around = [home, *near]
    if rng.random() < 0.3:
        around = [home, *rng.sample([city for city in CITIES if city is not home], 8)]
    length = min(count, len(around))
    if count >= 4 and rng.random() < 0.35:
        length = min(rng.randint(2, 3), length)
    return [around[i % length] for i in range(count)]


def moments(rng: Random, stops: Itinerary, count: int) -> list[tuple[float, City]]:
    """`count` posting times (days, fractional) with the city of each, in order."""
    return sorted((_moment(rng, stops) for _ in range(count)), key=lambda entry: entry[0])


def _moment(rng: Random, stops: Itinerary) -> tuple[float, City]:
    first, last = stops[0].first, stops[-1].last
    day = rng.randrange(first, last)
    stop = next(stop for stop in reversed(stops) if stop.first <= day)
    return day + day_time(rng), stop.city


def day_time(rng: Random) -> float:
    """A time of day as a fraction, drawn from HOURS."""
    hour = rng.choices(range(24), HOURS)[0]
    return (hour + rng.random()) / 24
