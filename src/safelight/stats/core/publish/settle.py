"""Change single values of rows while the tables of pairs come nearer to their targets.

Row after row, column after column: the value is taken that makes the sum of squared differences over all pairs least,
and the differences are brought up to date at once. It can only fall, so every order of rows ends at rest.
The compiled kernel has its obvious twin in the tests, which recounts every table for every candidate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]

STILL = 0.001
"""Part of the cells below which a pass that changes so few is the last: the next would change the tables by less than
one count in a thousand."""


def settle(
    rows: NDArray[np.int32],
    sizes: Sequence[int],
    targets: Mapping[Pair, NDArray[np.float64]],
    orders: Sequence[NDArray[np.int64]],
) -> None:
    """Change `rows` (rows x attributes) in place, once over all rows for each of `orders` or until at rest.

    `targets` holds counts for pairs (first, second), first below second; pairs without a target don't matter.
    """
    from safelight.stats.core.publish.settle_kernel import sweep

    if not targets:
        return
    surplus, start, stride = laid_out(rows, sizes, targets)
    for order in orders:
        if sweep(rows, np.asarray(sizes, np.int64), surplus, start, stride, order) <= STILL * rows.size:
            break


def laid_out(
    rows: NDArray[np.int32], sizes: Sequence[int], targets: Mapping[Pair, NDArray[np.float64]]
) -> tuple[Any, Any, Any]:
    """All differences (held less wanted) in one array, the start of each pair (-1: none), its strides."""
    width = len(sizes)
    start = np.full((width, width), -1, np.int64)
    stride = np.zeros((width, width), np.int64)
    pieces, used = [], 0
    for (first, second), target in targets.items():
        code = rows[:, first].astype(np.int64) * sizes[second] + rows[:, second]
        pieces.append(np.bincount(code, minlength=target.size) - target.ravel())
        start[first, second] = start[second, first] = used
        stride[first, second], stride[second, first] = sizes[second], 1
        used += target.size
    return np.concatenate(pieces), start, stride
