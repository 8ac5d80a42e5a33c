"""Random words from the operating system, as arrays. For noise that must stay secret; ids come from `ids.py`."""

from __future__ import annotations

import secrets

import numpy as np
from numpy.typing import NDArray


def random_words(size: int) -> NDArray[np.uint64]:
    """`size` independent uniform 64-bit words from the system's generator."""
    return np.frombuffer(secrets.token_bytes(8 * size), np.uint64)
