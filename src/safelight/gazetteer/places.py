"""Places and how they are looked up: ZIP, city and state, bare city, state, county, area code, country.

Every look-up is a dictionary hit on tables read once. A bare city's candidates carry the share of people who live in a
place of that name as confidence, home and abroad together, so that London is not Kentucky.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from safelight.gazetteer.key import place_key
from safelight.gazetteer.nicknames import NICKNAMES
from safelight.gazetteer.population import counties
from safelight.kernel.errors import Unavailable

BUILT = Path(__file__).parent / "built" / "places.json.gz"

SMALL_PLACE = 200
"""People assumed in a post town that GeoNames does not list (its US list starts at 500)."""

RANKED = 65_536
"""Bare names whose readings are kept once ranked: ads name the same towns again and again."""


@dataclass(frozen=True, slots=True)
class City:
    """A US place. `population` is 0 when unknown; degrees WGS 84."""

    name: str
    state: str
    population: int
    county_fips: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class ZipPlace:
    """A US ZIP code's post town, county and centre."""

    zip: str
    city: str
    state: str
    county_fips: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class County:
    """`fips` is five digits."""

    fips: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a bare city name. `city` is null abroad; `confidence` is its share of all people who live in a
    place of that name, 0 to 1."""

    country: str
    city: City | None
    population: int
    confidence: float


class Gazetteer:
    """All tables. Build it with `load()`; methods never touch the disk."""

    def __init__(self, tables: dict[str, Any]) -> None:
        self._states = {code: (name, fips) for code, name, fips in tables["states"]}
        self._state_names = {place_key(name): code for code, (name, _) in self._states.items()}
        self._counties = dict(zip(tables["counties"][0], zip(*tables["counties"][1:], strict=True), strict=True))
        self._zips: list[list[Any]] = tables["zips"]
        self._zip_at = _first(self._zips[0])
        self._us: list[list[Any]] = tables["cities"]
        self._city_at = _first(self._us[6])
        self._abroad: list[list[Any]] = tables["world"]
        self._abroad_at = _first(self._abroad[0])
        self._countries = {place_key(name): code for code, name, _ in tables["countries"]}
        self._area_codes: dict[str, dict[str, float]] = dict(tables["area_codes"])
        self._ranked: dict[str, tuple[Candidate, ...]] = {}

    def _named(self, key: str) -> list[City]:
        """US places filed under `key`; the columns are sorted by key, so they stand together."""
        keys, at = self._us[6], self._city_at.get(key)
        found: list[City] = []
        while at is not None and at < len(keys) and keys[at] == key:
            found.append(City(*(column[at] for column in self._us[:6])))
            at += 1
        return found

    def _named_abroad(self, key: str) -> list[tuple[str, int]]:
        keys, at = self._abroad[0], self._abroad_at.get(key)
        found: list[tuple[str, int]] = []
        while at is not None and at < len(keys) and keys[at] == key:
            found.append((self._abroad[1][at], self._abroad[2][at]))
            at += 1
        return found

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        return {key.replace(" ", ""): key for key in self._city_at}

    def zip(self, code: str) -> ZipPlace | None:
        """A five-digit ZIP, or the first five digits of ZIP+4."""
        at = self._zip_at.get(code[:5])
        return ZipPlace(*(column[at] for column in self._zips)) if at is not None else None

    def city(self, name: str, state: str) -> City | None:
        """The place of that name in that state (USPS code), nicknames included."""
        key = place_key(name)
        keys, states, at = self._us[6], self._us[1], self._city_at.get(key)
        while at is not None and at < len(keys) and keys[at] == key:
            if states[at] == state:
                return City(*(column[at] for column in self._us[:6]))
            at += 1
        other = NICKNAMES.get(key)
        return self.city(*other) if other and other[1] == state and place_key(other[0]) != key else None

    def cities(self, name: str) -> tuple[Candidate, ...]:
        """Every reading of a bare city name, the likeliest first."""
        key = place_key(name)
        found = self._ranked.get(key)
        if found is None:
            if len(self._ranked) >= RANKED:
                self._ranked.clear()
            found = self._ranked[key] = self._rank(key)
        return found

    def _rank(self, key: str) -> tuple[Candidate, ...]:
        other = NICKNAMES.get(key)
        if other is not None:
            city = self.city(*other)
            return (Candidate("US", city, city.population, 0.95),) if city else ()
        found = [("US", city, city.population or SMALL_PLACE) for city in self._named(key)]
        abroad = [(country, None, people) for country, people in self._named_abroad(key)]
        total = sum(people for _, _, people in (*found, *abroad))
        ranked = [Candidate(country, city, n, round(n / total, 4)) for country, city, n in (*found, *abroad)]
        return tuple(sorted(ranked, key=lambda c: (-c.population, c.country, c.city.state if c.city else "")))

    def is_city(self, key: str) -> bool:
        """Whether `key` (from `place_key`) names any place, home or abroad."""
        return key in self._city_at or key in NICKNAMES or key in self._abroad_at

    def unsqueezed(self, slug: str) -> str | None:
        """The key of a US city written without spaces, as in host names: "battlecreek" -> "battle creek"."""
        return self._squeezed.get(slug)

    def state(self, text: str) -> str | None:
        """USPS code for a code in capitals or lower case, or for a state's name."""
        code = text.strip().upper()
        return code if code in self._states else self._state_names.get(place_key(text))

    def squeezed_state(self, slug: str) -> str | None:
        """USPS code of a state's name written without spaces, as in addresses: "newyork"."""
        return self._squeezed_states.get(slug)

    @cached_property
    def _squeezed_states(self) -> dict[str, str]:
        return {name.lower().replace(" ", ""): code for code, (name, _) in self._states.items()}

    def state_name(self, code: str) -> str | None:
        found = self._states.get(code)
        return found[0] if found else None

    def state_fips(self, code: str) -> str | None:
        """The two digits of a USPS code."""
        found = self._states.get(code)
        return str(found[1]) if found else None

    def states(self) -> tuple[str, ...]:
        """All USPS codes, sorted."""
        return tuple(sorted(self._states))

    def county(self, fips: str) -> County | None:
        row = self._counties.get(fips)
        return County(fips, *row) if row else None

    def counties(self) -> tuple[str, ...]:
        """The FIPS code of every county, in order."""
        return tuple(sorted(self._counties))

    def county_points(self) -> dict[str, tuple[float, float, int]]:
        """Each county's latitude and longitude (mean of its ZIP codes' centres) and its people; in a territory those of
        its listed places, which are fewer."""
        spots: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for fips, lat, lon in zip(self._zips[3], self._zips[4], self._zips[5], strict=True):
            spots[fips].append((lat, lon))
        listed: Counter[str] = Counter()
        for fips, number in zip(self._us[3], self._us[2], strict=True):
            listed[fips] += number
        people = {**listed, **counties()}
        return {
            fips: (sum(lat for lat, _ in at) / len(at), sum(lon for _, lon in at) / len(at), people.get(fips, 0))
            for fips, at in spots.items()
            if fips in self._counties
        }

    def counties_named(self, name: str) -> tuple[County, ...]:
        """Counties of that name without its kind ("alameda", "de kalb"), in every state, sorted by FIPS."""
        return tuple(County(fips, *self._counties[fips]) for fips in self._county_keys.get(county_key(name), ()))

    @cached_property
    def _county_keys(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for fips in sorted(self._counties):
            found[county_key(self._counties[fips][0])].append(fips)
        return dict(found)

    def shares(self, city: City) -> tuple[tuple[str, float], ...]:
        """The counties a city's ZIP codes lie in with their share of these, the city's own county first, then the
        largest.

        A share counts ZIP codes, not people: the tables hold one county for each ZIP code.
        """
        counts = Counter(self._post_towns.get((place_key(city.name), city.state), {}))
        if not counts:
            return ((city.county_fips, 1.0),) if city.county_fips else ()
        total = sum(counts.values())
        ranked = sorted(counts, key=lambda fips: (fips != city.county_fips, -counts[fips], fips))
        return tuple((fips, round(counts[fips] / total, 4)) for fips in ranked)

    @cached_property
    def _post_towns(self) -> dict[tuple[str, str], Counter[str]]:
        found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for name, state, fips in zip(self._zips[1], self._zips[2], self._zips[3], strict=True):
            if fips:
                found[place_key(name), state][fips] += 1
        return dict(found)

    def large(self, people: int) -> tuple[str, ...]:
        """The keys of US cities of so many people and more, sorted."""
        return tuple(sorted({key for key, number in zip(self._us[6], self._us[2], strict=True) if number >= people}))

    def keys_in(self, state: str) -> tuple[str, ...]:
        """The keys of every place of a state, sorted: what a misspelt name is compared with."""
        return self._keys_by_state.get(state, ())

    @cached_property
    def _keys_by_state(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = defaultdict(list)
        for state, key in zip(self._us[1], self._us[6], strict=True):
            found[state].append(key)
        return {state: tuple(keys) for state, keys in found.items()}

    def country(self, name: str) -> str | None:
        """ISO 3166 code of a country's English name."""
        return self._countries.get(place_key(name))

    def area_code(self, code: str) -> dict[str, float]:
        """US states of a telephone area code with their share of its ZIP codes; empty when it is not a US one."""
        return dict(self._area_codes.get(code, {}))


_KINDS = (
    *(" county", " parish", " city and borough", " borough", " census area", " municipality", " municipio"),
    " city",
)


def county_key(name: str) -> str:
    """A county's name without its kind and spaces, so that "LaSalle Parish" meets "La Salle"."""
    key = place_key(name)
    for kind in ("municipality of ", "city and borough of "):
        key = key.removeprefix(kind)
    for kind in _KINDS:
        key = key.removesuffix(kind)
    return key.replace(" ", "")


def _first(keys: list[str]) -> dict[str, int]:
    """Where each key of a sorted column first stands."""
    return dict(zip(reversed(keys), range(len(keys) - 1, -1, -1), strict=True))


def load(path: Path = BUILT) -> Gazetteer:
    """Reads the built tables; the caller keeps the result. Raises Unavailable when they were not built."""
    try:
        packed = path.read_bytes()
    except OSError as error:
        raise Unavailable(
            "gazetteer.not_built", "The gazetteer was not built. Run `python build_gazetteer.py` in the project folder."
        ) from error
    return Gazetteer(json.loads(gzip.decompress(packed)))
