"""Exact search for 256-bit hashes within a Hamming distance: a multi-index over bands of bits, immutable, on arrays.

Cut the bits into m bands. If two hashes are at most r apart, and reaches t_b sum to r - m + 1, they differ by at most
t_b bits in some band b: were it t_b + 1 in every one, they would be r + 1 apart (generalised pigeonhole, Qin 2018).
So every bucket within t_b of the query's band is opened and what lies there is compared in full.

Promises: the same matches as comparing everything (`multi_index_twin`), whatever the hashes: entangled bits go to
different bands, bands with hot buckets get a short reach or none, and a query that still meets too many scans all.
Refuses: to guess. There is no recall setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from safelight.near.multi_index_bands import Layout, inverse_table, learn_order, plan_layout, spread_table

BITS = 256
BYTES = BITS // 8

SMALL = 4096
"""Below this many hashes comparing all takes under 10 microseconds, less than opening buckets (measured, 2026-11)."""

COST_PROBE, COST_COMPARE, COST_SCAN = 8.0, 12.0, 1.2
"""Nanoseconds to open a bucket, to compare a hash found there, and to compare one in a scan (measured, one 2026 core
with 1 M and 10 M hashes). Only speed depends on them, never the answer."""

Hashes = NDArray[np.uint8]
"""(count x 32) bytes, the order in which a hash is written in hex."""
Words = NDArray[np.uint64]
Matches = NDArray[np.int64]
"""Rows of (query, row, distance), sorted by query, distance, row."""

ARRAYS = ("words", "bounds", "rows", "order", "layout", "loads")


@dataclass(frozen=True, slots=True)
class MultiIndex:
    """`words` are the hashes with their bits in `order`; bucket k of band b holds rows[b * count + bounds[b, k]:...].
    `loads[b]` is the mean number of hashes that share a bucket with a hash of this index."""

    words: Words
    bounds: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    order: NDArray[np.uint8]
    layout: NDArray[np.int64]
    loads: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.words)

    @property
    def size_bytes(self) -> int:
        return sum(array.nbytes for array in self.arrays().values())

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything this index is; `from_arrays` takes it back, also memory-mapped."""
        return {name: getattr(self, name) for name in ARRAYS}

    def hashes(self) -> Hashes:
        """The hashes as they were given, in row order."""
        return permuted(self.words.view(np.uint8).reshape(-1, BYTES), inverse_table(self.order)).view(np.uint8)

    def search(self, queries: Hashes, radius: int) -> Matches:
        """Every (query, row, distance) with distance <= radius."""
        if not 0 <= radius <= BITS:
            raise ValueError(f"a radius is 0 to {BITS}")
        if not len(queries) or not len(self.words):
            return np.empty((0, 3), np.int64)
        from safelight.near import multi_index_kernels as kernels

        sought = permuted(queries, spread_table(self.order))
        found, count = np.empty((1024, 3), np.int64), 0
        reaches = self._reaches(radius)
        if reaches is None:
            left = np.arange(len(sought))
        else:
            bands, masks = self._bands(reaches)
            most = max(SMALL, int(len(self.words) * COST_SCAN / COST_COMPARE))
            found, count, crowded = kernels.look_up(
                self.words, self.bounds, self.rows, bands, masks, sought, radius, most, found
            )
            left = np.flatnonzero(crowded)
        if len(left):
            found, count = kernels.scan(self.words, sought, left, radius, found, count)
        return in_order(found[:count])

    def _reaches(self, radius: int) -> tuple[int, ...] | None:
        """How many bits each band may differ (-1: not looked at), at the least cost; None when a scan is cheaper."""
        widths = tuple(int(width) for width in self.layout[:, 1])
        if len(self.words) < SMALL or not widths:
            return None
        costs = [COST_PROBE + COST_COMPARE * load for load in self.loads]
        reaches = [-1] * len(widths)
        spent, allowed = 0.0, COST_SCAN * len(self.words)
        for _ in range(radius + 1):  # the sum goes from -m to radius - m + 1
            steps = [comb(width, reach + 1) * cost for width, reach, cost in zip(widths, reaches, costs, strict=True)]
            cheapest = min((step, b) for b, step in enumerate(steps) if reaches[b] < widths[b])
            spent += cheapest[0]
            if spent > allowed:
                return None
            reaches[cheapest[1]] += 1
        return tuple(reaches)

    def _bands(self, reaches: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What the kernel walks: a row a band, and the masks of all bands end to end."""
        masks = [_masks(int(width), reach) for (_, width), reach in zip(self.layout, reaches, strict=True)]
        ends = list(accumulate(len(each) for each in masks))
        offsets = list(accumulate((1 << int(width)) + 1 for width in self.layout[:, 1]))
        bands = np.column_stack(
            (self.layout, reaches, [0, *ends[:-1]], ends, [0, *offsets[:-1]]),
        )
        return np.ascontiguousarray(bands, np.int64), np.concatenate(masks)


def build(hashes: Hashes) -> MultiIndex:
    """An index over `hashes`; row numbers are theirs. Under SMALL hashes it has no bands."""
    if hashes.ndim != 2 or hashes.shape[1] != BYTES or hashes.dtype != np.uint8:
        raise ValueError(f"hashes are rows of {BYTES} bytes")
    if len(hashes) >= 1 << 32:
        raise ValueError("an index holds fewer than 2^32 hashes; shard them")
    from safelight.near import multi_index_kernels as kernels

    plan = plan_layout(len(hashes)) if len(hashes) >= SMALL else Layout((), ())
    order = learn_order(hashes, plan)
    words = permuted(hashes, spread_table(order))
    count = len(words)
    bounds = np.zeros(sum((1 << width) + 1 for width in plan.widths), np.uint32)
    rows = np.empty(count * len(plan.widths), np.uint32)
    loads, at = np.zeros(len(plan.widths)), 0
    for band, (start, width) in enumerate(zip(plan.starts, plan.widths, strict=True)):
        part = bounds[at : at + (1 << width) + 1]
        kernels.fill_band(words, start, width, part, rows[band * count : (band + 1) * count])
        loads[band] = kernels.load(part) / count
        at += len(part)
    layout = np.array((plan.starts, plan.widths), np.int64).T.reshape(-1, 2)
    return MultiIndex(words, bounds, rows, order, np.ascontiguousarray(layout), loads)


def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> MultiIndex:
    """The index that `arrays()` described. Raises ValueError when the shapes don't fit each other; what the arrays hold
    is taken as given, because the kernels don't check each row they read."""
    index = MultiIndex(**{name: arrays[name] for name in ARRAYS})  # type: ignore[arg-type]  # shapes and types: below
    kinds = {"words": "u8", "bounds": "u4", "rows": "u4", "order": "u1", "layout": "i8", "loads": "f8"}
    count, widths = len(index.words), [int(width) for width in index.layout.reshape(-1, 2)[:, 1]]
    fits = (
        all(arrays[name].dtype == np.dtype(kind) for name, kind in kinds.items())
        and index.words.shape == (count, 4)
        and sorted(index.order.tolist()) == list(range(BITS))
        and index.layout.shape == (len(widths), 2)
        and all(0 < width <= 32 and 0 <= start <= BITS - width for start, width in index.layout)
        and index.bounds.shape == (sum((1 << width) + 1 for width in widths),)
        and index.rows.shape == (count * len(widths),)
        and index.loads.shape == (len(widths),)
    )
    if not fits:
        raise ValueError("the arrays are not those of one index")
    return index


def scan(hashes: Hashes, queries: Hashes, radius: int) -> Matches:
    """As `search`, by comparing every query with every hash: for the few that no index holds yet."""
    if not len(queries) or not len(hashes):
        return np.empty((0, 3), np.int64)
    from safelight.near import multi_index_kernels as kernels

    words, sought = (np.ascontiguousarray(each).view(np.uint64) for each in (hashes, queries))
    found, count = kernels.scan(words, sought, np.arange(len(sought)), radius, np.empty((1024, 3), np.int64), 0)
    return in_order(found[:count])


def in_order(found: Matches) -> Matches:
    """Sorted by query, distance, row."""
    return found[np.lexsort((found[:, 1], found[:, 2], found[:, 0]))]


def permuted(hashes: Hashes, table: NDArray[np.uint64]) -> Words:
    """The four words of each hash, with its bits where `table` puts them."""
    from safelight.near import multi_index_kernels as kernels

    out = np.empty((len(hashes), 4), np.uint64)
    kernels.permute(np.ascontiguousarray(hashes), table, out)
    return out


@lru_cache(maxsize=256)
def _masks(width: int, reach: int) -> NDArray[np.int64]:
    """Every number of `width` bits with at most `reach` of them set, fewest first; none for a reach of -1."""
    numbers = [sum(1 << bit for bit in bits) for size in range(reach + 1) for bits in combinations(range(width), size)]
    return np.array(numbers, np.int64)
