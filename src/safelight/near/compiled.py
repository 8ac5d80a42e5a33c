"""The decorator of compiled kernels: cached beside the source where that can be written, else compiled each time.

Import it inside functions only: loading numba costs about 1.5 s. Compiled code runs without the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba


def compiled(function: Callable[..., Any]) -> Any:
    """`function` compiled by numba at its first call with arguments of new types."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba finds no folder it may write its cache to
        return numba.njit(nogil=True)(function)
