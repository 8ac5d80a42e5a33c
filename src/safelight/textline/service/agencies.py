"""Agencies out of a table the caller holds: who serves a stated place, what the table leaves open. Keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TextIO

from safelight.textline.core.agency import Agency, coverage, is_plain, read_agencies, serving
from safelight.textline.service.words import Report, gazetteer, place_of, route_record

A_MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
WEEK = tuple(A_MONDAY + timedelta(hours=hour) for hour in range(24 * 7))
"""The hours that unattended counties are counted over: a week without a change of clocks in the United States."""


def agencies_of(table: TextIO, report: Report) -> tuple[Agency, ...]:
    """The agencies of a CSV table; each row that is none is reported. Invalid when a needed column is missing."""
    places = gazetteer()
    agencies, refused = read_agencies(table, lambda fips: places.county(fips) is not None)
    for row in refused:
        report(row)
    return agencies


def route_to(text: str, agencies: Sequence[Agency], now: datetime) -> dict[str, object]:
    """The record of `textline route`: agencies with jurisdiction over the stated place, none while a question is open.
    `plain` says whether the first may be named without another question."""
    place = place_of(text)
    found = serving(agencies, place.counties, now) if place.ask is None else []
    return {**route_record(place, [each.record() for each in found]), "plain": is_plain(found)}


def findings(agencies: Sequence[Agency]) -> Iterator[dict[str, object]]:
    """What the table leaves open, a record each: overlaps of one kind, counties without any, hours without answer."""
    places = gazetteer()
    found = coverage(agencies, places.counties(), WEEK)

    def named(fips: str) -> dict[str, object]:
        county = places.county(fips)
        return {"county_fips": fips, "county": f"{county.name}, {county.state}" if county else ""}

    for fips, kind, oris in found.overlaps:
        yield {"finding": "overlap", **named(fips), "kind": kind, "agencies": list(oris)}
    for fips in found.gaps:
        yield {"finding": "gap", **named(fips)}
    for fips, hours in found.unattended:
        yield {"finding": "unattended", **named(fips), "hours_of_168": hours}
