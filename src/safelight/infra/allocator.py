"""The C library's store of freed memory, which it keeps for itself until it is asked to give it back."""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """What has been freed goes back to the system, where the C library can do that (glibc)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
