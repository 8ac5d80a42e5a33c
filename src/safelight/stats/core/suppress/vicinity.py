"""The part of a table near one cell: a smaller table in which a partner for it is looked for first.

A few values of each column, those with most hidden cells in the cell's own lines before others, crossed with each
other and with all totals. Cells outside stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.suppress.attack import Mask, Puzzle
from safelight.stats.core.table import Column

REACHES = (6, 16, 48)
"""Values of each column that are tried before the whole table. Six leave programs of about fifty cells in two columns,
three milliseconds each (2026-11-25)."""


class Vicinity:
    """Finds the cells near a cell. Rows are cells; `codes[row, column]` counts from 0, missing included."""

    def __init__(self, dimensions: Sequence[Column], totals: dict[str, tuple[str, ...]], puzzle: Puzzle) -> None:
        self._codes = np.stack([column.codes.astype(np.int64) + 1 for column in dimensions], axis=1)
        self._widths = [len(column.values) + 1 for column in dimensions]
        self._totals = [
            [("", *column.values).index(value) for value in totals.get(column.name, ())] for column in dimensions
        ]
        self._puzzle = puzzle

    def near(self, cell: int, hidden: Mask, allowed: Mask, reach: int) -> NDArray[np.int64]:
        """Allowed cells whose values are all among the `reach` best of their column."""
        inside = allowed.copy()
        line = self._line(cell)
        for at, width in enumerate(self._widths):
            chosen = np.zeros(width, np.bool_)
            chosen[self._best(cell, at, line, hidden, allowed, reach)] = True
            chosen[self._totals[at]] = True
            inside &= chosen[self._codes[:, at]]
        inside[cell] = True
        return np.flatnonzero(inside)

    def _line(self, cell: int) -> NDArray[np.int64]:
        """Cells that stand in a sum with this one."""
        columns, matrix = self._puzzle.columns, self._puzzle.matrix
        sums = columns.indices[columns.indptr[cell] : columns.indptr[cell + 1]]
        spans = [matrix.indices[matrix.indptr[each] : matrix.indptr[each + 1]] for each in sums]
        return np.unique(np.concatenate(spans)) if spans else np.zeros(0, np.int64)

    def _best(
        self, cell: int, at: int, line: NDArray[np.int64], hidden: Mask, allowed: Mask, reach: int
    ) -> NDArray[np.int64]:
        codes = self._codes[:, at]
        score = np.bincount(codes[hidden], minlength=self._widths[at]) / max(int(hidden.sum()), 1)
        siblings = line[codes[line] != codes[cell]]
        siblings = siblings[allowed[siblings]]
        np.add.at(score, codes[siblings], 1.0 + 2.0 * hidden[siblings])
        score[codes[cell]] = np.inf
        return np.argsort(-score, kind="stable")[: reach + 1]
