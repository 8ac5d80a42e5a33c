"""Memory that was freed goes back to the system."""

from __future__ import annotations

from pathlib import Path

from safelight.infra.allocator import give_back


def resident() -> int:
    """Pages of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1])


def test_what_was_freed_in_small_pieces_goes_back() -> None:
    pieces = [bytes(1_000) for _ in range(100_000)]
    del pieces[::2]
    pieces.clear()
    before = resident()
    give_back()
    assert resident() <= before
