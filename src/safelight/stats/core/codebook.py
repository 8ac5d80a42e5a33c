"""A code book: what may stand in each column, said in public and never read off the records.

    {"columns": {NAME: {"type": "category|integer|date|multi", "values": [...], "separator": ";", "missing": [""]}}}

Integers and dates are closed lists, or two ends of a range that is cut into bins by the code book alone. What isn't
in it is refused with its cell. A book that was drafted from data says so, and no private release is made with it: a
list of values read off the records tells who is in them. Next: `encode.py` reads a table by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast, get_args

from safelight.kernel.errors import Invalid

Kind = Literal["category", "integer", "date", "multi"]

FIELDS = {"type", "values", "separator", "missing", "bins", "unit", "title"}

BINS = 20
"""Bins of an integer range wider than `LISTED` when the book doesn't say; five-year ages up to 100."""

LISTED = 40
"""A range of at most so many integers isn't binned."""

PERIODS = 40
"""A range of dates is cut by month, quarter or year: the finest with at most so many periods."""

VALUES_MOST = 100_000
"""More values in one column can't be published usefully (see `budget.TABLE_CELLS_MOST`)."""

PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")


@dataclass(frozen=True, slots=True)
class Span:
    """A bin: all values from `first` to `last`, both included."""

    label: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Declared:
    """One column as the book declares it. `labels` are what is published, `spans` which integers or days each covers;
    `ranged` when the book gave two ends and the bins were cut from them."""

    name: str
    kind: Kind
    labels: tuple[str, ...]
    separator: str
    missing: tuple[str, ...]
    spans: tuple[Span, ...] = ()
    ranged: bool = False


@dataclass(frozen=True, slots=True)
class CodeBook:
    """The columns in the order of the book, and whether it was drafted from records."""

    columns: tuple[Declared, ...]
    draft: bool = False


def read_codebook(record: object) -> CodeBook:
    """The code book in a JSON value. Raises Invalid with the column and what to do."""
    if not isinstance(record, Mapping) or not isinstance(record.get("columns"), Mapping) or not record["columns"]:
        raise Invalid("stats.codebook.shape", 'A code book is an object {"columns": {NAME: {"type", "values"}}}.')
    columns = tuple(_declared(str(name), column) for name, column in record["columns"].items())
    return CodeBook(columns, bool(record.get("draft", False)))


def _refuse(name: str, what: str) -> Invalid:
    return Invalid("stats.codebook.column", f"Code book, column {name!r}: {what}.")


def _declared(name: str, record: object) -> Declared:
    if not isinstance(record, Mapping):
        raise _refuse(name, 'give an object with "type" and "values"')
    unknown = sorted(set(map(str, record)) - FIELDS)
    if unknown:
        raise _refuse(name, f"unknown field {unknown[0]!r}; known are {', '.join(sorted(FIELDS))}")
    kind = record.get("type")
    if kind not in get_args(Kind):
        raise _refuse(name, f"type {kind!r} is not one of {', '.join(get_args(Kind))}")
    separator = record.get("separator", ";")
    if not isinstance(separator, str) or not separator:
        raise _refuse(name, "the separator must be text")
    missing = _texts(name, "missing", record.get("missing", [""]))
    values = _texts(name, "values", record.get("values"))
    spans = _spans(name, cast("Kind", kind), values, record)
    labels = tuple(span.label for span in spans) or values
    _check(name, cast("Kind", kind), labels, separator, missing)
    return Declared(name, cast("Kind", kind), labels, separator, missing, spans, bool(spans) and labels != values)


def _texts(name: str, field: str, found: object) -> tuple[str, ...]:
    if not isinstance(found, Sequence) or isinstance(found, str):
        raise _refuse(name, f'"{field}" must be a list')
    if any(isinstance(value, Mapping | list) for value in found):
        raise _refuse(name, f'"{field}" may hold text and numbers only')
    return tuple("" if value is None else str(value).strip() for value in found)


def _check(name: str, kind: Kind, labels: tuple[str, ...], separator: str, missing: tuple[str, ...]) -> None:
    if not labels:
        raise _refuse(name, "it has no values; list every value that may occur")
    if len(labels) > VALUES_MOST:
        raise _refuse(name, f"{len(labels):,} values; at most {VALUES_MOST:,} can be published")
    twice = (
        next((label for label in labels if labels.count(label) > 1), None) if len(set(labels)) < len(labels) else None
    )
    if twice is not None:
        raise _refuse(name, f"the value {twice!r} stands twice")
    both = sorted(set(labels) & set(missing))
    if both:
        raise _refuse(name, f"{both[0]!r} is both a value and missing; take it out of one list")
    if "" in labels:
        raise _refuse(name, 'an empty value belongs into "missing"')
    if kind == "multi" and any(separator in label for label in labels):
        raise _refuse(name, f"a value holds the separator {separator!r}")


