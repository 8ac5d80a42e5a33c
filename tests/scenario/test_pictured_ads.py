"""Story: two ads share nothing but a number painted on a picture; read there, it links them and is found."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.homes import Home, home_with_people

from safelight.ads.service.ingest import IngestSummary
from safelight.ads.sources import NO_PICTURES, PictureTexts
from safelight.kernel.clock import FixedClock

PICTURES = ("aa" * 32, "bb" * 32)
ADS = [
    {"id": "a1", "title": "Walks by the harbour", "body": "Oakland, CA", "images": [{"sha256": PICTURES[0]}]},
    {"id": "a2", "title": "Evening company", "body": "Omaha, NE", "images": [{"sha256": PICTURES[1]}]},
]
WORDS = PictureTexts({PICTURES[0]: "Call 312-555-0142", PICTURES[1]: "312.555.0142 until nine"})


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> Iterator[Home]:
    home = home_with_people(tmp_path, clock)
    yield home
    home.platform.close()


def ingest(home: Home, pictures: PictureTexts) -> IngestSummary:
    stdin = io.BytesIO("\n".join(json.dumps(ad) for ad in ADS).encode())
    summary = home.platform.ingest.ingest_paths(home.actor("ines"), ["-"], stdin, pictures=pictures)
    home.platform.outbox.drain()
    return summary


def found(home: Home) -> list[str]:
    purpose = home.purpose(home.case())
    return sorted(
        hit.ad_id for hit in home.platform.search.search(home.actor("ines"), "phone:312-555-0142", purpose).hits
    )


def test_words_that_come_later_are_read_and_the_captures_stay(home: Home) -> None:
    assert ingest(home, NO_PICTURES).groups == 2
    assert found(home) == []
    later = ingest(home, WORDS)
    assert (later.new, later.changed, later.known, later.extracted, later.groups) == (0, 2, 0, 2, 1)
    assert found(home) == ["a1", "a2"]


def test_the_same_again_with_or_without_words_changes_nothing(home: Home) -> None:
    ingest(home, WORDS)
    for pictures in (WORDS, NO_PICTURES):
        again = ingest(home, pictures)
        assert (again.changed, again.known, again.extracted, again.rows_changed) == (0, 2, 0, 0)
    assert found(home) == ["a1", "a2"]
