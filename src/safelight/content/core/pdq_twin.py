"""The obvious twin of `pdq`: the published steps one after the other over the whole picture. Its measure in tests."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from safelight.content.core.pdq import LUMA, SIDE

Floats = NDArray[np.float64]


def samples(picture: NDArray[np.uint8]) -> Floats:
    """(64 x 64) brightness of a picture of (rows x columns) or (rows x columns x 3)."""
    plane = picture @ np.array(LUMA) if picture.ndim == 3 else picture.astype(float)
    rows, columns = plane.shape
    for _ in range(2):
        plane = boxed(plane.T, -(-columns // 128)).T
        plane = boxed(plane, -(-rows // 128))
    down = [int((k + 0.5) * rows / SIDE) for k in range(SIDE)]
    across = [int((k + 0.5) * columns / SIDE) for k in range(SIDE)]
    return plane[np.ix_(down, across)]


def boxed(lines: Floats, window: int) -> Floats:
    """The mean of a window of lines around each, cut off at the ends; an even one reaches further ahead than back."""
    ahead = (window + 2) // 2
    behind = window - ahead
    return np.array([lines[max(0, at - behind) : at + ahead].mean(axis=0) for at in range(len(lines))])


def bits(brightness: Floats) -> list[int]:
    """The 256 bits, the strongest digit of the hash first."""
    strengths = []
    for down in range(1, 17):
        for across in range(1, 17):
            wave = np.outer(_cosine(down), _cosine(across))
            strengths.append(float((wave * brightness).sum()))
    median = sorted(strengths)[127]
    return [int(strength > median) for strength in reversed(strengths)]


def _cosine(frequency: int) -> Floats:
    return np.asarray(np.sqrt(2 / SIDE) * np.cos(np.pi / 2 / SIDE * frequency * (2 * np.arange(SIDE) + 1)))
