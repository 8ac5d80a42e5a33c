"""Which rows of many series are bursts: evidence of every row, judged against tables without bursts.

Promises: about `share` of the reported rows are false at most (q), and nothing at all is reported from a table whose
order in time is chance (the gate, `order.py`). Noise that lasts from one period to the next is in the comparison, not
in the bursts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.bursts.baseline import Baseline, Shape, doubt_of, learn, scatter, scatter_doubt
from safelight.stats.core.bursts.order import ABLE, FEWEST, GATE, p_strongest, p_together, strength
from safelight.stats.core.bursts.windows import WIDEST, Habits, evidence, slowed, steady, usual_habits, weigh
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

BLOCK = 200_000
"""Rows whose windows are weighed at a time: some 300 MiB."""

LASTS = 0.03
"""Mean carry-over below which noise counts as fresh every period: chance shows 0.01 on tables of 400 series."""

SPIKE = 1e-6
"""Chance that a table without order in time reports a one-period spike, if its scatter were negative binomial. Shuffled
tables with real bursts have heavier tails, so the level is far below `GATE`: only extraordinary spikes pass."""


@dataclass(frozen=True, slots=True, eq=False)
class Bursts:
    """All [series, periods]: `flagged` rows, their `p`, `q`, the `expected` count without bursts, and the chance that a
    row lies only `beside` a burst. `level` is the q up to which rows were flagged."""

    flagged: Flags
    p: Numbers
    q: Numbers
    expected: Numbers
    beside: Numbers
    level: float


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The series that comparison tables are made like; `doubt` how far each one's scatter may be off (log), `outside`
    how far each row is taken for ordinary."""

    known: Flags
    shape: Shape
    baseline: Baseline
    habits: Habits
    lasting: Numbers | None
    doubt: Numbers
    outside: Numbers

    def only(self, some: NDArray[np.int64]) -> Sample:
        """The same for some of the series, which may be named more than once."""
        baseline, lasting = self.baseline.only(some), _part(self.lasting, some)
        return replace(
            self, known=self.known[some], baseline=baseline, lasting=lasting, doubt=self.doubt[some],
            outside=self.outside[some],
        )  # fmt: skip


def find_bursts(
    y: Numbers,
    known: Flags,
    shape: Shape,
    rng: Rng,
    share: float = SHARE,
    gate: float = GATE,
    tests: int | None = None,
) -> Bursts:
    """Judge every row of `y` [series, periods]; rows that aren't `known` are gaps. With `tests`, q is for these rows
    among so many that are judged in all."""
    weights = known.astype(np.float64)
    y = np.where(known, y, 0.0)
    some = _some(known, rng)
    baseline, habits, lasting, odds = _explain(y, weights, shape, some)
    outside = _outside(odds, weights)[some]
    doubt = scatter_doubt(y[some], baseline.mu[some], outside, 0.0)
    sample = Sample(known[some], shape, baseline.only(some), habits, _part(lasting, some), doubt, outside)
    noise = normal_score(y[some], sample.baseline.mu, sample.baseline.alpha[:, None], rng.random(y[some].shape))
    repeats = int(np.clip(np.ceil(NULL_ROWS / max(sample.known.sum(), 1)), 1, 60))
    null = _lasting_null(sample, noise, repeats, rng)[:, sample.known]
    p = np.where(known & (y > baseline.mu), p_of(odds, null), 1.0)
    q = np.ones_like(p)
    beside = _beside(odds)
    q[known] = q_of(p[known], tests, beside[known])
    flagged, level = (q <= share) & (y > baseline.mu), share
    if not _ordered(noise, sample, repeats, gate, rng):
        p, q, level = *_spikes(y, weights, baseline, flagged, tests), SPIKE
        flagged, beside = flagged & (q <= SPIKE), np.zeros_like(beside)
    return Bursts(flagged, p, q, baseline.mu, beside, level)


def _beside(odds: Numbers) -> Numbers:
    """The chance that a burst lies next to the row but not in it: what tables without bursts can't show."""
    inside = 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
    near = inside.copy()
    np.maximum(near[:, 1:], inside[:, :-1], out=near[:, 1:])
    np.maximum(near[:, :-1], inside[:, 1:], out=near[:, :-1])
    beside: Numbers = near - inside
    return beside


def _some(known: Flags, rng: Rng) -> NDArray[np.int64]:
    """The series that habits and comparisons are made from: all, or as many as make up NULL_ROWS."""
    wanted = max(int(np.ceil(NULL_ROWS / max(known.shape[1], 1))), 1)
    return np.sort(rng.permutation(len(known))[:wanted])


