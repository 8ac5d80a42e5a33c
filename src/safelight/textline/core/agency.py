"""Agencies and where they have jurisdiction: read from a table, found by county, checked for overlaps and gaps.

A row names an ORI-like id, the counties by FIPS, hours and time zone. Promises that a bad row is named and the rest
goes through, and that an agency is offered only for a county it lists. Refuses to rank agencies by anything but how
much of the stated place is theirs and whether somebody answers now.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected
from safelight.textline.core.hours import Hours, read_hours

COLUMNS = ("ori", "name", "kind", "counties", "hours", "time_zone")
"""Columns that a table of agencies must have; `phone`, `languages` and `psap_phone` are read when there."""

KINDS = ("sheriff", "police", "state", "federal", "prosecutor", "tribal", "task_force")

_ORI = re.compile(r"[A-Z0-9]{7,9}")
"""FBI originating agency identifiers have nine characters (two letters, five digits, two more); seven are the stem."""

_FIPS = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class Agency:
    """`counties` are FIPS codes of five digits; `psap_phone` is the ten-digit line of the emergency desk, if known."""

    ori: str
    name: str
    kind: str
    counties: frozenset[str]
    hours: Hours
    phone: str = ""
    psap_phone: str = ""
    languages: frozenset[str] = frozenset({"en"})


@dataclass(frozen=True, slots=True)
class Serving:
    """An agency for a stated place: the share of the place that is its, and whether somebody answers now."""

    agency: Agency
    share: float
    open_now: bool
    opens_at: datetime | None

    def record(self) -> dict[str, object]:
        return {
            "ori": self.agency.ori,
            "name": self.agency.name,
            "kind": self.agency.kind,
            "share": self.share,
            "open_now": self.open_now,
        }


def read_agencies(
    lines: Iterable[str], is_county: Callable[[str], bool]
) -> tuple[tuple[Agency, ...], tuple[Rejected, ...]]:
    """Agencies of a CSV table, and one refusal for each row that is none. `is_county` knows the FIPS codes that exist.
    Raises Invalid when a needed column is missing."""
    table = csv.DictReader(lines)
    missing = [name for name in COLUMNS if name not in (table.fieldnames or [])]
    if missing:
        raise Invalid("textline.agencies.columns", f"The table lacks the column(s) {', '.join(missing)}.")
    agencies: dict[str, Agency] = {}
    refused: list[Rejected] = []
    try:
        for row in table:
            place = f"line {table.line_num}"
            found = _agency(row, is_county)
            if isinstance(found, str):
                refused.append(Rejected(place, found))
            elif found.ori in agencies:
                refused.append(Rejected(place, f"ori {found.ori} stands twice; the first row is kept"))
            else:
                agencies[found.ori] = found
    except csv.Error as error:
        refused.append(Rejected(f"line {table.line_num}", f"nothing is read from here on: {error}"))
    return tuple(agencies[ori] for ori in sorted(agencies)), tuple(refused)


def _agency(row: Mapping[str, str | None], is_county: Callable[[str], bool]) -> Agency | str:
    """The agency of one row, or what is wrong with it."""
    cell = {name: (row.get(name) or "").strip() for name in (*COLUMNS, "phone", "psap_phone", "languages")}
    ori = cell["ori"].upper()
    if not _ORI.fullmatch(ori):
        return f"ori {cell['ori']!r} is no agency id; it has seven to nine letters and digits"
    if not cell["name"]:
        return "name is empty"
    if cell["kind"] not in KINDS:
        return f"kind {cell['kind']!r} is none of {', '.join(KINDS)}"
    counties = frozenset(part.zfill(5) for part in re.split(r"[;,\s]+", cell["counties"]) if part)
    wrong = sorted(part for part in counties if not _FIPS.fullmatch(part) or not is_county(part))
    if wrong or not counties:
        return f"counties: {', '.join(wrong)} is no county FIPS code" if wrong else "counties is empty"
    try:
        hours = read_hours(cell["hours"], cell["time_zone"])
    except Invalid as error:
        return f"hours: {error.message}"
    languages = frozenset(part.lower() for part in re.split(r"[;,\s]+", cell["languages"]) if part)
    phones = cell["phone"], cell["psap_phone"]
    return Agency(ori, cell["name"], cell["kind"], counties, hours, *phones, languages or frozenset({"en"}))


def serving(agencies: Iterable[Agency], counties: Sequence[tuple[str, float]], now: datetime) -> Sequence[Serving]:
    """Agencies with jurisdiction over a stated place: the most of the place first, then who answers now, then by id."""
    found = []
    for agency in agencies:
        share = round(sum(part for fips, part in counties if fips in agency.counties), 4)
        if share > 0:
            found.append(Serving(agency, share, agency.hours.open_at(now), agency.hours.opens_after(now)))
    return sorted(found, key=lambda each: (-each.share, not each.open_now, each.agency.ori))


def is_plain(found: Sequence[Serving]) -> bool:
    """Whether one agency may be named without another question: it has the whole place and no rival of its kind."""
    whole = [each for each in found if each.share >= WHOLE]
    kinds = [each.agency.kind for each in whole]
    return bool(whole) and len(set(kinds)) == len(kinds)


WHOLE = 0.95
"""Share of a place from which an agency has it whole: a ZIP code or two of a large city may lie across a line."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`overlaps`: counties where two agencies of one kind have jurisdiction; `gaps`: counties of the states in the
    table that nobody has; `unattended`: counties with the number of hours of the week in which none of theirs
    answers."""

    overlaps: tuple[tuple[str, str, tuple[str, ...]], ...]
    gaps: tuple[str, ...]
    unattended: tuple[tuple[str, int], ...]


def coverage(agencies: Iterable[Agency], counties: Iterable[str], week: Sequence[datetime]) -> Coverage:
    """What a table of agencies leaves open. `counties` are all FIPS codes there are; `week` the moments to look at."""
    listed = list(agencies)
    by_county: dict[str, list[Agency]] = defaultdict(list)
    for agency in listed:
        for fips in agency.counties:
            by_county[fips].append(agency)
    states = {fips[:2] for fips in by_county}
    overlaps = []
    for fips in sorted(by_county):
        by_kind: dict[str, list[str]] = defaultdict(list)
        for agency in by_county[fips]:
            by_kind[agency.kind].append(agency.ori)
        overlaps += [(fips, kind, tuple(sorted(oris))) for kind, oris in sorted(by_kind.items()) if len(oris) > 1]
    gaps = tuple(sorted(fips for fips in counties if fips[:2] in states and fips not in by_county))
    silent = {
        fips: sum(not any(agency.hours.open_at(at) for agency in there) for at in week)
        for fips, there in by_county.items()
    }
    return Coverage(tuple(overlaps), gaps, tuple((fips, hours) for fips, hours in sorted(silent.items()) if hours))
