"""Residuals of count tables: their exact integer form, their noise, and tables put together from them again.

`residual` keeps of a table what is not already in smaller tables: along each axis the mean is taken off. Times the
number of cells it is a whole number, so noise on a lattice can be added to it exactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from safelight.stats.core.publish.budget import Columns, Part, Plan
from safelight.stats.core.publish.noise import Words, floored_normals

Counts = NDArray[np.int64]
Table = NDArray[np.float64]


def scaled_residual(counts: Counts) -> Counts:
    """The residual of `counts` times its number of cells, exactly."""
    found = counts
    for axis, size in enumerate(counts.shape):
        found = found * size - found.sum(axis=axis, keepdims=True)
    return found


def residual(table: Table) -> Table:
    """`table` with the mean taken off along each axis."""
    found = table
    for axis in range(table.ndim):
        found = found - found.mean(axis=axis, keepdims=True)
    return found


def measure(counts: Mapping[Columns, Counts], parts: Mapping[Columns, Part], words: Words) -> dict[Columns, Table]:
    """The noisy residuals of tables of counts. The only place where records meet what is published."""
    sizes = np.array([part.cells for part in parts.values()], np.int64)
    scales = np.repeat(np.array([part.scale for part in parts.values()], np.int64), sizes)
    noise = np.split(floored_normals(scales, words), np.cumsum(sizes)[:-1])
    found = {}
    for (columns, part), drawn in zip(parts.items(), noise, strict=True):
        steps = scaled_residual(counts[columns]) * part.finer + drawn.reshape(counts[columns].shape)
        found[columns] = residual((steps + 0.5) / (part.cells * part.finer))
    return found


def parts_of(columns: Columns) -> list[Columns]:
    """All sets of columns within `columns`, itself and the empty one included."""
    return [each for length in range(len(columns) + 1) for each in combinations(columns, length)]


def assembled(columns: Columns, sizes: Sequence[int], residuals: Mapping[Columns, Table]) -> Table:
    """The table over `columns` as the sum of its residuals, each spread evenly over the columns it lacks."""
    found = np.zeros([sizes[column] for column in columns])
    for part in parts_of(columns):
        if part not in residuals:
            continue
        spread = math.prod(sizes[column] for column in columns if column not in part)
        shape = [sizes[column] if column in part else 1 for column in columns]
        found += residuals[part].reshape(shape) / spread
    return found


def deviation(columns: Columns, plan: Plan) -> float:
    """Standard deviation of one cell of the assembled table, in counts: the same for all its cells."""
    variance = 0.0
    for each in parts_of(columns):
        part = plan.parts.get(each)
        if part is None:
            continue
        spread = math.prod(plan.sizes[column] for column in columns if column not in each)
        variance += part.sigma**2 * float(part.gain) / spread**2
    return math.sqrt(variance)
