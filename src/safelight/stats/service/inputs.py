"""How every verb on an outside table begins: read it, refuse what can't be read by its cell, keep the warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.kernel.provenance import Rejected
from safelight.stats.core.counts import Counts, counts_of, ones, refuse_negative
from safelight.stats.core.coverage import guess_layout, warnings_of
from safelight.stats.core.periods import Axis, axis_of
from safelight.stats.core.table import Column, Table
from safelight.stats.sources.tables import read_table

Refuse = Callable[[Rejected], None]

SEED = 2015
"""Seed of the comparison tables: the same input gives the same answer. The number is arbitrary."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """A table whose counts are read. `usual` [row]: the count, the middle of a censored one, 0 where missing."""

    table: Table
    counts: Counts

    @property
    def usual(self) -> NDArray[np.float64]:
        low, high = self.counts.low, self.counts.high
        return np.where(low < 0, 0.0, (low + high) / 2.0)


def opened(path: Path, refuse: Refuse) -> Table:
    """The table in a file; rows that can't be split are told to `refuse`."""
    table = read_table(path)
    for row in table.refused:
        refuse(row)
    return table


def counted(path: Path, count: str | None, refuse: Refuse) -> Counted:
    """The table and its counts (each row one without a column). Raises Invalid on the first negative count."""
    table = opened(path, refuse)
    if count is None:
        return Counted(table, ones(table))
    refuse_negative(table, count)
    counts, _, broken = counts_of(table, count)
    for row in broken:
        refuse(row)
    if not counts.given().any():
        raise Invalid("stats.column.empty", f"{table.name} column {table.column(count).name} holds no count.")
    return Counted(table, counts)


def timed(table: Table, time: str, order: str | None, refuse: Refuse) -> Axis:
    """The time axis; cells that hold no time are told to `refuse`."""
    axis, _, unread = axis_of(table, time, order)
    for row in unread:
        refuse(row)
    return axis


def filled(table: Table, name: str) -> Column:
    """A column that holds something. Raises Invalid when it is empty in every row."""
    column = table.column(name)
    if not column.known().any():
        raise Invalid("stats.column.empty", f"{table.name} column {column.name} is empty in every row.")
    return column


def warned(
    table: Table, time: str | None, count: str | None, by: tuple[str, ...] = (), order: str | None = None
) -> tuple[str, ...]:
    """What the coverage checks say of the table."""
    return warnings_of(guess_layout(table, time, count, by=by, order=order))
