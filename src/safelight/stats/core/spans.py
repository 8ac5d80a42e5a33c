"""Periods in words: `last quarter`, `this year`, `2026`, `2026 Q3`, `March 2026`, `last 30 days`, `since 2026-01-01`,
`2026-01-01 to 2026-01-31`, `all time`. Weeks begin on Monday, as ISO 8601 has them; the last period is a whole one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

from safelight.stats.core.measure import Span, month_end

Found = tuple[Span, int]
"""A span and how many tokens said it."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *(("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun")),
            *(("july", "jul"), ("august", "aug"), ("september", "sep"), ("october", "oct"), ("november", "nov")),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
QUARTER = re.compile(r"q([1-4])")
YEAR = re.compile(r"(?:19|20)\d\d")


def read_span(tokens: Sequence[str], at: int, today: date) -> Found | None:
    """The period that stands at a place, or None."""
    readers: tuple[Callable[[Sequence[str], date], Found | None], ...]
    readers = (_relative, _since, _range, _quarter, _month, _year)
    rest = tokens[at:]
    for reader in readers:
        found = reader(rest, today)
        if found is not None:
            return found
    return None


def around(unit: str, day: date, back: int = 0) -> Span:
    """The whole period of a unit that holds a day, or so many before it."""
    if unit == "day":
        return Span(day - timedelta(days=back), day - timedelta(days=back))
    if unit == "week":
        monday = day - timedelta(days=day.weekday() + 7 * back)
        return Span(monday, monday + timedelta(days=6))
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    months = day.year * 12 + day.month - 1
    first = (months // length - back) * length
    return _months(first, length)


def _months(first: int, length: int) -> Span:
    last = first + length - 1
    return Span(date(first // 12, first % 12 + 1, 1), month_end(date(last // 12, last % 12 + 1, 1)))


def _relative(tokens: Sequence[str], today: date) -> Found | None:
    first, second = tokens[0], tokens[1] if len(tokens) > 1 else ""
    if first in ("today", "yesterday"):
        return around("day", today, int(first == "yesterday")), 1
    if (first, second) == ("all", "time"):
        return Span(), 2
    units = ("day", "week", "month", "quarter", "year")
    if first in ("this", "last", "past", "previous") and second in units:
        return around(second, today, int(first != "this")), 2
    third = tokens[2].removesuffix("s") if len(tokens) > 2 else ""
    if first in ("last", "past") and second.isdigit() and 0 < int(second) <= 1000 and third in units:
        return _last(int(second), third, today), 3
    return None


def _last(number: int, unit: str, today: date) -> Span:
    """The last whole periods of a unit; days count up to yesterday."""
    return Span(around(unit, today, number).first, around(unit, today, 1).last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


def _since(tokens: Sequence[str], _today: date) -> Found | None:
    day = _day(tokens[1]) if len(tokens) > 1 else None
    if day is None:
        return None
    if tokens[0] == "since":
        return Span(day, None), 2
    return (Span(None, day), 2) if tokens[0] == "until" else None


def _range(tokens: Sequence[str], _today: date) -> Found | None:
    lead = int(tokens[0] in ("from", "between"))
    first = _day(tokens[lead]) if len(tokens) > lead else None
    if first is None:
        return None
    last = _day(tokens[lead + 2]) if len(tokens) > lead + 2 and tokens[lead + 1] in ("to", "and", "until") else None
    if last is not None:
        return (Span(first, last), lead + 3) if first <= last else None
    return (Span(first, first), 1) if lead == 0 else None


def _quarter(tokens: Sequence[str], _today: date) -> Found | None:
    pair = tokens[:2]
    if len(pair) < 2:
        return None
    for quarter, year in (pair, pair[::-1]):
        found = QUARTER.fullmatch(quarter)
        if found and YEAR.fullmatch(year):
            return _months(int(year) * 12 + 3 * (int(found[1]) - 1), 3), 2
    return None


def _month(tokens: Sequence[str], _today: date) -> Found | None:
    if re.fullmatch(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", tokens[0]):
        year, month = tokens[0].split("-")
        return _months(int(year) * 12 + int(month) - 1, 1), 1
    if tokens[0] in MONTHS and len(tokens) > 1 and YEAR.fullmatch(tokens[1]):
        return _months(int(tokens[1]) * 12 + MONTHS[tokens[0]] - 1, 1), 2
    return None


def _year(tokens: Sequence[str], _today: date) -> Found | None:
    return (_months(int(tokens[0]) * 12, 12), 1) if YEAR.fullmatch(tokens[0]) else None
