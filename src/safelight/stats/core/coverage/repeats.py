"""Rows that stand twice: one key on several rows, whole rows more alike than chance allows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.coverage.layout import Finding, Layout
from safelight.stats.core.table import Column, Table, joint

TIMES_CHANCE = 20.0
"""Repeats above this many times the number expected from independent columns are repeats of rows, not of values.
Columns of real case tables depend on each other by less (3 tables measured, see evaluation)."""


def _coded(columns: tuple[Column, ...], rows: int) -> NDArray[np.int64]:
    """One number a row for all columns together, missing cells included."""
    mixed = np.zeros(rows, np.int64)
    for column in columns:
        mixed = mixed * (len(column.values) + 1) + column.codes + 1
        if mixed.max(initial=0) > 2**40:
            mixed = np.unique(mixed, return_inverse=True)[1].astype(np.int64)
    return mixed


def repeated_keys(layout: Layout) -> Iterator[Finding]:
    """A case number, or a series and period, that stands on more than one row."""
    table = layout.table
    if layout.key is not None:
        column = table.column(layout.key)
        uses = np.bincount(column.codes[column.known()], minlength=len(column.values))
        if (uses > 1).any():
            code = int(np.argmax(uses > 1))
            where = ", ".join(str(int(line)) for line in table.lines[column.codes == code][:3])
            again = int(uses[uses > 1].sum() - (uses > 1).sum())
            yield Finding(
                "duplicates",
                "warning",
                again,
                f"{layout.key}: {again:,} rows repeat a number of an earlier "
                f"row, such as {column.values[code]!r} on lines {where}. Count each once.",
            )
    if layout.count is None or layout.time is None or not layout.by:
        return
    columns = tuple(table.column(name) for name in (*layout.by, layout.time))
    codes, _ = joint(columns)
    uses = np.bincount(codes[codes >= 0])
    again = int((uses[uses > 1] - 1).sum()) if len(uses) else 0
    if again:
        row = int(np.flatnonzero(codes == int(np.argmax(uses > 1)))[1])
        yield Finding(
            "duplicates",
            "warning" if again < 0.2 * table.rows else "note",
            again,
            f"{again:,} rows repeat the {', '.join(layout.by)} and "
            f"{layout.time} of an earlier row, first on line {int(table.lines[row])}. They are added up; "
            "remove them if they are copies.",
        )


def repeated_rows(layout: Layout) -> Iterator[Finding]:
    """Whole rows that stand twice, far more often than columns that know nothing of each other would make them."""
    table = layout.table
    if table.rows < 2:
        return
    _, uses = np.unique(_coded(table.columns, table.rows), return_counts=True)
    again = int((uses - 1).sum())
    if again < max(2, 0.001 * table.rows):
        return
    pairs = float((uses.astype(float) * (uses - 1)).sum() / 2)
    alike = 1.0
    for column in table.columns:
        shares = np.bincount(column.codes + 1, minlength=len(column.values) + 1) / table.rows
        alike *= float((shares**2).sum())
    expected = alike * table.rows * (table.rows - 1) / 2
    if pairs > TIMES_CHANCE * max(expected, 0.5) and _tells_rows_apart(table):
        yield Finding(
            "duplicates",
            "warning",
            again,
            f"{again:,} rows are copies of an earlier row in every column; "
            f"chance alone would make about {expected:,.0f} pairs. Count each once, or add a case number.",
        )


def _tells_rows_apart(table: Table) -> bool:
    """Some column has so many values that two like rows are telling."""
    return any(len(column.values) > 0.2 * table.rows for column in table.columns) or len(table.columns) >= 6
