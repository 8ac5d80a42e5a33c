"""Worlds of 256-bit hashes: even, clustered, low-entropy, doubled, with a crowded bucket; and planted pairs."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Hashes = NDArray[np.uint8]


def even(rng: Generator, count: int) -> Hashes:
    return rng.integers(0, 256, (count, 32), dtype=np.uint8)


def flipped(rng: Generator, hashes: Hashes, distances: NDArray[np.int64]) -> Hashes:
    """Each hash with exactly that many of its bits turned over."""
    bits = np.unpackbits(hashes, axis=1)
    for row, distance in enumerate(distances):
        bits[row, rng.choice(256, int(distance), replace=False)] ^= 1
    return np.packbits(bits, axis=1)


def clustered(rng: Generator, count: int) -> Hashes:
    """A few pictures, each with many near copies."""
    centres = even(rng, max(1, count // 200))
    return flipped(rng, centres[rng.integers(0, len(centres), count)], rng.integers(0, 40, count))


def low_entropy(rng: Generator, count: int) -> Hashes:
    """Only 24 bits ever change, and a fifth of the others nearly never: what flat pictures look like."""
    bits = np.zeros((count, 256), np.uint8)
    bits[:, rng.choice(256, 24, replace=False)] = rng.integers(0, 2, (count, 24))
    rare = rng.choice(256, 50, replace=False)
    bits[:, rare] ^= (rng.random((count, 50)) < 0.01).astype(np.uint8)
    return np.packbits(bits, axis=1)


def entangled(rng: Generator, count: int) -> Hashes:
    """Bits come in groups of eight neighbours that mostly agree, as those of real pictures do."""
    bits = np.repeat(rng.integers(0, 2, (count, 32), dtype=np.uint8), 8, axis=1)
    return np.packbits(bits ^ (rng.random((count, 256)) < 0.1).astype(np.uint8), axis=1)


def doubled(rng: Generator, count: int) -> Hashes:
    """Every hash stands there many times."""
    return even(rng, max(1, count // 50))[rng.integers(0, max(1, count // 50), count)]


def crowded(rng: Generator, count: int) -> Hashes:
    """An attacker's flood: half of the hashes agree in 64 bits and nothing else."""
    hashes = even(rng, count)
    hashes[: count // 2, 3:11] = hashes[0, 3:11]
    return hashes


WORLDS = {
    "even": even,
    "clustered": clustered,
    "low entropy": low_entropy,
    "entangled": entangled,
    "doubled": doubled,
    "crowded": crowded,
}


def planted(rng: Generator, hashes: Hashes, distances: NDArray[np.int64]) -> tuple[Hashes, NDArray[np.int64]]:
    """Queries at exactly those distances from rows of `hashes`, and those rows."""
    rows = rng.integers(0, len(hashes), len(distances))
    return flipped(rng, hashes[rows], distances), rows
