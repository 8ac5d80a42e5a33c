"""The webhook with many open conversations: how long an acknowledgement takes, and how many texts a second are taken.

`python benchmarks/textline_webhook.py [--open N] [--rate R] [--seconds S] [--database sqlite|postgres]`. The line is a
process of its own with gateway, sender and jobs; the load runs beside it on the same machine.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "benchmarks")]

from machine import machine  # noqa: E402
from tests.lib.fake_twilio import FakeTwilio  # noqa: E402
from tests.lib.line_load import Load, Server  # noqa: E402
from tests.lib.lines import LINE, number, open_line  # noqa: E402
from textline_faults import database  # noqa: E402

from safelight.kernel.sealed import Sealed  # noqa: E402
from safelight.textline.core.incoming import Incoming  # noqa: E402
from safelight.textline.store.tables import SENDINGS  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=110)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--database", default="sqlite")
    parser.add_argument("--folder", help="where the home stands; /dev/shm leaves the disk out")
    given = parser.parse_args()
    print(machine(), flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="safelight-webhook-", dir=given.folder) as folder,
        database(given.database) as (url, _),
        FakeTwilio() as fake,
    ):
        line = open_line(Path(folder), fake, url=url)
        start = time.perf_counter()
        accept = line.platform.textline.receiver.accept
        texts = (Incoming(f"open{n}", LINE, Sealed(number(1 + n)), "hello") for n in range(given.open))
        for future in [accept(line.provider, text) for text in texts]:
            future.result(300)
        took = time.perf_counter() - start
        print(f"{given.open:,} conversations opened in process: {given.open / took:.0f} texts/s")
        with line.platform.books["textline"].write() as connection:
            connection.execute(SENDINGS.update().values(state="delivered"))  # the greetings went out long ago
        server = Server(line.platform.settings.home, url)
        server.start()
        time.sleep(2)
        for name, total, rate in (
            (f"{given.rate:g} texts/s", int(given.rate * given.seconds), given.rate),
            ("as fast as they are taken", 5_000, 0.0),
        ):
            before, load = server.cpu_seconds(), Load(server.port, total, given.open, rate, prefix="A" if rate else "B")
            seconds = load.run()
            cpu = server.cpu_seconds() - before
            print(
                f"{given.database}, {name}: {total / seconds:.0f} texts/s, "
                f"ack p50 {1000 * load.percentile(0.5):.1f} ms, p99 {1000 * load.percentile(0.99):.1f} ms, "
                f"max {1000 * load.percentile(1):.0f} ms; "
                f"{1000 * cpu / total:.2f} CPU ms a text in the server ({cpu / seconds:.0%} of a core), "
                f"{1000 * load.cpu / total:.2f} in the load generator ({load.cpu / seconds:.0%}); "
                f"load average {os.getloadavg()[0]:.1f}",
                flush=True,
            )
        server.stop()
        line.platform.close()


if __name__ == "__main__":
    main()
