"""Exact search for 256-bit hashes within a Hamming distance: a multi-index over bands of bits, immutable, on arrays.

Cut the bits into m bands. If two hashes are at most r apart, and reaches t_b sum to r - m + 1, they differ by at most
t_b bits in some band b: were it t_b + 1 in every one, they would be r + 1 apart (generalised pigeonhole, Qin 2018).
So every bucket within t_b of the query's band is opened and what lies there is compared in full.

Promises: the same matches as comparing everything (`multi_index_twin`), whatever the hashes: entangled bits go to
different bands, bands with hot buckets get a short reach or none, and a query that still meets too many scans all.
Refuses: to guess. There is no recall setting.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
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

COST_PROBE, COST_COMPARE, COST_SCAN = 4.0, 25.0, 1.2
"""Nanoseconds to look whether a bucket is empty, to compare a hash found in one, and to compare one in a scan
(measured, one 2026 core with 1 M and 10 M hashes). Only speed depends on them, never the answer."""

Hashes = NDArray[np.uint8]
"""(count x 32) bytes, the order in which a hash is written in hex."""
Words = NDArray[np.uint64]
_Plan = tuple[NDArray[np.int64], NDArray[np.int64]]
NO_BOUNDS = np.empty(0, np.uint32)
Matches = NDArray[np.int64]
"""Rows of (query, row, distance), sorted by query, distance, row."""

ARRAYS = ("words", "filled", "ranks", "bounds", "rows", "order", "layout", "loads")


@dataclass(frozen=True, slots=True)
class MultiIndex:
    """`words` are the hashes with their bits in `order`. A row of `layout` is a band: its first bit, its width, and how
    many of its buckets hold something; those are marked in `filled`, counted in `ranks` (see the kernel `squeeze`), and
    the one of rank r holds rows[b * count + bounds[b, r]:...]. `loads[b]` is how many others share a bucket with a hash
    of this index, on average."""

    words: Words
    filled: Words
    ranks: NDArray[np.uint32]
    bounds: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    order: NDArray[np.uint8]
    layout: NDArray[np.int64]
    loads: NDArray[np.float64]
    _plans: dict[int, _Plan | None] = field(default_factory=dict, compare=False)
    """What the kernel walks for a radius that was asked before; None means a scan."""

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
        return in_order(self.find(queries, radius))

    def find(self, queries: Hashes, radius: int) -> Matches:
        """The same in no order: where a question has thousands of matches, sorting them takes longer than finding."""
        if not 0 <= radius <= BITS:
            raise ValueError(f"a radius is 0 to {BITS}")
        if not len(queries) or not len(self.words):
            return np.empty((0, 3), np.int64)
        from safelight.near import multi_index_kernels as kernels

        sought = permuted(queries, _table(self.order.tobytes()))
        found, count = np.empty((1024, 3), np.int64), 0
        if radius not in self._plans:
            reaches = self._reaches(radius)
            self._plans[radius] = None if reaches is None else self._bands(reaches)
        plan = self._plans[radius]
        if plan is None:
            left = np.arange(len(sought))
        else:
            bands, masks = plan
            most = max(SMALL, int(len(self.words) * COST_SCAN / COST_COMPARE))
            found, count, crowded = kernels.look_up(
                self.words, self.filled, self.ranks, self.bounds, self.rows, bands, masks, sought, radius, most, found
            )
            left = np.flatnonzero(crowded)
        if len(left):
            found, count = kernels.scan(self.words, sought, left, radius, found, count)
        return found[:count]

    def _reaches(self, radius: int) -> tuple[int, ...] | None:
        """How many bits each band may differ (-1: not looked at), at the least cost for a question like the hashes
        here; None when a scan is cheaper even for a stranger, who meets no hot bucket: a question that does meet hot
        ones is found crowded when it is asked, and then scans."""
        widths = tuple(int(width) for width in self.layout[:, 1])
        if len(self.words) < SMALL or not widths:
            return None
        costs = [COST_PROBE + COST_COMPARE * load for load in self.loads]
        plain = [COST_PROBE + COST_COMPARE * len(self.words) / (1 << width) for width in widths]
        reaches = [-1] * len(widths)
        spent, allowed = 0.0, COST_SCAN * len(self.words)
        for _ in range(radius + 1):  # the sum goes from -m to radius - m + 1
            buckets = [comb(width, reach + 1) for width, reach in zip(widths, reaches, strict=True)]
            wider = (b for b in range(len(widths)) if reaches[b] < widths[b])
            cheapest = min(wider, key=lambda b: (buckets[b] * costs[b], b))
            spent += buckets[cheapest] * plain[cheapest]
            if spent > allowed:
                return None
            reaches[cheapest] += 1
        return tuple(reaches)

    def _bands(self, reaches: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """What the kernel walks: a row a band, and the masks of all bands end to end."""
        widths = [int(width) for width in self.layout[:, 1]]
        masks = [_masks(width, reach) for width, reach in zip(widths, reaches, strict=True)]
        ends = list(accumulate(len(each) for each in masks))
        marks = list(accumulate(_mark_words(width) for width in widths))
        buckets = list(accumulate(int(full) + 1 for full in self.layout[:, 2]))
        begins = ([0, *each[:-1]] for each in (marks, buckets))
        bands = np.column_stack((self.layout[:, :2], reaches, [0, *ends[:-1]], ends, *begins))
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
    count, bands = len(words), len(plan.widths)
    marks = list(accumulate((_mark_words(width) for width in plan.widths), initial=0))
    filled, ranks = np.empty(marks[-1], np.uint64), np.empty(marks[-1], np.uint32)
    rows, bounds = np.empty(count * bands, np.uint32), []
    layout, loads, keys = np.zeros((bands, 3), np.int64), np.zeros(bands), np.empty(count, np.uint32)
    for band, (start, width) in enumerate(zip(plan.starts, plan.widths, strict=True)):
        part = np.zeros((1 << width) + 1, np.uint32)
        kernels.fill_band(words, start, width, part, rows[band * count : (band + 1) * count], keys)
        loads[band] = kernels.crowd(part) / count
        its = slice(marks[band], marks[band + 1])
        full = kernels.squeeze(part, filled[its], ranks[its])
        layout[band] = start, width, full
        bounds.append(part[: full + 1].copy())
    return MultiIndex(words, filled, ranks, np.concatenate([*bounds, NO_BOUNDS]), rows, order, layout, loads)


def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> MultiIndex:
    """The index that `arrays()` described. Raises ValueError when the shapes don't fit each other; what the arrays hold
    is taken as given, because the kernels don't check each row they read."""
    index = MultiIndex(**{name: arrays[name] for name in ARRAYS})  # type: ignore[arg-type]  # shapes and types: below
    kinds = {
        "words": "u8",
        "filled": "u8",
        "ranks": "u4",
        "bounds": "u4",
        "rows": "u4",
        "order": "u1",
        "layout": "i8",
        "loads": "f8",
    }
    count, widths = len(index.words), [int(width) for width in index.layout.reshape(-1, 3)[:, 1]]
    marks = (sum(_mark_words(width) for width in widths),)
    fits = (
        all(arrays[name].dtype == np.dtype(kind) for name, kind in kinds.items())
        and index.words.shape == (count, 4)
        and sorted(index.order.tolist()) == list(range(BITS))
        and index.layout.shape == (len(widths), 3)
        and all(0 < width <= 32 and 0 <= start <= BITS - width for start, width, _ in index.layout)
        and index.filled.shape == marks
        and index.ranks.shape == marks
        and index.bounds.shape == (sum(int(full) + 1 for full in index.layout[:, 2]),)
        and index.rows.shape == (count * len(widths),)
        and index.loads.shape == (len(widths),)
    )
    if not fits:
        raise ValueError("the arrays are not those of one index")
    return index


