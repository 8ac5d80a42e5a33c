"""A small home, made once and copied for each test; browsers on it for the demo's people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lib.consoles import RISKY, Browser, ad, small_home

from safelight.assembly import Platform, build
from safelight.infra.ids import RandomIds
from safelight.kernel.clock import FixedClock
from safelight.settings import read_settings

RECORDS = [
    ad("risk-1", "Available today", RISKY + " Quillwort.", 1, location="Oakland, CA"),
    ad("risk-2", "Available today in town", RISKY + " Quillwort. Evenings only.", 9, location="Fresno, CA"),
    ad("plain-1", "Gardening talk", "I am 31 and like tea and bogbean. Call 916-555-0177. Ask for Robin.", 3),
    ad("young-1", "Hello", "I am 17 years old. Call 212-555-0188.", 4),
]


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    clock = FixedClock(datetime(2024, 2, 29, 23, 59, 58, tzinfo=UTC))
    return small_home(tmp_path_factory.mktemp("console") / "home", clock, RandomIds(), RECORDS)


@pytest.fixture
def platform(made_home: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Platform]:
    home = tmp_path / "home"
    shutil.copytree(made_home, home)
    opened = build(read_settings(home, {}), clock, RandomIds())
    yield opened
    opened.close()


@pytest.fixture
def browser(platform: Platform) -> Callable[[str], Browser]:
    """`browser("ida")` is signed in; `browser("")` is not."""

    def open_for(login: str) -> Browser:
        fresh = Browser(platform)
        return fresh.sign_in(login) if login else fresh

    return open_for


@pytest.fixture
def ida(browser: Callable[[str], Browser]) -> Browser:
    """An investigator."""
    return browser("ida")
