"""Event effects: how many times its expected count a unit counts from an event on.

The expected count comes from the unit's own past and from the other units (`course.py`), the interval from windows in
which nothing happened (`judge.py`). The estimate is a ratio: 1 is no effect. Refuses: an event outside the table, or
with less than `PAST` periods before it. Doubts (few controls, a unit off its course before the event, controls that
jump too) are warnings beside the numbers, never silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid, Missing
from safelight.stats.core.bursts.baseline import shape_of
from safelight.stats.core.effect.course import Course, Expected, course_of, expected
from safelight.stats.core.effect.judge import interval, middle_p, scatter_of, stretch_of
from safelight.stats.core.negbin import Numbers
from safelight.stats.core.periods import Axis
from safelight.stats.core.series import Panel

WIDTH = 2
"""Periods of an event without a named end: the research note's events last two weeks; a lasting one shows in them."""

PAST = 12
"""Periods before the event: fewer leave level and scatter to the controls."""

DATES = 24
"""Placebo windows in time, as many as fit: with 10 controls some 240 placebos, and a stretch to about 10 %."""

CONTROLS = 200
"""Controls at most: those whose level is nearest to the unit's; more lengthen the run and shorten no interval."""

FEW = 5
"""Controls below which an answer says that they are few: a shared shock can't be told from the event."""


@dataclass(frozen=True, slots=True)
class Effect:
    """`estimate` and `interval` are ratios to `expected`. `placebo_p`: share of placebos as far out as the event."""

    estimate: float
    interval: tuple[float, float]
    placebo_p: float
    controls: int
    count: int
    expected: float
    placebos: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Placebos:
    """Windows without an event: [placebos] count, what was expected, which unit, and where they begin."""

    y: Numbers
    expected: Expected
    unit: NDArray[np.int64]
    start: NDArray[np.int64]


def effect_of(panel: Panel, axis: Axis, unit: str, start: int, width: int, rng: np.random.Generator) -> Effect:
    """The effect on `unit` in the `width` periods from `start` on. Raises Missing for an unknown unit."""
    panel, event = _chosen(panel, unit, start)
    width = _checked(panel, event, start, width, axis)
    weights = panel.known.astype(np.float64)
    weights[event, start:] = 0.0
    y = np.where(panel.known, panel.y, 0.0)
    course = course_of(y, weights, shape_of(axis.length, axis.per_year, weekly=axis.kind == "day"), event, rng)
    placebos = _placebos(y, panel, course, event, start, width)
    stretch = stretch_of(placebos.y, placebos.expected)
    there = expected(y, panel.known.astype(np.float64), course, start, width)
    mean, alpha = float(there.mean[event]), float(scatter_of(there, stretch)[event])
    count = float(y[event, start : start + width].sum())
    p = _chance(count, there, event, placebos, stretch)
    warnings = tuple(_doubts(placebos, stretch, event, start, width, len(y) - 1, mean))
    ends = interval(count, mean, alpha)
    return Effect(count / mean, ends, p, len(y) - 1, int(count), mean, len(placebos.y), warnings)


def _chosen(panel: Panel, unit: str, start: int) -> tuple[Panel, int]:
    """The unit and its controls: units that count something before the event, nearest in level first."""
    names = [key[0] for key in panel.keys]
    if unit not in names:
        shown = ", ".join(names[:20])
        raise Missing("stats.effect.no_unit", f"No row names the unit {unit!r}. There are: {shown}.")
    at = names.index(unit)
    past = np.where(panel.known, panel.y, 0.0)[:, :start]
    level = np.log(past.sum(axis=1) + 0.5)
    usable = (past.sum(axis=1) > 0) & (panel.known[:, :start].sum(axis=1) >= min(PAST, start))
    usable[at] = True
    away = np.where(usable, np.abs(level - level[at]), np.inf)
    away[at] = -1.0
    kept = np.sort([one for one in np.argsort(away, kind="stable")[: CONTROLS + 1] if usable[one]])
    some = np.zeros(len(names), np.bool_)
    some[kept] = True
    return panel.only(some), int(np.searchsorted(kept, at))


def _checked(panel: Panel, event: int, start: int, width: int, axis: Axis) -> int:
    if start < PAST:
        raise Invalid("stats.effect.past", f"{start} periods lie before the event; {PAST} are needed.")
    if not panel.known[event, :start].sum() >= PAST:
        raise Invalid("stats.effect.past", f"The unit has fewer than {PAST} known counts before the event.")
    width = min(width, axis.length - start)
    gaps = [axis.labels[start + at] for at in range(width) if not panel.known[event, start + at]]
    if gaps:
        raise Invalid("stats.effect.gap", f"The unit's count in {gaps[0]} is missing or hidden; name another period.")
    return width


def _placebos(y: Numbers, panel: Panel, course: Course, event: int, start: int, width: int) -> Placebos:
    """Every unit's windows before the event, and the controls' at the event."""
    known = panel.known.astype(np.float64)
    first = max(PAST, start // 3)
    room = (start - first) // width
    begins = sorted(
        {start - width * (1 + (room - 1) * at // max(min(DATES, room) - 1, 1)) for at in range(min(DATES, room))}
    )
    parts = []
    for begin in [*begins, start]:
        at = expected(y, known, course, begin, width)
        whole = np.asarray(panel.known[:, begin : begin + width].all(axis=1))
        if begin == start:
            whole[event] = False
        units = np.flatnonzero(whole & (panel.known[:, :begin].sum(axis=1) >= PAST))
        counts = y[units, begin : begin + width].sum(axis=1)
        parts.append((counts, at.mean[units], at.error[units], at.own[units], units, np.full(len(units), begin)))
    y_, mean, error, own, units, starts = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Placebos(y_, Expected(mean, error, own), units.astype(np.int64), starts.astype(np.int64))


def _chance(count: float, there: Expected, event: int, placebos: Placebos, stretch: float) -> float:
    """The share of placebos that are as far from what was expected as the event is, the event counted among them."""
    own = middle_p(np.array([count]), there.mean[event : event + 1], scatter_of(there, stretch)[event : event + 1])
    others = middle_p(placebos.y, placebos.expected.mean, scatter_of(placebos.expected, stretch))
    return float((1.0 + (others <= own[0] + 1e-12).sum()) / (1.0 + len(others)))


def _doubts(
    placebos: Placebos, stretch: float, event: int, start: int, width: int, controls: int, mean: float
) -> Iterator[str]:
    p = middle_p(placebos.y, placebos.expected.mean, scatter_of(placebos.expected, stretch))
    if controls < FEW:
        yield f"controls: only {controls} other units; a change that hits all of them can't be told from the event."
    if mean < FEW:
        yield f"small: {mean:.1f} counts are expected in the window; only a large effect can show."
    if len(p) < 20:
        yield f"placebos: only {len(p)} windows without an event to measure the interval by."
    recent = (placebos.unit == event) & (placebos.start >= start - 3 * width) & (placebos.start < start)
    if recent.any() and p[recent].min() <= 0.01:
        yield "before: the unit was off its course already just before the event; the event may not be the cause."
    there = placebos.start == start
    if there.sum() >= FEW and (p[there] <= 0.05).mean() > 0.05 + 2.6 * np.sqrt(0.0475 / there.sum()):
        yield (
            f"interference: {int((p[there] <= 0.05).sum())} of {int(there.sum())} controls left their course at the "
            "event as well; it may have reached them."
        )
