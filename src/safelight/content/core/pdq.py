"""PDQ, the look of a picture in 256 bits, from its brightness: filter, 64 x 64 samples, cosines, median.

The published algorithm (Facebook, "PDQ and TMK+PDQF", 2019) smooths the picture twice with a box and keeps 64 x 64 of
the results. Both steps are linear, so each kept sample is a weighted sum of some rows and some columns, and only
those sums are made here: the same numbers at a fraction of the work. A picture that was decoded at a reduced size is
weighted as the full-size picture would have been: the hash stays that of the full size.

Promises: never enlarges; equal to the published algorithm up to rounding (`pdq_twin`). `orientations` gives the
hashes of the picture turned and mirrored. Quality 0 says that there is nothing to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

SIDE = 64
"""Samples a side (the paper, section on downsampling)."""

KEPT = 16
"""Cosines kept a side, the lowest without the constant: 16 x 16 = 256 bits."""

SMALLEST = 5
"""A picture of fewer rows or columns has quality 0 (as the authors' C++ code has it)."""

FAST = "pdq-draft/1"
"""JPEG decoded as brightness at the smallest eighth with 512 lines or more a side, then weighted as if at full size."""

EXACT = "pdq-full/1"
"""Decoded in full, in colour: the authors' own numbers."""

ENOUGH = 512
"""Lines a side that a reduced decoding keeps (PDQ's authors resize to 512; ThreatExchange, PDQ readme)."""

LUMA = (0.299, 0.587, 0.114)
"""Brightness from red, green and blue (ITU-R BT.601)."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Sample k of one axis is the sum over t of `share[k, t] * line[place[k, t]]`; `matrix` is the same in full."""

    place: NDArray[np.int64]
    share: Floats
    matrix: Floats


@lru_cache(maxsize=32)
def weights(full: int, decoded: int, mirrored: bool = False) -> Weights:
    """How the 64 samples of an axis with `full` lines are made from the `decoded` lines at hand. A decoded line stands
    for the full lines it covers, an equal share each."""
    first, shares = _twice_boxed(full)
    if mirrored:
        first, shares = full - first - shares.shape[1], shares[:, ::-1]
    if decoded == full:
        begin, share = first, shares
    else:
        begin, share = _gathered(first, shares, full, decoded)
    share = share[:, : np.flatnonzero(np.abs(share).max(axis=0) > 1e-12)[-1] + 1]
    place = np.clip(begin[:, None] + np.arange(share.shape[1]), 0, decoded - 1)
    matrix = np.zeros((SIDE, decoded), np.float32)
    np.add.at(matrix, (np.arange(SIDE)[:, None], place), share)
    return Weights(place, share.astype(np.float32), matrix)


def _twice_boxed(full: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each sample the first line and the shares of the lines that meet in it after two passes of a box, which is
    cut off at the edges."""
    window = -(-full // (2 * SIDE))
    ahead = (window + 2) // 2
    behind = window - ahead
    sample = ((np.arange(SIDE) + 0.5) * full / SIDE).astype(np.int64)
    begin, end = np.maximum(0, sample - behind), np.minimum(full, sample + ahead)
    middle = begin[:, None] + np.arange(window)
    low, high = np.maximum(0, middle - behind), np.minimum(full, middle + ahead)
    each = np.where(middle < end[:, None], 1.0 / ((end - begin)[:, None] * np.maximum(1, high - low)), 0.0)
    first = low[:, 0]
    steps = np.zeros((SIDE, 2 * window + 1))
    row = np.arange(SIDE)[:, None]
    np.add.at(steps, (row, np.minimum(low - first[:, None], 2 * window)), each)
    np.add.at(steps, (row, np.clip(high - first[:, None], 0, 2 * window)), -each)
    return first, np.cumsum(steps, axis=1)[:, :-1]


def _gathered(
    first: NDArray[np.int64], shares: NDArray[np.float64], full: int, decoded: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The shares of full-size lines, given to the decoded lines that cover them."""
    whole = round(full / decoded)
    step = whole if whole and -(-full // whole) == decoded else full / decoded
    begin = np.floor(first / step).astype(np.int64)
    edges = (begin[:, None] + np.arange(int(shares.shape[1] / step) + 3)) * step - first[:, None]
    edges = np.clip(edges, 0.0, shares.shape[1])
    reached = np.concatenate((np.zeros((SIDE, 1)), np.cumsum(shares, axis=1), np.zeros((SIDE, 1))), axis=1)
    reached[:, -1] = reached[:, -2]
    at = edges.astype(np.int64)
    row = np.arange(SIDE)[:, None]
    upto = reached[row, at] + (edges - at) * (reached[row, at + 1] - reached[row, at])
    return begin, np.diff(upto, axis=1)


def pipeline(exact: bool) -> str:
    """The name that a hash made here carries: a change of these numbers by a bit is a new name."""
    return EXACT if exact else FAST


def sampled(picture: NDArray[np.uint8], full: tuple[int, int], mirrored: tuple[bool, bool] = (False, False)) -> Floats:
    """(64 x 64) brightness, 0 to 255, of a picture of (rows x columns) or (rows x columns x 3). `full` are its rows and
    columns before it was reduced; `mirrored` says which of the two run backwards."""
    rows = weights(full[0], picture.shape[0], mirrored[0])
    columns = weights(full[1], picture.shape[1], mirrored[1])
    bands = np.zeros((SIDE, *picture.shape[1:]), np.float32)
    spread = (slice(None),) + (None,) * (picture.ndim - 1)
    for t in range(rows.place.shape[1]):
        bands += rows.share[:, t][spread] * picture[rows.place[:, t]]
    if picture.ndim == 3:
        bands = bands @ np.array(LUMA, np.float32)
    return np.ascontiguousarray(bands @ columns.matrix.T)


def quality(samples: Floats) -> int:
    """0 (nothing to see) to 100: the sum of steps between neighbouring samples, as the paper counts them."""
    total = sum(int(np.abs(np.trunc(np.diff(samples, axis=axis) * 100 / 255)).sum()) for axis in (0, 1))
    return min(100, total // 90)


@lru_cache(maxsize=1)
def _cosines() -> Floats:
    frequency, at = np.arange(1, KEPT + 1)[:, None], np.arange(SIDE)[None, :]
    return np.asarray(np.sqrt(2 / SIDE) * np.cos(np.pi / 2 / SIDE * frequency * (2 * at + 1)), np.float32)


def cosines(samples: Floats) -> Floats:
    """(16 x 16): the lowest frequencies down and across, without the constant."""
    return np.asarray(_cosines() @ samples @ _cosines().T, np.float32)


def bits(frequencies: Floats) -> bytes:
    """The 32 bytes of the hash: a bit is set where a frequency is stronger than the median, last one first."""
    flat = frequencies.ravel()
    median = np.partition(flat, 127)[127]
    return np.packbits((flat > median)[::-1]).tobytes()


ORIENTATIONS = (
    *("as it is", "turned 90", "turned 180", "turned 270"),
    *("upside down", "mirrored", "transposed", "transverse"),
)
"""The eight ways to turn and mirror a picture; turns are counter-clockwise, in degrees."""


def orientations(picture: NDArray[np.uint8], full: tuple[int, int]) -> tuple[bytes, ...]:
    """The hash of the picture in each of ORIENTATIONS, the very one that the turned picture would have. Changing
    the signs of odd cosines is cheaper, but a window of even width leans to one side: small pictures are 30 off."""
    upright, mirrored = sampled(picture, full), sampled(picture, full, (False, True))
    flipped, around = sampled(picture, full, (True, False)), sampled(picture, full, (True, True))
    ways = (upright, mirrored.T, around, flipped.T, flipped, mirrored, upright.T, around.T)
    return tuple(bits(cosines(way)) for way in ways)
