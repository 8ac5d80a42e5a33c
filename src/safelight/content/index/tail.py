"""The newest fingerprints, not indexed yet: an array that grows, compared in full with every question."""

from __future__ import annotations

import numpy as np

from safelight.content.index.segment import Numbers
from safelight.near import multi_index
from safelight.near.multi_index import BYTES, Hashes

FEW_PAIRS = 200_000
"""Pairs that NumPy alone compares in some 10 ms; more are worth loading numba, which takes a second."""

REMOVED = -1


class Tail:
    """Numbers are not negative. A view taken before something is added or removed stays valid."""

    def __init__(self) -> None:
        self._numbers: Numbers = np.empty(1024, np.int64)
        self._hashes: Hashes = np.empty((1024, BYTES), np.uint8)
        self._rows: dict[int, int] = {}
        self._count = 0

    def __len__(self) -> int:
        """Rows, the removed ones included: what a scan costs."""
        return self._count

    def __contains__(self, number: int) -> bool:
        return number in self._rows

    @property
    def alive(self) -> int:
        return len(self._rows)

    def add_rows(self, numbers: Numbers, hashes: Hashes) -> None:
        """One that is here already is passed over."""
        fresh, end = [], self._count
        for place, number in enumerate(numbers.tolist()):
            if number not in self._rows:
                self._rows[number] = end
                fresh.append(place)
                end += 1
        self._grow(end)
        self._numbers[self._count : end] = numbers[fresh]
        self._hashes[self._count : end] = hashes[fresh]
        self._count = end

    def _grow(self, least: int) -> None:
        if least > len(self._numbers):
            more = max(least, 2 * len(self._numbers)) - len(self._numbers)
            self._numbers = np.concatenate((self._numbers, np.empty(more, np.int64)))
            self._hashes = np.concatenate((self._hashes, np.empty((more, BYTES), np.uint8)))

    def remove_rows(self, numbers: Numbers) -> None:
        """Those that aren't here are passed over."""
        if self._rows:
            rows = [row for number in numbers.tolist() if (row := self._rows.pop(number, None)) is not None]
            self._numbers[rows] = REMOVED

    def view(self) -> tuple[Numbers, Hashes]:
        """Everything that stands here now; a removed one has the number REMOVED."""
        return self._numbers[: self._count], self._hashes[: self._count]


def living(numbers: Numbers, hashes: Hashes) -> tuple[Numbers, Hashes]:
    """What of a view isn't removed."""
    kept = numbers != REMOVED
    return numbers[kept], hashes[kept]


def search(numbers: Numbers, hashes: Hashes, queries: Hashes, distance: int) -> Numbers:
    """Rows of (query, number, distance) of a view."""
    if len(hashes) * len(queries) > FEW_PAIRS or multi_index.is_loaded():
        found = multi_index.scan(np.ascontiguousarray(hashes), queries, distance)
    else:
        apart = np.bitwise_count(hashes[None, :, :] ^ queries[:, None, :]).sum(axis=2, dtype=np.int64)
        asked, rows = np.nonzero(apart <= distance)
        found = np.stack((asked, rows, apart[asked, rows]), axis=1)
    found[:, 1] = numbers[found[:, 1]]
    kept: Numbers = found[found[:, 1] != REMOVED]
    return kept
