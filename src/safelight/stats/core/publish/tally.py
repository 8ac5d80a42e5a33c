"""Counting rows by combinations of their codes. Import inside functions only: numba takes a second to load."""

from __future__ import annotations

from typing import Any

from safelight.near.compiled import compiled


@compiled
def tally(codes: Any, columns: Any, sizes: Any, counts: Any) -> None:
    """Add every row of `codes` (attributes x rows) to its cell of `counts`, the flat table over `columns`."""
    first = codes[columns[0]]
    if columns.size == 1:
        for row in range(first.size):
            counts[first[row]] += 1
    elif columns.size == 2:
        second, wide = codes[columns[1]], sizes[columns[1]]
        for row in range(first.size):
            counts[first[row] * wide + second[row]] += 1
    else:
        second, third = codes[columns[1]], codes[columns[2]]
        wide, wider = sizes[columns[2]], sizes[columns[1]] * sizes[columns[2]]
        for row in range(first.size):
            counts[first[row] * wider + second[row] * wide + third[row]] += 1
