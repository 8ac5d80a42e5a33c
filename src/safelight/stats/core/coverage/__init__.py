"""Coverage: what changed in how a table was made, checked before any trend is read from it.

`check_table` runs every check that the table's columns allow. A finding is a value; results of tests on a table with
warnings carry them. Promises: no finding on a table of steady reporters, definitions and fields (see evaluation).
"""

from __future__ import annotations

from safelight.kernel.errors import Invalid
from safelight.stats.core.coverage.breaks import bundling, level_breaks, vocabulary_breaks
from safelight.stats.core.coverage.cells import broken_cells, lost_fields, totals
from safelight.stats.core.coverage.layout import Finding, Layout, guess_layout
from safelight.stats.core.coverage.repeats import repeated_keys, repeated_rows
from safelight.stats.core.coverage.reporters import changing_reporters, silent_periods, unfinished_end

__all__ = ["Finding", "Layout", "check_table", "guess_layout", "warnings_of"]

CHECKS = (
    broken_cells,
    changing_reporters,
    silent_periods,
    unfinished_end,
    level_breaks,
    bundling,
    vocabulary_breaks,
    repeated_keys,
    repeated_rows,
    lost_fields,
    totals,
)
"""Every check, in the order findings are shown. Each takes a layout and answers with findings."""

ORDER = {"error": 0, "warning": 1, "note": 2}


def check_table(layout: Layout) -> tuple[Finding, ...]:
    """All findings, worst first."""
    found = [finding for check in CHECKS for finding in check(layout)]
    return tuple(sorted(found, key=lambda finding: ORDER[finding.severity]))


def warnings_of(layout: Layout) -> tuple[str, ...]:
    """What a result computed on its table has to say with it: errors and warnings, no notes."""
    try:
        found = check_table(layout)
    except Invalid as error:
        return (error.message,)
    return tuple(f"{finding.check}: {finding.message}" for finding in found if finding.severity != "note")
