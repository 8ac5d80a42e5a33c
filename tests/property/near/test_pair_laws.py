"""Laws of pairs of texts: which are looked at, and what two have in common, each as its obvious twin says."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safelight.near import twin, word_kernels

CALM = settings(deadline=None, max_examples=60)
TEXT = st.lists(st.integers(1, 7), min_size=1, max_size=16)


@CALM
@given(st.lists(TEXT, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_overlap_is_the_twins(texts: list[list[int]], rng: object) -> None:
    words = np.array([word for text in texts for word in text], np.uint32)
    starts = np.cumsum([0, *map(len, texts)])
    weights = np.array([rng.random() for _ in words])  # type: ignore[attr-defined]
    counts = np.array([rng.randrange(6) for _ in range(1 << 10)], np.uint16)  # type: ignore[attr-defined]
    rarity = np.array([1.0, 0.9, 0.6, 0.4, 0.2, 0.1])
    pairs = np.array([*combinations(range(len(texts)), 2)])
    found = np.zeros(len(pairs))
    word_kernels.overlap(words, starts, weights, counts, rarity, pairs, found)
    phrases = [(one, other) for one in range(1, 8) for other in range(1, 8)]
    rare = {own: rarity[counts[int(word_kernels.phrase(*map(np.uint32, own))) & 1023]] for own in phrases}
    parted = [weights[start:end].tolist() for start, end in pairwise(starts)]
    slow = [twin.overlap((texts[a], texts[b]), (parted[a], parted[b]), rare) for a, b in pairs.tolist()]
    assert found.tolist() == pytest.approx(slow)


@CALM
@given(st.lists(st.sets(st.integers(1, 9), max_size=5), min_size=2, max_size=7), st.integers(1, 2), st.integers(1, 4))
def test_each_text_keeps_the_pairs_that_agree_best(samples: list[set[int]], least: int, most: int) -> None:
    rows = np.array([[0] * (5 - len(own)) + sorted(own) for own in samples], np.uint64)
    pairs = [*combinations(range(len(samples)), 2)]
    kept = np.empty(len(pairs), np.bool_)
    word_kernels.agreeing(rows, np.array(pairs), least, most, kept)
    assert kept.tolist() == twin.best_agreeing(samples, pairs, least, most)


@CALM
@given(TEXT, TEXT, st.sampled_from([0.3, 0.6, 0.9]))
def test_copies_have_most_words_in_order(one: list[int], other: list[int], share: float) -> None:
    same = np.empty(1, np.bool_)
    starts = np.array([0, len(one), len(one) + len(other)])
    word_kernels.copied(np.array(one + other, np.uint32), starts, np.array([[0, 1]]), share, 99, 64, same)
    assert same[0] == (twin.in_order(one, other) >= share * max(len(one), len(other)))


@pytest.mark.parametrize(("gap", "copies"), [(3, True), (2, False)])
def test_copies_have_no_long_stretch_of_their_own(gap: int, copies: bool) -> None:
    same = np.empty(1, np.bool_)
    words = np.array([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 91, 92, 93, 7, 8], np.uint32)
    word_kernels.copied(words, np.array([0, 8, 16]), np.array([[0, 1]]), 0.6, gap, 64, same)
    assert same[0] == copies
