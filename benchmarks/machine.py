"""What every benchmark prints first: the machine, its pace and load, Python, and the commit that was measured."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def machine() -> str:
    """One line. Load is the average of the last minute: CPU seconds suffer less from it than wall time, but the pace
    of one core varies, too, where cores are shared with strangers: figures of two runs compare at equal pace."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    named = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    asked = ["git", "-C", str(PROJECT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip() or "unknown"
    return (
        f"{named}, {os.cpu_count()} cores, {memory:.0f} GiB, pace {pace():.0f} ns, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, commit {commit}"
    )


def pace(rounds: int = 2_000_000) -> float:
    """CPU nanoseconds that one round of a plain Python loop takes: the speed of a core at this moment."""
    began, total = time.process_time(), 0
    for at in range(rounds):
        total += at * at
    return (time.process_time() - began) * 1e9 / rounds


if __name__ == "__main__":
    print(machine())
