"""What has to stay unknown: which cells are small, and the interval that no attack may narrow.

A count from 1 to `minimum - 1` is small. Its interval must reach down to the least it can be (1, or as many as it has
parts above 0) and up over as many values as the rule hides: what `<5` says by itself. Zeros are shown, so that an
empty cell always means hidden; `floor` 0 hides them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.counts import Whole
from safelight.stats.core.suppress.attack import Mask
from safelight.stats.core.suppress.relations import Relations


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """`cells` are small and in a sum; each must be able to be as low as `lowest` and as high as `highest`."""

    forced: Mask
    hideable: Mask
    cells: NDArray[np.int64]
    down: Whole
    up: Whole

    def directions(self, cell: int) -> Iterator[tuple[int, float]]:
        """The moves a cell must be able to make: 1 up or -1 down, and how far."""
        if self.up[cell] > 0:
            yield 1, float(self.up[cell])
        if self.down[cell] > 0:
            yield -1, float(self.down[cell])


def need_of(relations: Relations, counts: Whole, minimum: int, floor: int) -> Need:
    """What `minimum` asks of these counts."""
    forced = (counts >= floor) & (counts < minimum)
    least = least_of(relations, counts, floor)
    spread = max(minimum - 1 - floor, 1)
    summed = np.zeros(len(counts), np.bool_)
    summed[relations.matrix.indices] = True
    cells = np.flatnonzero(forced & summed)
    down = np.where(forced, counts - least, 0)
    up = np.where(forced, np.maximum(least + spread - counts, 0), 0)
    return Need(forced, counts >= floor, cells, down, up)


def least_of(relations: Relations, counts: Whole, floor: int) -> Whole:
    """The least each count could be if every count at or above `floor` were hidden: as many as its parts need."""
    least = np.where(counts >= floor, floor, 0).astype(np.int64)
    changed = True
    while changed:
        changed = False
        for each in relations.sums:
            parts = int(least[each.parts].sum())
            if parts > least[each.total]:
                least[each.total] = parts
                changed = True
    return least
