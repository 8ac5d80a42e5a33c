"""Columns of time: dates, weeks, months, quarters, half-years, years or plain numbers, on one even axis.

One table, one way of writing: a table that mixes ways is refused with the cell that differs, because a wrong guess
moves counts to other months silently. `03/04/2024` alone is refused as well; the caller names the order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected
from safelight.stats.core.table import MISSING, Rows, Table, missing_reason

Index = NDArray[np.int64]

EPOCH_MONDAY = date(1970, 1, 5)
MONTHS = {
    name: number + 1
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split())  # noqa: SIM905
}

YEAR_LENGTH = {
    **{"day": 365.25, "week": 52.1775, "week of 52": 52.0, "month": 12.0},
    **{"quarter": 4.0, "half": 2.0, "year": 1.0, "step": 0.0},
}
"""Steps in a year, by kind of period (365.25 days; a `step` has no known length and so no season)."""


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """`index[row]` is a period's number (-1 where missing), 0 the first; `labels` are as the table writes them."""

    kind: str
    index: Index
    labels: tuple[str, ...]
    first: date | None
    days: int

    @property
    def length(self) -> int:
        return len(self.labels)

    @property
    def per_year(self) -> float:
        """Steps in a year; 0 when time has no unit."""
        return YEAR_LENGTH[self.kind]

    def step_of(self, when: date) -> int:
        """The number of the period that holds a date; may lie outside the axis. Only for dates and weeks."""
        if self.first is None:
            raise Invalid("stats.time.no_dates", "The time column holds no dates, so an event needs its label.")
        return (when - self.first).days // self.days


def _dated(year: int, month: int, day: int) -> int | None:
    try:
        return (date(year, month, day) - EPOCH_MONDAY).days
    except ValueError:
        return None


def _iso(text: str) -> int | None:
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ][\d:.+Z-]*)?", text)
    return _dated(int(found[1]), int(found[2]), int(found[3])) if found else None


def _compact(text: str) -> int | None:
    found = re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text)
    return _dated(int(found[1]), int(found[2]), int(found[3])) if found else None


def _year_first(text: str) -> int | None:
    found = re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", text)
    return _dated(int(found[1]), int(found[2]), int(found[3])) if found else None


def _slashed(day_first: bool) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: [\d:]+)?", text)
        if not found:
            return None
        first, second = int(found[1]), int(found[2])
        return _dated(int(found[3]), second, first) if day_first else _dated(int(found[3]), first, second)

    return read


def _worded(text: str) -> int | None:
    found = re.fullmatch(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})", text)
    if found and found[2].lower() in MONTHS:
        return _dated(int(found[3]), MONTHS[found[2].lower()], int(found[1]))
    found = re.fullmatch(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})", text)
    if found and found[1].lower() in MONTHS:
        return _dated(int(found[3]), MONTHS[found[1].lower()], int(found[2]))
    return None


def _week(text: str) -> int | None:
    found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text, re.IGNORECASE)
    if not found:
        return None
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    return (monday - EPOCH_MONDAY).days // 7


def _week_of_52(text: str) -> int | None:
    found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text, re.IGNORECASE)
    return int(found[1]) * 52 + int(found[2]) - 1 if found and 1 <= int(found[2]) <= 52 else None