def _explain(
    y: Numbers, weights: Numbers, shape: Shape, some: NDArray[np.int64]
) -> tuple[Baseline, Habits, Numbers | None, Numbers]:
    """Baseline and bursts explain the counts together: each is learnt with what the other left over. Habits are learnt
    before the doubt about the baseline counts: with it, noise that lasts would pass for many long bursts."""
    baseline, habits = learn(y, weights, shape), usual_habits(_widest(y.shape[1]))
    part, few, outside, lasting = baseline.only(some), y[some], weights[some], None
    for turn in range(3):
        if turn:
            lasting = _carry(few, outside, part)
        sums = evidence(few, part.mu, part.alpha, weights[some], lasting=lasting)
        for _ in range(2):
            odds, habits = weigh(sums, habits)
        outside = _outside(odds, weights[some])
        part = learn(few, outside * slowed(lasting, few.shape), shape, 2, part)
    odds, outside, lasting = np.zeros_like(y), weights, None
    baseline = baseline.sharing(part.pooled)
    for turn in range(3):
        odds = _odds(y, weights, outside, baseline, shape, habits, lasting, last=turn == 2)
        if turn < 2:
            outside = _outside(odds, weights)
            lasting = _carry(y, outside, baseline)
            baseline = learn(y, outside * slowed(lasting, y.shape), shape, 1, baseline)
    return baseline, habits, lasting, odds


