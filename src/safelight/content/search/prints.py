"""The near index in use: an exact multi-index over most fingerprints, and a scan over the newest.

Adding puts a fingerprint where the next question sees it; once the newest are many, everything is indexed anew.
Promises: the same matches as comparing everything (`scan.py`, the twin), after any adds and removals. Not safe for
several threads at once: `service/near.py` holds the lock.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from safelight.near import multi_index

FEW = 20_000
"""Newest fingerprints that are scanned: some 25 microseconds a question (1.2 ns each, measured 2026-11)."""

SHARE = 0.1
"""Newest as a share of all from which indexing anew pays: each fingerprint is then indexed about ten times in all."""

FEW_PAIRS = 200_000
"""Pairs that numpy alone compares, in some 10 milliseconds."""


class PrintsIndex:
    """Implements `ports.NearIndex`."""

    def __init__(self) -> None:
        self._base: multi_index.MultiIndex | None = None
        self._numbers: NDArray[np.int64] = np.empty(0, np.int64)
        self._fresh: dict[int, bytes] = {}
        self._scanned: tuple[NDArray[np.int64], NDArray[np.uint8]] | None = None
        self._known: set[int] = set()

    def __len__(self) -> int:
        return len(self._known)

    def add(self, numbers: Sequence[int], bits: Sequence[bytes]) -> None:
        for number, one in zip(numbers, bits, strict=True):
            if number not in self._known:
                self._known.add(number)
                self._fresh[number] = one
        self._scanned = None
        if len(self._fresh) > max(FEW, SHARE * len(self._numbers)):
            self._merge()

    def remove(self, numbers: Sequence[int]) -> None:
        """A number that is added again later may have other bits, so what stays in the base is hidden for good."""
        for number in numbers:
            if number in self._known:
                self._known.discard(number)
                if self._fresh.pop(number, None) is None:
                    self._numbers[self._numbers == number] = -1
                self._scanned = None

    def search(self, queries: Sequence[bytes], distance: int) -> list[tuple[int, int, int]]:
        if not queries:
            return []
        asked = _hashes(queries)
        found = []
        if self._base is not None:
            rows = self._base.search(asked, distance)
            numbers = self._numbers[rows[:, 1]]
            kept = numbers >= 0
            found += _triples(rows[kept, 0], numbers[kept], rows[kept, 2])
        numbers, hashes = self._newest()
        if len(numbers):
            newest = _compare(hashes, asked, distance)
            found += _triples(newest[:, 0], numbers[newest[:, 1]], newest[:, 2])
        return sorted(found)

    def _newest(self) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
        if self._scanned is None:
            self._scanned = np.array(list(self._fresh), np.int64), _hashes(list(self._fresh.values()))
        return self._scanned

    def _merge(self) -> None:
        kept = self._numbers >= 0
        numbers, hashes = self._newest()
        every = hashes if self._base is None else np.concatenate([self._base.hashes()[kept], hashes])
        self._numbers = np.concatenate([self._numbers[kept], numbers])
        self._base = multi_index.build(every)
        self._fresh = {}
        self._scanned = None


def _compare(hashes: NDArray[np.uint8], asked: NDArray[np.uint8], distance: int) -> NDArray[np.int64]:
    """Rows of (query, row, distance). A few pairs are compared without starting numba, which costs a second."""
    if len(hashes) * len(asked) > FEW_PAIRS:
        return multi_index.scan(hashes, asked, distance)
    apart = np.bitwise_count(hashes[None, :, :] ^ asked[:, None, :]).sum(axis=2, dtype=np.int64)
    queries, rows = np.nonzero(apart <= distance)
    return np.stack([queries, rows, apart[queries, rows]], axis=1)


def _triples(
    queries: NDArray[np.int64], numbers: NDArray[np.int64], apart: NDArray[np.int64]
) -> list[tuple[int, int, int]]:
    return list(zip(queries.tolist(), numbers.tolist(), apart.tolist(), strict=True))


def _hashes(bits: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(bits), np.uint8).reshape(-1, multi_index.BYTES)
