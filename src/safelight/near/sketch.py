"""Sketches: a few phrases of each text, drawn so that two texts alike draw some of the same; for looking texts up.

The same draw as `kin` makes (weighted by rarity), but of each text by itself, with the counts of a sample of all texts,
so that a text's sketch stays good while others come.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from safelight.near.kin import SAMPLES, rarity
from safelight.near.words import Words

MOST_BITS = 22
"""Of a table of counts: 4 million places, for samples of some 10,000 texts."""


def counts_of(texts: Words) -> NDArray[np.uint16]:
    """In how many texts each phrase stands, by its digest's low bits; at least 2, so that a phrase of none is rare and
    worth looking up."""
    from safelight.near import word_kernels as kernels

    bits = min(MOST_BITS, max(12, int(4 * len(texts.words)).bit_length()))
    counts, seen = np.zeros(1 << bits, np.uint16), np.zeros(1 << bits, np.uint16)
    alone = np.arange(len(texts))
    kernels.tally(texts.words, texts.starts, alone, alone, counts, seen)
    return np.maximum(counts, 2)


def sketches(texts: Words, counts: NDArray[np.uint16], owners: int) -> NDArray[np.uint64]:
    """(texts x SAMPLES) phrases, 0 where a text has fewer. `counts` as from `counts_of` `owners` texts."""
    from safelight.near import word_kernels as kernels

    out = np.zeros((len(texts), SAMPLES), np.uint64)
    kernels.sample(texts.words, texts.starts, counts, rarity(owners), out)
    return out
