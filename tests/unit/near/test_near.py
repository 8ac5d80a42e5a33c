"""The near-match kernels on cases that once went wrong elsewhere."""

from __future__ import annotations

import subprocess
import sys

from safelight import near


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
