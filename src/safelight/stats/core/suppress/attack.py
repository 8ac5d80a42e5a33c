"""The attack: how far a reader of the shown counts can narrow a hidden one, by linear programming.

The reader knows every total and subtotal, and that a hidden count is at least `floor` (1 when zeros are shown). Bounds
are exact for the linear program; the solver is HiGHS. Cells in no sum can't be narrowed beyond the rule itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from safelight.kernel.errors import Broken
from safelight.stats.core.counts import Whole

Mask = NDArray[np.bool_]
Moves = NDArray[np.float64]

EXACT_CELLS = 1200
"""Largest set of connected hidden cells that is attacked cell by cell. Each costs up to two programs over the set;
1,064 took 22 CPU seconds (2026-11-25). Larger sets state the interval proved by possible tables found on the way: an
attack can only end wider, never narrower."""

TOLERANCE = 1e-6
"""HiGHS's own tolerance is 1e-7; bounds are whole numbers apart."""

UNBOUNDED = 3
"""Status code of scipy.optimize.linprog."""


@dataclass(frozen=True, slots=True, eq=False)
class Puzzle:
    """What an attacker faces: `matrix @ counts == 0`, hidden counts at least `floor`."""

    matrix: sparse.csr_array
    columns: sparse.csc_array
    counts: Whole
    floor: int

    def room(self) -> Moves:
        """How far each cell can go down when it is hidden."""
        return np.maximum(self.counts - self.floor, 0).astype(float)


def puzzle_of(matrix: sparse.csr_array, counts: Whole, floor: int) -> Puzzle:
    return Puzzle(matrix, matrix.tocsc(), counts, floor)


def components(puzzle: Puzzle, hidden: Mask) -> list[NDArray[np.int64]]:
    """Hidden cells that share sums with each other; cells in no sum stand alone."""
    cells = np.flatnonzero(hidden)
    if not len(cells):
        return []
    part = puzzle.columns[:, cells]
    touching = abs(part.T) @ abs(part)
    _, label = connected_components(touching, directed=False)
    order = np.argsort(label, kind="stable")
    return np.split(cells[order], np.cumsum(np.bincount(label))[:-1])


def narrowed(matrix: sparse.csc_array, cells: NDArray[np.int64]) -> sparse.csr_array:
    """The sums that touch `cells`, over those cells only."""
    part = matrix[:, cells].tocsr()
    return part[np.flatnonzero(np.diff(part.indptr))]


def reach(sums: sparse.csr_array, room: Moves, at: int, sign: int) -> tuple[float, Moves | None]:
    """The furthest a cell moves in one direction, and the moves of all cells then (None when without end)."""
    cost = np.zeros(len(room))
    cost[at] = -sign
    if sums.shape[0] == 0:
        return (np.inf, None) if sign > 0 else (room[at], np.where(np.arange(len(room)) == at, -room, 0.0))
    found = linprog(
        cost, A_eq=sums, b_eq=np.zeros(sums.shape[0]), bounds=np.column_stack([-room, np.full(len(room), np.inf)])
    )
    if found.status == UNBOUNDED or (found.status == 4 and sign > 0):
        return np.inf, None
    if found.status != 0:
        raise Broken("stats.suppress.attack", f"The attack's linear program failed: {found.message}")
    return -found.fun, found.x


def bounds_of(puzzle: Puzzle, hidden: Mask, proved: tuple[Whole, Whole]) -> tuple[Moves, Moves, Mask]:
    """Lower and upper bound of every cell (its count where shown) and whether they are the attack's exact ones.

    `proved` is an interval that feasible tables reach; it stands in for large sets.
    """
    lower, upper = puzzle.counts.astype(float), puzzle.counts.astype(float)
    exact = np.ones(len(lower), np.bool_)
    room = puzzle.room()
    for cells in components(puzzle, hidden):
        if len(cells) > EXACT_CELLS:
            lower[cells], upper[cells] = proved[0][cells], proved[1][cells]
            exact[cells] = False
            continue
        sums = narrowed(puzzle.columns, cells)
        low, high = _component(sums, room[cells])
        lower[cells] = puzzle.counts[cells] - low
        upper[cells] = puzzle.counts[cells] + high
    return np.ceil(lower - TOLERANCE), np.floor(upper + TOLERANCE), exact


def _component(sums: sparse.csr_array, room: Moves) -> tuple[Moves, Moves]:
    """How far each cell of a set goes down and up. A cell seen at its floor needs no program of its own."""
    low, high = np.zeros(len(room)), np.zeros(len(room))
    for at in range(len(room)):
        high[at], moves = reach(sums, room, at, 1)
        if moves is not None:
            low = np.maximum(low, -moves)
    for at in range(len(room)):
        if low[at] < room[at] - TOLERANCE:
            low[at], moves = reach(sums, room, at, -1)
            if moves is not None:
                low = np.maximum(low, -moves)
    return low, high
