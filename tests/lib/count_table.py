"""Invented tables of counts with all their totals, and an attack on them written apart from the program's own."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from safelight.stats.core.table import Table, table_of

Key = tuple[str, ...]


def counts_with_totals(shape: tuple[int, ...], mean: float, rng: np.random.Generator) -> NDArray[np.int64]:
    """Skewed counts with many zeros and small ones; the last place of each axis is its total."""
    counts = rng.poisson(mean * rng.gamma(0.5, 2, shape)).astype(np.int64)
    for axis in range(len(shape)):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def keys_of(counts: NDArray[np.int64]) -> list[Key]:
    names = [[*(f"v{at}" for at in range(size - 1)), "Total"] for size in counts.shape]
    return list(product(*names))


def as_table(counts: NDArray[np.int64]) -> Table:
    keys = keys_of(counts)
    return table_of("t.csv", {f"column {at}": [key[at] for key in keys] for at in range(counts.ndim)})


def as_csv(counts: NDArray[np.int64]) -> str:
    header = ",".join([*(f"column {at}" for at in range(counts.ndim)), "count"])
    rows = [",".join([*key, str(count)]) for key, count in zip(keys_of(counts), counts.ravel().tolist(), strict=True)]
    return "\n".join([header, *rows]) + "\n"


def attacked(shown: dict[Key, int | None], least: int = 1) -> dict[Key, tuple[float, float]]:
    """Bounds of every hidden (None) cell, from the shown ones and the word `Total` alone: dense, one cell at a time."""
    keys = list(shown)
    place = {key: at for at, key in enumerate(keys)}
    rows = []
    for key in keys:
        for axis, value in enumerate(key):
            if value == "Total":
                row = np.zeros(len(keys))
                row[place[key]] = 1
                for other in keys:
                    if other[axis] != "Total" and other[:axis] + other[axis + 1 :] == key[:axis] + key[axis + 1 :]:
                        row[place[other]] = -1
                rows.append(row)
    limits = [(least, None) if count is None else (count, count) for count in shown.values()]
    found = {}
    for key, count in shown.items():
        if count is None:
            ends = []
            for sign in (1, -1):
                cost = np.zeros(len(keys))
                cost[place[key]] = sign
                done = linprog(cost, A_eq=np.array(rows), b_eq=np.zeros(len(rows)), bounds=limits)
                ends.append(sign * done.fun if done.status == 0 else np.inf)
            found[key] = (ends[0], ends[1])
    return found