def _spans(name: str, kind: Kind, values: tuple[str, ...], record: Mapping[object, object]) -> tuple[Span, ...]:
    if kind == "integer":
        return _integer_spans(name, values, record.get("bins"))
    return _date_spans(name, values, record.get("unit")) if kind == "date" else ()


def _integer_spans(name: str, values: tuple[str, ...], bins: object) -> tuple[Span, ...]:
    """Listed integers and written ranges (`10-19`, `65+`) one each; two integers apart are the ends of a range."""
    found = [_span(name, value) for value in values]
    if len(found) != 2 or any(span.first != span.last for span in found) or found[1].first - found[0].first < 2:
        return tuple(found)
    first, last = found[0].first, found[1].last
    edges = bins if isinstance(bins, list) else None
    if edges is None:
        count = bins if isinstance(bins, int) else (last - first + 1 if last - first < LISTED else BINS)
        width = max(1, -(-(last - first + 1) // max(count, 1)))
        edges = list(range(first, last + 1, width))
    if not all(isinstance(edge, int) and first <= edge <= last for edge in edges) or edges != sorted(set(edges)):
        raise _refuse(name, '"bins" must be a number or rising whole numbers within the range, the first of each bin')
    starts = edges if edges[0] == first else [first, *edges]
    ends = [*[start - 1 for start in starts[1:]], last]
    return tuple(Span(str(a) if a == b else f"{a}-{b}", a, b) for a, b in zip(starts, ends, strict=True))


OPEN_END = 10**9
"""The last value of a bin written `65+`."""


def _span(name: str, value: str) -> Span:
    if re.fullmatch(r"[-+]?\d+", value):
        return Span(value, int(value), int(value))
    if between := re.fullmatch(r"(-?\d+)\s*[-–]\s*(-?\d+)", value):
        return Span(value, int(between[1]), int(between[2]))
    if upward := re.fullmatch(r"(-?\d+)\s*\+", value):
        return Span(value, int(upward[1]), OPEN_END)
    raise _refuse(name, f"{value!r} is not an integer, a range such as 10-19, or an open range such as 65+")


def _date_spans(name: str, values: tuple[str, ...], unit: object) -> tuple[Span, ...]:
    """Listed days and periods one each; two days are the ends of a range, cut by `unit`."""
    spans = [period(value) for value in values]
    bad = next((value for value, span in zip(values, spans, strict=True) if span is None), None)
    if bad is not None:
        raise _refuse(name, f"{bad!r} is not a date; write 2024-03-05, 2024-03, 2024-Q1, 2024-H1 or 2024")
    known = [span for span in spans if span is not None]
    if len(known) != 2 or any(span.first != span.last for span in known) or known[0].first >= known[1].last:
        return tuple(known)
    return _cut(name, known[0].first, known[1].last, unit)


def _cut(name: str, first: int, last: int, unit: object) -> tuple[Span, ...]:
    units = ("day", "month", "quarter", "year")
    if unit is not None and unit not in units:
        raise _refuse(name, f"unit {unit!r} is not one of {', '.join(units)}")
    for choice in units if unit is None else (str(unit),):
        spans: list[Span] = []
        day = date.fromordinal(first)
        while day.toordinal() <= last and len(spans) <= VALUES_MOST:
            whole = cast("Span", period(_label(day, choice)))
            spans.append(Span(whole.label, max(whole.first, first), min(whole.last, last)))
            day = date.fromordinal(whole.last + 1)
        if unit is not None or choice == "year" or (choice != "day" and len(spans) <= PERIODS):
            break
    return tuple(spans)


def _label(day: date, unit: str) -> str:
    if unit == "day":
        return day.isoformat()
    if unit == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if unit == "quarter" else f"{day.year:04d}"


def period(text: str) -> Span | None:
    """The days (as ordinals) of a day, month, quarter, half-year or year; None when it is none of them."""
    found = PERIOD.fullmatch(text)
    if found is None:
        return None
    year, quarter, half, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if day:
            first = last = date(year, month, day)
        else:
            start, months = (month, 1) if month else (quarter * 3 - 2, 3) if quarter else (half * 6 - 5, 6)
            start, months = (start, months) if start > 0 else (1, 12)
            first = date(year, start, 1)
            after = start + months
            last = date(year + after // 13, (after - 1) % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None
    return Span(text, first.toordinal(), last.toordinal())
