"""A million records of 19 columns: read, coverage checks, tested patterns, a private release. Seconds and peak memory.

    python benchmarks/million.py [--rows 1000000] [--seed 1]

Records are invented (tests/lib/cases_table.py) with a week and a county each; one county counts three times as much in
two weeks. The run is checked: the burst is found, and the release has its four files. No peer: the toolkit that detects
case patterns did not end on 20,000 such rows after 147 CPU s (research note). Target: 60 s on 2 cores, 4 GiB.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.cases_table import case_rows, write_case_table

from safelight.infra.entropy import random_words
from safelight.stats.service import patterns
from safelight.stats.service.publish import PublishRequest, publish

WEEKS, PLACES = 156, 60
Result = TypeVar("Result")


def made(folder: Path, rows: int, seed: int) -> None:
    """cases.csv with 17 columns of categories, a week and a county; code.json for the 17 and the county."""
    import json

    codes, sizes = case_rows(rows, 17, seed)
    table, book = write_case_table(folder, codes, sizes)
    rng = np.random.default_rng(seed)
    week = rng.integers(0, WEEKS, rows)
    place = rng.choice(PLACES, rows, p=rng.dirichlet(np.full(PLACES, 2.0)))
    place[np.isin(week, (100, 101)) & (rng.random(rows) < 2 * (place == 7).mean())] = 7
    monday = [str(np.datetime64("2022-01-03") + 7 * number) for number in range(WEEKS)]
    lines = table.read_text().splitlines()
    with table.open("w") as file:
        file.write(f"week,county,{lines[0]}\n")
        for line, when, where in zip(lines[1:], week.tolist(), place.tolist(), strict=True):
            file.write(f"{monday[when]},c{where:02d},{line}\n")
    columns = json.loads(book.read_text())["columns"]
    columns["county"] = {"type": "category", "values": [f"c{at:02d}" for at in range(PLACES)], "missing": [""]}
    columns["week"] = {"type": "date", "values": [monday[0], "2024-12-31"], "missing": [""]}
    book.write_text(json.dumps({"columns": columns}))


def stage(name: str, run: Callable[[], Result]) -> Result:
    cpu, wall = time.process_time(), time.perf_counter()
    found = run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    spent = f"{time.process_time() - cpu:6.1f} CPU s {time.perf_counter() - wall:6.1f} s wall"
    print(f"{name:28} {spent}, peak {peak:.2f} GiB", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(machine())
    print(f"{given.rows:,} rows x 19, seed {given.seed}; each verb reads the file anew")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made(folder, given.rows, given.seed)
        table, cpu, wall = folder / "cases.csv", time.process_time(), time.perf_counter()
        stage("read and coverage checks", lambda: patterns.coverage(table, "week"))
        found = stage("bursts by county", lambda: patterns.bursts(table, "week", None, ("county",), print))
        stage("trends by county", lambda: patterns.trends(table, "week", None, ("county",), print))
        kinds = stage("typologies", lambda: patterns.typologies(table, (), print, 6))
        request = PublishRequest(table, folder / "code.json", folder / "release", 1.0, 1e-6, 2)
        stage("release, tables of 1 and 2", lambda: publish(request, random_words, lambda *_: None))
        total = time.process_time() - cpu, time.perf_counter() - wall
        weeks = {(burst.by["county"], burst.time) for burst in found.found}
        planted = {("c07", str(np.datetime64("2022-01-03") + 7 * week)) for week in (100, 101)}
        print(f"planted weeks found: {len(weeks & planted)} of 2, others flagged: {len(weeks - planted)}")
        print(f"kinds found: {len(kinds.found.kinds)}; files: {len(list((folder / 'release').iterdir()))}")
        print(f"all: {total[0]:.1f} CPU s, {total[1]:.1f} s wall")


if __name__ == "__main__":
    main()
