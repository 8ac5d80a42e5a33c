"""Active search: from one ad to those most likely of the same hand, learning from yes and no.

A belief is a weight for each feature of `kinship.py`: at first a stated prior, then what the answers say, by a logistic
model whose prior is a normal distribution (MacKay 1992). Candidates are asked about in order of the probability that
the answer is yes, uncertainty taken in; one of each group, because the rest of a group is known with it. Promises:
the order of answers doesn't matter, an answer taken back leaves no trace, a yes never makes its like less likely.
Refuses: to decide. The number orders a list for a person and leaves this search with nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from safelight.ads.core.kinship import FEATURES, whys
from safelight.ads.core.kinship_pool import Pool

Answer = Literal["yes", "no"]
Array = NDArray[np.float64]

BIAS = -7.0
"""Log odds of an ad of which nothing speaks for it."""

PRIOR: Mapping[str, float] = {
    "contact": 6.0,
    "picture": 4.5,
    "text": 8.0,
    "habits": 4.0,
    "name": 2.0,
    "city": 2.0,
    "metro": 2.0,
    "time": 1.5,
    "price": 0.8,
    "age": 0.6,
    "site": 0.4,
}
"""Log odds that a whole feature adds before any answer: rounded from a fit on pairs of ads of two invented worlds
(benchmarks/seek.py --fit, seeds 31 and 32, 2026-11). A choice to begin with; answers overrule it."""

SPREAD = 1.5
"""Standard deviation of each weight before any answer: answers of one kind move it well, one alone doesn't turn it."""

SURE = 1.645
"""90 % of a normal distribution lie within so many standard deviations."""

NEWTON_STEPS = 50
SMALLEST_STEP = 1e-9

DIGITS = 3


@dataclass(frozen=True, slots=True)
class Belief:
    """Weights (bias first, then FEATURES) with their covariance."""

    mean: Array
    covariance: Array

    def odds(self, rows: Array) -> tuple[Array, Array]:
        """(log odds, standard deviation) of rows of features."""
        whole = with_bias(rows)
        return whole @ self.mean, np.sqrt(np.einsum("ij,jk,ik->i", whole, self.covariance, whole))

    def probability(self, rows: Array) -> Array:
        """The chance of a yes, uncertainty of the weights taken in (MacKay's approximation)."""
        odds, spread = self.odds(rows)
        return sigmoid(odds / np.sqrt(1 + np.pi * spread**2 / 8))

    def interval(self, rows: Array) -> tuple[Array, Array]:
        """Between what the chance is with 90 % credibility or more; the chance itself, which is a mean, lies within."""
        odds, spread = self.odds(rows)
        chance = self.probability(rows)
        return np.minimum(sigmoid(odds - SURE * spread), chance), np.maximum(sigmoid(odds + SURE * spread), chance)


def with_bias(rows: Array) -> Array:
    return np.hstack([np.ones((len(rows), 1)), rows])


def sigmoid(odds: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(odds, -40, 40)))


def prior() -> Belief:
    mean = np.array([BIAS, *(PRIOR[name] for name in FEATURES)])
    return Belief(mean, np.eye(len(mean)) * SPREAD**2)


def learn(rows: Array, answers: Array) -> Belief:
    """The belief after answers (1 for yes, 0 for no) about rows of features: the mode of the posterior, by Newton's
    method with halved steps, and the curvature there."""
    start = prior()
    precision = np.linalg.inv(start.covariance)
    whole, weights = with_bias(rows.reshape(-1, len(FEATURES))), start.mean

    def loss(at: Array) -> float:
        odds, moved = whole @ at, at - start.mean
        return float(np.logaddexp(0, odds).sum() - answers @ odds + moved @ precision @ moved / 2)

    curvature = precision
    for _ in range(NEWTON_STEPS):
        chance = sigmoid(whole @ weights)
        slope = whole.T @ (answers - chance) - precision @ (weights - start.mean)
        curvature = precision + (whole.T * (chance * (1 - chance))) @ whole
        step = np.linalg.solve(curvature, slope)
        while float(np.abs(step).max()) > SMALLEST_STEP and loss(weights + step) > loss(weights):
            step = step / 2
        if float(np.abs(step).max()) <= SMALLEST_STEP:
            break
        weights = weights + step
    return Belief(weights, np.linalg.inv(curvature))


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature that speaks for an ad: its words and the log odds that it adds under the belief."""

    feature: str
    adds: float
    why: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """An ad to look at: the chance of a yes with its interval, and the reasons, strongest first."""

    ad_id: str
    chance: float
    low: float
    high: float
    reasons: tuple[Reason, ...]


class Search:
    """One search over a pool of ads: its seed, the answers so far, and what they say about the other ads. Seed and
    answered ads are in the pool."""

    def __init__(self, pool: Pool, seed: str, answers: Mapping[str, Answer]) -> None:
        self._pool = pool
        self._answers = {ad_id: answers[ad_id] for ad_id in sorted(answers)}
        self.known = (seed, *(ad_id for ad_id, answer in self._answers.items() if answer == "yes"))
        rows = np.array([self._before(ad_id) for ad_id in self._answers]).reshape(-1, len(FEATURES))
        self.belief = learn(rows, np.array([float(answer == "yes") for answer in self._answers.values()]))

    def _before(self, ad_id: str) -> Array:
        """What spoke for an answered ad: the best over the known ads other than itself."""
        others = [each for each in self.known if each != ad_id]
        row: Array = self._pool.nearest(others)[self._pool.at[ad_id]]
        return row

    def suggest(self, group_of: Mapping[str, Hashable], most: int) -> tuple[Suggested, ...]:
        """The `most` best ads, one a group, none of a group that was answered about."""
        taken = {group_of.get(each, each) for each in (*self.known, *self._answers)}
        rows = self._pool.nearest(self.known)
        chance = self.belief.probability(rows)
        chosen: list[int] = []
        for at in np.lexsort((self._pool.rank, -chance)).tolist():
            ad_id = self._pool.profiles[at].ad_id
            group = group_of.get(ad_id, ad_id)
            if len(chosen) < most and group not in taken:
                chosen.append(at)
                taken.add(group)
        low, high = self.belief.interval(rows[chosen])
        figures = np.round(np.column_stack([chance[chosen], low, high]), DIGITS).tolist()
        return tuple(
            Suggested(self._pool.profiles[at].ad_id, likely, least, most_likely, self._reasons(at, rows[at]))
            for at, (likely, least, most_likely) in zip(chosen, figures, strict=True)
        )

    def _reasons(self, at: int, row: Array) -> tuple[Reason, ...]:
        known = [self._pool.profiles[self._pool.at[each]] for each in self.known]
        said = whys(known, self._pool.profiles[at])
        adds = dict(zip(FEATURES, (self.belief.mean[1:] * row).tolist(), strict=True))
        found = [Reason(name, round(adds[name], DIGITS), said[name]) for name in FEATURES if name in said]
        return tuple(sorted(found, key=lambda each: (-each.adds, each.feature)))
