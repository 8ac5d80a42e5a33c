"""The obvious twin of `windows.py`: every chain of bursts and ordinary periods, one by one. For short series only."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from safelight.stats.core.bursts.windows import FACTORS, Habits
from safelight.stats.core.negbin import Numbers, log_mass

Chain = tuple[tuple[int, int], ...]


def chains(length: int, widest: int, start: int = 0) -> Iterator[Chain]:
    """Every way to lay bursts (start, width) over `length` periods."""
    if start >= length:
        yield ()
        return
    yield from chains(length, widest, start + 1)
    for width in range(1, min(widest, length - start) + 1):
        for rest in chains(length, widest, start + width):
            yield ((start, width), *rest)


def odds_by_chains(y: Numbers, mu: Numbers, alpha: float, habits: Habits) -> Numbers:
    """Log odds that each period of one series lies in a burst."""
    inside, outside = np.zeros(len(y)), np.zeros(len(y))
    for chain in chains(len(y), len(habits.widths)):
        covered = np.zeros(len(y), np.bool_)
        weight = 1.0
        for start, width in chain:
            covered[start : start + width] = True
            weight *= habits.rate * habits.widths[width - 1]
            span = slice(start, start + width)
            weight *= sum(
                share * math.exp((log_mass(y, f * mu, alpha) - log_mass(y, mu, alpha))[span].sum())
                for f, share in zip(FACTORS, habits.factors, strict=True)
            )
        weight *= (1 - habits.rate) ** int((~covered).sum())
        inside += weight * covered
        outside += weight * ~covered
    return np.asarray(np.log(inside) - np.log(outside))
