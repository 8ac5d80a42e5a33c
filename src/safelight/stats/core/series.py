"""Series: the counts of a table added up by time for each combination of its columns, and for their margins.

A period without a row is a gap when the table writes zeros elsewhere, and a zero when it never does (tables of events
leave empty periods out). A missing or hidden cell is a gap. The order of rows never matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.counts import Counts
from safelight.stats.core.periods import Axis
from safelight.stats.core.table import Table, joint

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]

LARGEST = 40_000_000
"""Cells of a panel that fit into the memory promised (4 GiB) with what a test needs beside them."""

GAPS = 0.05
"""A sum stands although parts of it are gaps while they make up at most this share of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """`y` [series, periods]; `known` is False in gaps. `keys[series]` are values of the columns `by`."""

    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    y: Numbers
    known: Flags

    def only(self, some: Flags) -> Panel:
        keys = tuple(key for key, kept in zip(self.keys, some, strict=True) if kept)
        return Panel(self.by, keys, self.y[some], self.known[some])

    def with_counts(self, y: Numbers) -> Panel:
        return Panel(self.by, self.keys, y, self.known)


def panel_of(table: Table, by: tuple[str, ...], axis: Axis, counts: Counts) -> Panel:
    """The finest series: one for each combination of `by` that occurs, sorted by its values."""
    columns = tuple(table.column(name) for name in by)
    codes, keys = joint(columns)
    order = sorted(range(len(keys)), key=lambda code: keys[code])
    if len(keys) * axis.length > LARGEST:
        raise Invalid(
            "stats.series.many",
            f"{' and '.join(by)} make {len(keys):,} series of {axis.length:,} periods; choose fewer columns.",
        )
    place = np.empty(len(keys) + 1, np.int64)
    place[order] = np.arange(len(keys))
    use = (codes >= 0) & (axis.index >= 0)
    cell = place[codes[use]] * axis.length + axis.index[use]
    size = len(keys) * axis.length
    low, high = counts.low[use], counts.high[use]
    told = low == high
    middle = np.where(low >= 0, (low + high) / 2.0, 0.0)
    total = np.bincount(cell, weights=middle, minlength=size).astype(np.float64)
    rows = np.bincount(cell, minlength=size)
    doubtful = np.bincount(cell[(low < 0) | ~told], minlength=size)
    has_zeros = bool((low[told] == 0).any())
    known = (doubtful == 0) & ((rows > 0) if has_zeros else np.ones(size, np.bool_))
    grid = (len(keys), axis.length)
    return Panel(by, tuple(keys[code] for code in order), total.reshape(grid), known.reshape(grid))


def margins(by: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The coarser series to look at: every pair and every single of the columns, pairs first."""
    return tuple(part for size in (2, 1) if size < len(by) for part in combinations(by, size))


def margin_of(panel: Panel, by: tuple[str, ...]) -> Panel:
    """The series of some of a panel's columns, added up."""
    positions = [panel.by.index(name) for name in by]
    short = [tuple(key[position] for position in positions) for key in panel.keys]
    keys = sorted(set(short))
    place = {key: number for number, key in enumerate(keys)}
    into = np.array([place[key] for key in short], np.int64)
    usual = _usual(panel)
    filled = np.where(panel.known, panel.y, usual[:, None])
    y, unknown = np.zeros((len(keys), panel.y.shape[1])), np.zeros((len(keys), panel.y.shape[1]))
    np.add.at(y, into, filled)
    np.add.at(unknown, into, np.where(panel.known, 0.0, usual[:, None]))
    return Panel(by, tuple(keys), np.round(y), unknown <= GAPS * np.maximum(y, 1e-9))


def _usual(panel: Panel) -> Numbers:
    usual: Numbers = np.where(panel.known, panel.y, 0.0).sum(axis=1) / np.maximum(panel.known.sum(axis=1), 1)
    return usual
