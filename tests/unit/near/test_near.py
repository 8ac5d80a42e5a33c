"""The near-match kernels on cases that once went wrong elsewhere."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from safelight import near
from safelight.near.kin import kin
from safelight.near.words import words_of


def test_importing_near_does_not_load_numba() -> None:
    code = "import sys, safelight.near; sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_nothing_in_nothing_out() -> None:
    empty, shingles = near.from_strings([])
    assert empty.shape == (0, 64)
    assert shingles.tolist() == []
    assert near.components(0, []).tolist() == []
    assert near.sharing([]) == []


def test_similarity_of_missing_signatures_is_zero() -> None:
    signature = near.from_strings(["a text of some length"])[0][0].tobytes()
    assert near.similarity(signature, signature) == 1.0
    assert near.similarity(signature, b"") == 0.0


def test_more_texts_than_a_phrase_is_counted_in_are_clustered() -> None:
    """Counts of phrases end at 65,535; half of 140,000 texts is more."""
    rng = np.random.default_rng(3)
    words = np.array([f"w{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(9_000)])
    texts = [" ".join(row) for row in words[rng.integers(0, len(words), (140_000, 8))]]
    labels = kin(words_of([*texts, texts[7] + " more", texts[7]]))
    assert labels[-1] == labels[-2] == labels[7]
    assert len(np.unique(labels)) > 139_000
