"""A mixture of kinds of case: within a kind, columns are independent.

Latent class analysis (Goodman, Biometrika 61, 1974). A missing cell says nothing. Fitted by EM from several starts, of
which the best goes on to the end; the same generator gives the same kinds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.negbin import Numbers

Rng = np.random.Generator
Whole = NDArray[np.int64]

SHORT, STEPS = 25, 60
"""EM steps of each start, and further ones of the best. On declared worlds the log likelihood grows by less than 1e-4
of itself a step by then; six starts cut short end where three full ones do, in half the steps."""

PSEUDO = 0.5
"""Rows of each value that every kind starts with (Jeffreys), so that no probability is zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """`share` [kinds], `law` [values, kinds] chance of each value within its column, `fits` log likelihood."""

    share: Numbers
    law: Numbers
    fits: float


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """`codes` [rows, columns] among the values of all columns, `values` where missing; `start` first value of each
    column, and the end; `weight` [rows]."""

    codes: NDArray[np.int32]
    start: Whole
    weight: Numbers

    @property
    def values(self) -> int:
        return int(self.start[-1])

    def rows(self, some: Whole) -> Grid:
        return Grid(self.codes[some], self.start, self.weight[some])

    def resampled(self, rng: Rng) -> Grid:
        """As many rows drawn with replacement: each row once, by how often it was drawn."""
        drawn = np.bincount(rng.integers(0, len(self.codes), len(self.codes)), minlength=len(self.codes))
        return replace(self, weight=drawn.astype(np.float64)).rows(np.flatnonzero(drawn))

    def shuffled(self, rng: Rng) -> Grid:
        """The same columns, each in an order of its own: nothing goes with anything."""
        mixed = [rng.permutation(column) for column in self.codes.T]
        return replace(self, codes=np.ascontiguousarray(np.stack(mixed, axis=1)))


def fitted(grid: Grid, kinds: int, rng: Rng, starts: int) -> Kinds:
    """The best of several starts, climbed to the end."""
    return climbed(grid, rough(grid, kinds, rng, starts), STEPS)


def rough(grid: Grid, kinds: int, rng: Rng, starts: int) -> Kinds:
    """The best of several short climbs."""
    found = [climbed(grid, _begun(grid, kinds, rng), SHORT) for _ in range(starts if kinds > 1 else 1)]
    return max(found, key=lambda one: one.fits)


def belongs(grid: Grid, kinds: Kinds) -> Whole:
    """The likeliest kind of each row [rows]."""
    from safelight.stats.core.typologies.kernel import likeliest

    found: Whole = likeliest(grid.codes, _logs(kinds), np.log(kinds.share))
    return found


def freedom(grid: Grid, kinds: int) -> int:
    """Free numbers of a model."""
    return kinds - 1 + kinds * int(sum(np.diff(grid.start) - 1))


def climbed(grid: Grid, kinds: Kinds, steps: int) -> Kinds:
    """Further EM steps; `fits` is of the kinds before the last step, a hair below those returned."""
    last = -np.inf
    for _ in range(steps):
        kinds = stepped(grid, kinds)
        if kinds.fits - last < 1e-6 * abs(kinds.fits):
            break
        last = kinds.fits
    return kinds


def stepped(grid: Grid, kinds: Kinds) -> Kinds:
    """One EM step; `fits` is of the kinds given."""
    from safelight.stats.core.typologies.kernel import step

    seen, held = np.empty((grid.values + 1, len(kinds.share))), np.empty(len(kinds.share))
    fits = step(grid.codes, grid.weight, _logs(kinds), np.log(kinds.share), seen, held)
    return Kinds((held + 1.0) / (held.sum() + len(held)), law_of(grid, seen[:-1]), float(fits))


def law_of(grid: Grid, seen: Numbers) -> Numbers:
    """The chance of each value within its column, from what was seen of it [values, kinds]."""
    seen = seen + PSEUDO
    whole = np.add.reduceat(seen, grid.start[:-1], axis=0)
    law: Numbers = seen / np.repeat(whole, np.diff(grid.start), axis=0)
    return law


def _begun(grid: Grid, kinds: int, rng: Rng) -> Kinds:
    """Each kind begins halfway between all rows and one of them; a single kind begins as all rows."""
    weights = np.repeat(grid.weight, grid.codes.shape[1])
    cells: Numbers = np.bincount(grid.codes.ravel(), weights, grid.values + 1).astype(np.float64)
    law = np.repeat(law_of(grid, cells[:-1, None]), kinds, axis=1)
    if kinds > 1:
        for kind, row in enumerate(rng.choice(len(grid.codes), kinds)):
            for value in grid.codes[row][grid.codes[row] < grid.values].tolist():
                column = int(np.searchsorted(grid.start, value, side="right")) - 1
                law[grid.start[column] : grid.start[column + 1], kind] /= 2
                law[value, kind] += 0.5
    return Kinds(np.full(kinds, 1 / kinds), law, -np.inf)


def _logs(kinds: Kinds) -> Numbers:
    """Logarithms of the law, and a line of zeros for the missing cell."""
    return np.concatenate([np.log(kinds.law), np.zeros((1, len(kinds.share)))])
