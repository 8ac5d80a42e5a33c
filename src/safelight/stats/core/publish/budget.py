"""Which tables are measured with how much noise: the workload, the split of the budget, the exact price.

Every table of the workload is the sum of parts, one for each set of its columns: what those columns say together and
not already in smaller sets (the residuals of Xiao, He, Zhang and Kifer, "An Optimal and Scalable Matrix Mechanism for
Noisy Marginals", NeurIPS 2023). A part over columns of n_i values costs prod((n_i - 1) / n_i) / sigma^2 of mu^2, less
than the whole table would; parts don't overlap, so nothing is paid twice. Nothing here looks at a record.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from safelight.kernel.errors import Invalid
from safelight.stats.core.publish.noise import SCALE_MOST, SLACK
from safelight.stats.core.publish.privacy import delta_of, mu_of

Columns = tuple[int, ...]
"""Ascending positions of attributes."""

SHARES = {0: 0.06, 1: 0.58, 2: 0.21, 3: 0.15}
"""Part of mu^2 that goes to the number of rows, single columns, pairs and triples. Chosen 2026-11-25 on four
simulated case tables (tests/lib/cases_table.py, seeds 0 to 3) so that every length beats the peer's best mode."""

TABLE_CELLS_MOST = 100_000
"""A table with more cells is left out and named in the report: noise would drown it, its file would be useless."""

CELLS_MOST = 2_000_000
"""Cells of a whole release; triples beyond it are left out, the largest first (memory and file size)."""

LATTICE_LEAST = 1024
"""Steps in one standard deviation at least: flooring adds less than one part in ten million to the variance."""


@dataclass(frozen=True, slots=True)
class Part:
    """One residual and its noise: `scale / (cells * finer)` counts is its standard deviation."""

    columns: Columns
    cells: int
    finer: int
    scale: int
    gain: Fraction

    @property
    def sigma(self) -> float:
        """Standard deviation of the noise in counts, before projection."""
        return self.scale / (self.cells * self.finer)

    @property
    def price(self) -> Fraction:
        """What the part takes of mu^2, exactly."""
        return self.gain * Fraction(self.cells * self.finer, self.scale) ** 2


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured, what is published, what is left out, and what it costs one person at most."""

    sizes: tuple[int, ...]
    tables: tuple[Columns, ...]
    parts: dict[Columns, Part]
    left_out: tuple[Columns, ...]
    rows_each: int
    epsilon: float
    delta: float
    mu: float


def cells_of(sizes: Sequence[int], columns: Columns) -> int:
    """Cells of the table over `columns`."""
    return math.prod(sizes[column] for column in columns)


def shorter(columns: Columns) -> list[Columns]:
    """The sets that lack one of `columns`, the first column first; none for the empty set."""
    return [columns[:gone] + columns[gone + 1 :] for gone in range(len(columns))]


def workload(sizes: Sequence[int], longest: int) -> tuple[tuple[Columns, ...], tuple[Columns, ...]]:
    """All tables of up to `longest` columns that are not too large, and those left out; parts of kept ones are kept."""
    kept: list[Columns] = []
    left_out: list[Columns] = []
    used = 0
    for length in range(longest + 1):
        found = sorted(combinations(range(len(sizes)), length), key=lambda each: (cells_of(sizes, each), each))
        for columns in found:
            cells = cells_of(sizes, columns)
            fits = cells <= TABLE_CELLS_MOST and used + cells <= CELLS_MOST
            used += cells if fits else 0
            (kept if fits else left_out).append(columns)
    known = set(kept)
    whole = tuple(each for each in kept if all(part in known for part in shorter(each)))
    return tuple(sorted(whole, key=order)), tuple(sorted({*left_out, *known.difference(whole)}, key=order))


def order(columns: Columns) -> tuple[int, Columns]:
    """Short tables first."""
    return len(columns), columns


def plan(sizes: Sequence[int], epsilon: float, delta: float, longest: int = 3, rows_each: int = 1) -> Plan:
    """The plan for attributes of `sizes` values; one person is in at most `rows_each` rows.

    Raises Invalid when epsilon or delta is out of range, or delta too small for the precision of the noise.
    """
    tables, left_out = workload(sizes, longest)
    cells = sum(cells_of(sizes, columns) for columns in tables)
    slack = cells * SLACK * (1 + math.exp(min(epsilon, 700.0)))
    if slack * 2 > delta:
        raise Invalid(
            "stats.privacy.delta_precision",
            f"Delta {delta:g} is too small for {cells:,} noisy numbers at epsilon {epsilon:g}; "
            f"give at least {slack * 2:.1e}.",
        )
    target = mu_of(epsilon, delta - slack) / rows_each
    parts = {part.columns: part for part in _parts(sizes, tables, target)}
    squared = sum((part.price for part in parts.values()), Fraction(0))
    mu = math.nextafter(math.sqrt(squared) * rows_each, math.inf)
    if delta_of(mu, epsilon) + slack > delta * (1 + 1e-9):
        raise AssertionError("the plan spends more than its budget")
    return Plan(tuple(sizes), tables, parts, left_out, rows_each, epsilon, delta, mu)


def _parts(sizes: Sequence[int], tables: Sequence[Columns], mu: float) -> list[Part]:
    gains = {columns: _gain(sizes, columns) for columns in tables}
    lengths = {len(columns) for columns, gain in gains.items() if gain}
    whole = math.fsum(SHARES[length] for length in lengths)
    found = []
    for length in lengths:
        of_length = [columns for columns in tables if len(columns) == length and gains[columns]]
        total = float(sum(gains[columns] for columns in of_length))
        sigma = math.sqrt(total / (SHARES[length] / whole)) / mu
        found += [_part(sizes, columns, gains[columns], sigma) for columns in of_length]
    return found


def _part(sizes: Sequence[int], columns: Columns, gain: Fraction, sigma: float) -> Part:
    cells = cells_of(sizes, columns)
    finer = max(1, math.ceil(LATTICE_LEAST / (sigma * cells)))
    scale = math.ceil(sigma * cells * finer)
    if scale > SCALE_MOST:
        raise Invalid("stats.privacy.too_noisy", f"Noise of {sigma:.3g} counts would say nothing; raise epsilon.")
    return Part(columns, cells, finer, scale, gain)


def _gain(sizes: Sequence[int], columns: Columns) -> Fraction:
    """Squared length of what one record adds to the residual: prod((n - 1) / n)."""
    gain = Fraction(1)
    for column in columns:
        gain *= Fraction(sizes[column] - 1, sizes[column])
    return gain
