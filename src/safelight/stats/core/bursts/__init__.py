"""Bursts: rows that count more than their series' level, trend, season and scatter explain.

`bursts_of` looks at the finest series first, takes what it found out of the sums, and then looks at pairs and single
columns: a burst is reported where it is, not again in every sum that contains it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from safelight.kernel.errors import Invalid
from safelight.stats.core.bursts.baseline import shape_of
from safelight.stats.core.bursts.detect import SHARE, Bursts, Rng, find_bursts
from safelight.stats.core.bursts.order import GATE
from safelight.stats.core.periods import Axis
from safelight.stats.core.series import Panel, margin_of, margins

SHORTEST = 6
"""Periods a table must span: below, level and scatter can't be told apart."""

LEAST = 10
"""Counts a series must hold in all; smaller ones can't show a burst at any strength looked for."""


@dataclass(frozen=True, slots=True)
class Burst:
    """One flagged row: `by` names the series, `time` is as in the input, `expected` is the count without a burst."""

    by: dict[str, str]
    time: str
    count: int
    expected: float
    p: float
    q: float

    @property
    def ratio(self) -> float:
        return self.count / self.expected


def bursts_of(panel: Panel, axis: Axis, rng: Rng, share: float = SHARE) -> Iterator[Burst]:
    """Flagged rows of the panel and of its margins. Raises Invalid when the table is too short to judge."""
    if axis.length < SHORTEST:
        raise Invalid(
            "stats.bursts.short", f"The table spans {axis.length} periods; bursts need {SHORTEST}. Use finer periods."
        )
    families = margins(panel.by)
    gate = GATE / (1 + len(families))
    found = _judged(panel, axis, rng, share, gate)
    yield from _rows(panel, axis, found)
    cleaned = panel.with_counts(np.where(found.flagged, np.round(found.expected), panel.y))
    for by in families:
        margin = margin_of(cleaned, by)
        at = _judged(margin, axis, rng, share, gate)
        yield from _rows(margin, axis, at)


def _judged(panel: Panel, axis: Axis, rng: Rng, share: float, gate: float) -> Bursts:
    """Bursts of the series that are large and long enough; the others stay unflagged."""
    counted = np.where(panel.known, panel.y, 0.0).sum(axis=1)
    large = (counted >= LEAST) & (panel.known.sum(axis=1) >= SHORTEST)
    grid = panel.y.shape
    out = Bursts(np.zeros(grid, np.bool_), np.ones(grid), np.ones(grid), np.ones(grid))
    if large.any():
        shape = shape_of(axis.length, axis.per_year, weekly=axis.kind == "day")
        some = panel.only(large)
        found = find_bursts(some.y, some.known, shape, rng, share, gate)
        for whole, part in zip((out.flagged, out.p, out.q, out.expected), _parts(found), strict=True):
            whole[large] = part
    return out


def _parts(found: Bursts) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.generic]], ...]:
    return found.flagged, found.p, found.q, found.expected


def _rows(panel: Panel, axis: Axis, found: Bursts) -> Iterator[Burst]:
    for series, step in np.argwhere(found.flagged):
        at = (series, step)
        yield Burst(
            dict(zip(panel.by, panel.keys[series], strict=True)),
            axis.labels[step],
            int(panel.y[at]),
            float(found.expected[at]),
            float(found.p[at]),
            float(found.q[at]),
        )
