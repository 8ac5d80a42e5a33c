"""Rates: counts by group with people as denominator, alike in make-up, with intervals, and each against all others.

Direct standardisation to the people of the whole table, interval of Fay and Feuer (Statistics in Medicine 16, 1997),
which is the exact Poisson one when there are no strata. The ratio compares a group with what it would count at the
others' rates (Rothman's SMR); p is the mid-p of a Poisson count. `shrunk` leans on all groups as far as they are alike
(Marshall, Applied Statistics 40, 1991). Refuses: a group without people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma

from safelight.kernel.errors import Invalid
from safelight.stats.core.discovery import q_of
from safelight.stats.core.effect.judge import interval, middle_p
from safelight.stats.core.negbin import ALPHA_LEAST, Numbers

PER = 100_000
"""People that a rate is stated for."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Rates for `PER` people: `crude`, `standard` (alike in make-up) with `interval`, `shrunk`; and the `ratio` to the
    others with its interval, p and q."""

    group: str
    count: int
    people: float
    crude: float
    standard: float
    interval: tuple[float, float]
    shrunk: float
    ratio: float
    ratio_interval: tuple[float, float]
    p: float
    q: float


def rates_of(names: tuple[str, ...], count: Numbers, people: Numbers) -> Iterator[Rate]:
    """`count` and `people` are [groups, strata]. Raises Invalid for a group without people and for fewer than two."""
    if len(names) < 2:
        raise Invalid("stats.rates.one", "Rates compare groups; the table holds only one.")
    if (bad := np.flatnonzero(people.sum(axis=1) <= 0)).size:
        raise Invalid("stats.rates.people", f"The group {names[int(bad[0])]!r} has no people; correct its population.")
    if (bad := np.flatnonzero(((count > 0) & (people <= 0)).any(axis=1))).size:
        raise Invalid("stats.rates.people", f"The group {names[int(bad[0])]!r} has cases in a stratum without people.")
    total, expected = count.sum(axis=1), others(count, people)
    scatter = np.full(len(total), ALPHA_LEAST)
    p = middle_p(total, np.maximum(expected, 1e-9), scatter)
    q = q_of(p)
    shrunk = total_shrunk(total, people.sum(axis=1))
    for at, name in enumerate(names):
        standard, ends = standardised(count[at], people[at], people.sum(axis=0))
        yield Rate(
            name,
            int(total[at]),
            float(people[at].sum()),
            float(total[at] / people[at].sum() * PER),
            standard * PER,
            (ends[0] * PER, ends[1] * PER),
            float(shrunk[at] * PER),
            float(total[at] / max(expected[at], 1e-9)),
            interval(float(total[at]), max(float(expected[at]), 1e-9), ALPHA_LEAST),
            float(p[at]),
            float(q[at]),
        )


def others(count: Numbers, people: Numbers) -> Numbers:
    """What each group would count at the rates of all other groups, stratum by stratum."""
    cases = count.sum(axis=0) - count
    rest = people.sum(axis=0) - people
    return np.asarray((people * cases / np.maximum(rest, 1e-9) * (rest > 0)).sum(axis=1), np.float64)


def standardised(count: Numbers, people: Numbers, standard: Numbers) -> tuple[float, tuple[float, float]]:
    """One group's rate (for one person) with the make-up of `standard` people, and its 95 % interval."""
    there = people > 0
    weight = standard[there] / standard[there].sum() / people[there]
    rate, variance = float((weight * count[there]).sum()), float((weight**2 * count[there]).sum())
    most = float(weight.max())
    low = float(gamma.ppf(0.025, rate**2 / variance, scale=variance / rate)) if variance > 0 else 0.0
    above, spread = rate + most, variance + most**2
    return rate, (low, float(gamma.ppf(0.975, above**2 / spread, scale=spread / above)))


def total_shrunk(count: Numbers, people: Numbers) -> Numbers:
    """Rates that lean on the rate of all, the more the smaller the group and the more alike all groups are."""
    rate, whole = count / people, float(count.sum() / people.sum())
    apart = float((people * (rate - whole) ** 2).sum() / people.sum()) - whole / float(people.mean())
    lean = max(apart, 0.0) / (max(apart, 0.0) + whole / people) if whole > 0 else np.zeros(len(rate))
    return np.asarray(whole + lean * (rate - whole), np.float64)
