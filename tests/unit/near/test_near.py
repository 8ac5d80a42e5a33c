"""The near-match kernels on cases that once went wrong elsewhere."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from safelight import near


def test_importing_near_does_not_load_numba() -> None:
    code = "import sys, safelight.near; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_hundred_thousand_equal_texts_stay_linear() -> None:
    signature, _ = near.from_strings(["the very same words in every one of the texts"])
    many = np.repeat(signature, 100_000, axis=0)
    pairs = near.candidates(many)
    assert len(pairs) < 2 * len(many)
    assert set(near.components(len(many), pairs).tolist()) == {0}


def test_a_shared_band_is_no_edge() -> None:
    rows = np.arange(128, dtype=np.uint32).reshape(2, 64).copy()
    rows[1, :4] = rows[0, :4]
    assert near.candidates(rows).tolist() == [[0, 1]]
    assert near.near_pairs(rows)[0].tolist() == []


def test_recall_of_edited_copies() -> None:
    random = np.random.default_rng(7)
    words = ["".join(random.choice(list("abcdefghijklmnop"), 6)) for _ in range(400)]
    texts = []
    for _ in range(200):
        original = list(random.choice(words, 60))
        edited = [*original]
        edited[int(random.integers(60))] = "changed"
        edited[int(random.integers(60))] = "altered"
        texts += [" ".join(original), " ".join(edited)]
    found = {(int(a), int(b)) for a, b in near.near_pairs(near.from_strings(texts)[0])[0]}
    assert sum((at, at + 1) in found for at in range(0, 400, 2)) >= 190
    assert all(b == a + 1 and a % 2 == 0 for a, b in found)


def test_nothing_in_nothing_out() -> None:
    empty, shingles = near.from_strings([])
    assert empty.shape == (0, 64)
    assert shingles.tolist() == []
    assert near.near_pairs(empty)[0].shape == (0, 2)
    assert near.components(0, near.candidates(empty)).tolist() == []


def test_alignment_refuses_a_book() -> None:
    with pytest.raises(ValueError, match="not aligned"):
        near.align(np.zeros(513, np.int32), np.zeros(1, np.int32))


def test_similarity_of_missing_signatures_is_zero() -> None:
    signature = near.from_strings(["a text of some length"])[0][0].tobytes()
    assert near.similarity(signature, signature) == 1.0
    assert near.similarity(signature, b"") == 0.0
