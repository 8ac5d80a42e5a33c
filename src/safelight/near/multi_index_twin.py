"""The obvious twin of `multi_index`: compares everything with everything, and is the measure of it in tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def search(hashes: NDArray[np.uint8], queries: NDArray[np.uint8], radius: int) -> list[tuple[int, int, int]]:
    """(query, row, distance) of every pair at most `radius` apart, sorted by query, distance, row."""
    found = []
    for number, query in enumerate(queries):
        apart = np.bitwise_count(hashes ^ query).sum(axis=1, dtype=np.int64)
        near = np.flatnonzero(apart <= radius)
        found += sorted((number, int(apart[row]), int(row)) for row in near)
    return [(number, row, distance) for number, distance, row in found]
