"""The spatial scan on an outside table: places by county, or by latitude and longitude. Stateless."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from safelight.gazetteer import Gazetteer, load
from safelight.gazetteer.population import COUNTY_SOURCE
from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected
from safelight.stats.core.negbin import Numbers
from safelight.stats.core.scan import Cluster, Scanned, distances, scan
from safelight.stats.core.table import Column, Table
from safelight.stats.service.inputs import SEED, Counted, Refuse, counted, filled, warned

__all__ = ["Cluster", "ScanAnswer", "clusters"]

DATED = (
    f"population: people are from the {COUNTY_SOURCE} (territories: rough sums of their towns). Name a column of "
    "populations where that is too old, or where other people are meant."
)


class ScanAnswer(NamedTuple):
    """What was found, the place behind each row number, and what to know about the table."""

    found: Scanned
    places: tuple[str, ...]
    warnings: tuple[str, ...]


def clusters(
    path: Path,
    place: str,
    count: str | None,
    refuse: Refuse,
    people: str | None = None,
    spot: tuple[str, str] | None = None,
    time: str | None = None,
) -> ScanAnswer:
    """Clusters of neighbouring places. Places are counties (FIPS code, or "County, ST", or "City, ST") unless `spot`
    names columns of latitude and longitude. Places that can't be found are told to `refuse` and left out."""
    given = counted(path, count, refuse)
    column = filled(given.table, place)
    if spot is not None and people is None:
        raise Invalid("stats.scan.people", "Places given by latitude and longitude need a column of populations.")
    points = _given_points(given, column, spot) if spot else _counties(given.table, column, load(), refuse)
    use = column.known() & given.counts.given() & np.isin(column.codes, list(points))
    names = sorted({points[code][0] for code in points})
    row = {name: number for number, name in enumerate(names)}
    into = np.zeros(len(column.values), np.int64)
    lat, lon, living = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    for code, (name, north, east, folk) in points.items():
        at = into[code] = row[name]
        lat[at], lon[at], living[at] = north, east, folk
    if people is not None:
        living = _people(counted(path, people, refuse), people, column, into, use, names)
    cases = np.bincount(into[column.codes[use]], weights=given.usual[use], minlength=len(names)).astype(np.float64)
    some = living > 0
    kept = tuple(name for name, there in zip(names, some, strict=True) if there)
    found = scan(np.round(cases[some]), living[some], distances(lat[some], lon[some]), np.random.default_rng(SEED))
    dated = () if people else (DATED,)
    return ScanAnswer(found, kept, (*dated, *warned(given.table, time, count, (place,))))


Point = tuple[str, float, float, float]
"""A place's name, latitude, longitude and people."""


def _counties(table: Table, column: Column, gazetteer: Gazetteer, refuse: Refuse) -> dict[int, Point]:
    spots = gazetteer.county_points()
    found: dict[int, Point] = {}
    for code, text in enumerate(column.values):
        fips = _fips(text, gazetteer)
        if fips is None or fips not in spots:
            place = table.place(column.first_row(code), column.name)
            refuse(Rejected(place, f"{text[:40]!r} is no county; write its FIPS code, or County, ST"))
        else:
            found[code] = (fips, *spots[fips])
    if not found:
        raise Invalid("stats.scan.places", f"{table.name} column {column.name} names no county that can be found.")
    return found


def _fips(text: str, gazetteer: Gazetteer) -> str | None:
    if re.fullmatch(r"\d{4,5}", text):
        code = text.zfill(5)
        return code if gazetteer.county(code) else None
    name, mark, state = text.rpartition(",")
    usps = gazetteer.state(state) if mark else None
    if usps is None:
        return None
    counties = [county.fips for county in gazetteer.counties_named(name) if county.state == usps]
    city = gazetteer.city(name.strip(), usps)
    return counties[0] if len(counties) == 1 else (city.county_fips or None if city else None)


def _given_points(given: Counted, column: Column, spot: tuple[str, str]) -> dict[int, Point]:
    table = given.table
    north, east = (filled(table, name) for name in spot)
    found: dict[int, Point] = {}
    for code, text in enumerate(column.values):
        at = column.first_row(code)
        found[code] = (text, _degrees(table, north, at, 90), _degrees(table, east, at, 180), 0.0)
    return found


def _degrees(table: Table, column: Column, row: int, most: float) -> float:
    try:
        value = float(column.at(row))
    except ValueError:
        value = np.inf
    if not abs(value) <= most:
        place = table.place(row, column.name)
        raise Invalid("stats.scan.degrees", f"{place}: {column.at(row)[:40]!r} is not degrees within {most:g}.")
    return value


def _people(
    folk: Counted,
    people: str,
    column: Column,
    into: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    use: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    names: list[str],
) -> Numbers:
    """The people of each place: what its rows say, which must agree. Raises Invalid with the cell that doesn't."""
    table, told = folk.table, np.zeros(len(names))
    for row in np.flatnonzero(use & (folk.usual > 0)).tolist():
        at, number = into[column.codes[row]], folk.usual[row]
        if told[at] and told[at] != number:
            place = table.place(row, table.column(people).name)
            raise Invalid(
                "stats.scan.people",
                f"{place}: {number:,.0f} people, but {told[at]:,.0f} in an earlier row of that place.",
            )
        told[at] = number
    lacking = [name for name, there in zip(names, told, strict=True) if not there]
    if lacking:
        raise Invalid("stats.scan.people", f"The place {lacking[0]!r} has no people; write its population.")
    return told
