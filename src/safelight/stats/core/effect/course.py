"""The course a unit would have taken: its own level, trend and season, and what it shares with the other units.

What units share is found in the others only: the parts of their scatter that move together beyond what shuffled
periods show (at most `MOST` factors). Each unit leans on them as far as its own past says, around the usual lean of
all. Predictions use nothing of a unit's own counts from the first period of the window on.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.bursts.baseline import Baseline, Pooled, Prior, Shape, fit, learn
from safelight.stats.core.negbin import Numbers

Rng = np.random.Generator

MOST = 2
"""Factors looked for: on worlds with one or two shared shocks a third was never kept."""

SHUFFLES = 20
"""Tables with shuffled periods; a factor must be stronger than in every one (chance about 1 in 21)."""

FOLDS = 6
"""Units are parted into so many; each part's factors come from the others, so that no unit explains itself."""

ROUNDS = 12
"""Alternating least squares; on the worlds tuned on the twelfth moves a factor by less than 1 % of its spread."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """What all predictions use: shape with factors for each fold, shared habits, `alpha` and coefficients of units."""

    shapes: tuple[Shape, ...]
    fold: NDArray[np.int64]
    pooled: Pooled
    alpha: Numbers
    coefficients: Numbers

    @property
    def factors(self) -> int:
        return int((self.shapes[0].group >= FIRST_FACTOR).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """[units]: `mean` count of the window, `error` standard error of its log, `own` relative variance of the counts."""

    mean: Numbers
    error: Numbers
    own: Numbers


LIGHT = Prior(few=1.0, spread=0.1)
"""What units learn from each other starts near no trend, drift and season, and counts as one unit more: a prediction
pays for freedom that no unit uses."""

LEARNING = 4
"""Rounds of learning; on the worlds tuned on the fourth moves no spread by more than 0.01."""

FIRST_FACTOR = 10
"""Group number of the first factor among the columns of the regression; season and weekday end at 5."""


def course_of(y: Numbers, weights: Numbers, shape: Shape, event: int, rng: Rng) -> Course:
    """Learn from all units. `weights` is 0 in gaps, and from the event on in the row `event`."""
    baseline = learn(y, weights, shape, 4, prior=LIGHT)
    fold = (np.arange(len(y)) - event) % min(FOLDS, len(y))
    strength = _strengths(y, weights, baseline, np.arange(len(y)) != event, rng)
    whole = [_factors(y, weights, baseline, np.arange(len(y)) != event, strength)]
    if not strength or len(y) < 4:
        return Course((shape,) * (int(fold.max()) + 1), fold, baseline.pooled, baseline.alpha, baseline.coefficients)
    parts = [_factors(y, weights, baseline, fold != part, strength) for part in range(int(fold.max()) + 1)]
    shapes = [_with(shape, _aligned(part, whole[0])) for part in parts]
    wide = _with(shape, whole[0])
    learnt = learn(y, weights, wide, LEARNING, prior=LIGHT)
    middle = learnt.pooled.middle.copy()
    lean = wide.group >= FIRST_FACTOR
    middle[lean] = learnt.coefficients[:, lean].mean(axis=0)
    pooled = Pooled(middle, learnt.pooled.spread)
    return Course(tuple(shapes), fold, pooled, learnt.alpha, learnt.coefficients)


def expected(y: Numbers, weights: Numbers, course: Course, start: int, width: int) -> Expected:
    """What each unit would count in the `width` periods from `start`, by its own counts before and the others' until
    the end of the window."""
    before = weights.copy()
    before[:, start:] = 0.0
    mean, error, own = np.ones(len(y)), np.ones(len(y)), np.ones(len(y))
    for part, shape in enumerate(course.shapes):
        some = np.flatnonzero(course.fold == part)
        if not len(some):
            continue
        alpha, window = course.alpha[some], shape.design[start : start + width]
        at, _ = fit(y[some], before[some], shape, course.pooled, alpha, course.coefficients[some], 3)
        mu = np.exp(np.clip(at @ shape.design.T, -12, 18))
        inside = mu[:, start : start + width]
        mean[some] = inside.sum(axis=1)
        slope = (inside[:, :, None] * window[None]).sum(axis=1) / mean[some, None]
        error[some] = np.sqrt((slope * _solved(mu, before[some], shape, course.pooled, alpha, slope)).sum(axis=1))
        own[some] = alpha * (inside**2).sum(axis=1) / mean[some] ** 2
    return Expected(mean, error, own)


def _solved(mu: Numbers, weights: Numbers, shape: Shape, pooled: Pooled, alpha: Numbers, slope: Numbers) -> Numbers:
    """The inverse of the penalised information, times `slope` [units, terms]."""
    terms = shape.design.shape[1]
    squares = (shape.design[:, :, None] * shape.design[:, None, :]).reshape(len(shape.design), -1)
    worth: Numbers = weights * mu / (1 + alpha[:, None] * mu)
    known = np.asarray(worth @ squares, np.float64).reshape(len(mu), terms, terms)
    known[:, np.arange(terms), np.arange(terms)] += 1.0 / pooled.spread**2
    return np.asarray(np.linalg.solve(known, slope[:, :, None])[:, :, 0], np.float64)


def _with(shape: Shape, factors: Numbers) -> Shape:
    groups = FIRST_FACTOR + np.arange(factors.shape[1])
    return Shape(np.concatenate([shape.design, factors], axis=1), np.concatenate([shape.group, groups]))


def _aligned(part: Numbers, whole: Numbers) -> Numbers:
    """Factors of a fold with the sign that they have over all units."""
    signs = np.sign((part * whole).sum(axis=0))
    return part * np.where(signs == 0, 1.0, signs)


def _left(y: Numbers, weights: Numbers, baseline: Baseline) -> tuple[Numbers, Numbers]:
    """Scatter left over, relative to the mean, and how much each row knows of it."""
    worth = weights * baseline.mu / (1 + baseline.alpha[:, None] * baseline.mu)
    return np.where(weights > 0, np.clip((y - baseline.mu) / baseline.mu, -1.0, 4.0), 0.0), worth


def _strengths(y: Numbers, weights: Numbers, baseline: Baseline, some: NDArray[np.bool_], rng: Rng) -> int:
    """How many shared factors are stronger than chance."""
    left, worth = _left(y, weights, baseline)
    found = (left * np.sqrt(worth))[some]
    if len(found) < 4:
        return 0
    own = np.linalg.svd(found, compute_uv=False)[:MOST]
    null = [np.linalg.svd(rng.permuted(found, axis=1), compute_uv=False)[:MOST] for _ in range(SHUFFLES)]
    over = own > np.max(null, axis=0)
    return int(np.argmin(np.append(over, False)))


def _factors(y: Numbers, weights: Numbers, baseline: Baseline, some: NDArray[np.bool_], number: int) -> Numbers:
    """The shared factors [periods, number] of `some` units, each scaled so that its usual lean is about 1."""
    left, worth = _left(y, weights, baseline)
    left, worth = left[some].copy(), worth[some]
    found = np.zeros((y.shape[1], number))
    for at in range(number):
        lean = np.ones(len(left)) if at == 0 else np.where(np.arange(len(left)) % 2, 1.0, -1.0)
        course: Numbers = np.zeros(y.shape[1])
        for _ in range(ROUNDS):
            known = (worth * lean[:, None] ** 2).sum(axis=0)
            raw = (worth * lean[:, None] * left).sum(axis=0) / np.maximum(known, 1e-9)
            noise = 1.0 / np.maximum(known, 1e-9)
            spread = max(float(np.median(raw**2) / 0.455 - np.median(noise)), 1e-6)
            course = np.asarray(raw * spread / (spread + noise), np.float64)
            lean = (worth * left * course).sum(axis=1) / np.maximum((worth * course**2).sum(axis=1), 1e-9)
            lean = np.asarray(lean / max(float(np.abs(lean).mean()), 1e-9), np.float64)
        left = left - lean[:, None] * course
        found[:, at] = course - course.mean()
    return found
