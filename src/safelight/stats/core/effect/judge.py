"""From an expected course to an interval: how far a count lies from it, measured by counts where nothing happened.

A window's count scatters by its own chance, by the scatter of its unit and by the error of the prediction. How much in
all is set by placebos, windows without an event in the same table: one stretch of the variance for which 5 % of them
lie outside their 95 % intervals. The interval holds every ratio that the count does not contradict (mid-p, so that
small counts are not over-covered; Agresti and Gottard, CSDA 51, 2007). Twin: `twin.py`.
"""

from __future__ import annotations

import numpy as np

from safelight.stats.core.effect.course import Expected
from safelight.stats.core.negbin import ALPHA_LEAST, Numbers, at_least, at_most

LEVEL = 0.05
"""Share of intervals that may miss the truth."""

STRETCHES = np.geomspace(0.25, 16.0, 61)
"""Stretches of the variance that are tried."""

PRIOR = 20.0
"""Placebos that a stretch of one counts for, so that a few placebos don't make an interval narrow."""

MOST_RATIO = 1e4


def scatter_of(expected: Expected, stretch: float) -> Numbers:
    """Relative variance of each window's count beyond chance."""
    total: Numbers = np.maximum(stretch * (expected.own + expected.error**2), ALPHA_LEAST)
    return total


def middle_p(y: Numbers, mean: Numbers, alpha: Numbers) -> Numbers:
    """Two-sided mid-p of each count: near 0 when it lies far above or below its mean."""
    above, below = at_least(y, mean, alpha), at_most(y, mean, alpha)
    own = np.maximum(above + below - 1.0, 0.0)
    p: Numbers = np.clip(2 * np.minimum(above - own / 2, below - own / 2), 0.0, 1.0)
    return p


def stretch_of(y: Numbers, expected: Expected, stretch: Numbers = STRETCHES) -> float:
    """The stretch for which `LEVEL` of the placebos are contradicted, leaning on 1 where they are few."""
    if not len(y):
        return 1.0
    missed = np.array([(middle_p(y, expected.mean, scatter_of(expected, one)) <= LEVEL).mean() for one in stretch])
    fits = stretch[int(np.argmax(missed <= LEVEL))] if (missed <= LEVEL).any() else stretch[-1]
    lean = len(y) / (len(y) + PRIOR)
    return float(np.exp(lean * np.log(fits)))


def interval(y: float, mean: float, alpha: float) -> tuple[float, float]:
    """The ratios to `mean` that a count of `y` does not contradict, by halving."""
    low = 0.0 if y == 0 else _edge(y, mean, alpha, upper=False)
    return low, _edge(y, mean, alpha, upper=True)


def _edge(y: float, mean: float, alpha: float, upper: bool) -> float:
    inside, outside = max(y, 0.5) / mean, MOST_RATIO if upper else 1e-9
    if upper:
        outside = max(outside, inside * 10)
    for _ in range(60):
        middle = float(np.sqrt(inside * outside))
        at, spread = np.array([y]), np.array([middle * mean])
        own = float((at_most(at, spread, alpha) + at_least(at, spread, alpha) - 1.0)[0])
        tail = float((at_most(at, spread, alpha) if upper else at_least(at, spread, alpha))[0]) - max(own, 0.0) / 2
        if tail > LEVEL / 2:
            inside = middle
        else:
            outside = middle
    return inside
