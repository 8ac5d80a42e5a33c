"""Numbers in the near index: a picture goes by the number of its fingerprint, a frame of a video by that and its place.

So nothing has to be stored to come from a found frame back to its video.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

VIDEOS = 1 << 48
"""Numbers of frames begin here; those of fingerprints are below 2^31 (an integer column)."""

PLACES = 15
"""Bits for the place of a frame: 32,768, more than a vpdq has (frames.MOST_FRAMES)."""


def frame_numbers(print_number: int, frames: int) -> range:
    """The numbers of a video's compared frames."""
    first = VIDEOS + (print_number << PLACES)
    return range(first, first + frames)


def videos_of(numbers: Numbers) -> Numbers:
    """The fingerprint that each frame's number belongs to."""
    return np.asarray((numbers - VIDEOS) >> PLACES, np.int64)
