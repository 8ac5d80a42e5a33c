"""Who reported when: changing reporters, periods without rows, a last period that isn't over.

A count that grew because more reporters joined is not a count that grew. The finding gives both numbers and the
counts of those reporters that were there throughout.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.coverage.layout import Finding, Layout
from safelight.stats.core.table import joint

FEWER_OR_MORE = 1.5
"""Reporters of the fullest period by those of the emptiest at which a change is worth a warning: above what holiday
months do to a steady register, far below the FBI's 9 to 503 (measured on simulated steady tables, see evaluation)."""

SPREADS = 5.0
"""The change in standard deviations of a register whose reporters report at random with a steady chance."""


def _present(layout: Layout, name: str) -> NDArray[np.bool_] | None:
    """[reporters, periods]: who has a row when."""
    axis = layout.axis
    if axis is None or axis.length < 2:
        return None
    column = layout.table.column(name)
    use = (axis.index >= 0) & column.known() & layout.counted
    seen = np.zeros((len(column.values), axis.length), np.bool_)
    seen[column.codes[use], axis.index[use]] = True
    return seen


def changing_reporters(layout: Layout) -> Iterator[Finding]:
    """More or fewer reporters over time, and what the counts of the steady ones did."""
    named = (layout.reporter, *layout.by) if _is_register(layout) else (layout.reporter,)
    for name in dict.fromkeys(named):
        seen = None if name is None else _present(layout, name)
        if seen is not None and name is not None and len(seen) > 1:
            yield from _changed(layout, name, seen)


def _is_register(layout: Layout) -> bool:
    """A table of counts by one column, each of whose values has one row a period: that column says who reports."""
    if layout.count is None or layout.axis is None or len(layout.by) != 1:
        return False
    codes, _ = joint((layout.table.column(layout.by[0]), layout.table.column(str(layout.time))))
    return bool((codes >= 0).sum() < 1.2 * (codes.max(initial=-1) + 1))


def _smoothed(reporting: NDArray[np.float64]) -> NDArray[np.float64]:
    """Medians of three neighbours on long axes, so that one thin period is no change."""
    if len(reporting) < 12:
        return reporting
    padded = np.pad(reporting, 1, mode="edge")
    return np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)


def _changed(layout: Layout, name: str, seen: NDArray[np.bool_]) -> Iterator[Finding]:
    axis = layout.axis
    if axis is None:
        return
    reporting = _smoothed(seen.sum(axis=0).astype(float))
    low, high = int(np.argmin(reporting)), int(np.argmax(reporting))
    fewest, most = reporting[low], reporting[high]
    chance = seen.mean(axis=1)
    spread = float(np.sqrt((chance * (1 - chance)).sum() * 2))
    if most < FEWER_OR_MORE * max(fewest, 1.0) or most - fewest <= SPREADS * max(spread, 0.5):
        return
    start, end = (int(seen[:, step].sum()) for step in (0, -1))
    totals = layout.totals
    steady = _steady(layout, name, seen)
    yield Finding(
        "reporters",
        "warning",
        int(layout.table.rows),
        f"{name}: {start:,} reported in {axis.labels[0]}, {end:,} in {axis.labels[-1]} "
        f"(fewest {int(fewest):,} in {axis.labels[low]}, most {int(most):,} in {axis.labels[high]}); "
        f"counts went from {totals[0]:,.0f} to {totals[-1]:,.0f}. {steady} "
        "Don't read the total as a trend: compare the same reporters, or rates per reporter.",
    )


def _steady(layout: Layout, name: str, seen: NDArray[np.bool_]) -> str:
    """What the reporters that are there in every period counted."""
    axis, column = layout.axis, layout.table.column(name)
    throughout = seen.all(axis=1)
    if axis is None or not throughout.any():
        return "None reported throughout."
    use = (axis.index >= 0) & column.known()
    use &= np.append(throughout, False)[column.codes]
    sums = np.bincount(axis.index[use], weights=layout.usual[use], minlength=axis.length)
    return f"The {int(throughout.sum()):,} that reported throughout went from {sums[0]:,.0f} to {sums[-1]:,.0f}."


def silent_periods(layout: Layout) -> Iterator[Finding]:
    """Periods that no row has, between the first and the last."""
    axis = layout.axis
    if axis is None or axis.length < 3:
        return
    rows = np.bincount(axis.index[axis.index >= 0], minlength=axis.length)
    silent = np.flatnonzero(rows == 0)
    usual = float(np.median(rows[rows > 0]))
    share = len(silent) / axis.length
    if not len(silent) or usual < 3 or share > 0.5:
        return
    names = ", ".join(axis.labels[step] for step in silent[:5]) + (" ..." if len(silent) > 5 else "")
    yield Finding(
        "gaps",
        "warning",
        0,
        f"No row at all in {len(silent):,} of {axis.length:,} periods: {names}. "
        "They are taken as not recorded, not as zero.",
    )


def unfinished_end(layout: Layout) -> Iterator[Finding]:
    """A last period far below those before it: most likely it isn't over or not yet reported."""
    axis, totals = layout.axis, layout.totals
    if axis is None or axis.length < 6:
        return
    before = totals[-6:-1]
    middle = float(np.median(before))
    spread = 1.4826 * float(np.median(np.abs(before - middle)))
    if middle >= 30 and totals[-1] < 0.5 * middle and middle - totals[-1] > 5 * max(spread, np.sqrt(middle)):
        rows = int((axis.index == axis.length - 1).sum())
        yield Finding(
            "unfinished",
            "warning",
            rows,
            f"The last period {axis.labels[-1]} counts {totals[-1]:,.0f}, those before it about {middle:,.0f}: it may "
            "not be over, or a definition changed. Leave it out of trends, or say what changed.",
        )
