"""Columns of counts: whole numbers, censored cells such as `<5`, missing cells with their reason.

A censored cell is an interval, never a number and never zero. A negative or broken count names its cell and says what
to do. Next: `series.py` adds counts up to series.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected
from safelight.stats.core.table import MISSING, Rows, Table, missing_reason

Whole = NDArray[np.int64]

BELOW = re.compile(r"(?:<|less than|fewer than|under)\s*(\d+)", re.IGNORECASE)
AT_MOST = re.compile(r"(?:<=|≤|up to)\s*(\d+)", re.IGNORECASE)
BETWEEN = re.compile(r"(\d+)\s*(?:-|–|to)\s*(\d+)", re.IGNORECASE)
GROUPED = re.compile(r"\d{1,3}(?:[,  ' ]\d{3})+|\d+")
TAIL = re.compile(r"[.,]0+$")


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """`low` and `high` bound each row's count and are equal where it is known; both are -1 where it is missing."""

    low: Whole
    high: Whole
    missing: dict[str, int]

    def known(self) -> Rows:
        known: Rows = (self.low >= 0) & (self.low == self.high)
        return known

    def censored(self) -> Rows:
        return self.low < self.high

    def given(self) -> Rows:
        """Rows with a count, known or censored."""
        return self.low >= 0


def read_count(text: str) -> tuple[int, int] | None:
    """The interval a cell stands for; None when it isn't a count. `<5` is 1 to 4: a hidden zero is written 0."""
    cell = text.strip()
    if found := BELOW.fullmatch(cell):
        return (min(1, int(found[1]) - 1), max(int(found[1]) - 1, 0))
    if found := AT_MOST.fullmatch(cell):
        return (min(1, int(found[1])), int(found[1]))
    if (found := BETWEEN.fullmatch(cell)) and int(found[1]) < int(found[2]):
        return int(found[1]), int(found[2])
    whole = TAIL.sub("", cell) if cell.count(".") + cell.count(",") == 1 else cell
    for candidate in (cell, whole):
        if GROUPED.fullmatch(candidate):
            number = int(re.sub(r"\D", "", candidate))
            return number, number
    return None


def _refusal(text: str) -> str:
    if re.fullmatch(r"[-−]\s*[\d.,]+", text):
        return f"a count can't be negative ({text}); correct it, or leave the cell empty if it isn't known"
    return f"{text[:40]!r} is not a count; write a whole number, <N for a hidden small one, or nothing"


def counts_of(table: Table, name: str) -> tuple[Counts, Rows, tuple[Rejected, ...]]:
    """The counts of a column, the rows whose cell could be read (or is missing), and the refused ones."""
    column = table.column(name)
    low = np.full(len(column.values) + 1, MISSING, np.int64)
    high = low.copy()
    broken: dict[int, str] = {}
    reasons: Counter[str] = Counter()
    uses = np.bincount(column.codes[column.known()], minlength=len(column.values))
    for code, text in enumerate(column.values):
        if reason := missing_reason(text, numeric=True):
            reasons[reason] += int(uses[code])
        elif (interval := read_count(text)) is None:
            broken[code] = _refusal(text)
        else:
            low[code], high[code] = interval
    reasons["empty"] += int((~column.known()).sum())
    bad = np.isin(column.codes, list(broken)) if broken else np.zeros(table.rows, np.bool_)
    refused = tuple(
        Rejected(table.place(int(row), column.name), broken[int(column.codes[row])]) for row in np.flatnonzero(bad)
    )
    return Counts(low[column.codes], high[column.codes], dict(+reasons)), ~bad, refused


def refuse_negative(table: Table, name: str) -> None:
    """Raise on the first negative count: a table with one was netted or is damaged, and no test on it holds."""
    column = table.column(name)
    for code, text in enumerate(column.values):
        if re.fullmatch(r"[-−]\s*\d[\d.,]*", text):
            place = table.place(column.first_row(code), column.name)
            raise Invalid("stats.count.negative", f"{place}: {_refusal(text)}. Nothing was computed.")


def ones(table: Table) -> Counts:
    """Each row counts one: for tables of records."""
    one = np.ones(table.rows, np.int64)
    return Counts(one, one, {})
