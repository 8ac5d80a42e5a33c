"""The effect of an event in an outside table. Stateless: nothing is stored and nobody's record is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from safelight.stats.core.counts import counts_of, ones, refuse_negative
from safelight.stats.core.coverage import guess_layout, warnings_of
from safelight.stats.core.effect import Effect, effect_of
from safelight.stats.core.effect.when import event_of
from safelight.stats.core.periods import axis_of
from safelight.stats.core.series import panel_of
from safelight.stats.service.patterns import SEED, Refuse, read_table

__all__ = ["Effect", "effect"]


def effect(
    path: Path, unit: str, time: str, count: str | None, event: str, refuse: Refuse, order: str | None = None
) -> Effect:
    """How many times its expected count a unit counts in the periods of `event` (`UNIT@DATE` or `UNIT@DATE..DATE`).

    Rows that can't be read are told to `refuse` and left out. Raises Invalid for a negative count, mixed times, an
    event outside the table or too near its start, and Missing for a unit that no row names.
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
    when = event_of(event, axis)
    panel = panel_of(table, (unit,), axis, counts)
    found = effect_of(panel, axis, when.unit, when.start, when.width, np.random.default_rng(SEED))
    said = warnings_of(guess_layout(table, time, count, by=(unit,), order=order))
    return replace(found, warnings=(*found.warnings, *said))
