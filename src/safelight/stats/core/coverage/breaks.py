"""Breaks in what is counted: the level jumps in one step, reports are bundled, a category begins or ends at one date.

A jump of a whole table in one step is how a definition, a law, a form or a bundling of reports looks; a real change
takes longer or hits some series only. The check can't know which it is; it says so before a trend is read.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Broken
from safelight.stats.core.coverage.layout import Finding, Layout

Numbers = NDArray[np.float64]

STEP = 1.3
"""A change by this factor in one period is a break worth a warning: NCMEC's reports fell by 0.57 from 2023 to 2024,
while its years of steady growth rose by 1.1 to 1.3 (public tables, 2019 to 2023)."""

SURE = 6.0
"""Standard errors a jump must have on fine axes: about one false jump in 10,000 steady tables of 150 periods."""

ENOUGH = 1000
"""Counts on both sides from which a yearly step is not chance: sampling error is below 5 % of it."""

SHARE = 0.05
"""A category below this share of rows is too small to call its first appearance a new definition."""


def level_breaks(layout: Layout) -> Iterator[Finding]:
    """Steps of the whole table: year to year on coarse axes, a lasting shift on fine ones."""
    axis = layout.axis
    if axis is None or (layout.count is None and axis.length < 8):
        return
    coarse = axis.kind in ("year", "half", "quarter") or axis.length < 16
    found = _coarse_steps(layout.totals) if coarse else _lasting_shift(layout.totals)
    if found:
        yield _stepped(layout, found)


def _stepped(layout: Layout, found: list[tuple[int, float]]) -> Finding:
    axis, totals = layout.axis, layout.totals
    if axis is None:
        raise Broken("stats.coverage.no_axis", "Steps without a time axis.")
    steps = [
        f"{axis.labels[step - 1]} to {axis.labels[step]} {(ratio - 1) * 100:+,.0f} % "
        f"({totals[step - 1]:,.0f} to {totals[step]:,.0f})"
        for step, ratio in found
    ]
    causes = {"bundling of reports" if ratio < 1 else "new reporters" for _, ratio in found}
    return Finding(
        "definition",
        "warning",
        int(np.isin(axis.index, [step for step, _ in found]).sum()),
        f"The whole table changes in one step: {'; '.join(steps)}. Check for a changed definition, a new form, "
        f"{' or '.join(sorted(causes))} before reading it as a change of what is counted.",
    )


def _coarse_steps(totals: Numbers) -> list[tuple[int, float]]:
    found = []
    for step in range(1, len(totals)):
        before, after = totals[step - 1], totals[step]
        if min(before, after) >= ENOUGH and max(before, after) >= STEP * min(before, after):
            found.append((step, float(after / before)))
    return found


def _lasting_shift(totals: Numbers) -> list[tuple[int, float]]:
    """The surest place where a line through 8 to 12 periods on each side has to jump, if it jumps far and surely."""
    width = min(12, max(8, len(totals) // 4))
    logs = np.log(totals + 0.5)
    turns = np.diff(logs, 2)
    noise = 1.4826 * float(np.median(np.abs(turns - np.median(turns)))) / np.sqrt(6)
    times = np.arange(2.0 * width) - width + 0.5
    design = np.stack([np.ones(2 * width), times, (times > 0).astype(float)], axis=1)
    solve = np.linalg.pinv(design)
    best, found = SURE, None
    for step in range(width, len(totals) - width + 1):
        window = logs[step - width : step + width]
        fit = solve @ window
        left = float(np.sqrt(((window - design @ fit) ** 2).sum() / (2 * width - 3)))
        error = max(noise, left, 1e-3) * float(np.sqrt((solve[2] ** 2).sum()))
        if abs(fit[2]) > np.log(STEP) and abs(fit[2]) / error > best:
            best, found = abs(fit[2]) / error, (step, float(np.exp(fit[2])))
    return [found] if found else []


def bundling(layout: Layout) -> Iterator[Finding]:
    """Two counts of the same rows part in one step: fewer reports, more files in each."""
    table = layout.table
    axis = layout.axis
    if axis is None or layout.count is None:
        return
    for name in layout.others:
        second = Layout(table, layout.time, name, None, order=layout.order).totals
        for step in range(1, axis.length):
            pairs = (layout.totals[step - 1], layout.totals[step], second[step - 1], second[step])
            if min(pairs) < ENOUGH:
                continue
            parted = float(pairs[1] / pairs[0] * pairs[2] / pairs[3])
            if max(parted, 1 / parted) >= STEP and axis.length <= 40:
                yield Finding(
                    "bundling",
                    "warning",
                    int((axis.index == step).sum()),
                    f"{axis.labels[step - 1]} to {axis.labels[step]}: {name} for each {layout.count} changes by a "
                    f"factor of {1 / parted:.2f}. Reports may be bundled differently; use the steadier of the two.",
                )


def vocabulary_breaks(layout: Layout) -> Iterator[Finding]:
    """A common value of a category that begins or ends at one date: renamed, split, or a new form."""
    axis = layout.axis
    if axis is None or axis.length < 4:
        return
    for column in layout.categories():
        use = (axis.index >= 0) & column.known()
        shape = (len(column.values), axis.length)
        cells = column.codes[use].astype(np.int64) * axis.length + axis.index[use]
        grid = np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
        yield from _begins_or_ends(grid, column.name, column.values, axis.labels)


def _begins_or_ends(grid: Numbers, name: str, values: tuple[str, ...], labels: tuple[str, ...]) -> Iterator[Finding]:
    rows = grid.sum(axis=0)
    for value, counts in zip(values, grid, strict=True):
        present = np.flatnonzero(counts)
        if not len(present) or counts.sum() < SHARE * rows.sum():
            continue
        first, last = int(present[0]), int(present[-1])
        share = counts[first : last + 1].sum() / max(rows[first : last + 1].sum(), 1.0)
        before, after = rows[:first].sum() * share, rows[last + 1 :].sum() * share
        if before >= 20:
            text = f"begins in {labels[first]}; at its later share {before:,.0f} rows before would have it"
        elif after >= 20:
            text = f"ends after {labels[last]}; at its earlier share {after:,.0f} rows after would have it"
        else:
            continue
        yield Finding(
            "vocabulary",
            "warning",
            int(counts.sum()),
            f"{name} = {value!r} {text}. A form or definition may have changed; merge old and new words first.",
        )
