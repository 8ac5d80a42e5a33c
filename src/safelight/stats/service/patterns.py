"""Checks and tested patterns on outside tables. Stateless: nothing is stored and nobody's record is read.

Each verb reads the file, refuses what it can't read by cell, and attaches the warnings of the coverage checks.
"""

from __future__ import annotations

from pathlib import Path

from safelight.kernel.provenance import Rejected
from safelight.stats.core.coverage import Finding, check_table, guess_layout
from safelight.stats.core.table import Table
from safelight.stats.sources.tables import read_table

__all__ = ["Finding", "Rejected", "Table", "coverage", "read_table"]


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
