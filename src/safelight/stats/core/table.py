"""A table: named columns of text, each kept as its distinct values and one code a row.

Typing a column looks at distinct values only, so a million rows cost as much as a thousand. A cell that can't be
read is a `Rejected` row with its line and column; the rest goes through. Missing is a code, never a word or zero.
Next: `counts.py` reads columns of counts, `periods.py` columns of time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid, Missing
from safelight.kernel.provenance import Rejected

Codes = NDArray[np.int32]
Rows = NDArray[np.bool_]

MISSING = -1
"""The code of a cell without a value."""

MISSING_REASONS: dict[str, str] = {
    "": "empty",
    "na": "not applicable",
    "n/a": "not applicable",
    "not applicable": "not applicable",
    "nan": "not available",
    "null": "not available",
    "none recorded": "not recorded",
    "not recorded": "not recorded",
    "not available": "not available",
    "not known": "unknown",
    "unknown": "unknown",
    "unk": "unknown",
    "missing": "not recorded",
    "refused": "refused",
    "-": "not available",
    "--": "not available",
    "..": "not available",
    ".": "not available",
    ":": "not available",
    "*": "withheld",
    "s": "withheld",
    "x": "withheld",
    "suppressed": "withheld",
}
"""How tables write that a value is missing, and why: the marks of statistical offices (UNECE's `..` and `:`), of
spreadsheets, and of case systems. `s` and `x` count only in columns of counts and times."""

WORDLESS = frozenset({"", "na", "n/a", "nan", "null", "-", "--", "..", "."})
"""Marks that are missing in every column; the others are missing only where a number or a time belongs."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """`codes[row]` points into `values`; `MISSING` is a cell without a value. Values are distinct and stripped."""

    name: str
    values: tuple[str, ...]
    codes: Codes

    def known(self) -> Rows:
        """Rows that hold a value."""
        known: Rows = self.codes != MISSING
        return known

    def at(self, row: int) -> str:
        """The text of one cell, empty when missing."""
        code = int(self.codes[row])
        return "" if code == MISSING else self.values[code]

    def kept(self, rows: Rows) -> Column:
        """The same column with only `rows`."""
        return Column(self.name, self.values, self.codes[rows])

    def first_row(self, code: int) -> int:
        """The first row that holds this value."""
        return int(np.argmax(self.codes == code))


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """`lines[row]` is the line in the file (1 is the header). `refused` are rows that couldn't be read at all."""

    name: str
    columns: tuple[Column, ...]
    lines: NDArray[np.int64]
    refused: tuple[Rejected, ...] = field(default=())

    @property
    def rows(self) -> int:
        return len(self.lines)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; spaces around and case don't matter when that leaves only one."""
        exact = [column for column in self.columns if column.name == name]
        loose = exact or [c for c in self.columns if c.name.strip().casefold() == name.strip().casefold()]
        if len(loose) == 1:
            return loose[0]
        found = ", ".join(self.names[:30])
        raise Missing("stats.table.no_column", f"{self.name} has no column {name!r}. It has: {found}.")

    def place(self, row: int, column: str) -> str:
        """Where one cell stands, as `cases.csv:17 column age`."""
        return f"{self.name}:{int(self.lines[row])} column {column}"

    def kept(self, rows: Rows, refused: Iterable[Rejected] = ()) -> Table:
        """The table with only `rows`, and `refused` added to what it refused."""
        columns = tuple(column.kept(rows) for column in self.columns)
        return Table(self.name, columns, self.lines[rows], (*self.refused, *refused))


def missing_reason(text: str, numeric: bool) -> str | None:
    """Why a cell is missing, or None when it holds a value. `numeric` is true where a count or a time belongs."""
    mark = text.strip().casefold()
    if mark in WORDLESS or (numeric and mark in MISSING_REASONS):
        return MISSING_REASONS[mark]
    return None


def column_of(name: str, cells: Sequence[str]) -> Column:
    """A column from its cells in order; the slow and plain way, for small tables and tests."""
    values: dict[str, int] = {}
    codes = np.empty(len(cells), np.int32)
    for row, cell in enumerate(cells):
        text = cell.strip()
        codes[row] = MISSING if missing_reason(text, numeric=False) else values.setdefault(text, len(values))
    return Column(name, tuple(values), codes)


def table_of(name: str, cells: Mapping[str, Sequence[str]]) -> Table:
    """A table from columns of text, all of one length."""
    columns = tuple(column_of(column, texts) for column, texts in cells.items())
    lengths = {len(column.codes) for column in columns}
    if len(lengths) != 1:
        raise Invalid("stats.table.ragged", f"{name}: columns of different lengths {sorted(lengths)}.")
    return Table(name, columns, np.arange(lengths.pop(), dtype=np.int64) + 2)


def joint(columns: Sequence[Column]) -> tuple[Codes, tuple[tuple[str, ...], ...]]:
    """One code for each combination of values that occurs, and the combinations. Rows with a missing cell get MISSING.

    Combinations are sorted by their codes, so that the order of rows doesn't matter to the order of values.
    """
    if not columns:
        raise Invalid("stats.table.no_columns", "Name at least one column.")
    known = np.logical_and.reduce([column.known() for column in columns])
    mixed = np.zeros(int(known.sum()), np.int64)
    for column in columns:
        mixed = mixed * max(len(column.values), 1) + column.codes[known]
    found, packed = np.unique(mixed, return_inverse=True)
    codes = np.full(len(known), MISSING, np.int32)
    codes[known] = packed
    return codes, tuple(_unpacked(int(key), columns) for key in found)


def _unpacked(key: int, columns: Sequence[Column]) -> tuple[str, ...]:
    values: list[str] = []
    for column in reversed(columns):
        key, code = divmod(key, max(len(column.values), 1))
        values.append(column.values[code])
    return tuple(reversed(values))
