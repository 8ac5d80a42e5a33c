"""Families of 256-bit prints: saved again, cropped a little, still one picture. Linear, and good for a first look.

Prints are put in order sixteen times, each time from another 16 bits on; those that agree in these bits stand together,
and each is compared in full with the first of them and its next neighbours. Two prints that differ in 12 bits of 256
agree in one of the sixteen parts all but surely, at 31 bits in about nine of ten cases; a picture in 100,000 ads costs
no more than any other. Who needs every match asks `multi_index`, which is exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from safelight.near.components import components

PARTS = 16
NEIGHBOURS = 3
AT_ONCE = 1 << 18
"""Pairs compared at once: 20 MB. The pairs of all parts together are 3 kB a print."""

LOOKED = 256
"""Prints that agree in one part which `nearest` compares: all of those by chance among 16 million."""


def families(prints: NDArray[np.uint8], radius: int) -> NDArray[np.int64]:
    """`label[i]`: the smallest row of the family of row i, of prints that differ in `radius` bits at most. `prints` is
    (count x 32) bytes, as written in hex."""
    count = len(prints)
    if count < 2:
        return np.arange(count, dtype=np.int64)
    words = np.ascontiguousarray(prints).view(np.uint64)
    near = [_near(words, _suggested(prints, part), radius) for part in range(PARTS)]
    pairs = np.unique(np.concatenate(near))
    return components(count, np.stack((pairs >> 32, pairs & 0xFFFFFFFF), axis=1))


def _near(words: NDArray[np.uint64], pairs: NDArray[np.int64], radius: int) -> NDArray[np.int64]:
    """Those of the packed pairs that differ in `radius` bits at most."""
    found = [np.zeros(0, np.int64)]
    for start in range(0, len(pairs), AT_ONCE):
        some = pairs[start : start + AT_ONCE]
        apart = np.bitwise_count(words[some >> 32] ^ words[some & 0xFFFFFFFF]).sum(axis=1)
        found.append(some[apart <= radius])
    return np.concatenate(found)


def _suggested(prints: NDArray[np.uint8], part: int) -> NDArray[np.int64]:
    """Packed pairs (smaller row, larger row) that agree in two bytes and stand near each other by the rest."""
    turned = np.ascontiguousarray(np.roll(prints, -2 * part, axis=1))
    order = np.argsort(turned.view("S32").ravel(), kind="stable")
    keys = turned[order, :2].copy().view(np.uint16).ravel()
    fresh = np.concatenate(([True], keys[1:] != keys[:-1]))
    first = order[np.maximum.accumulate(np.where(fresh, np.arange(len(order)), 0))]
    found = [(first[~fresh], order[~fresh])]
    for step in range(1, NEIGHBOURS + 1):
        same = keys[step:] == keys[:-step]
        found.append((order[:-step][same], order[step:][same]))
    return np.concatenate([np.minimum(a, b) << 32 | np.maximum(a, b) for a, b in found])


def nearest(known: NDArray[np.uint8], fresh: NDArray[np.uint8], radius: int) -> NDArray[np.int64]:
    """For each print of `fresh` the row of a near one in `known`, the smallest row found; -1: none was. Looks, for each
    of the sixteen parts, at LOOKED of those that agree in it."""
    found = np.full(len(fresh), len(known), np.int64)
    words, asked = (np.ascontiguousarray(prints).view(np.uint64) for prints in (known, fresh))
    for part in range(PARTS):
        keys, wanted = (
            np.ascontiguousarray(p[:, 2 * part : 2 * part + 2]).view(np.uint16).ravel() for p in (known, fresh)
        )
        order = np.argsort(keys, kind="stable")
        start, end = (np.searchsorted(keys[order], wanted, side) for side in ("left", "right"))
        for step in range(min(LOOKED, int((end - start).max(initial=0)))):
            rows = np.flatnonzero(start + step < end)
            other = order[start[rows] + step]
            near = np.bitwise_count(words[other] ^ asked[rows]).sum(axis=1) <= radius
            np.minimum.at(found, rows[near], other[near])
    return np.where(found < len(known), found, -1)
