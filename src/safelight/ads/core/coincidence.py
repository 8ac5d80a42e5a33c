"""Coincidence: whether so many of a crowd have a thing in common because chance has it so.

Among hundreds of advertisers of one town some share a first name, a borrowed picture or a copied text; counting every
match as a tie would make one hand of them. A thing tells only when more of them have it than the rest of the ads leads
to expect.
"""

from __future__ import annotations

import math

FALSE_TIES = 0.05
"""Ties by chance that are accepted in a crowd, all things tried together (Bonferroni)."""


def tail(count: int, expected: float) -> float:
    """P(X >= count) of a Poisson count, by its own sum from `count` upwards."""
    if count <= 0:
        return 1.0
    if expected <= 0:
        return 0.0
    if count <= expected:
        return 1.0 - sum(_mass(k, expected) for k in range(count))
    found, k = 0.0, count
    while (term := _mass(k, expected)) > found * 1e-12:
        found += term
        k += 1
    return min(1.0, found)


def telling(count: int, crowd: int, chance: float) -> bool:
    """Whether `count` of `crowd` having a thing is more than `chance` for each of them explains."""
    return count > 1 and tail(count, crowd * chance) * crowd <= FALSE_TIES


def _mass(k: int, expected: float) -> float:
    return math.exp(k * math.log(expected) - expected - math.lgamma(k + 1))
