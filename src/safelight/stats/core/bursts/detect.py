"""Which rows of many series are bursts: evidence of every row, judged against tables without bursts.

Promises: about `share` of the reported rows are false at most (q), and nothing at all is reported from a table whose
order in time is chance (the gate, `order.py`). Noise that lasts from one period to the next is in the comparison, not
in the bursts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.bursts.baseline import Baseline, Shape, learn, scatter, scatter_doubt
from safelight.stats.core.bursts.order import FEWEST, GATE, p_of_order
from safelight.stats.core.bursts.windows import WIDEST, Habits, evidence, usual_habits, weigh
from safelight.stats.core.discovery import p_of, q_of
from safelight.stats.core.negbin import ALPHA_LEAST, Numbers, at_least, count_at, normal_score

Rng = np.random.Generator
Flags = NDArray[np.bool_]

SHARE = 0.25
"""Reported rows of which this share may be false: on the worlds tuned on F1 is within 0.03 of its best over shares, and
false alarms stay near or below 1 in 1,000 series-weeks (see evaluation)."""

TRIALS = 2
"""Trial tables that show what the fit hides of scatter and of lasting noise; a third changed either by 3 % at most."""

NULL_ROWS = 200_000
"""Rows of simulated and of shuffled tables to compare with: the p of one in 60,000 rows to 15 %."""

SPIKE = 1e-6
"""Chance that a table without order in time reports a one-period spike, if its scatter were negative binomial. Shuffled
tables with real bursts have heavier tails, so the level is far below `GATE`: only extraordinary spikes pass."""


@dataclass(frozen=True, slots=True, eq=False)
class Bursts:
    """All [series, periods]: `flagged` rows, their `p`, `q`, and the `expected` count without bursts."""

    flagged: Flags
    p: Numbers
    q: Numbers
    expected: Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The series that comparison tables are made like; `doubt` how far each one's scatter may be off (log)."""

    known: Flags
    shape: Shape
    baseline: Baseline
    habits: Habits
    doubt: Numbers


def find_bursts(y: Numbers, known: Flags, shape: Shape, rng: Rng, share: float = SHARE, gate: float = GATE) -> Bursts:
    """Judge every row of `y` [series, periods]; rows that aren't `known` are gaps."""
    weights = known.astype(np.float64)
    y = np.where(known, y, 0.0)
    some = _some(known, rng)
    baseline, habits, odds = _explain(y, weights, shape, some)
    doubt = scatter_doubt(y[some], baseline.mu[some], _outside(odds, weights)[some], 0.0)
    sample = Sample(known[some], shape, baseline.only(some), habits, doubt)
    noise = normal_score(y[some], sample.baseline.mu, sample.baseline.alpha[:, None], rng.random(y[some].shape))
    repeats = int(np.clip(np.ceil(NULL_ROWS / max(sample.known.sum(), 1)), 1, 60))
    null = _lasting_null(sample, noise, repeats, rng)[:, sample.known]
    p = np.where(known & (y > baseline.mu), p_of(odds, null), 1.0)
    q = np.ones_like(p)
    q[known] = q_of(p[known])
    flagged = (q <= share) & (y > baseline.mu)
    shuffled = (_again(_shuffled(noise, sample.known, rng), sample).odds for _ in range(max(repeats, FEWEST)))
    if p_of_order(_again(noise, sample).odds, list(shuffled), rng) > gate:
        p, q = _spikes(y, weights, baseline, flagged)
        flagged &= q <= SPIKE
    return Bursts(flagged, p, q, baseline.mu)


def _some(known: Flags, rng: Rng) -> NDArray[np.int64]:
    """The series that habits and comparisons are made from: all, or as many as make up NULL_ROWS."""
    wanted = max(int(np.ceil(NULL_ROWS / max(known.shape[1], 1))), 1)
    return np.sort(rng.permutation(len(known))[:wanted])


