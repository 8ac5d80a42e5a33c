"""Which column of a table is time, count, reporter and so on; and what a finding is.

Columns are named by the caller or guessed from names and contents. A guess is only used where its contents bear it
out: a time column must read as times, a count column as counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.counts import Counts, counts_of, ones, read_count
from safelight.stats.core.periods import Axis, axis_of
from safelight.stats.core.table import Column, Rows, Table, missing_reason


@dataclass(frozen=True, slots=True)
class Finding:
    """`severity` is error, warning or note; `rows` how many rows are concerned."""

    check: str
    severity: str
    rows: int
    message: str


TIME_WORDS = ("time", "date", "week", "month", "quarter", "half", "period", "year", "day")
COUNT_WORDS = (
    *("count", "reports", "quantity", "value", "number", "cases", "incidents", "total", "victims", "ads"),
    *("files", "pieces", "n"),
)
NOT_COUNTS = ("population", "pct", "percent", "rate", "per_", "lat", "lon", "zip", "fips", "code", "age", "id", "year")
REPORTER_WORDS = ("ori", "agency", "reporter", "source", "provider", "platform", "contributor", "organisation")
REPORTER_WORDS_TOO = ("organization", "station", "hotline", "office", "site", "esp", "partner", "jurisdiction", "unit")
NUMBER_WORDS = ("id", "uuid", "case", "incident", "record", "ref", "no", "nr")

SAMPLE = 2000
"""Distinct values looked at when a column's kind is guessed."""


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[^a-z0-9]+", name.casefold()) if word]


def _rank(name: str, wanted: tuple[str, ...]) -> int | None:
    """How well a column name fits: the place of its word among the wanted, exact words before parts of words."""
    words = _words(name)
    for number, word in enumerate(wanted):
        if word in words or f"{word}s" in words:
            return number
    parts = [number for number, word in enumerate(wanted) if len(word) > 3 and any(word in own for own in words)]
    return len(wanted) + parts[0] if parts else None


def _best(names: list[str], wanted: tuple[str, ...]) -> list[str]:
    ranked = sorted((rank, place) for place, name in enumerate(names) if (rank := _rank(name, wanted)) is not None)
    return [names[place] for _, place in ranked]


@dataclass(frozen=True)
class Layout:
    """Columns by what they mean. `count` None means that each row counts one. `others` are further counts."""

    table: Table
    time: str | None
    count: str | None
    reporter: str | None
    by: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    key: str | None = None
    order: str | None = None

    @cached_property
    def axis(self) -> Axis | None:
        """The time axis, or None without a time column. Raises Invalid as `axis_of`."""
        return axis_of(self.table, self.time, self.order)[0] if self.time else None

    @cached_property
    def counts(self) -> Counts:
        return counts_of(self.table, self.count)[0] if self.count else ones(self.table)

    @cached_property
    def counted(self) -> Rows:
        """Rows that report something: any count but a missing one, also one that can't be read."""
        if self.count is None:
            return np.ones(self.table.rows, np.bool_)
        column = self.table.column(self.count)
        blank = [missing_reason(text, numeric=True) is not None for text in column.values]
        told: Rows = ~np.array([*blank, True])[column.codes]
        return told

    @cached_property
    def usual(self) -> NDArray[np.float64]:
        """A number for each row: its count, the middle of a censored one, 0 where missing."""
        low, high = self.counts.low, self.counts.high
        return np.where(low < 0, 0.0, (low + high) / 2.0)

    @cached_property
    def totals(self) -> NDArray[np.float64]:
        """Counts added up for each period. Without an axis, one number."""
        axis = self.axis
        if axis is None:
            return np.array([self.usual.sum()])
        use = axis.index >= 0
        return np.bincount(axis.index[use], weights=self.usual[use], minlength=axis.length).astype(np.float64)

    def categories(self) -> tuple[Column, ...]:
        """The columns that are neither time, count, reporter nor key, with a vocabulary of 2 to 200 words."""
        special = {self.time, self.count, self.reporter, self.key, *self.others}
        return tuple(c for c in self.table.columns if c.name not in special and 2 <= len(c.values) <= 200)


def _reads_as_counts(column: Column) -> bool:
    texts = [text for text in column.values[:SAMPLE] if missing_reason(text, numeric=True) is None]
    return bool(texts) and sum(read_count(text.removeprefix("-")) is not None for text in texts) >= 0.9 * len(texts)


def _reads_as_time(table: Table, name: str) -> bool:
    column = table.column(name)
    if not column.values or len(column.values) > 100_000:
        return False
    small = Table(
        table.name, (Column(name, column.values, np.arange(len(column.values), dtype=np.int32)),), table.lines
    )
    try:
        axis, good, _ = axis_of(small, name, "day")
    except Invalid as error:
        return error.code in ("stats.time.mixed", "stats.time.order")
    return bool(good.mean() >= 0.8) and (axis.kind != "step" or _rank(name, TIME_WORDS) is not None)


def guess_layout(
    table: Table,
    time: str | None = None,
    count: str | None = None,
    reporter: str | None = None,
    by: tuple[str, ...] = (),
    order: str | None = None,
) -> Layout:
    """The layout: what the caller named, and guesses for the rest."""
    named = {table.column(name).name for name in (time, count, reporter, *by) if name}
    free = [name for name in table.names if name not in named]
    if time is None:
        time = next((name for name in _best(free, TIME_WORDS) if _reads_as_time(table, name)), None)
    free = [name for name in free if name != time]
    countable = [name for name in free if _rank(name, NOT_COUNTS) is None and _reads_as_counts(table.column(name))]
    guessed = [name for name in _best(countable, COUNT_WORDS) if len(table.column(name).values) > 1]
    if count is None and guessed:
        count = guessed[0]
    others = tuple(name for name in guessed if name != count)
    if reporter is None:
        words = REPORTER_WORDS + REPORTER_WORDS_TOO
        reporter = next((n for n in _best(free, words) if n != count and len(table.column(n).values) > 1), None)
    return Layout(table, time, count, reporter, by, others, _key(table, free, count), order)


def _key(table: Table, free: list[str], count: str | None) -> str | None:
    """A column that numbers the rows: its name says so and nearly every row has its own value."""
    for name in _best([name for name in free if name != count], NUMBER_WORDS):
        column = table.column(name)
        if table.rows >= 20 and len(column.values) >= 0.8 * table.rows:
            return name
    return None
