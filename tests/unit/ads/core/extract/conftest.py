"""One extractor per country for the whole folder: it holds compiled rules and the gazetteer, and keeps no state."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from safelight.ads.core.extract import Extractor
from safelight.gazetteer import load


@pytest.fixture(scope="session")
def extractor_for() -> Callable[..., Extractor]:
    gazetteer = load()

    @cache
    def made(country: str | None = None, ethnicity: bool = False) -> Extractor:
        return Extractor(gazetteer, country, ethnicity=ethnicity)

    return made


@pytest.fixture(scope="session")
def extractor(extractor_for: Callable[..., Extractor]) -> Extractor:
    return extractor_for()