def _explain(y: Numbers, weights: Numbers, shape: Shape, some: NDArray[np.int64]) -> tuple[Baseline, Habits, Numbers]:
    """Baseline and bursts explain the counts together: each is learnt with what the other left over."""
    baseline, habits = learn(y, weights, shape), usual_habits(min(WIDEST, max(1, y.shape[1] // 8)))
    part, few, outside = baseline.only(some), y[some], weights[some]
    for _ in range(3):
        sums = evidence(few, part.mu, part.alpha, weights[some])
        for _ in range(3):
            odds, habits = weigh(sums, habits)
        outside = _outside(odds, weights[some])
        part = learn(few, outside, shape, 1, part)
    for _ in range(2):
        odds, _ = weigh(evidence(y, baseline.mu, baseline.alpha, weights), habits)
        baseline = learn(y, _outside(odds, weights), shape, 1, baseline.sharing(part.pooled))
    odds, _ = weigh(evidence(y, baseline.mu, baseline.alpha, weights), habits)
    return baseline, habits, odds


def _outside(odds: Numbers, weights: Numbers) -> Numbers:
    """How far each row belongs to the baseline."""
    outside: Numbers = weights / (1 + np.exp(np.clip(odds, -50, 50)))
    return outside


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """Another table of the same make, looked at in the same way: evidence, noise left over, scatter found."""

    odds: Numbers
    left: Numbers
    alpha: Numbers


def _again(noise: Numbers, sample: Sample, alpha: Numbers | None = None) -> Again:
    """The table that `noise` makes with scatter `alpha`, by default the one that was found."""
    weights = sample.known.astype(np.float64)
    baseline = sample.baseline
    y = count_at(noise, baseline.mu, (baseline.alpha if alpha is None else alpha)[:, None])
    for _ in range(2):
        odds, _ = weigh(evidence(y, baseline.mu, baseline.alpha, weights), sample.habits)
        baseline = learn(y, _outside(odds, weights), sample.shape, 1, baseline)
    odds, _ = weigh(evidence(y, baseline.mu, baseline.alpha, weights), sample.habits)
    left = normal_score(y, baseline.mu, baseline.alpha[:, None], np.full(y.shape, 0.5))
    return Again(np.where(sample.known, odds, -np.inf), left, baseline.alpha)


def _lasting_null(sample: Sample, noise: Numbers, repeats: int, rng: Rng) -> Numbers:
    """Evidence in tables without bursts, whose noise lasts as long as this table's and scatters as much.

    The fit hides part of both: what it takes for bursts it doesn't take for scatter. Trial tables show how much, and
    the rest is raised by it. Each series' scatter is then drawn from what it may be, not set to the likeliest.
    """
    weights = sample.known.astype(np.float64)
    seen, found = _lasting(noise, weights), sample.baseline.alpha
    lasting, alpha = seen, found
    for _ in range(TRIALS):
        trial = _again(_noise(lasting, noise.shape, rng), sample, alpha)
        hidden = float(seen.mean() - _lasting(trial.left, weights).mean())
        lasting = np.clip(lasting + max(hidden, 0.0), -0.2, 0.9)
        alpha = alpha * float(np.exp(np.mean(np.log(found / trial.alpha))))
    tables = []
    for _ in range(repeats):
        drawn = alpha * np.exp(sample.doubt * rng.standard_normal(len(alpha)) - sample.doubt**2 / 2)
        tables.append(_again(_noise(lasting, noise.shape, rng), sample, np.maximum(drawn, ALPHA_LEAST)).odds)
    return np.stack(tables)


def _lasting(noise: Numbers, weights: Numbers) -> Numbers:
    """How far each series' noise carries over to the next period (-0.2 to 0.9): its own correlation, leaning on all."""
    noise = np.clip(noise, -2, 2)
    pairs = weights[:, 1:] * weights[:, :-1]
    squares = (noise**2 * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
    number = np.maximum(pairs.sum(axis=1), 1)
    own = (noise[:, 1:] * noise[:, :-1] * pairs).sum(axis=1) / number / np.maximum(squares, 1e-9)
    middle = float((own * number).sum() / number.sum())
    chance = 1.0 / number
    apart = max(float(((own - middle) ** 2 - chance).mean()), 0.0)
    lean = apart / (apart + chance)
    shrunk: Numbers = np.clip(middle + lean * (own - middle), -0.2, 0.9)
    return shrunk


def _noise(lasting: Numbers, shape: tuple[int, ...], rng: Rng) -> Numbers:
    """Standard normal noise that carries over to the next period."""
    fresh = rng.standard_normal(shape)
    keep = np.sqrt(1 - lasting**2)
    for step in range(1, shape[1]):
        fresh[:, step] = lasting * fresh[:, step - 1] + keep * fresh[:, step]
    return fresh


def _shuffled(noise: Numbers, known: Flags, rng: Rng) -> Numbers:
    """Each series' noise in another order; gaps stay where they are."""
    keys = np.where(known, rng.random(noise.shape), 2.0)
    order = np.argsort(keys, axis=1)
    places = np.argsort(np.where(known, np.arange(noise.shape[1]), noise.shape[1]), axis=1, kind="stable")
    mixed = np.zeros_like(noise)
    np.put_along_axis(mixed, places, np.take_along_axis(noise, order, axis=1), axis=1)
    return mixed


def _spikes(y: Numbers, weights: Numbers, baseline: Baseline, flagged: Flags) -> tuple[Numbers, Numbers]:
    """p and q of single periods, with the scatter that all of them together show, spikes included."""
    alpha = scatter(y, baseline.mu, weights, 0.0)
    p = np.where(flagged, at_least(y, baseline.mu, alpha[:, None]), 1.0)
    return p, np.minimum(p * weights.sum(), 1.0)
