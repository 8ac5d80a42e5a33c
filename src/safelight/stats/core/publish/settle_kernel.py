"""The compiled inner loop of `settle`. Imported only by the run that needs it: numba takes a second to load."""

from __future__ import annotations

from typing import Any

import numba


@numba.njit(cache=True)
def sweep(rows: Any, sizes: Any, surplus: Any, start: Any, stride: Any, order: Any) -> None:
    """One pass: each value of each row, in `order`, becomes the one that lowers the squared surplus most."""
    width = sizes.size
    for row in order:
        for column in range(width):
            held = rows[row, column]
            best, least = held, 0.0
            for value in range(sizes[column]):
                if value == held:
                    continue
                change = 0.0
                for other in range(width):
                    at = start[column, other]
                    if at >= 0:
                        step = stride[column, other]
                        at += rows[row, other] * stride[other, column]
                        change += surplus[at + value * step] - surplus[at + held * step] + 1.0
                if change < least:
                    best, least = value, change
            if best != held:
                for other in range(width):
                    at = start[column, other]
                    if at >= 0:
                        step = stride[column, other]
                        at += rows[row, other] * stride[other, column]
                        surplus[at + held * step] -= 1.0
                        surplus[at + best * step] += 1.0
                rows[row, column] = best
