"""A mixture of kinds of case: within a kind, columns are independent.

Latent class analysis (Goodman, Biometrika 61, 1974). Rows are one-hot over the values of all columns; a missing cell
says nothing. Fitted by EM from several starts; the same generator gives the same kinds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.negbin import Numbers

Rng = np.random.Generator

STEPS = 60
"""EM steps of a fit; on the declared worlds the log likelihood then grows by less than 1e-4 of itself a step."""

PSEUDO = 0.5
"""Rows of each value that every kind starts with (Jeffreys), so that no probability is zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """`share` [kinds], `law` [kinds, values] chance of each value within its column, `fits` log likelihood."""

    share: Numbers
    law: Numbers
    fits: float


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """`hot` [rows, values] 0 or 1; `start` first value of each column, and the end."""

    hot: Numbers
    start: NDArray[np.int64]

    def rows(self, some: NDArray[np.int64]) -> Grid:
        return Grid(self.hot[some], self.start)

    def shuffled(self, rng: Rng) -> Grid:
        """The same columns, each in an order of its own: nothing goes with anything."""
        hot = np.empty_like(self.hot)
        for first, last in zip(self.start[:-1], self.start[1:], strict=True):
            hot[:, first:last] = self.hot[rng.permutation(len(hot)), first:last]
        return Grid(hot, self.start)


def fitted(grid: Grid, kinds: int, rng: Rng, starts: int) -> Kinds:
    """The best of several fits."""
    found = [_climb(grid, rng.dirichlet(np.ones(kinds), len(grid.hot))) for _ in range(starts if kinds > 1 else 1)]
    return max(found, key=lambda one: one.fits)


def belongs(grid: Grid, kinds: Kinds) -> tuple[Numbers, float]:
    """Each row's chance of each kind [rows, kinds], and the log likelihood of all rows."""
    logs = grid.hot @ np.log(kinds.law).T + np.log(kinds.share)
    top = logs.max(axis=1, keepdims=True)
    chance = np.exp(logs - top)
    whole = chance.sum(axis=1, keepdims=True)
    return chance / whole, float((top[:, 0] + np.log(whole[:, 0])).sum())


def freedom(grid: Grid, kinds: int) -> int:
    """Free numbers of a model."""
    return kinds - 1 + kinds * int(sum(np.diff(grid.start) - 1))


def _climb(grid: Grid, chance: Numbers) -> Kinds:
    kinds = _learn(grid, chance)
    for _ in range(STEPS):
        chance, fits = belongs(grid, kinds)
        done = fits - kinds.fits < 1e-6 * abs(fits) and np.isfinite(kinds.fits)
        kinds = Kinds(*_parts(grid, chance), fits)
        if done:
            break
    return kinds


def _learn(grid: Grid, chance: Numbers) -> Kinds:
    return Kinds(*_parts(grid, chance), -np.inf)


def _parts(grid: Grid, chance: Numbers) -> tuple[Numbers, Numbers]:
    share = (chance.sum(axis=0) + 1.0) / (len(chance) + chance.shape[1])
    seen = chance.T @ grid.hot + PSEUDO
    law = np.empty_like(seen)
    for first, last in zip(grid.start[:-1], grid.start[1:], strict=True):
        law[:, first:last] = seen[:, first:last] / seen[:, first:last].sum(axis=1, keepdims=True)
    return share, law