def _parts(pattern: str, steps: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        found = re.fullmatch(pattern, text, re.IGNORECASE)
        if not found or not 1 <= int(found["part"]) <= steps:
            return None
        return int(found["year"]) * steps + int(found["part"]) - 1

    return read


def _month_name(text: str) -> int | None:
    found = re.fullmatch(r"([A-Za-z]{3})[a-z]*\.?[ -](\d{4})", text) or None
    if found is None or found[1].lower() not in MONTHS:
        return None
    return int(found[2]) * 12 + MONTHS[found[1].lower()] - 1


def _year(text: str) -> int | None:
    return int(text) if re.fullmatch(r"(?:1[89]|20|21)\d\d", text) else None


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else None


WAYS: tuple[tuple[str, str, Callable[[str], int | None]], ...] = (
    ("year", "2024", _year),
    ("month", "2024-03", _parts(r"(?P<year>\d{4})[-/](?P<part>\d{1,2})", 12)),
    ("month", "Mar 2024", _month_name),
    ("quarter", "2024-Q1", _parts(r"(?P<year>\d{4})[- ]?Q(?P<part>\d)", 4)),
    ("quarter", "Q1 2024", _parts(r"Q(?P<part>\d)[- /]?(?P<year>\d{4})", 4)),
    ("half", "2024-H1", _parts(r"(?P<year>\d{4})[- ]?H(?P<part>\d)", 2)),
    ("half", "H1 2024", _parts(r"H(?P<part>\d)[- /]?(?P<year>\d{4})", 2)),
    ("week of 52", "2024-W05", _week_of_52),
    ("week", "2024-W05", _week),
    ("day", "2024-03-01", _iso),
    ("day", "20240301", _compact),
    ("day", "2024/03/01", _year_first),
    ("day", "13/03/2024 (day first)", _slashed(day_first=True)),
    ("day", "03/13/2024 (month first)", _slashed(day_first=False)),
    ("day", "1 Mar 2024", _worded),
    ("step", "17", _number),
)
"""Every way of writing time that is read: kind, an example, and how. Earlier ways win a tie: a table that never names
a week 53 counts 52 weeks a year, so that the turn of 2020 is no gap."""

DAY_FIRST, MONTH_FIRST = 12, 13


def _way_of(values: tuple[str, ...], order: str | None, place: str) -> int:
    """The way that reads most values; refused when dates could be read in both orders."""
    scores = [sum(read(value) is not None for value in values) for _, _, read in WAYS]
    best = int(np.argmax(scores))
    if best in (DAY_FIRST, MONTH_FIRST) and scores[DAY_FIRST] == scores[MONTH_FIRST]:
        if order is None:
            raise Invalid(
                "stats.time.order",
                f"{place}: dates such as {values[0]} can be read day first or month first; say which with --order.",
            )
        return DAY_FIRST if order == "day" else MONTH_FIRST
    return best


def _refuse_mixed(table: Table, name: str, values: tuple[str, ...], bad: list[int], way: int) -> None:
    """Raise when a value that one way can't read is a date in another way."""
    column = table.column(name)
    usual = next((code for code, text in enumerate(values) if WAYS[way][2](text) is not None), 0)
    line = int(table.lines[column.first_row(usual)])
    for code in bad:
        text = values[code]
        if any(read(text) is not None for number, (_, _, read) in enumerate(WAYS) if number != way):
            place = table.place(column.first_row(code), column.name)
            raise Invalid(
                "stats.time.mixed",
                f"{place}: {text!r} isn't written like the others, such as {values[usual]!r} on line {line}. Write all "
                "times in one way; nothing was computed.",
            )


def axis_of(table: Table, name: str, order: str | None = None) -> tuple[Axis, Rows, tuple[Rejected, ...]]:
    """The time axis of a column, the rows whose time could be read, and the refused ones.

    `order` is "day" or "month" where dates leave it open. Dates that step by whole weeks become weeks.
    """
    column = table.column(name)
    values = column.values
    used = [code for code, value in enumerate(values) if missing_reason(value, numeric=True) is None]
    if not used:
        raise Invalid("stats.time.none", f"{table.name} column {column.name} holds no time.")
    way = _way_of(tuple(values[code] for code in used), order, f"{table.name} column {column.name}")
    kind, example, read = WAYS[way]
    numbers = {code: number for code in used if (number := read(values[code])) is not None}
    bad = [code for code in used if code not in numbers]
    if not numbers:
        text = values[bad[0]]
        place = table.place(column.first_row(bad[0]), column.name)
        raise Invalid("stats.time.unread", f"{place}: {text!r} is no time that can be read; write it like 2024-03-01.")
    _refuse_mixed(table, name, values, bad, way)
    steps = np.full(len(values) + 1, np.iinfo(np.int64).min, np.int64)
    for code, number in numbers.items():
        steps[code] = number
    at = steps[column.codes]
    good = at != steps[-1]
    refused = tuple(
        Rejected(
            table.place(int(row), column.name), f"{column.at(int(row))[:40]!r} is no time; write it like {example}"
        )
        for row in np.flatnonzero(np.isin(column.codes, bad))
    )
    return _axis(kind, at, good, {number: values[code] for code, number in numbers.items()}), good, refused


def _axis(kind: str, at: Index, good: Rows, written: dict[int, str]) -> Axis:
    """An even axis from the first to the last period; periods that no row has keep a label of their own."""
    present = np.unique(at[good])
    start, end = int(present[0]), int(present[-1])
    gaps = np.diff(present)
    days = 1
    if kind == "day" and (months := _month_starts(present)) is not None:
        number = dict(zip(present.tolist(), months, strict=True))
        at = at.copy()
        at[good] = [number[step] for step in at[good].tolist()]
        return _axis("month", at, good, {number[step]: text for step, text in written.items()})
    if kind == "day":
        days = int(np.gcd.reduce(gaps)) if len(gaps) else 1
        days = days if days in (7, 14, 28) else 1
    elif kind == "step" and len(gaps):
        days = int(np.gcd.reduce(gaps))
    length = (end - start) // days + 1
    if length > 200_000:
        raise Invalid("stats.time.long", f"The times span {length:,} {kind}s; check the first and the last of them.")
    index = np.full(len(at), MISSING, np.int64)
    index[good] = (at[good] - start) // days
    labels = tuple(written.get(start + step * days) or _label(kind, start + step * days) for step in range(length))
    first = EPOCH_MONDAY + timedelta(days=start) if kind == "day" else None
    if kind == "week":
        return Axis("week", index, labels, EPOCH_MONDAY + timedelta(days=7 * start), 7)
    if kind == "day" and days > 1:
        return Axis("week" if days == 7 else "step", index, labels, first, days)
    return Axis(kind, index, labels, first, days)


def _month_starts(present: Index) -> list[int] | None:
    """Months, when every date is the first of one and at least three are given."""
    dates = [EPOCH_MONDAY + timedelta(days=step) for step in present.tolist()[:1200]]
    if len(present) < 3 or len(present) > len(dates) or any(day.day != 1 for day in dates):
        return None
    return [day.year * 12 + day.month - 1 for day in dates]


WRITTEN = {"month": (12, "-"), "week of 52": (52, "-W"), "quarter": (4, "-Q"), "half": (2, "-H")}
"""Parts of a year and the mark before a part's number."""


def _label(kind: str, number: int) -> str:
    """A period that no row has, in the plainest way."""
    if kind == "day":
        return (EPOCH_MONDAY + timedelta(days=number)).isoformat()
    if kind == "week":
        year, week, _ = (EPOCH_MONDAY + timedelta(days=7 * number)).isocalendar()
        return f"{year}-W{week:02d}"
    steps, mark = WRITTEN.get(kind, (1, ""))
    if steps == 1:
        return str(number)
    year, part = divmod(number, steps)
    return f"{year}{mark}{part + 1:02d}" if steps >= 12 else f"{year}{mark}{part + 1}"
