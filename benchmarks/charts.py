"""How long charts and reports take, and how large their files are. No peer: the pictures are vl-convert's own.

Facts are invented (`tests/lib/counted_home.py`, seed 11). Prints machine, commit, seconds of wall and CPU, bytes.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from machine import PROJECT, machine

sys.path.insert(0, str(PROJECT))

from tests.lib.counted_home import counted_home

from safelight.kernel.clock import FixedClock
from safelight.stats.service.questions import Measure

ASKED = ("ads per 100,000 by state this year", "ads by county", "ads by month", "conversations closed by disposition")


def timed(name: str, path: Path, work: Callable[[Path], object]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work(path)
    spent = f"{time.perf_counter() - wall:5.2f} s wall {time.process_time() - cpu:5.2f} s CPU"
    print(f"{name:<40} {path.suffix:<5} {spent} {path.stat().st_size:>9,} bytes")


def main() -> None:
    print(machine(), "seed 11")
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        home = counted_home(folder, FixedClock(datetime(2026, 11, 25, tzinfo=UTC)))
        charts, nora = home.platform.stats.charts, home.actor("nora")
        read = [home.platform.stats.questions.read(question) for question in ASKED]
        measures = [found for found in read if isinstance(found, Measure)]
        assert len(measures) == len(ASKED)
        charts.draw(nora, measures[3], folder / "first.svg")  # starts the converter
        for question, measure in zip(ASKED, measures, strict=True):
            for ending in (".svg", ".png", ".pdf", ".html"):
                timed(question, folder / f"chart{ending}", lambda path, one=measure: charts.draw(nora, one, path))
        for ending in (".html", ".pdf"):
            path = folder / f"report{ending}"
            timed("report of four answers", path, lambda path: charts.report(nora, measures, path, "Report"))
        home.platform.close()


if __name__ == "__main__":
    main()
