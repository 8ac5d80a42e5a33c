"""Laws of looking up: `nearest` finds the near prints that a plain comparison finds; texts alike share phrases."""

from __future__ import annotations

import random

import numpy as np

from safelight.near.prints import nearest
from safelight.near.sketch import counts_of, sketches
from safelight.near.words import words_of


def test_nearest_is_the_smallest_near_row_and_never_a_far_one() -> None:
    draw = np.random.default_rng(5)
    known = draw.integers(0, 256, (400, 32), np.uint8)
    fresh = np.concatenate((known[100:300], draw.integers(0, 256, (50, 32), np.uint8)))
    for row in range(200):
        for bit in draw.choice(256, 10, replace=False):
            fresh[row, bit // 8] ^= np.uint8(1 << (bit % 8))
    bits = np.bitwise_count(known[None, :, :] ^ fresh[:, None, :]).sum(axis=2)
    plain = np.where((bits <= 31).any(axis=1), (bits <= 31).argmax(axis=1), -1)
    assert nearest(known, fresh, 31).tolist() == plain.tolist()
    assert nearest(known[:0], fresh, 31).tolist() == [-1] * len(fresh)


def test_edited_texts_share_phrases_and_unlike_ones_do_not() -> None:
    draw = random.Random(6)
    texts = [" ".join(f"word{draw.randrange(3000)}x" for _ in range(60)) for _ in range(40)]
    edited = []
    for text in texts:
        words = text.split()
        for at in draw.sample(range(60), 6):
            words[at] = f"edited{draw.randrange(3000)}y"
        edited.append(" ".join(words))
    counts = counts_of(words_of(texts))
    first, second = (sketches(words_of(some), counts, len(texts)) for some in (texts, edited))
    same = [[len(set(a) & set(b)) for b in second.tolist()] for a in first.tolist()]
    assert all(row[at] >= 4 for at, row in enumerate(same))
    assert max(shared for at, row in enumerate(same) for other, shared in enumerate(row) if other != at) <= 1
    assert sketches(words_of([""]), counts, len(texts)).tolist() == [[0] * first.shape[1]]
