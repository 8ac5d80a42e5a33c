"""How the multi-index cuts 256 bits into bands: how many, how wide, and which bit stands where.

Bits of real picture hashes go together: among 1,350 unrelated ones, bands of neighbouring bits collided 38 times as
often as chance, after a fixed shuffle 5 times (research, 2026-11). So entangled bits are put into different bands.
Promises: the same hashes give the same order. Any order gives exact answers; a good one gives quick ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, exp

import numpy as np
from numpy.typing import NDArray

BITS = 256

RADIUS = 31
"""The distance that the layout is made for: PDQ's published threshold for one picture (ThreatExchange, PDQ readme).
Other distances are searched with the same bands."""

BYTES_A_HASH = 120
"""Most memory the buckets may take a hash; with the hashes themselves 1.4 GiB for 10 M (the cheapest plan needs 75)."""

PROBE, OPEN, COMPARE = 2.5, 25.0, 12.0
"""Nanoseconds to see whether a bucket is empty, to open one that isn't, and to compare a hash in it (measured, as in
`multi_index`)."""

SAMPLE = 20_000
"""Hashes read to learn which bits go together: the standard error of a correlation is then .007."""

_GOLDEN = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each band starts and how wide it is, in bits of the new order."""

    starts: tuple[int, ...]
    widths: tuple[int, ...]


def plan_layout(count: int) -> Layout:
    """The cheapest number of equal bands for `count` evenly spread hashes within the memory allowed."""
    fitting = [
        (_cost(bands, width, count), bands, width)
        for bands in range(8, 29)
        for width in range(8, min(24, BITS // bands) + 1)
        if bands * _bytes(width, count) <= BYTES_A_HASH * count
    ]
    _, bands, width = min(fitting)
    return Layout(tuple(band * width for band in range(bands)), (width,) * bands)


def _cost(bands: int, width: int, count: int) -> float:
    """Expected nanoseconds of one look-up at RADIUS."""
    total = RADIUS - bands + 1
    reach, wider = divmod(total, bands)
    probes = sum(
        number * sum(comb(width, bits) for bits in range(size + 1))
        for number, size in ((bands - wider, reach), (wider, reach + 1))
    )
    return probes * (PROBE + OPEN * _filled(width, count) + COMPARE * count / (1 << width))


def _filled(width: int, count: int) -> float:
    """Share of buckets that hold something when hashes fall evenly."""
    return 1.0 - exp(-count / (1 << width))


def _bytes(width: int, count: int) -> float:
    """What a band takes: rows, bounds of filled buckets, a bit and its share of a rank for every bucket."""
    return 4 * count + 4 * _filled(width, count) * (1 << width) + 1.5 * (1 << width) / 8


def learn_order(hashes: NDArray[np.uint8], plan: Layout) -> NDArray[np.uint8]:
    """Which bit of a hash stands at each place. The most entangled bits stay outside the bands when there is room."""
    if not plan.widths:
        return np.arange(BITS, dtype=np.uint8)
    step = max(1, len(hashes) // SAMPLE)
    together = _together(hashes[::step][:SAMPLE])
    entangled = together.sum(axis=1)
    ranked = sorted(range(BITS), key=lambda bit: (-round(float(entangled[bit]), 4), _shuffled(bit)))
    outside = ranked[: BITS - sum(plan.widths)]
    bands: list[list[int]] = [[] for _ in plan.widths]
    cost = np.zeros((len(bands), BITS))
    for bit in ranked[len(outside) :]:
        open_bands = [b for b, width in enumerate(plan.widths) if len(bands[b]) < width]
        best = min(open_bands, key=lambda b: (round(float(cost[b, bit]), 9), len(bands[b]), b))
        bands[best].append(bit)
        cost[best] += together[bit]
    return np.array([bit for band in bands for bit in band] + outside, np.uint8)


def _together(sample: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Squared correlation of every pair of bits beyond chance; a bit that never changes goes with every other."""
    bits = np.unpackbits(sample, axis=1).astype(np.float64)
    bits -= bits.mean(axis=0)
    spread = np.sqrt((bits**2).mean(axis=0))
    still = spread < 0.01
    bits[:, ~still] /= spread[~still]
    squared = ((bits.T @ bits) / len(bits)) ** 2
    squared[squared < 9.0 / len(bits)] = 0.0  # three standard errors of no correlation
    squared[still, :] = squared[:, still] = 1.0
    np.fill_diagonal(squared, 0.0)
    return squared


def _shuffled(bit: int) -> int:
    """A fixed shuffle, so that neighbours part even where the sample shows nothing."""
    return ((bit + 1) * _GOLDEN >> 7) & 0xFFFFFFFF


def spread_table(order: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """`table[place, byte]`: what this byte of a hash adds to the four words when its bits go to their new places."""
    table = np.zeros((BITS // 8, 256, 4), np.uint64)
    byte = np.arange(256)
    for place, source in enumerate(order.tolist()):
        has = (byte >> (7 - source % 8)) & 1
        table[source // 8, :, place // 64] |= has.astype(np.uint64) << np.uint64(place % 64)
    return table


def inverse_table(order: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """The table that takes the words (little-endian bytes) back to the hash as it was given."""
    table = np.zeros((BITS // 8, 256, 4), np.uint64)
    byte = np.arange(256)
    for place, source in enumerate(order.tolist()):
        has = (byte >> (place % 8)) & 1
        bit = source // 8 * 8 + 7 - source % 8  # counted from the first byte's lowest bit
        table[place // 8, :, bit // 64] |= has.astype(np.uint64) << np.uint64(bit % 64)
    return table
