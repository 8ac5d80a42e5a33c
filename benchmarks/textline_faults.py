"""The line under load with faults: how many acknowledged texts are lost, how many are stored or answered twice.

Each row is a fresh home, a loopback provider with 10 ms latency, and the line as a process of its own. Run it with
`python benchmarks/textline_faults.py [--texts N] [--kills K] [--rate R] [--only NAME]`.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import psycopg  # noqa: E402
from machine import machine  # noqa: E402
from tests.lib import postgres as pg  # noqa: E402
from tests.lib.fake_smsc import FakeSmsc  # noqa: E402
from tests.lib.fake_twilio import FakeTwilio  # noqa: E402
from tests.lib.line_load import CentreLoad, Load, Server, count, settle  # noqa: E402
from tests.lib.lines import open_line  # noqa: E402

from safelight.assembly import build  # noqa: E402

SEED = 20_261_125


@contextmanager
def database(kind: str) -> Iterator[tuple[str | None, pg.Server | None]]:
    install = pg.find_binaries()
    if kind == "sqlite" or install is None:
        yield None, None
        return
    with pg.running_server(install) as server:
        with psycopg.connect(server.admin.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "line" OWNER "{server.role.username}"')
        address = server.role.set(drivername="postgresql+psycopg", database="line")
        yield address.render_as_string(hide_password=False), server


def kills(times: int, seconds: float, rng: random.Random) -> Callable[[Server], None]:
    """SIGKILL so many times, spread at random over the load, and start again at once."""

    def run(server: Server) -> None:
        for _ in range(times):
            time.sleep(seconds / (times + 1) * rng.uniform(0.5, 1.2))
            server.kill()
            server.start()

    return run


def full_disk(server: Server) -> None:
    for _ in range(3):
        time.sleep(2)
        server.disk(60_000)
        time.sleep(1.5)
        server.disk(None)


def clock_steps(server: Server) -> None:
    for offset in ("3600", "-3600", "86400", "0"):
        time.sleep(3)
        server.offset.write_text(offset)


def stop_database(server: pg.Server) -> tuple[Path, list[bytes]]:
    """Stop it the immediate way, as a power cut would be felt; returns its folder and how it was started."""
    with psycopg.connect(server.admin.render_as_string(hide_password=False)) as connection:
        folder = Path(connection.execute("SHOW data_directory").fetchone()[0])  # type: ignore[index]
    number = int((folder / "postmaster.pid").read_text().splitlines()[0])
    command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")[:-1]
    os.kill(number, signal.SIGQUIT)
    while Path(f"/proc/{number}").exists() and "State:\tZ" not in Path(f"/proc/{number}/status").read_text():
        time.sleep(0.05)
    return folder, command


def restarts(server: pg.Server) -> Callable[[Server], None]:
    """Stop the database server the immediate way and start it again, three times."""

    def run(_: Server) -> None:
        for _ in range(3):
            time.sleep(3)
            folder, command = stop_database(server)
            user = "nobody" if os.geteuid() == 0 else None
            with (folder.parent / "log").open("ab") as log:
                subprocess.Popen(command, user=user, stdout=log, stderr=log, start_new_session=True)

    return run


def row(
    name: str, kind: str, total: int, rate: float, fault: str, times: int, lists: bool = True, smpp: bool = False
) -> None:
    rng = random.Random(f"{SEED}-{name}")
    cpu, wall = time.process_time(), time.perf_counter()
    with (
        tempfile.TemporaryDirectory(prefix="safelight-faults-") as folder,
        database(kind) as (url, postgres),
        FakeSmsc(latency=0.01) if smpp else FakeTwilio(latency=0.01, lists=lists) as fake,
    ):
        line = open_line(Path(folder), fake, url=url)
        server = Server(line.platform.settings.home, url)
        server.start()
        meanwhile = {
            "kill": kills(times, total / rate, rng),
            "disk": full_disk,
            "clock": clock_steps,
            "restart": restarts(postgres) if postgres else lambda _: None,
        }[fault]
        people = max(1, total // 5)
        load = CentreLoad(fake, total, people, rate) if smpp else Load(server.port, total, people, rate)
        running = threading.Thread(target=load.run)
        running.start()
        meanwhile(server)
        running.join()
        settle(line, 600)
        told = count(line, fake, load)
        server.stop()
        line.platform.close()
        fresh = build(line.platform.settings)  # what a killed process left waiting gets its leaf
        fresh.access.settle()
        wrong = fresh.trail.verify()
        fresh.close()
        if postgres is not None and fault == "restart":
            stop_database(postgres)
    print(
        f"{name:<34} {told}; refused {sum(load.refused.values()):,} tries; audit log "
        f"{wrong or 'verifies'}; {time.perf_counter() - wall:.0f} s wall, "
        f"{time.process_time() - cpu:.0f} CPU s in the load",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--texts", type=int, default=30_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--rate", type=float, default=100)
    parser.add_argument("--only", default="", help="the name of one row")
    given = parser.parse_args()
    print(machine(), f"seed {SEED}", flush=True)
    n, rate, k = given.texts, given.rate, given.kills
    rows = [
        (f"sqlite, kill -9 x {k}", "sqlite", n, rate, "kill", k, True),
        (f"postgres, kill -9 x {k}", "postgres", n, rate, "kill", k, True),
        (f"sqlite, SMPP, kill -9 x {k}", "sqlite", n, rate, "kill", k, True, True),
        (f"postgres, SMPP, kill -9 x {k}", "postgres", n, rate, "kill", k, True, True),
        (f"sqlite, kill -9 x {k}, no list", "sqlite", n // 4, rate, "kill", k, False),
        ("sqlite, disk full x 3", "sqlite", n // 10, rate, "disk", 0, True),
        ("postgres, restarted x 3", "postgres", n // 10, rate, "restart", 0, True),
        ("sqlite, clock set x 4", "sqlite", n // 10, rate, "clock", 0, True),
    ]
    for each in rows:
        if each[0] == given.only or not given.only:
            row(*each)


if __name__ == "__main__":
    main()
