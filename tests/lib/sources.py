"""Reads sources in tests: bytes or files in, ads and complaints out, at a fixed moment."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from safelight.ads.sources import Item, Recipes, Sourced, read_sources
from safelight.kernel.provenance import Rejected, Warned

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def read_stdin(raw: bytes) -> list[Item]:
    return list(read_sources(["-"], now=NOW, stdin=io.BytesIO(raw)))


def read_paths(*paths: Path | str, recipes: Recipes | None = None) -> list[Item]:
    return list(read_sources([str(path) for path in paths], now=NOW, stdin=io.BytesIO(), recipes=recipes))


def ads(items: list[Item]) -> list[Sourced]:
    return [item for item in items if isinstance(item, Sourced)]


def rejected(items: list[Item]) -> list[Rejected]:
    return [item for item in items if isinstance(item, Rejected)]


def warned(items: list[Item]) -> list[Warned]:
    return [item for item in items if isinstance(item, Warned)]
