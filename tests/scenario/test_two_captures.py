"""Story: an ad was seen twice. Which text is current doesn't depend on which file came first; no capture is lost."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from tests.lib.homes import Home, home_with_people

from safelight.kernel.clock import FixedClock

FIRST = {"id": "a1", "title": "Walks by the harbour", "body": "Ring 312-555-0142", "posted_at": "2023-01-02"}
LATER = {"id": "a1", "title": "Walks by the harbour", "body": "Ring 312-555-0177", "posted_at": "2023-02-02"}
LAST = {"id": "a1", "title": "Walks by the harbour", "body": "Ring 312-555-0199", "posted_at": "2023-03-02"}


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    yield home
    home.platform.close()


def found(home: Home, phone: str) -> int:
    home.platform.outbox.drain()
    purpose = home.purpose(home.case())
    return len(home.platform.search.search(home.actor("ines"), f"phone:{phone}", purpose).hits)


@pytest.mark.parametrize("order", list(permutations((FIRST, LATER, LAST))))
def test_the_capture_posted_last_is_current_in_any_order(home: Home, order: tuple[dict[str, object], ...]) -> None:
    summaries = [home.ingest([record]) for record in order]
    assert [(one.new, one.changed) for one in summaries] == [(1, 0), (0, 1), (0, 1)]
    assert [found(home, phone) for phone in ("312-555-0142", "312-555-0177", "312-555-0199")] == [0, 0, 1]
    again = home.ingest(order)
    assert (again.new, again.changed, again.known, again.extracted) == (0, 0, 3, 0)


def test_in_one_file_it_is_the_same(home: Home) -> None:
    home.ingest([FIRST, LATER, FIRST])
    assert [found(home, phone) for phone in ("312-555-0142", "312-555-0177")] == [0, 1]


def test_of_equals_the_last_read_is_current(home: Home) -> None:
    home.ingest([FIRST])
    home.ingest([{**FIRST, "body": "Ring 312-555-0155"}])
    assert [found(home, phone) for phone in ("312-555-0142", "312-555-0155")] == [0, 1]


def test_without_a_time_it_is_the_last_read(home: Home) -> None:
    home.ingest([LATER])
    home.ingest([{**LATER, "posted_at": None, "body": "Ring 312-555-0155"}])
    assert [found(home, phone) for phone in ("312-555-0177", "312-555-0155")] == [0, 1]
