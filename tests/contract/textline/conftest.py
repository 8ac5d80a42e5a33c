"""A line on each database, carried by the loopback provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lib.fake_twilio import FakeTwilio
from tests.lib.lines import Line, open_line


@pytest.fixture
def fake() -> Iterator[FakeTwilio]:
    with FakeTwilio() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def line(request: pytest.FixtureRequest, tmp_path: Path, fake: FakeTwilio) -> Iterator[Line]:
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    opened = open_line(tmp_path, fake, url=url, timeout=0.5)
    yield opened
    opened.platform.close()
