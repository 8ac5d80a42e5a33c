"""The effect of an event in an outside table. Stateless: nothing is stored and nobody's record is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from safelight.stats.core.effect import Effect, effect_of
from safelight.stats.core.effect.when import event_of
from safelight.stats.core.series import panel_of
from safelight.stats.service.inputs import SEED, Refuse, counted, filled, timed, warned

__all__ = ["Effect", "effect"]


def effect(
    path: Path, unit: str, time: str, count: str | None, event: str, refuse: Refuse, order: str | None = None
) -> Effect:
    """How many times its expected count a unit counts in the periods of `event` (`UNIT@DATE` or `UNIT@DATE..DATE`).

    Rows that can't be read are told to `refuse` and left out. Raises Invalid for a negative count, mixed times, an
    event outside the table or too near its start, and Missing for a unit that no row names.
    """
    given = counted(path, count, refuse)
    axis = timed(given.table, time, order, refuse)
    filled(given.table, unit)
    when = event_of(event, axis)
    panel = panel_of(given.table, (unit,), axis, given.counts)
    found = effect_of(panel, axis, when.unit, when.start, when.width, np.random.default_rng(SEED))
    return replace(found, warnings=(*found.warnings, *warned(given.table, time, count, (unit,), order)))
