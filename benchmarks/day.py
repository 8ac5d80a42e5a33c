"""One more day of ads in a home: CPU seconds and wall time by stage, for a first pile and a day after it.

    python benchmarks/day.py [--ads 20000] [--day 1000] [--seed 7] [--shape default]

Ingests a pile of invented ads into a new home, then a day more, then the same day again; prints what each stage cost,
how many rows changed, and whether the groups are those of one batch over all ads (adjusted Rand index, share of ads
whose group id stayed). The target of issue 3 is 30 s for 50,000 new ads on a million, at an index of 0.99 or more.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from sqlalchemy import text
from tests.lib.grouped import Agreement, agreement
from tests.lib.homes import Home, home_with_people

from safelight.assembly.demo.shape import PRESETS
from safelight.assembly.demo.world import make_world


class Stages:
    """Counts CPU and wall seconds between the stages that an ingest tells of."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self._now, self._last = "start", time.process_time()

    def tell(self, stage: str, _done: int, _of: int | None) -> None:
        spent = time.process_time() - self._last
        self.cpu[self._now] = self.cpu.get(self._now, 0.0) + spent
        self._now, self._last = stage, time.process_time()


def ingest(home: Home, records: Sequence[dict[str, object]], name: str) -> float:
    """CPU seconds, the index's among them."""
    lines = io.BytesIO("".join(json.dumps(record) + "\n" for record in records).encode())
    stages, began, cpu = Stages(), time.perf_counter(), time.process_time()
    summary = home.platform.ingest.ingest_paths(home.actor("ines"), ["-"], lines, progress=stages.tell)
    stages.tell("index", 0, None)
    whole = time.process_time() - cpu
    at_index = time.process_time()
    home.platform.outbox.drain()
    indexed = time.process_time() - at_index
    print(
        f"{name}: {len(records):,} ads, {time.perf_counter() - began:.1f} s wall, {whole:.1f} CPU s in this process "
        f"(and {indexed:.1f} in the index), {summary.rows_changed:,} rows changed"
    )
    print("  CPU s after each word of progress: " + ", ".join(f"{k} {v:.1f}" for k, v in stages.cpu.items()))
    return whole + indexed


def groups(home: Home) -> dict[str, str]:
    with home.platform.books["ads"].read() as connection:
        return {row.ad_id: row.group_id for row in connection.execute(text("SELECT ad_id, group_id FROM ads"))}


@dataclass(frozen=True, slots=True)
class Days:
    """`pile`, `day` and `again`: CPU seconds of the first ads, of one more day and of the same day again. `same`: the
    groups after them against one batch; `stayed` of `old` ads keep their group's id."""

    pile: float
    day: float
    again: float
    same: Agreement
    stayed: int
    old: int


def days(ads: int, day: int, seed: int, shape: str = "default") -> Days:
    records = make_world(seed, ads + day, shape=PRESETS[shape]).ads
    with tempfile.TemporaryDirectory() as folder:
        home = home_with_people(Path(folder) / "days")
        pile = ingest(home, records[:ads], "first pile")
        before = groups(home)
        spent = ingest(home, records[ads:], "a day")
        after = groups(home)
        again = ingest(home, records[ads:], "the same day")
        whole = home_with_people(Path(folder) / "whole")
        ingest(whole, records, "all in one batch")
        batch = groups(whole)
    ids = sorted(batch)
    same = agreement([after[ad] for ad in ids], [batch[ad] for ad in ids])
    return Days(pile, spent, again, same, sum(after[ad] == group for ad, group in before.items()), len(before))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--ads", type=int, default=20_000)
    asked.add_argument("--day", type=int, default=1_000)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--shape", default="default")
    given = asked.parse_args()
    print(machine())
    found = days(given.ads, given.day, given.seed, given.shape)
    stayed = f"{found.stayed:,} of {found.old:,}"
    print(f"groups of the two days against one batch: {found.same.line()}; ids as before: {stayed}")


if __name__ == "__main__":
    main()
