"""The obvious twin of `judge.py`: probabilities added up count by count, ratios tried one after the other."""

from __future__ import annotations

import math


def chances(mean: float, alpha: float, most: int) -> list[float]:
    """Probabilities of the counts 0 to `most` of a negative binomial."""
    size = 1 / alpha
    found = [math.exp(-size * math.log1p(alpha * mean))]
    for count in range(most):
        found.append(found[-1] * (count + size) / (count + 1) * alpha * mean / (1 + alpha * mean))
    return found


def two_sided(y: int, mean: float, alpha: float) -> float:
    """Twice the smaller tail, the count itself counted half."""
    below = chances(mean, alpha, y)
    upto = sum(below[:-1]) + below[-1] / 2
    return min(1.0, 2 * min(upto, 1 - upto))


def ratios_held(y: int, mean: float, alpha: float, ratios: list[float], level: float) -> list[float]:
    """The ratios among `ratios` that a count doesn't contradict."""
    return [ratio for ratio in ratios if two_sided(y, ratio * mean, alpha) > level]
