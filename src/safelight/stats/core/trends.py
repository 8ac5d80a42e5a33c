"""Trends: how a series changes in a year, with season taken out and noise that lasts taken into account.

A negative binomial regression on level, slope and season for each series. Counts that wander (today's noise is in
tomorrow's count) carry less knowledge than as many independent ones; the interval is widened for it. q is Benjamini
and Hochberg's over all series and their sums. A trend of reports may be a trend of reporters: see coverage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import t as student

from safelight.kernel.errors import Invalid
from safelight.stats.core.bursts.baseline import Pooled, Shape, fit, scatter
from safelight.stats.core.discovery import q_of
from safelight.stats.core.negbin import Numbers
from safelight.stats.core.periods import Axis
from safelight.stats.core.series import Panel

SHORTEST = 8
"""Known periods a series needs: below, slope and scatter can't be told apart."""

LEAST = 20
"""Counts a series needs in all."""

FREE = 30.0
"""Spread of coefficients that are hardly held back (log scale)."""

Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class Trend:
    """`change`: factor from one year to the next (from one period to the next when time has no unit), with its 95 %
    interval. `season`: highest month or quarter over lowest, None without a season. `lasting`: correlation of noise."""

    by: dict[str, str]
    first: str
    last: str
    count: int
    change: float
    interval: tuple[float, float]
    season: float | None
    lasting: float
    p: float
    q: float


def trends_of(panels: Sequence[Panel], axis: Axis) -> list[Trend]:
    """Every series of the panels (a table and its margins) that is long and large enough; q is one for all. Raises
    Invalid when the table spans too few periods."""
    found = [one for panel in panels for one in _trends(panel, axis)]
    q = q_of(np.array([one.p for one in found]))
    return [replace(one, q=float(own)) for one, own in zip(found, q, strict=True)]


def _trends(panel: Panel, axis: Axis) -> Iterator[Trend]:
    """Every series of one panel that is long and large enough; q waits until all are known."""
    if axis.length < SHORTEST:
        raise Invalid("stats.trends.short", f"The table spans {axis.length} periods; a trend needs {SHORTEST}.")
    weights = panel.known.astype(np.float64)
    counted = np.where(panel.known, panel.y, 0.0)
    some = (counted.sum(axis=1) >= LEAST) & (weights.sum(axis=1) >= SHORTEST)
    if not some.any():
        return
    panel, y, weights = panel.only(some), counted[some], weights[some]
    shape, season = _shape(axis)
    slope, error, lasting, freedom, swing = _fitted(y, weights, shape)
    step = axis.per_year or 1.0
    t = slope / error
    p = np.asarray(2 * student.sf(np.abs(t), freedom), np.float64)
    wide = student.ppf(0.975, freedom) * error
    for at, key in enumerate(panel.keys):
        ends = (float(np.exp((slope[at] - wide[at]) * step)), float(np.exp((slope[at] + wide[at]) * step)))
        periods = np.flatnonzero(panel.known[at])
        yield Trend(
            dict(zip(panel.by, key, strict=True)),
            axis.labels[int(periods[0])],
            axis.labels[int(periods[-1])],
            int(y[at].sum()),
            float(np.exp(slope[at] * step)),
            ends,
            float(swing[at]) if season else None,
            float(lasting[at]),
            float(p[at]),
            1.0,
        )


def _shape(axis: Axis) -> tuple[Shape, bool]:
    """Level, slope for one period, and season (two years or more of at least quarters; days of the week by day)."""
    times = np.arange(axis.length) - (axis.length - 1) / 2
    columns, groups = [np.ones(axis.length), times], [0, 1]
    year = axis.per_year
    season = year >= 4 and axis.length >= 2 * year
    for wave in range(1, 3 if year >= 12 else 2) if season else ():
        angle = 2 * np.pi * wave * np.arange(axis.length) / year
        columns += [np.sin(angle), np.cos(angle)]
        groups += [1 + wave, 1 + wave]
    if axis.kind == "day" and axis.length >= 28:
        columns += [(np.arange(axis.length) % 7 == day) - 1 / 7 for day in range(6)]
        groups += [4] * 6
    return Shape(np.stack(columns, axis=1), np.array(groups)), bool(season)


def _fitted(y: Numbers, weights: Numbers, shape: Shape) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Slope for one period, its standard error, correlation of noise, degrees of freedom, and swing of the season."""
    terms = shape.design.shape[1]
    spread = np.full(terms, FREE)
    spread[shape.group > 1] = 0.5
    pooled, alpha = Pooled(np.zeros(terms), spread), np.full(len(y), 0.05)
    known = weights.sum(axis=1)
    at, variances = fit(y, weights, shape, pooled, alpha)
    for _ in range(3):
        mu = np.exp(np.clip(at @ shape.design.T, -12, 18))
        alpha = scatter(y, mu, weights, float(terms / known.mean()))
        at, variances = fit(y, weights, shape, pooled, alpha, at, 3)
    mu = np.exp(np.clip(at @ shape.design.T, -12, 18))
    left = weights * (y - mu) / np.sqrt(mu + alpha[:, None] * mu**2)
    over = np.maximum((left**2).sum(axis=1) / np.maximum(known - terms, 1), 1.0)
    lasting = _lasting(left, weights, terms)
    stretch = (1 + lasting) / (1 - lasting)
    freedom = np.maximum(known / stretch - terms, 2.0)
    error = np.sqrt(variances[:, 1] * over * stretch)
    waves = np.exp(at[:, 2:] @ shape.design[:, 2:].T) if terms > 2 else np.ones_like(y)
    return at[:, 1], error, lasting, freedom, waves.max(axis=1) / waves.min(axis=1)


def _lasting(left: Numbers, weights: Numbers, terms: int) -> Numbers:
    """The correlation of noise from period to period, 0 to 0.95, raised by what fitting and shortness hide of it
    (Marriott and Pope, Biometrika 41, 1954)."""
    pairs = (weights[:, 1:] * weights[:, :-1]).sum(axis=1)
    squares = (left**2).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
    raw = (left[:, 1:] * left[:, :-1]).sum(axis=1) / np.maximum(pairs, 1) / np.maximum(squares, 1e-9)
    fair = raw + (terms + 3 * np.maximum(raw, 0.0)) / np.maximum(pairs, 1)
    return np.asarray(np.clip(fair, 0.0, 0.95), np.float64)
