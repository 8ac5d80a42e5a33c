"""The compiled inner loops of the mixture. Import it inside functions only. Their obvious twin is `twin.py`."""

from __future__ import annotations

from typing import Any

import numpy as np

from safelight.near.compiled import compiled


@compiled
def step(codes: Any, weight: Any, logs: Any, share: Any, seen: Any, held: Any) -> float:
    """Deal every row out over the kinds; returns the log likelihood of all rows by their weights.

    `codes` [rows, columns] point into `logs` [values + 1, kinds], whose last line, the missing cell, is zero; `share`
    [kinds] is logarithms too. Writes into `seen` [values + 1, kinds] and `held` [kinds] the weights that fall to each.
    """
    rows, columns = codes.shape
    kinds = share.size
    seen[:] = 0.0
    held[:] = 0.0
    chance = np.empty(kinds)
    fits = 0.0
    for row in range(rows):
        chance[:] = share
        for column in range(columns):
            value = codes[row, column]
            for kind in range(kinds):
                chance[kind] += logs[value, kind]
        top = chance.max()
        whole = 0.0
        for kind in range(kinds):
            chance[kind] = np.exp(chance[kind] - top)
            whole += chance[kind]
        fits += weight[row] * (top + np.log(whole))
        for kind in range(kinds):
            chance[kind] *= weight[row] / whole
            held[kind] += chance[kind]
        for column in range(columns):
            value = codes[row, column]
            for kind in range(kinds):
                seen[value, kind] += chance[kind]
    return fits


@compiled
def likeliest(codes: Any, logs: Any, share: Any) -> Any:
    """The kind of highest chance of each row; the first of equals."""
    rows, columns = codes.shape
    found = np.empty(rows, np.int64)
    chance = np.empty(share.size)
    for row in range(rows):
        chance[:] = share
        for column in range(columns):
            value = codes[row, column]
            for kind in range(share.size):
                chance[kind] += logs[value, kind]
        found[row] = chance.argmax()
    return found
