"""Word alignment of two sequences by their longest common subsequence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MAX_WORDS = 512
"""Longest sequence that is aligned: the table is quadratic, ads have about 60 words (p95 200; research, 2026-11)."""


def align(a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.int32]:
    """For each element of `a` (word numbers) the index of its partner in `b`, or -1. Both at most MAX_WORDS long."""
    if len(a) > MAX_WORDS or len(b) > MAX_WORDS:
        raise ValueError(f"sequences longer than {MAX_WORDS} words are not aligned; cut them first")
    from safelight.near import kernels

    out = np.full(len(a), -1, np.int32)
    if len(a) and len(b):
        kernels.common_words(a, b, np.empty((len(a) + 1, len(b) + 1), np.int16), out)
    return out
