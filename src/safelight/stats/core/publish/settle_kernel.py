"""The compiled inner loop of `settle`. Import it inside functions only: numba takes a second to load.

Compiled code is cached beside the source or in the user's cache folder; where neither can be written to, it is
compiled again in each process.
"""

from __future__ import annotations

from typing import Any

from safelight.near.compiled import compiled


@compiled
def change(rows: Any, surplus: Any, start: Any, stride: Any, row: int, column: int, value: int) -> float:
    """Half of what the squared surplus changes by when the cell becomes `value`."""
    found = 0.0
    held = rows[row, column]
    for other in range(rows.shape[1]):
        at = start[column, other]
        if at >= 0:
            at += rows[row, other] * stride[other, column]
            step = stride[column, other]
            found += surplus[at + value * step] - surplus[at + held * step] + 1.0
    return found


@compiled
def put(rows: Any, surplus: Any, start: Any, stride: Any, row: int, column: int, value: int) -> None:
    """Write `value` into the cell and bring the surplus up to date."""
    held = rows[row, column]
    for other in range(rows.shape[1]):
        at = start[column, other]
        if at >= 0:
            at += rows[row, other] * stride[other, column]
            surplus[at + held * stride[column, other]] -= 1.0
            surplus[at + value * stride[column, other]] += 1.0
    rows[row, column] = value


@compiled
def sweep(rows: Any, sizes: Any, surplus: Any, start: Any, stride: Any, order: Any) -> int:
    """One pass: each value of each row, in `order`, becomes the one that lowers the squared surplus most.

    Returns how many changed.
    """
    changed = 0
    for row in order:
        for column in range(sizes.size):
            best, least = rows[row, column], 0.0
            for value in range(sizes[column]):
                if value != rows[row, column]:
                    found = change(rows, surplus, start, stride, row, column, value)
                    if found < least:
                        best, least = value, found
            if least < 0.0:
                put(rows, surplus, start, stride, row, column, best)
                changed += 1
    return changed
