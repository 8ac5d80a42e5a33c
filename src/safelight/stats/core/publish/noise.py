"""Normal noise, exact and rounded down to whole steps of a lattice, from random 64-bit words.

The method is Karney's ("Sampling exactly from the normal distribution", 2016): comparisons of uniform deviates only, no
logarithm and no floating point, so that no low digit gives a secret away. A count on the lattice plus a floored
normal is the floor of count plus normal: what is published is computed from the output of the true Gaussian mechanism
alone, and its accounting holds exactly. Uniforms are words of 64 bits; what that can change is in `SLACK`.
Where the words come from is the caller's choice: the system's source for a release, a seeded one for a rehearsal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Word = NDArray[np.uint64]
Words = Callable[[int], Word]
"""Gives that many independent uniform 64-bit words."""

SLACK = 2.0**-57
"""Total-variation distance of one number from the exact law: at most some 60 comparisons of 64-bit words are expected
for one (measured mean 19), each undecided or biased with probability at most 2^-63; delta pays for it (`budget.py`)."""

HALF = np.uint64(1 << 63)
LOW = np.uint64(0xFFFFFFFF)
HALF_WORD = np.uint64(32)

SCALE_MOST = 1 << 44
"""Steps of one standard deviation: the product with nine deviations must stay inside 63 bits."""


def floored_normals(scales: NDArray[np.int64], words: Words) -> NDArray[np.int64]:
    """Independent values of floor(scale * Z), Z standard normal, one a scale; scales in lattice steps, 1 to 2^44."""
    size = scales.size
    if size and not 1 <= scales.min() <= scales.max() <= SCALE_MOST:
        raise ValueError("a scale is not in 1 to 2^44")
    whole, part = np.zeros(size, np.int64), np.zeros(size, np.uint64)
    open_ = np.arange(size)
    while open_.size:
        k, x, taken = _propose(open_.size, words)
        done = open_[taken]
        whole[done], part[done] = k[taken], x[taken]
        open_ = open_[~taken]
    steps = whole * scales + _product_high(scales.astype(np.uint64), part).astype(np.int64)
    negative = words(size) < HALF
    return np.where(negative, -steps - 1, steps)


def _propose(size: int, words: Words) -> tuple[NDArray[np.int64], Word, NDArray[np.bool_]]:
    """One proposal each: whole part k, fraction x, and whether k + x is taken."""
    k = _whole_parts(size, words)
    taken = _all_heads(k * (k - 1), words)
    x = words(size)
    for trial in range(int(k.max(initial=0)) + 1):
        index = np.flatnonzero(taken & (k >= trial))
        taken[index] = _fraction_coin(k[index], x[index], words)
    return k, x, taken


def _whole_parts(size: int, words: Words) -> NDArray[np.int64]:
    """Heads of a coin of probability exp(-1/2) before its first tail."""
    k = np.zeros(size, np.int64)
    running = np.arange(size)
    while running.size:
        running = running[_half_coin(running.size, words)]
        k[running] += 1
    return k


def _all_heads(tosses: NDArray[np.int64], words: Words) -> NDArray[np.bool_]:
    """Whether so many tosses of the exp(-1/2) coin are all heads."""
    heads = np.ones(tosses.size, np.bool_)
    for toss in range(int(tosses.max(initial=0))):
        index = np.flatnonzero(heads & (tosses > toss))
        if not index.size:
            break
        heads[index] = _half_coin(index.size, words)
    return heads


def _half_coin(size: int, words: Words) -> NDArray[np.bool_]:
    """Heads with probability exp(-1/2): a falling run of uniforms from 1/2 is of even length (von Neumann)."""
    last = np.full(size, HALF)
    even = np.ones(size, np.bool_)
    running = np.arange(size)
    while running.size:
        drawn = words(running.size)
        falls = drawn < last[running]
        running = running[falls]
        last[running] = drawn[falls]
        even[running] ^= True
    return even


def _fraction_coin(k: NDArray[np.int64], x: Word, words: Words) -> NDArray[np.bool_]:
    """Heads with probability exp(-x (2k + x) / (2k + 2)): as above, each step also passing with (2k + x) / (2k + 2)."""
    last = x.copy()
    even = np.ones(k.size, np.bool_)
    running = np.arange(k.size)
    while running.size:
        drawn = words(running.size)
        goes = drawn < last[running]
        running, drawn = running[goes], drawn[goes]
        twice = 2 * k[running]
        side = _product_high(twice.astype(np.uint64) + np.uint64(2), words(running.size)).astype(np.int64)
        goes = (side < twice) | ((side == twice) & (words(running.size) < x[running]))
        running = running[goes]
        last[running] = drawn[goes]
        even[running] ^= True
    return even


def _product_high(factor: np.uint64 | Word, word: Word) -> Word:
    """The upper 64 bits of the 128-bit product: floor(factor * word / 2^64)."""
    high, low = factor >> HALF_WORD, factor & LOW
    word_high, word_low = word >> HALF_WORD, word & LOW
    cross, other = low * word_high, high * word_low
    carried = (low * word_low >> HALF_WORD) + (cross & LOW) + (other & LOW)
    product: Word = high * word_high + (cross >> HALF_WORD) + (other >> HALF_WORD) + (carried >> HALF_WORD)
    return product
