"""Typologies: kinds of case that a table falls into, each with how surely it comes back on other samples.

Whether there is more than one kind at all is tested against the same columns, each shuffled by itself. How many there
are says the Bayesian information criterion. Support is the mean Jaccard overlap of a kind with the nearest kind found
anew on resampled rows (Hennig, CSDA 52, 2007); below `STABLE` a kind is shown as unstable. Refuses: a single kind
dressed up as several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safelight.kernel.errors import Invalid
from safelight.stats.core.negbin import Numbers
from safelight.stats.core.table import Column, Table
from safelight.stats.core.typologies.mixture import Grid, Kinds, belongs, fitted, freedom

Rng = np.random.Generator

MOST_KINDS = 12
"""Kinds tried at most."""

STARTS, RESTARTS = 6, 3
"""Fits from different starts, on the table and on each resample."""

SHUFFLES = 39
"""Shuffled tables: the least p is 1 in 40."""

LEVEL = 0.05
"""p above which a table is said to have no kinds."""

RESAMPLES = 20
"""Resampled tables; a support then has a standard error of about 0.05."""

STABLE = 0.75
"""Support from which a kind is called stable (Hennig 2007)."""

ROWS = 4000
"""Rows that kinds are learnt from, at most; all rows are then told apart."""

VALUES = 60
"""Values a column may have; more are names or numbers, not categories."""

TOLD = 0.15
"""A value is told of a kind when its share there is this far from its share elsewhere."""


@dataclass(frozen=True, slots=True)
class Feature:
    """How common a value is within the kind, and outside of it."""

    column: str
    value: str
    share: float
    elsewhere: float


@dataclass(frozen=True, slots=True)
class Kind:
    """`share` of all rows with its 95 % interval over resamples; `support` and whether that is `stable`."""

    number: int
    rows: int
    share: float
    interval: tuple[float, float]
    support: float
    features: tuple[Feature, ...]

    @property
    def stable(self) -> bool:
        return self.support >= STABLE


@dataclass(frozen=True, slots=True)
class Typology:
    """Kinds, largest first; none when p is above `LEVEL`. `left_out` says why columns were not used."""

    kinds: tuple[Kind, ...]
    p: float
    columns: tuple[str, ...]
    left_out: tuple[str, ...]


def typology_of(table: Table, names: tuple[str, ...], rng: Rng, most: int = MOST_KINDS) -> Typology:
    """Kinds by the named columns, or by all that are categories. Raises Invalid when fewer than two can be used."""
    columns, left_out = usable(table, names)
    if len(columns) < 2:
        raise Invalid(
            "stats.typologies.columns", f"Kinds need two columns of categories. {' '.join(left_out) or 'Name them.'}"
        )
    grid = grid_of(columns, table.rows)
    small = grid.rows(np.sort(rng.permutation(table.rows)[:ROWS]))
    p = p_of_kinds(small, rng)
    used = tuple(column.name for column in columns)
    if p > LEVEL:
        return Typology((), p, used, left_out)
    kinds = chosen(small, rng, most)
    if len(kinds.share) == 1:
        return Typology((), p, used, left_out)
    support, shares = _again(small, kinds, rng)
    return Typology(_told(grid, kinds, support, shares, columns), p, used, left_out)


def usable(table: Table, names: tuple[str, ...]) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """The columns that are categories, and a sentence for each that isn't."""
    found, said = [], []
    for column in (table.column(name) for name in names) if names else table.columns:
        if not column.values or not column.known().any():
            said.append(f"Column {column.name} is empty in every row.")
        elif len(column.values) < 2:
            said.append(f"Column {column.name} holds one value only.")
        elif len(column.values) > VALUES:
            said.append(f"Column {column.name} holds {len(column.values):,} values; at most {VALUES} are categories.")
        else:
            found.append(column)
    return tuple(found), tuple(said)


def grid_of(columns: tuple[Column, ...], rows: int) -> Grid:
    """One-hot rows."""
    start = np.cumsum([0, *(len(column.values) for column in columns)])
    hot = np.zeros((rows, int(start[-1])))
    for first, column in zip(start[:-1], columns, strict=True):
        known = np.flatnonzero(column.known())
        hot[known, first + column.codes[known]] = 1.0
    return Grid(hot, start)


def p_of_kinds(grid: Grid, rng: Rng) -> float:
    """The chance that two kinds explain as much more than one when nothing goes with anything."""

    def gain(some: Grid) -> float:
        return fitted(some, 2, rng, 2).fits - fitted(some, 1, rng, 1).fits

    own = gain(grid)
    return (1 + sum(gain(grid.shuffled(rng)) >= own for _ in range(SHUFFLES))) / (1 + SHUFFLES)


def chosen(grid: Grid, rng: Rng, most: int) -> Kinds:
    """The number of kinds that the criterion likes best; two worse ones in a row end the search."""
    best, cost, worse = fitted(grid, 1, rng, 1), np.inf, 0
    for kinds in range(1, most + 1):
        found = fitted(grid, kinds, rng, STARTS)
        price = -2 * found.fits + freedom(grid, kinds) * np.log(len(grid.hot))
        worse = 0 if price < cost else worse + 1
        if price < cost:
            best, cost = found, price
        if worse == 2:
            break
    return best


def _again(grid: Grid, kinds: Kinds, rng: Rng) -> tuple[Numbers, Numbers]:
    """Support [kinds] and shares [resamples, kinds] of kinds found anew on resampled rows."""
    own = belongs(grid, kinds)[0].argmax(axis=1)
    count, size = len(kinds.share), len(own)
    overlap, shares = np.zeros((RESAMPLES, count)), np.zeros((RESAMPLES, count))
    for number in range(RESAMPLES):
        found = fitted(grid.rows(rng.integers(0, size, size)), count, rng, RESTARTS)
        other = belongs(grid, found)[0].argmax(axis=1)
        both = np.zeros((count, count))
        np.add.at(both, (own, other), 1.0)
        either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
        jaccard = both / np.maximum(either, 1.0)
        overlap[number] = jaccard.max(axis=1)
        shares[number] = found.share[jaccard.argmax(axis=1)]
    return overlap.mean(axis=0), shares


def _told(grid: Grid, kinds: Kinds, support: Numbers, shares: Numbers, columns: tuple[Column, ...]) -> tuple[Kind, ...]:
    own = belongs(grid, kinds)[0].argmax(axis=1)
    sizes = np.bincount(own, minlength=len(kinds.share))
    found = []
    for number, kind in enumerate(sorted(range(len(sizes)), key=lambda kind: -sizes[kind])):
        low, high = np.quantile(shares[:, kind], [0.025, 0.975])
        features = _features(grid, own == kind, columns)
        share = float(sizes[kind] / len(own))
        ends = (float(min(low, share)), float(max(high, share)))
        found.append(Kind(number + 1, int(sizes[kind]), share, ends, float(support[kind]), features))
    return tuple(found)


def _features(grid: Grid, inside: NDArray[np.bool_], columns: tuple[Column, ...]) -> tuple[Feature, ...]:
    """The values that tell this kind from the rest, most telling first."""
    found = []
    for column, first in zip(columns, grid.start[:-1].tolist(), strict=True):
        cells = grid.hot[:, first : first + len(column.values)]
        there, away = (cells[rows].sum(axis=0) / max(cells[rows].sum(), 1.0) for rows in (inside, ~inside))
        found += [
            Feature(column.name, value, float(there[at]), float(away[at]))
            for at, value in enumerate(column.values)
            if there[at] - away[at] >= TOLD
        ]
    return tuple(sorted(found, key=lambda one: -(one.share - one.elsewhere)))
