"""The obvious twin of the mixture's kernel: row by row, multiplying chances, in plain arithmetic."""

from __future__ import annotations

import math

from safelight.stats.core.typologies.mixture import Grid, Kinds


def dealt(grid: Grid, kinds: Kinds) -> tuple[list[list[float]], list[list[float]], float]:
    """Chance of each kind for each row, weight seen of each value in each kind, log likelihood."""
    values, count = grid.values, len(kinds.share)
    chances, seen, fits = [], [[0.0] * count for _ in range(values)], 0.0
    for cells, weight in zip(grid.codes.tolist(), grid.weight.tolist(), strict=True):
        known = [value for value in cells if value < values]
        likely = [
            float(kinds.share[kind]) * math.prod(float(kinds.law[value, kind]) for value in known)
            for kind in range(count)
        ]
        chances.append([one / sum(likely) for one in likely])
        fits += weight * math.log(sum(likely))
        for value in known:
            for kind in range(count):
                seen[value][kind] += weight * chances[-1][kind]
    return chances, seen, fits
