"""Connected components by union-find; the label of a component is its smallest node."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Pairs = NDArray[np.int64] | Sequence[tuple[int, int]]


def components(count: int, pairs: Pairs) -> NDArray[np.int64]:
    """`label[i]` is the smallest node that node i is connected to. `pairs` is (edges x 2); order doesn't matter."""
    from safelight.near import kernels

    parent = np.arange(count, dtype=np.int64)
    if len(pairs):
        kernels.unite(parent, np.ascontiguousarray(pairs, np.int64))
    return parent


def sharing(rows: Sequence[Iterable[Hashable]]) -> list[int]:
    """`label[i]` is the first row that row i is connected to by keys in common."""
    holder: dict[Hashable, int] = {}
    edges = [(holder.setdefault(key, at), at) for at, own in enumerate(rows) for key in own]
    return [int(label) for label in components(len(rows), edges)]
