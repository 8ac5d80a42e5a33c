"""Which other cells to hide, so that no small one can be narrowed.

For each small cell a linear program looks for a table in which it takes another value while as few shown cells as
possible change; those are hidden too. Afterwards every extra cell that turns out not to be needed is shown again.
`optimal.py` is the slow twin, and decides small tables itself. Every table found on the way is kept as proof.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from safelight.stats.core.counts import Whole
from safelight.stats.core.suppress.attack import TOLERANCE, Moves, Puzzle, narrowed
from safelight.stats.core.suppress.need import Need
from safelight.stats.core.suppress.vicinity import REACHES, Vicinity
from safelight.stats.core.table import Column

Demand = tuple[int, int]
"""A cell and the direction it must be able to move in."""

Tell = Callable[[int, int], None]

HIDDEN_COST = 1e-4
"""Price of moving a cell that is hidden anyway, against 1 for a shown one: keeps idle circles out of the solution."""

SPARSER = 2
"""Rounds that make cells already used cheaper (Candes, Wakin and Boyd, 2008): fewer cells for the same move."""


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """A possible table: `moves` from the true counts, in the hidden `cells` only."""

    cells: NDArray[np.int64]
    moves: Moves


class Search:
    """Hidden cells and, for every demand met so far, its proof."""

    def __init__(self, puzzle: Puzzle, need: Need, vicinity: Vicinity) -> None:
        self.puzzle, self.need, self._vicinity = puzzle, need, vicinity
        self.hidden = need.forced.copy()
        self.proofs: dict[Demand, Proof] = {}
        self._room = puzzle.room()
        self._users: defaultdict[int, set[Demand]] = defaultdict(set)

    def protect(self, cell: int) -> None:
        """Hide what is needed for one small cell."""
        for sign, amount in self.need.directions(cell):
            if (cell, sign) in self.proofs:
                continue
            proof = self._cheapest(cell, sign, amount)
            if proof is not None:
                self.hidden[proof.cells] = True
                self.keep(proof)

    def keep(self, proof: Proof) -> None:
        """Use a possible table for every demand that it meets, forwards or backwards, stretched as far as it goes."""
        for way in (1.0, -1.0):
            moves = way * proof.moves
            falling = moves < -TOLERANCE
            stretch = float((self._room[proof.cells[falling]] / -moves[falling]).min(initial=np.inf))
            for cell, move in zip(proof.cells.tolist(), moves.tolist(), strict=True):
                sign = 1 if move > 0 else -1
                amount = self.need.up[cell] if sign > 0 else self.need.down[cell]
                if amount and abs(move) * stretch >= amount - TOLERANCE and (cell, sign) not in self.proofs:
                    self._set((cell, sign), proof)

    def prune(self) -> None:
        """Show again every extra cell that no small one needs, largest counts first."""
        extra = np.flatnonzero(self.hidden & ~self.need.forced)
        for cell in extra[np.argsort(-self.puzzle.counts[extra], kind="stable")].tolist():
            self._show(cell)

    def _show(self, cell: int) -> None:
        waiting = sorted(self._users[cell])
        self.hidden[cell] = False
        fresh: dict[Demand, Proof] = {}
        for demand in waiting:
            proof = self._within(*demand)
            if proof is None:
                self.hidden[cell] = True
                return
            fresh[demand] = proof
        for demand, proof in fresh.items():
            self._set(demand, proof)

    def _set(self, demand: Demand, proof: Proof) -> None:
        before = self.proofs.get(demand)
        if before is not None:
            for cell in before.cells.tolist():
                self._users[cell].discard(demand)
        self.proofs[demand] = proof
        for cell in proof.cells.tolist():
            self._users[cell].add(demand)

    def _amount(self, cell: int, sign: int) -> float:
        return float(self.need.up[cell] if sign > 0 else self.need.down[cell])

    def _within(self, cell: int, sign: int) -> Proof | None:
        """A proof that moves hidden cells only, looked for nearby."""
        for reach in REACHES[:2]:
            cells = self._vicinity.near(cell, self.hidden, self.hidden, reach)
            proof = self._solve(cell, sign, self._amount(cell, sign), cells, 0)
            if proof is not None:
                return proof
        return None

    def _cheapest(self, cell: int, sign: int, amount: float) -> Proof | None:
        """A proof that hides few more cells; None when even hiding everything doesn't let the cell move so far."""
        tried = -1
        for reach in (*REACHES, None):
            if reach is None:
                cells = np.flatnonzero(self.need.hideable)
            else:
                cells = self._vicinity.near(cell, self.hidden, self.need.hideable, reach)
            if len(cells) == tried:
                continue
            tried = len(cells)
            proof = self._solve(cell, sign, amount, cells, SPARSER)
            if proof is not None:
                return proof
        return None

    def _solve(self, cell: int, sign: int, amount: float, cells: NDArray[np.int64], rounds: int) -> Proof | None:
        sums = narrowed(self.puzzle.columns, cells)
        size = len(cells)
        at = int(np.searchsorted(cells, cell))
        room = self._room[cells]
        high = np.concatenate([np.full(size, np.inf), room])
        low = np.zeros(2 * size)
        low[at + (size if sign < 0 else 0)] = high[at + (size if sign < 0 else 0)] = amount
        high[at + (size if sign > 0 else 0)] = 0
        cost = np.where(self.hidden[cells], HIDDEN_COST, 1.0)
        cost = np.concatenate([cost, cost * amount / np.clip(room, 1, amount)])
        both = sparse.hstack([sums, -sums], format="csc")
        best: Proof | None = None
        fewest = np.inf
        weights = cost
        for _ in range(rounds + 1):
            found = linprog(weights, A_eq=both, b_eq=np.zeros(both.shape[0]), bounds=np.column_stack([low, high]))
            if found.status != 0:
                return best
            moves = found.x[:size] - found.x[size:]
            used = np.abs(moves) > TOLERANCE
            new = int((used & ~self.hidden[cells]).sum())
            if new < fewest:
                best, fewest = Proof(cells[used], moves[used]), new
            if new <= 1:
                break
            weights = cost / (np.concatenate([np.abs(moves)] * 2) / amount + 0.1)
        return best


def chosen(
    puzzle: Puzzle, need: Need, dimensions: Sequence[Column], totals: dict[str, tuple[str, ...]], tell: Tell
) -> Search:
    """The search after every small cell has been protected and every idle extra cell shown again."""
    search = Search(puzzle, need, Vicinity(dimensions, totals, puzzle))
    order = need.cells[np.argsort(puzzle.counts[need.cells], kind="stable")]
    for done, cell in enumerate(order.tolist()):
        tell(done, len(order))
        search.protect(cell)
    search.prune()
    return search


def proved(search: Search) -> tuple[Whole, Whole]:
    """The interval that the kept tables reach, by cell; whole numbers inside it."""
    low, high = search.puzzle.counts.astype(float), search.puzzle.counts.astype(float)
    room = search.puzzle.room()
    seen: set[int] = set()
    for proof in search.proofs.values():
        if id(proof) in seen:
            continue
        seen.add(id(proof))
        for moves in (proof.moves, -proof.moves):
            falling = moves < -TOLERANCE
            stretch = float((room[proof.cells[falling]] / -moves[falling]).min(initial=np.inf))
            if np.isfinite(stretch):
                reached = search.puzzle.counts[proof.cells] + stretch * moves
                low[proof.cells] = np.minimum(low[proof.cells], reached)
                high[proof.cells] = np.maximum(high[proof.cells], reached)
    return np.ceil(low - TOLERANCE).astype(np.int64), np.floor(high + TOLERANCE).astype(np.int64)
