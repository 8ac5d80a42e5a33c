"""What a series would count without bursts: level, trend, slow drift, season and weekday, fitted to all series at once.

A penalised negative binomial regression for each series, vectorised. How far series differ in trend and season is
learnt from all of them together, so that short and small series lean on the others (empirical Bayes; Efron 2010,
chapter 1). Weights say how far a row counts: 0 for gaps, near 0 inside a burst.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.negbin import ALPHA_LEAST, Numbers, log_mass

DRIFT_KNOTS = 16
"""Periods from one knot of the drift to the next: drift that is slower than a third of a year stays in the baseline,
anything up to 8 weeks can stand out against it."""

ALPHAS = np.geomspace(0.002, 3.0, 16)
"""Excess variances tried, from nearly Poisson to three times the squared mean."""

STEPS = 5
"""Newton steps of a fit; on the declared worlds the fifth moves no coefficient by more than 0.002."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The columns of the regression [periods, terms], and the group of each: 0 level, 1 slope, then drift, season..."""

    design: Numbers
    group: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """What all series share: the usual coefficient and how far each group's coefficients spread around it."""

    middle: Numbers
    spread: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """`mu` [series, periods] expected counts, `alpha` [series] excess variance, `coefficients` [series, terms]."""

    mu: Numbers
    alpha: Numbers
    coefficients: Numbers
    pooled: Pooled

    def only(self, some: NDArray[np.int64]) -> Baseline:
        """The same for some of the series."""
        return Baseline(self.mu[some], self.alpha[some], self.coefficients[some], self.pooled)

    def sharing(self, pooled: Pooled) -> Baseline:
        """The same with other shared parts."""
        return Baseline(self.mu, self.alpha, self.coefficients, pooled)


def shape_of(length: int, per_year: float, weekly: bool = False) -> Shape:
    """The regression for an axis. Season needs two years, drift four knots; `weekly` adds days of the week."""
    times = np.arange(length) / max(length - 1, 1) - 0.5
    columns, groups = [np.ones(length)], [0]
    if length >= 8:
        columns.append(times)
        groups.append(1)
    knots = length // DRIFT_KNOTS if per_year < 100 else length // (DRIFT_KNOTS * 3)
    if knots >= 4:
        for centre in np.linspace(0, length - 1, knots):
            away = np.abs(np.arange(length) - centre) / ((length - 1) / (knots - 1))
            columns.append(_bump(away))
            groups.append(2)
    if per_year >= 4 and length >= 2 * per_year:
        for wave in range(1, 3 if per_year >= 12 else 2):
            angle = 2 * np.pi * wave * np.arange(length) / per_year
            columns += [np.sin(angle), np.cos(angle)]
            groups += [2 + wave, 2 + wave]
    if weekly and length >= 28:
        for day in range(7):
            columns.append((np.arange(length) % 7 == day) - 1 / 7)
            groups.append(5)
    return Shape(np.stack(columns, axis=1), np.array(groups))


def _bump(away: Numbers) -> Numbers:
    """A cubic B-spline, `away` in knots from its centre."""
    near = (4 - 6 * away**2 + 3 * away**3) / 6
    far = np.maximum(2 - away, 0.0) ** 3 / 6
    return np.where(away < 1, near, far)


def start_pooled(shape: Shape) -> Pooled:
    """Before anything is learnt: no trend and no season, spreads of the size that yearly case tables have (0.3 on the
    log scale; the level is left free)."""
    spread = np.full(len(shape.group), 0.3)
    spread[shape.group == 0] = 30.0
    return Pooled(np.zeros(len(shape.group)), spread)


