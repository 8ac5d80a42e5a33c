"""What single cells say of a table: counts that can't be, fields that stop being filled, totals that don't add up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safelight.stats.core.counts import counts_of
from safelight.stats.core.coverage.layout import Finding, Layout
from safelight.stats.core.periods import axis_of
from safelight.stats.core.table import Column, Table, joint

TOTAL_WORDS = frozenset({"total", "all", "sum", "overall", "all ages", "both sexes", "grand total", "totals"})

LOST = 0.25
"""A field filled this much less (share of rows) in one period than in the others has changed meaning or form."""

OFF = 0.005
"""Totals may differ from their parts by half a per cent, the rounding of published tables."""


def broken_cells(layout: Layout) -> Iterator[Finding]:
    """Rows the reader refused, unreadable or negative counts and times, censored cells, missing counts."""
    table = layout.table
    if table.refused:
        yield Finding(
            "unreadable",
            "error",
            len(table.refused),
            f"{table.refused[0].line()}; {len(table.refused):,} rows in all were left out.",
        )
    if layout.count is not None:
        counts, _, refused = counts_of(table, layout.count)
        if refused:
            yield Finding("counts", "error", len(refused), f"{refused[0].line()}; {len(refused):,} cells in all.")
        if hidden := int(counts.censored().sum()):
            yield Finding(
                "censored",
                "note",
                hidden,
                f"{layout.count}: {hidden:,} cells are hidden small counts; they are kept as intervals.",
            )
        missing = sum(counts.missing.values())
        if missing:
            reasons = ", ".join(f"{reason} {number:,}" for reason, number in sorted(counts.missing.items()))
            severity = "warning" if missing > 0.1 * table.rows else "note"
            yield Finding(
                "missing",
                severity,
                missing,
                f"{layout.count} is missing in {missing:,} rows ({reasons}); missing is not zero.",
            )
    if layout.time is not None:
        _, _, times = axis_of(table, layout.time, layout.order)
        if times:
            yield Finding("times", "error", len(times), f"{times[0].line()}; {len(times):,} cells in all.")


def lost_fields(layout: Layout) -> Iterator[Finding]:
    """Columns without any value, and columns whose filling changes from one period to another."""
    table = layout.table
    for column in table.columns:
        if column.name in (layout.count, layout.time):
            continue
        if not column.known().any():
            yield Finding("missing", "note", table.rows, f"{column.name} has no value in any row; leave it out.")
        elif layout.axis is not None:
            yield from _filled(column, layout)


def _filled(column: Column, layout: Layout) -> Iterator[Finding]:
    axis = layout.axis
    if axis is None or axis.length < 2:
        return
    use = axis.index >= 0
    rows = np.bincount(axis.index[use], minlength=axis.length).astype(float)
    known = np.bincount(axis.index[use & column.known()], minlength=axis.length)
    enough = rows >= 20
    if enough.sum() < 2:
        return
    share = known[enough] / rows[enough]
    usual = float(np.median(share))
    error = np.sqrt(max(usual * (1 - usual), 0.01) / rows[enough])
    worst = int(np.argmax(np.abs(share - usual) / error))
    if abs(share[worst] - usual) < LOST or abs(share[worst] - usual) < 6 * error[worst]:
        return
    label = axis.labels[int(np.flatnonzero(enough)[worst])]
    yield Finding(
        "missing",
        "warning",
        int(rows[enough][worst]),
        f"{column.name} is filled in {share[worst]:.0%} of the "
        f"rows of {label} and {usual:.0%} of a usual period; compare only periods filled alike.",
    )


def totals(layout: Layout) -> Iterator[Finding]:
    """Rows called total whose count isn't the sum of the rows it covers."""
    table = layout.table
    if layout.count is None:
        return
    special = {layout.count, *layout.others}
    for column in table.columns:
        words = [code for code, value in enumerate(column.values) if value.casefold() in TOTAL_WORDS]
        if column.name in special or len(words) != 1 or len(column.values) < 3:
            continue
        rest = tuple(other for other in layout.categories() if other.name != column.name)
        if layout.time is not None:
            rest = (*rest, table.column(layout.time))
        yield from _compared(table, layout, column, words[0], rest)


def _compared(table: Table, layout: Layout, column: Column, word: int, rest: tuple[Column, ...]) -> Iterator[Finding]:
    counts = layout.counts
    codes = joint(rest)[0] if rest else np.zeros(table.rows, np.int32)
    groups = int(codes.max(initial=-1)) + 1
    use = (codes >= 0) & column.known() & counts.given()
    is_total = use & (column.codes == word)
    parts = use & (column.codes != word)
    low = np.bincount(codes[parts], weights=counts.low[parts], minlength=groups)
    high = np.bincount(codes[parts], weights=counts.high[parts], minlength=groups)
    number = np.bincount(codes[parts], minlength=groups)
    for row in np.flatnonzero(is_total):
        group, said = codes[row], float(counts.low[row])
        if number[group] < 2 or low[group] * (1 - OFF) <= said <= high[group] * (1 + OFF):
            continue
        yield Finding(
            "totals",
            "warning",
            int(number[group]) + 1,
            f"{table.place(int(row), str(layout.count))}: the total "
            f"says {said:,.0f}, its {int(number[group]):,} parts add up to {low[group]:,.0f}. Correct one of "
            "them, or say which rows the total covers.",
        )
        return
