"""Connected components by union-find; the label of a component is its smallest node."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def components(count: int, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """`label[i]` is the smallest node that node i is connected to. `pairs` is (edges x 2); order doesn't matter."""
    from safelight.near import kernels

    parent = np.arange(count, dtype=np.int64)
    if len(pairs):
        kernels.unite(parent, np.ascontiguousarray(pairs, np.int64))
    return parent
