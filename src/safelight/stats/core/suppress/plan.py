"""The whole of suppression as one pure step: counts in, hidden cells and their audited intervals out.

Small tables are decided by the exact program, all others by the search; the attack then runs on what would be
published, and nothing leaves when it gets further than the rule allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safelight.kernel.errors import Broken
from safelight.stats.core.counts import Whole
from safelight.stats.core.suppress.attack import Mask, Moves, Puzzle, bounds_of, puzzle_of
from safelight.stats.core.suppress.choose import Tell, chosen, proved
from safelight.stats.core.suppress.need import Need, need_of
from safelight.stats.core.suppress.optimal import fewest
from safelight.stats.core.suppress.relations import Relations
from safelight.stats.core.table import Column

EXACT_SIZE = 1000
"""Cells times demands up to which the exact program decides. At 1,000 it took 0.1 to 3 CPU seconds (2026-11-25)."""

NODES = 2000
"""Steps of the exact program's search before the found answer is used instead: a bound on time that doesn't depend on
the machine."""


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """`hidden` cells, of which `small` ones asked for it; for each cell what an attack can say about it."""

    hidden: Mask
    small: Mask
    lower: Moves
    upper: Moves
    exact: Mask
    optimal: bool


def suppress(
    dimensions: Sequence[Column], counts: Whole, relations: Relations, minimum: int, floor: int, tell: Tell
) -> Suppression:
    """Hide every count below `minimum` and what protects it. Raises Broken when the attack still succeeds."""
    puzzle = puzzle_of(relations.matrix, counts, floor)
    need = need_of(relations, counts, minimum, floor)
    search = chosen(puzzle, need, dimensions, relations.totals, tell)
    hidden, optimal = search.hidden, not search.hidden[~need.forced].any()
    demands = sum(1 for cell in need.cells.tolist() for _ in need.directions(cell))
    if not optimal and len(counts) * demands <= EXACT_SIZE:
        best = fewest(puzzle, need, NODES)
        if best is not None:
            hidden, optimal = best, True
    lower, upper, exact = bounds_of(puzzle, hidden, proved(search))
    alone = need.forced.copy()
    alone[need.cells] = False
    lower[alone], upper[alone] = floor, minimum - 1
    _audit(puzzle, need, hidden, lower, upper)
    return Suppression(hidden, need.forced, lower, upper, exact, optimal)


def _audit(puzzle: Puzzle, need: Need, hidden: Mask, lower: Moves, upper: Moves) -> None:
    """Refuse when a small cell is narrower than its rule, unless hiding everything would not widen it either."""
    cells = need.cells
    low, high = puzzle.counts - need.down, puzzle.counts + need.up
    exposed = cells[(lower[cells] > low[cells]) | (upper[cells] < high[cells])]
    if len(exposed) and (need.hideable & ~hidden).any():
        everything = bounds_of(puzzle, need.hideable, (low, high))
        widest_low, widest_high = np.maximum(everything[0], low), np.minimum(everything[1], high)
        exposed = exposed[(lower[exposed] > widest_low[exposed]) | (upper[exposed] < widest_high[exposed])]
        if len(exposed):
            raise Broken("stats.suppress.exposed", f"The audit still narrows {len(exposed)} small cells.")