def is_loaded() -> bool:
    """Whether the kernels are loaded already, so that using them costs nothing more."""
    return "safelight.near.multi_index_kernels" in sys.modules


def scan(hashes: Hashes, queries: Hashes, radius: int) -> Matches:
    """As `find`, by comparing every query with every hash: for the few that no index holds yet."""
    if not len(queries) or not len(hashes):
        return np.empty((0, 3), np.int64)
    from safelight.near import multi_index_kernels as kernels

    words, sought = (np.ascontiguousarray(each).view(np.uint64) for each in (hashes, queries))
    found, count = kernels.scan(words, sought, np.arange(len(sought)), radius, np.empty((1024, 3), np.int64), 0)
    matches: Matches = found[:count]
    return matches


def in_order(found: Matches) -> Matches:
    """Sorted by query, distance, row."""
    return found[np.lexsort((found[:, 1], found[:, 2], found[:, 0]))]


def permuted(hashes: Hashes, table: NDArray[np.uint64]) -> Words:
    """The four words of each hash, with its bits where `table` puts them."""
    from safelight.near import multi_index_kernels as kernels

    out = np.empty((len(hashes), 4), np.uint64)
    kernels.permute(np.ascontiguousarray(hashes), table, out)
    return out


def _mark_words(width: int) -> int:
    """Words of 64 marks that the buckets of a band take."""
    return -(-(1 << width) // 64)


@lru_cache(maxsize=32)
def _table(order: bytes) -> NDArray[np.uint64]:
    """The spread table of an order, kept: making it takes longer than a look-up."""
    return spread_table(np.frombuffer(order, np.uint8))


@lru_cache(maxsize=256)
def _masks(width: int, reach: int) -> NDArray[np.int64]:
    """Every number of `width` bits with at most `reach` of them set, fewest first; none for a reach of -1."""
    numbers = [sum(1 << bit for bit in bits) for size in range(reach + 1) for bits in combinations(range(width), size)]
    return np.array(numbers, np.int64)