def fit(
    y: Numbers,
    weights: Numbers,
    shape: Shape,
    pooled: Pooled,
    alpha: Numbers,
    start: Numbers | None = None,
    steps: int = STEPS,
) -> tuple[Numbers, Numbers]:
    """Coefficients [series, terms] and their variances [series, terms], by Newton steps on the penalised likelihood."""
    design, terms = shape.design, shape.design.shape[1]
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    ridge = 1.0 / pooled.spread**2
    if start is None:
        start = np.tile(pooled.middle, (len(y), 1))
        usual = (y * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        start[:, 0] = np.log(np.maximum(usual, 0.02))
    coefficients = start
    hessian = np.empty((len(y), terms, terms))
    for _ in range(steps):
        mu = np.exp(np.clip(coefficients @ design.T, -12, 18))
        shrink = weights / (1 + alpha[:, None] * mu)
        gradient = (shrink * (y - mu)) @ design - (coefficients - pooled.middle) * ridge
        hessian = ((shrink * mu) @ squares).reshape(len(y), terms, terms)
        hessian[:, np.arange(terms), np.arange(terms)] += ridge
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        coefficients = coefficients + np.clip(step, -1.5, 1.5)
    return coefficients, np.diagonal(np.linalg.inv(hessian), axis1=1, axis2=2)


@dataclass(frozen=True, slots=True)
class Prior:
    """How many series the start counts for when series learn from each other, and the spread it says."""

    few: float = 2.0
    spread: float = 0.1


def pool(coefficients: Numbers, variances: Numbers, shape: Shape, pooled: Pooled, prior: Prior = Prior()) -> Pooled:
    """One EM step: the middle of each coefficient over series, and the spread of each group around it.

    With few series the middle stays near zero and the spread near its start.
    """
    few = prior.few
    middle = coefficients.sum(axis=0) / (len(coefficients) + few)
    middle[0] = 0.0
    spread = pooled.spread.copy()
    for group in range(1, int(shape.group.max()) + 1):
        inside = shape.group == group
        if inside.any():
            square = ((coefficients[:, inside] - middle[inside]) ** 2).mean() * len(coefficients)
            free = (1.0 - np.clip(variances[:, inside] / spread[inside] ** 2, 0, 1)).mean() * len(coefficients)
            spread[inside] = np.sqrt((square + few * prior.spread**2) / (free + few))
    return Pooled(middle, np.clip(spread, 0.01, None))


def scatter(y: Numbers, mu: Numbers, weights: Numbers, lost: float) -> Numbers:
    """The excess variance of each series: the mean over `ALPHAS` by likelihood, with a prior learnt from all series.

    `lost` is the share of rows that the fit used up; residuals are widened by it.
    """
    alpha: Numbers = np.maximum(np.exp(_likely(y, mu, weights, lost) @ np.log(ALPHAS)), ALPHA_LEAST)
    return alpha


def scatter_doubt(y: Numbers, mu: Numbers, weights: Numbers, lost: float) -> Numbers:
    """How far the excess variance of each series may be from `scatter`: the standard deviation of its log."""
    share, logs = _likely(y, mu, weights, lost), np.log(ALPHAS)
    doubt: Numbers = np.sqrt(np.maximum(share @ logs**2 - (share @ logs) ** 2, 0.0))
    return doubt


def _likely(y: Numbers, mu: Numbers, weights: Numbers, lost: float) -> Numbers:
    """The chance of each of `ALPHAS` for each series."""
    widened = np.maximum(mu + (y - mu) / np.sqrt(1 - min(lost, 0.5)), 0.0)
    fits = np.stack([(weights * log_mass(widened, mu, alpha)).sum(axis=1) for alpha in ALPHAS], axis=1)
    likely = np.exp(fits - fits.max(axis=1, keepdims=True))
    prior = np.full(len(ALPHAS), 1.0 / len(ALPHAS))
    for _ in range(20):
        share = likely * prior
        share /= share.sum(axis=1, keepdims=True)
        prior = (share.sum(axis=0) + 1.0 / len(ALPHAS)) / (len(y) + 1.0)
    share = likely * prior
    whole: Numbers = share / share.sum(axis=1, keepdims=True)
    return whole


def learn(
    y: Numbers,
    weights: Numbers,
    shape: Shape,
    rounds: int = 4,
    before: Baseline | None = None,
    prior: Prior = Prior(),
) -> Baseline:
    """Fit all series, learning what they share; from scratch or onward from an earlier baseline."""
    pooled = start_pooled(shape) if before is None else before.pooled
    alpha = np.full(len(y), 0.1) if before is None else before.alpha
    coefficients = None if before is None else before.coefficients
    mu = np.ones_like(y)
    for _ in range(rounds):
        steps = STEPS if coefficients is None else 2
        coefficients, variances = fit(y, weights, shape, pooled, alpha, coefficients, steps)
        mu = np.exp(np.clip(coefficients @ shape.design.T, -12, 18))
        used = _used(variances, pooled, shape) / max(float(weights.sum(axis=1).mean()), 1.0)
        alpha = scatter(y, mu, weights, used)
        pooled = pool(coefficients, variances, shape, pooled, prior)
    if coefficients is None:
        raise ValueError("learn needs at least one round")
    return Baseline(mu, alpha, coefficients, pooled)


def _used(variances: Numbers, pooled: Pooled, shape: Shape) -> float:
    """Effective number of coefficients a series uses up: 1 for the level, less for those that lean on the others."""
    free = 1.0 - np.clip(variances / pooled.spread**2, 0, 1)
    return float(free[:, shape.group > 0].sum(axis=1).mean() + 1.0) if len(shape.group) > 1 else 1.0


def doubt_of(mu: Numbers, weights: Numbers, shape: Shape, pooled: Pooled, alpha: Numbers) -> Numbers:
    """[series, periods]: the variance of the expected log counts, from the penalised information."""
    design, terms = shape.design, shape.design.shape[1]
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    known = ((weights * mu / (1 + alpha[:, None] * mu)) @ squares).reshape(len(mu), terms, terms)
    known[:, np.arange(terms), np.arange(terms)] += 1.0 / pooled.spread**2
    doubt: Numbers = np.linalg.inv(known).reshape(len(mu), -1) @ squares.T
    return doubt
