"""Typologies: kinds of case that a table falls into, each with how surely it comes back on other samples.

Whether there is more than one kind at all is tested against the same columns, each shuffled by itself. How many there
are says the Bayesian information criterion. Support is the mean Jaccard overlap of a kind with the nearest kind found
anew on resampled rows (Hennig, CSDA 52, 2007); below `STABLE` a kind is shown as unstable. Refuses: a single kind
dressed up as several.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safelight.kernel.errors import Invalid
from safelight.stats.core.negbin import Numbers
from safelight.stats.core.table import Column, Table
from safelight.stats.core.typologies.mixture import Grid, Kinds, Whole, belongs, fitted, freedom, rough

Rng = np.random.Generator

MOST_KINDS = 12
"""Kinds tried at most."""

STARTS, RESTARTS, TRIES = 6, 4, 2
"""Starts on the table, on each resample, and on each table of the test."""

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
    """Every row by the numbers of its values, which run on from column to column."""
    start = np.cumsum([0, *(len(column.values) for column in columns)])
    codes = np.empty((rows, len(columns)), np.int32)
    for at, column in enumerate(columns):
        codes[:, at] = np.where(column.known(), column.codes + start[at], start[-1])
    return Grid(codes, start, np.ones(rows))


def p_of_kinds(grid: Grid, rng: Rng) -> float:
    """The chance that two kinds explain as much more than one when nothing goes with anything.

    One kind explains every shuffled table alike, so two are compared; both by short climbs, which is as fair.
    """
    own = rough(grid, 2, rng, TRIES).fits
    return (1 + sum(rough(grid.shuffled(rng), 2, rng, TRIES).fits >= own for _ in range(SHUFFLES))) / (1 + SHUFFLES)


def chosen(grid: Grid, rng: Rng, most: int) -> Kinds:
    """The number of kinds that the criterion likes best; two worse ones in a row end the search."""
    best, cost, worse = fitted(grid, 1, rng, 1), np.inf, 0
    for kinds in range(1, most + 1):
        found = fitted(grid, kinds, rng, STARTS)
        price = -2 * found.fits + freedom(grid, kinds) * np.log(len(grid.codes))
        worse = 0 if price < cost else worse + 1
        if price < cost:
            best, cost = found, price
        if worse == 2:
            break
    return best


def _again(grid: Grid, kinds: Kinds, rng: Rng) -> tuple[Numbers, Numbers]:
    """Support [kinds] and shares [resamples, kinds] of kinds found anew on resampled rows."""
    own, count = belongs(grid, kinds), len(kinds.share)
    overlap, shares = np.zeros((RESAMPLES, count)), np.zeros((RESAMPLES, count))
    for number in range(RESAMPLES):
        found = fitted(grid.resampled(rng), count, rng, RESTARTS)
        both = np.bincount(own * count + belongs(grid, found), minlength=count * count).reshape(count, count)
        either = both.sum(axis=1)[:, None] + both.sum(axis=0) - both
        jaccard = both / np.maximum(either, 1)
        overlap[number] = jaccard.max(axis=1)
        shares[number] = found.share[jaccard.argmax(axis=1)]
    return overlap.mean(axis=0), shares


def _told(grid: Grid, kinds: Kinds, support: Numbers, shares: Numbers, columns: tuple[Column, ...]) -> tuple[Kind, ...]:
    own, count = belongs(grid, kinds), len(kinds.share)
    sizes = np.bincount(own, minlength=count)
    seen = np.stack(
        [np.bincount(grid.codes[own == kind].ravel(), minlength=grid.values + 1)[:-1] for kind in range(count)]
    )
    found = []
    for number, kind in enumerate(sorted(range(count), key=lambda kind: -sizes[kind])):
        low, high = np.quantile(shares[:, kind], [0.025, 0.975])
        features = _features(seen[kind], seen.sum(axis=0) - seen[kind], grid.start, columns)
        share = float(sizes[kind] / len(own))
        ends = (float(min(low, share)), float(max(high, share)))
        found.append(Kind(number + 1, int(sizes[kind]), share, ends, float(support[kind]), features))
    return tuple(found)


def _features(inside: Whole, outside: Whole, start: Whole, columns: tuple[Column, ...]) -> tuple[Feature, ...]:
    """The values [values] that tell this kind from the rest, most telling first."""
    found = []
    for column, first in zip(columns, start[:-1].tolist(), strict=True):
        cells = slice(first, first + len(column.values))
        there, away = (seen[cells] / max(seen[cells].sum(), 1) for seen in (inside, outside))
        found += [
            Feature(column.name, value, float(there[at]), float(away[at]))
            for at, value in enumerate(column.values)
            if there[at] - away[at] >= TOLD
        ]
    return tuple(sorted(found, key=lambda one: -(one.share - one.elsewhere)))
