"""Bursts: rows that count more than their series' level, trend, season and scatter explain.

`bursts_of` looks at the finest series first, takes what it found out of the sums, and then looks at pairs and single
columns: a burst is reported where it is, not again in every sum that contains it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.bursts.baseline import shape_of
from safelight.stats.core.bursts.detect import SHARE, Bursts, Rng, find_bursts
from safelight.stats.core.bursts.order import GATE
from safelight.stats.core.discovery import q_of
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
    """Flagged rows of the panel and of its margins. Raises Invalid when the table is too short to judge.

    q is one for all: the step-up procedure runs over every row of every series and of every sum together.
    """
    if axis.length < SHORTEST:
        raise Invalid(
            "stats.bursts.short", f"The table spans {axis.length} periods; bursts need {SHORTEST}. Use finer periods."
        )
    families = [panel, *(margin_of(panel, by) for by in margins(panel.by))]
    tests = sum(int(family.known[_large(family)].sum()) for family in families)
    first = _judged(panel, axis, rng, share, len(families), tests)
    judged = [(panel, first)]
    cleaned = panel.with_counts(np.where(first.flagged, np.round(first.expected), panel.y))
    for family in families[1:]:
        margin = margin_of(cleaned, family.by)
        judged.append((margin, _judged(margin, axis, rng, share, len(families), tests)))
    for part, found in zip((part for part, _ in judged), _together([found for _, found in judged], tests), strict=True):
        yield from _rows(part, axis, found)


def _together(parts: list[Bursts], tests: int) -> list[Bursts]:
    """The same rows with q over all parts: each part alone, among so many tests, can only have found fewer."""
    p, beside = (np.concatenate([getattr(part, name).ravel() for part in parts]) for name in ("p", "beside"))
    q = q_of(p, tests, beside)
    ends = np.cumsum([part.p.size for part in parts])[:-1]
    return [
        replace(part, q=own, flagged=(own <= part.level) & (part.p < 1.0))
        for part, own in zip(
            parts, (one.reshape(part.p.shape) for one, part in zip(np.split(q, ends), parts, strict=True)), strict=True
        )
    ]


def _large(panel: Panel) -> NDArray[np.bool_]:
    """Series that hold enough counts and periods to be judged."""
    counted = np.where(panel.known, panel.y, 0.0).sum(axis=1)
    return np.asarray((counted >= LEAST) & (panel.known.sum(axis=1) >= SHORTEST), np.bool_)


def _judged(panel: Panel, axis: Axis, rng: Rng, share: float, families: int, tests: int) -> Bursts:
    """Bursts of the series that are large and long enough; the others stay unflagged."""
    large = _large(panel)
    grid = panel.y.shape
    out = Bursts(np.zeros(grid, np.bool_), np.ones(grid), np.ones(grid), np.ones(grid), np.zeros(grid), share)
    if not large.any():
        return out
    shape = shape_of(axis.length, axis.per_year, weekly=axis.kind == "day")
    some = panel.only(large)
    found = find_bursts(some.y, some.known, shape, rng, share, GATE / families, tests)
    for whole, part in zip(_parts(out), _parts(found), strict=True):
        whole[large] = part
    return replace(out, level=found.level)


def _parts(found: Bursts) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.generic]], ...]:
    return found.flagged, found.p, found.q, found.expected, found.beside


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
