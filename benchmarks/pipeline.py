"""The whole pipeline on piles of several sizes: ads a second, CPU seconds, peak memory, and how cost grows with size.

    python benchmarks/pipeline.py [--sizes 10000,30000] [--seed 1] [--copies] [--keep FOLDER]

Makes each pile from the three declared worlds in equal parts (tests/lib/grouped.py), runs `safelight ads process` on it
in a child process, and prints wall seconds, CPU seconds of all its processes, the largest sum of their resident memory
(shared pages counted in each, so an upper bound), seconds by stage, and between sizes the exponent of CPU seconds over
ads (1 is proportional). `--copies`: a tenth of the ads, each put up ten times, as in crawled piles. No peer does all of
this; the targets are those of issue 3. `--keep` leaves piles and outputs.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from machine import machine
from tests.lib.second_world import make_second_world
from tests.lib.third_world import make_third_world

from safelight.assembly.demo.shape import PRESETS
from safelight.assembly.demo.world import make_world

EVERY = 0.5
"""Seconds between two looks at the memory of the processes."""

COPIES = 10

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Run:
    ads: int
    wall: float
    cpu: float
    peak: int
    seconds: dict[str, float]

    def line(self) -> str:
        stages = "  ".join(f"{stage} {spent:.1f}" for stage, spent in self.seconds.items())
        return (
            f"{self.ads:>9,} ads  {self.wall:7.1f} s wall  {self.ads / self.wall:6,.0f} ads/s  {self.cpu:7.1f} CPU s  "
            f"{1000 * self.cpu / self.ads:.3f} CPU ms an ad  {self.peak / 2**30:.2f} GiB  |  {stages}"
        )


def records(size: int, seed: int) -> Iterator[dict[str, object]]:
    """Ads of three worlds, taken by turns; ids are told apart by world."""
    third = -(-size // 3)
    worlds = (
        make_world(seed, third, shape=PRESETS["default"]).ads,
        make_second_world(seed, third).ads,
        make_third_world(seed, third).ads,
    )
    piles = [iter(ads) for ads in worlds]
    for at in range(size):
        record = next(piles[at % 3], None) or next(piles[0])
        yield {**record, "id": f"w{at % 3}-{record['id']}"}


def copied(size: int, seed: int) -> Iterator[dict[str, object]]:
    """Ads of the same worlds, each put up COPIES times, word for word, some days apart and at addresses of their own:
    about nine in ten crawled ads say again what stood there before (Rivas 2024)."""
    for record in records(-(-size // COPIES), seed):
        posted = datetime.fromisoformat(str(record["posted_at"])) if record.get("posted_at") else None
        for copy in range(COPIES):
            moved = {"posted_at": (posted + timedelta(days=3 * copy)).isoformat()} if posted else {}
            yield {**record, **moved, "id": f"{record['id']}-{copy}", "url": f"{record.get('url') or ''}{copy}"}


def made(path: Path, size: int, seed: int, copies: bool) -> None:
    with path.open("w") as file:
        for record in islice(copied(size, seed) if copies else records(size, seed), size):
            file.write(json.dumps(record) + "\n")


def resident(pid: int) -> int:
    """Bytes of resident memory of a process and all its descendants."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * PAGE
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return total


def run(source: Path, out: Path) -> Run:
    before, began, peak = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0
    asked = [sys.executable, "-m", "safelight", "ads", "process", str(source), "--out", str(out)]
    with subprocess.Popen(asked, stdout=subprocess.DEVNULL) as child:
        while child.poll() is None:
            peak = max(peak, resident(child.pid))
            time.sleep(EVERY)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        raise SystemExit(f"the pipeline ended with {child.returncode}")
    summary = json.loads((out / "summary.json").read_text())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(summary["counts"]["ads"], wall, cpu, peak, summary["seconds"])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="10000,30000")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--copies", action="store_true")
    given = asked.parse_args()
    print(machine())
    print(f"three worlds in equal parts, seed {given.seed}, a worker a core" + ", ten copies of each" * given.copies)
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        for size in map(int, given.sizes.split(",")):
            name = f"{'copies-' * given.copies}{size}-{given.seed}"
            source = folder / f"pile-{name}.jsonl"
            if not source.exists():
                folder.mkdir(parents=True, exist_ok=True)
                made(source, size, given.seed, given.copies)
            runs.append(run(source, folder / f"out-{name}"))
            print(runs[-1].line(), flush=True)
    for small, large in pairwise(runs):
        exponent = math.log(large.cpu / small.cpu) / math.log(large.ads / small.ads)
        print(f"CPU exponent {small.ads:,} to {large.ads:,}: {exponent:.3f}")
    if len(runs) > 1:
        exponent = math.log(runs[-1].cpu / runs[0].cpu) / math.log(runs[-1].ads / runs[0].ads)
        print(f"CPU exponent {runs[0].ads:,} to {runs[-1].ads:,}: {exponent:.3f}")


if __name__ == "__main__":
    main()
