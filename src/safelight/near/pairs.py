"""Pairs of near-equal signatures: bands suggest, verification decides.

16 bands of 4 rows find 99.5 % of pairs at Jaccard .70 to .75 and more above; 95 % of what they suggest is
false (research/engine section 2, 2026-11), so every pair is verified on its signatures. In a bucket
each member is compared with the bucket's first and with its neighbour: linear, also when 100,000 texts are one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from safelight.near.minhash import ROWS

BANDS, BAND_ROWS = 16, 4
THRESHOLD = 0.70
""".60 chained 13 % of a boilerplate-heavy corpus into one component; .70 kept precision .999 (research, 2026-11)."""

Pairs = NDArray[np.int64]


def candidates(signatures: NDArray[np.uint32]) -> Pairs:
    """Distinct (a, b) rows with a < b that share a band with the first or the next member of a bucket, sorted."""
    from safelight.near import kernels

    count = signatures.shape[0]
    keys = np.empty((count, BANDS), np.uint64)
    if count < 2:
        return np.empty((0, 2), np.int64)
    kernels.band_keys(signatures, BAND_ROWS, keys)
    packed = np.concatenate([_bucket_pairs(keys[:, band]) for band in range(BANDS)])
    packed = np.unique(packed)
    return np.stack((packed >> 32, packed & 0xFFFFFFFF), axis=1)


def _bucket_pairs(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Packed pairs (first, member) and (neighbour, member) of every bucket of one band."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    starts = np.empty(len(order), bool)
    starts[0] = True
    np.not_equal(ranked[1:], ranked[:-1], out=starts[1:])
    first = order[np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))]
    member = order[~starts]
    with_first = (first[~starts] << 32) | member
    with_neighbour = (order[np.flatnonzero(~starts) - 1] << 32) | member
    return np.concatenate((with_first, with_neighbour))


def verify(
    signatures: NDArray[np.uint32], pairs: Pairs, threshold: float = THRESHOLD
) -> tuple[Pairs, NDArray[np.float64]]:
    """Those pairs whose estimated Jaccard similarity reaches `threshold`, and that estimate."""
    from safelight.near import kernels

    same = np.zeros(len(pairs), np.int64)
    kernels.agreement(signatures, pairs, same)
    kept = same >= int(np.ceil(threshold * ROWS - 1e-9))
    return pairs[kept], same[kept] / ROWS


def near_pairs(signatures: NDArray[np.uint32], threshold: float = THRESHOLD) -> tuple[Pairs, NDArray[np.float64]]:
    """Suggested and verified: the only pairs that may become edges."""
    return verify(signatures, candidates(signatures), threshold)
