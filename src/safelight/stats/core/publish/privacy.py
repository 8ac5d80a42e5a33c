"""Gaussian accounting: what epsilon, delta, mu and the worst-case advantage say about each other.

A release is mu-GDP: no attacker tells whether one person is in it better than a normal of mean 0 from one of mean mu
(Dong, Roth and Su, "Gaussian Differential Privacy", 2022). The conversions are exact for that curve, not bounds.
Refuses an epsilon or delta outside the ranges in which the arithmetic keeps its digits.
"""

from __future__ import annotations

import math

from safelight.kernel.errors import Invalid

EPSILON_MOST = 50.0
"""Above it the promise says nothing (e^50), and doubles lose the difference of the two tails."""

DELTA_LEAST = 1e-15
"""Below it doubles lose the difference of the two tails."""

DELTA_USUAL = 1e-6
"""Taken when none is given: a public constant, because one over the number of rows would tell that number."""

EPSILON_USUAL = 1.0
"""Taken when none is given: the worst-case advantage is then 0.10, the issue's target (measured attacks, 2026-11)."""


def normal_cdf(x: float) -> float:
    """The standard normal distribution function, with full relative precision in the lower tail."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


def delta_of(mu: float, epsilon: float) -> float:
    """The least delta for which a mu-GDP release is (epsilon, delta)-private: the curve of Balle and Wang (2018)."""
    if mu == 0:
        return 0.0
    return normal_cdf(mu / 2 - epsilon / mu) - math.exp(epsilon) * normal_cdf(-mu / 2 - epsilon / mu)


def mu_of(epsilon: float, delta: float) -> float:
    """The largest mu (rounded down by bisection) with `delta_of(mu, epsilon) <= delta`.

    Raises Invalid when epsilon is not in (0, 50] or delta not in [1e-15, 1).
    """
    if not 0 < epsilon <= EPSILON_MOST:
        raise Invalid(
            "stats.privacy.epsilon", f"Epsilon must be above 0 and at most {EPSILON_MOST:g}, not {epsilon:g}."
        )
    if not DELTA_LEAST <= delta < 1:
        raise Invalid("stats.privacy.delta", f"Delta must be at least {DELTA_LEAST:g} and below 1, not {delta:g}.")
    low, high = 0.0, 1.0
    while delta_of(high, epsilon) <= delta:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if delta_of(middle, epsilon) <= delta else (low, middle)
    return low


def epsilon_of(mu: float, delta: float) -> float:
    """The least epsilon (rounded up by bisection) for which a mu-GDP release is (epsilon, delta)-private."""
    low, high = 0.0, 1.0
    while delta_of(mu, high) > delta:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if delta_of(mu, middle) <= delta else (middle, high)
    return high


def worst_advantage(mu: float) -> float:
    """True-positive less false-positive rate of the best possible membership attack: 2 Phi(mu / 2) - 1."""
    return math.erf(mu / (2 * math.sqrt(2)))


def composed(mus: list[float]) -> float:
    """Mu of several releases about the same people together: the root of the sum of squares."""
    return math.sqrt(math.fsum(mu * mu for mu in mus))
