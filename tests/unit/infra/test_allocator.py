"""Memory that was freed goes back to the system."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from safelight.infra.allocator import give_back


def resident() -> int:
    """Pages of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1])


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library keeps nothing back")
def test_what_was_freed_goes_back_though_something_after_it_is_still_held() -> None:
    pieces = [bytes(4_000) for _ in range(20_000)]
    held = pieces[-1]
    pieces.clear()
    before = resident()
    give_back()
    assert before - resident() > 10_000
    assert len(held) == 4_000