def _widest(periods: int) -> int:
    return min(WIDEST, max(1, periods // 8))


def _odds(
    y: Numbers,
    weights: Numbers,
    outside: Numbers,
    baseline: Baseline,
    shape: Shape,
    habits: Habits,
    lasting: Numbers | None,
    last: bool,
) -> Numbers:
    """Log odds of all rows, block by block; the `last` look reckons with the doubt about the baseline."""
    odds = np.empty_like(y)
    block = max(BLOCK // y.shape[1], 1)
    for start in range(0, len(y), block):
        at = np.arange(start, min(start + block, len(y)))
        mu, alpha, kept = baseline.mu[at], baseline.alpha[at], _part(lasting, at)
        worth = outside[at] * slowed(kept, mu.shape)
        doubt = doubt_of(mu, worth, shape, baseline.pooled, alpha) if last else None
        odds[at], _ = weigh(evidence(y[at], mu, alpha, weights[at], outside[at], doubt, kept), habits)
    return odds


def _part(lasting: Numbers | None, some: NDArray[np.int64]) -> Numbers | None:
    return None if lasting is None else lasting[some]


def _carry(y: Numbers, outside: Numbers, baseline: Baseline) -> Numbers | None:
    """How far noise carries over, by rows outside of bursts; None where it doesn't."""
    lasting = np.clip(_lasting(steady(y, baseline.mu, baseline.alpha[:, None]), outside), 0.0, 0.8)
    return lasting if lasting.mean() > LASTS else None


def _outside(odds: Numbers, weights: Numbers) -> Numbers:
    """How far each row belongs to the baseline."""
    outside: Numbers = weights / (1 + np.exp(np.clip(odds, -50, 50)))
    return outside


@dataclass(frozen=True, slots=True, eq=False)
class Again:
    """Another table of the same make, looked at in the same way: evidence, noise left over, scatter found, and how far
    each row was taken for ordinary."""

    odds: Numbers
    left: Numbers
    alpha: Numbers
    outside: Numbers


def _again(noise: Numbers, sample: Sample, alpha: Numbers | None = None) -> Again:
    """The table that `noise` makes with scatter `alpha`, by default the one that was found."""
    weights = sample.known.astype(np.float64)
    baseline = sample.baseline
    y = count_at(noise, baseline.mu, (baseline.alpha if alpha is None else alpha)[:, None])
    outside, shape, lasting = weights, sample.shape, sample.lasting
    habits = sample.habits
    for _ in range(2):
        odds = _odds(y, weights, outside, baseline, shape, habits, lasting, last=False)
        outside = _outside(odds, weights)
        baseline = learn(y, outside * slowed(lasting, y.shape), shape, 1, baseline)
    odds = _odds(y, weights, outside, baseline, shape, habits, lasting, last=True)
    left = normal_score(y, baseline.mu, baseline.alpha[:, None], np.full(y.shape, 0.5))
    return Again(np.where(sample.known, odds, -np.inf), left, baseline.alpha, _outside(odds, weights))


def _lasting_null(sample: Sample, noise: Numbers, repeats: int, rng: Rng) -> Numbers:
    """Evidence in tables without bursts, whose noise lasts as long as this table's and scatters as much.

    The fit hides part of both: what it takes for bursts it doesn't take for scatter. Trial tables show how much, and
    the rest is raised by it. Each series' scatter is then drawn from what it may be, not set to the likeliest.
    """
    seen, found = _memory(noise, sample.outside), sample.baseline.alpha
    memory, alpha = seen, found
    for _ in range(TRIALS):
        trial = _again(_noise(memory, noise.shape, rng), sample, alpha)
        memory = memory.raised(seen, _memory(trial.left, trial.outside))
        alpha = alpha * float(np.exp(np.mean(np.log(found / trial.alpha))))
    tables = []
    for _ in range(repeats):
        drawn = alpha * np.exp(sample.doubt * rng.standard_normal(len(alpha)) - sample.doubt**2 / 2)
        tables.append(_again(_noise(memory, noise.shape, rng), sample, np.maximum(drawn, ALPHA_LEAST)).odds)
    return np.stack(tables)


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """How noise lasts: `next` [series] correlation with the next period, `after` the usual one with the one after."""

    next: Numbers
    after: float

    @property
    def slow(self) -> float:
        """What is left of the lasting part after a period, at least as much as any series keeps in all."""
        middle = float(self.next.mean())
        least = float(np.clip(self.next.max(), 0.0, 0.9))
        return least if middle <= LASTS else float(np.clip(self.after / middle, least, 0.95))

    def raised(self, seen: Memory, found: Memory) -> Memory:
        """With what a fit hides of it: `found` where this was put in, `seen` in the table itself."""
        near = max(float(seen.next.mean() - found.next.mean()), 0.0)
        far = max(seen.after - found.after, 0.0)
        return Memory(np.clip(self.next + near, -0.2, 0.9), self.after + far)


def _memory(noise: Numbers, weights: Numbers) -> Memory:
    return Memory(_lasting(noise, weights), float(_correlation(noise, weights, 2)[0].mean()))


def _correlation(noise: Numbers, weights: Numbers, lag: int) -> tuple[Numbers, Numbers]:
    """Each series' correlation with `lag` periods later, outliers drawn in, and the pairs it comes from."""
    noise = np.clip(noise, -2, 2)
    pairs = weights[:, lag:] * weights[:, :-lag]
    squares = (noise**2 * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1)
    number = np.maximum(pairs.sum(axis=1), 1)
    own: Numbers = (noise[:, lag:] * noise[:, :-lag] * pairs).sum(axis=1) / number / np.maximum(squares, 1e-9)
    return own, number


def _lasting(noise: Numbers, weights: Numbers) -> Numbers:
    """How far each series' noise carries over to the next period (-0.2 to 0.9): its own correlation, leaning on all."""
    own, number = _correlation(noise, weights, 1)
    middle = float((own * number).sum() / number.sum())
    chance = 1.0 / number
    apart = max(float(((own - middle) ** 2 - chance).mean()), 0.0)
    lean = apart / (apart + chance)
    shrunk: Numbers = np.clip(middle + lean * (own - middle), -0.2, 0.9)
    return shrunk


def _noise(memory: Memory, shape: tuple[int, ...], rng: Rng) -> Numbers:
    """Standard normal noise: a part that fades slowly and a part that is new every period."""
    slow = memory.slow
    part = np.clip(memory.next / max(slow, 1e-9), 0.0, 1.0)[:, None]
    fading, fresh = rng.standard_normal(shape), rng.standard_normal(shape)
    keep = np.sqrt(1 - slow**2)
    for step in range(1, shape[1]):
        fading[:, step] = slow * fading[:, step - 1] + keep * fading[:, step]
    noise: Numbers = np.sqrt(part) * fading + np.sqrt(1 - part) * fresh
    return noise


def _ordered(noise: Numbers, sample: Sample, repeats: int, gate: float, rng: Rng) -> bool:
    """Whether the table passes the gate: by all its series together, or by the strongest one (half of `gate` each).

    Windows are weighed by the usual habits: those that the table taught would fit its own chance bursts best. A series
    of high counts can look strong in any order, so the strongest has to stand out from many orders of the series that
    could do the same.
    """
    usual = replace(sample, habits=usual_habits(_widest(noise.shape[1])))
    own = strength(_again(noise, usual).odds)
    tables = [_again(_shuffled(noise, sample.known, rng), usual).odds for _ in range(max(repeats, FEWEST))]
    null = np.stack([strength(odds) for odds in tables])
    if p_together(own, null, rng) <= gate / 2:
        return True
    if p_strongest(own, null) > gate / 2:
        return False
    able = np.argsort(-np.maximum(own, null.max(axis=0)))[:ABLE]
    orders = int(np.ceil(4 / gate))
    many = usual.only(np.tile(able, orders))
    again = strength(_again(_shuffled(noise[np.tile(able, orders)], many.known, rng), many).odds)
    return bool((1.0 + (again >= own.max()).sum()) / orders <= gate / 2)


def _shuffled(noise: Numbers, known: Flags, rng: Rng) -> Numbers:
    """Each series' noise in another order; gaps stay where they are."""
    keys = np.where(known, rng.random(noise.shape), 2.0)
    order = np.argsort(keys, axis=1)
    places = np.argsort(np.where(known, np.arange(noise.shape[1]), noise.shape[1]), axis=1, kind="stable")
    mixed = np.zeros_like(noise)
    np.put_along_axis(mixed, places, np.take_along_axis(noise, order, axis=1), axis=1)
    return mixed


def _spikes(
    y: Numbers, weights: Numbers, baseline: Baseline, flagged: Flags, tests: int | None
) -> tuple[Numbers, Numbers]:
    """p and q of single periods, with the scatter that all of them together show, spikes included."""
    alpha = scatter(y, baseline.mu, weights, 0.0)
    p = np.where(flagged, at_least(y, baseline.mu, alpha[:, None]), 1.0)
    return p, np.minimum(p * (tests or weights.sum()), 1.0)
