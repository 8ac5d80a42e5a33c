"""Rows whose tables are the fitted ones: drawn column by column, then changed until all pairs fit.

A column is drawn from its two closest earlier columns (mutual information, read off the fitted tables). Then single
values change, row by row, while that brings the tables of pairs nearer to the fitted ones (`settle.py`).
Reads fitted tables only, never a record; its random generator needs no secrecy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.publish.budget import Columns
from safelight.stats.core.publish.residual import Table
from safelight.stats.core.publish.settle import settle

Rows = NDArray[np.int32]
"""rows x attributes, each entry the position of a value."""

DISTINCT_MOST = 60_000
"""Rows that are settled; a longer table repeats them. Up to 17 counts of rounding in a million rows stay
below the noise."""

SWEEPS = 12
"""Passes over all rows; the error stops falling after about ten on the benchmark's tables."""


def draw_rows(fitted: Mapping[Columns, Table], sizes: Sequence[int], rng: np.random.Generator) -> Rows:
    """As many rows as the fitted total says, in random order."""
    wanted = int(fitted[()])
    if wanted <= 0 or not sizes:
        return np.zeros((0, len(sizes)), np.int32)
    repeats = -(-wanted // DISTINCT_MOST)
    distinct = -(-wanted // repeats)
    rows = np.stack(_first_draw(fitted, sizes, distinct, rng), axis=1)
    pairs = {(each[0], each[1]): table * (distinct / wanted) for each, table in fitted.items() if len(each) == 2}
    settle(rows, sizes, pairs, [rng.permutation(distinct) for _ in range(SWEEPS)])
    many = np.repeat(rows, repeats, axis=0)
    return many[rng.permutation(len(many))[:wanted]]


def mutual_information(pair: Table) -> float:
    """Mutual information of a table of two columns, in nats."""
    total = float(pair.sum())
    if total <= 0:
        return 0.0
    joint = pair / total
    apart = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    held = joint > 0
    return float((joint[held] * np.log(joint[held] / apart[held])).sum())


def _first_draw(
    fitted: Mapping[Columns, Table], sizes: Sequence[int], count: int, rng: np.random.Generator
) -> list[NDArray[np.int32]]:
    near = np.zeros((len(sizes), len(sizes)))
    for each in fitted:
        if len(each) == 2:
            near[each] = near[each[::-1]] = mutual_information(fitted[each])
    columns = [np.zeros(count, np.int32) for _ in sizes]
    drawn: list[int] = []
    while len(drawn) < len(sizes):
        left = [column for column in range(len(sizes)) if column not in drawn]
        following = max(left, key=lambda column: near[column, drawn or left].max())
        givens = _givens(following, drawn, near, fitted)
        columns[following] = _draw(following, givens, columns, fitted, sizes, rng)
        drawn.append(following)
    return columns


def _givens(column: int, drawn: list[int], near: Table, fitted: Mapping[Columns, Table]) -> list[int]:
    """The drawn columns, at most two, that say most about `column` and share a fitted table with it."""
    ranked = sorted(drawn, key=lambda other: -near[column, other])
    ranked = [other for other in ranked if tuple(sorted((column, other))) in fitted]
    for other in ranked[1:]:
        if tuple(sorted((column, ranked[0], other))) in fitted:
            return [ranked[0], other]
    return ranked[:1]


def _draw(
    column: int,
    givens: list[int],
    columns: list[NDArray[np.int32]],
    fitted: Mapping[Columns, Table],
    sizes: Sequence[int],
    rng: np.random.Generator,
) -> NDArray[np.int32]:
    """Values of `column` given those of `givens`, spread evenly within each combination of them."""
    count = columns[column].size
    key = tuple(sorted([*givens, column]))
    table = np.moveaxis(fitted[key], key.index(column), -1).reshape(-1, sizes[column])
    table = np.where(table.sum(axis=1, keepdims=True) > 0, table, fitted[(column,)] + 1e-9)
    reach = np.cumsum(table, axis=1) / table.sum(axis=1, keepdims=True)
    group = _codes(columns, tuple(sorted(givens)), sizes, count)
    order = rng.permutation(count)
    order = order[np.argsort(group[order], kind="stable")]
    held = np.bincount(group, minlength=len(table))
    rank = np.arange(count) - np.repeat(np.cumsum(held) - held, held)
    place = (rank + rng.random(len(table))[group[order]]) / held[group[order]]
    found = np.empty(count, np.int32)
    found[order] = (reach[group[order]] < place[:, None]).sum(axis=1).clip(max=sizes[column] - 1)
    return found


def _codes(columns: Sequence[NDArray[np.int32]], key: Columns, sizes: Sequence[int], count: int) -> NDArray[np.int64]:
    code = np.zeros(count, np.int64)
    for column in key:
        code = code * sizes[column] + columns[column]
    return code
