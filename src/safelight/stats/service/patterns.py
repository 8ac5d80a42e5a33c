"""Checks and tested patterns on outside tables. Stateless: nothing is stored and nobody's record is read.

Each verb reads the file, refuses what it can't read by cell, and attaches the warnings of the coverage checks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from safelight.kernel.provenance import Rejected
from safelight.stats.core.bursts import Burst, bursts_of
from safelight.stats.core.counts import counts_of, ones, refuse_negative
from safelight.stats.core.coverage import Finding, check_table, guess_layout, warnings_of
from safelight.stats.core.periods import axis_of
from safelight.stats.core.series import panel_of
from safelight.stats.core.table import Table
from safelight.stats.sources.tables import read_table

__all__ = ["Burst", "BurstAnswer", "Finding", "Rejected", "Table", "bursts", "coverage", "read_table"]

Refuse = Callable[[Rejected], None]

SEED = 2015
"""Seed of the comparison tables: the same input gives the same answer. The number is arbitrary."""


class BurstAnswer(NamedTuple):
    """Flagged rows, and what the coverage checks say of the table they stand in."""

    found: tuple[Burst, ...]
    warnings: tuple[str, ...]


def coverage(
    path: Path,
    time: str | None = None,
    count: str | None = None,
    reporter: str | None = None,
    by: tuple[str, ...] = (),
    order: str | None = None,
) -> tuple[Finding, ...]:
    """Findings about how the table was made, worst first. Columns that aren't named are guessed."""
    table = read_table(path)
    return check_table(guess_layout(table, time, count, reporter, by, order))


def bursts(
    path: Path,
    time: str,
    count: str | None,
    by: tuple[str, ...],
    refuse: Refuse,
    order: str | None = None,
    share: float | None = None,
) -> BurstAnswer:
    """Flagged rows of every series of the table. Rows that can't be read are told to `refuse` and left out.

    Raises Invalid for a negative count, mixed times and tables too short to judge. `share` is the false-discovery rate.
    """
    table = read_table(path)
    for row in table.refused:
        refuse(row)
    if count is not None:
        refuse_negative(table, count)
    axis, _, unread = axis_of(table, time, order)
    counts, _, broken = counts_of(table, count) if count else (ones(table), None, ())
    for row in (*unread, *broken):
        refuse(row)
    panel = panel_of(table, by, axis, counts)
    found = bursts_of(panel, axis, np.random.default_rng(SEED), *(() if share is None else (share,)))
    layout = guess_layout(table, time, count, by=by, order=order)
    return BurstAnswer(tuple(found), warnings_of(layout))
