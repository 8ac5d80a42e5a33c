"""Homes that take a world in by days, with readings made once: what is tested is the judging, not the extraction."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import text
from tests.lib.grouped import Stated
from tests.lib.homes import Home, home_with_people

from safelight.ads.core.ad import Ad
from safelight.ads.core.extract import Extractor
from safelight.ads.core.keep import ad_record
from safelight.ads.core.reading import Reading, read_many
from safelight.ads.ports import Kernel, Progress
from safelight.ads.service.ingest import IngestSummary
from safelight.gazetteer import load


class Prepared:
    """An engine that knows the readings already."""

    name = "prepared"

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._known = {reading.ad: reading for reading in readings}

    def map(
        self, _kernel: Kernel, batches: Iterable[Sequence[Ad]], _progress: Progress | None = None
    ) -> Iterator[list[Reading]]:
        for batch in batches:
            yield [self._known[ad] for ad in batch]


def read(world: Stated) -> list[Reading]:
    """The readings of a world, in its order."""
    return read_many(Extractor(load(), "US"), world.ads)


class Daily:
    """A home of its own, with `readings` to come."""

    def __init__(self, path: Path, readings: Sequence[Reading]) -> None:
        self.home: Home = home_with_people(path)
        self.home.platform.ingest._engine = Prepared(readings)
        self.stages: list[str] = []

    def take(self, readings: Sequence[Reading]) -> IngestSummary:
        """A day. `stages` says what was told of it."""
        self.stages = []
        lines = io.BytesIO("".join(json.dumps(ad_record(one.ad)) + "\n" for one in readings).encode())
        actor = self.home.actor("ines")
        return self.home.platform.ingest.ingest_paths(
            actor, ["-"], lines, progress=lambda stage, *_: self.stages.append(stage)
        )

    def rows(self, table: str, *columns: str) -> list[tuple[object, ...]]:
        """Rows of the home's book, in order of the columns."""
        wanted = ", ".join(columns)
        with self.home.platform.books["ads"].read() as connection:
            rows = connection.execute(text(f"SELECT {wanted} FROM {table}"))
            return sorted((tuple(row) for row in rows), key=repr)

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """All that was concluded."""
        return {
            "ads": self.rows("ads", "ad_id", "group_id", "template_id", "activity", "quarantined"),
            "links": self.rows("links", "a", "b", "group_id", "record"),
            "templates": self.rows("templates", "template_id", "record"),
            "movements": self.rows("movements", "group_id", "record"),
            "leads": self.rows("leads WHERE current", "lead_id", "record"),
        }

    def groups(self) -> Mapping[str, str]:
        """Ad id to group id."""
        return {str(ad): str(group) for ad, group in self.rows("ads", "ad_id", "group_id")}
