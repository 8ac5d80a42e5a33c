"""The audit log: intents given their leaves in groups and one at a time, the whole log verified, bytes on disk.

    .venv/bin/python benchmarks/audit_log.py [--entries 20000] [--reads 200] [--seed 1]

Peer in the same run: appending the same bytes to a file with one fsync each, which is the least that "written before
the answer" can cost. The log is checked, and a changed entry must be found, before any figure is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from machine import machine

from safelight.infra.checkpoint import CheckpointFile
from safelight.infra.db import Book, open_book
from safelight.infra.intents import Intent, add_intent
from safelight.infra.ledger import Ledger
from safelight.infra.migrate import upgrade

ENTRY_BYTES = 420
"""About what an entry of a search weighs: ids, times, a reason of a sentence."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--reads", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    choice = parser.parse_args()
    print(machine(), f"seed {choice.seed}")
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), made_up(choice.entries, choice.reads, choice.seed), choice.entries)


def measure(home: Path, intents: Sequence[Intent], entries: int) -> None:
    ops, audit = open_book("ops", home, None), open_book("audit", home, None)
    upgrade(ops)
    upgrade(audit)
    key = Ed25519PrivateKey.generate()
    ledger = Ledger(audit, {"ops": ops}, CheckpointFile(home / "checkpoint", "safelight/benchmark", key))
    many, single = intents[:entries], intents[entries:]
    with ops.write() as connection:
        for intent in many:
            add_intent(connection, "ops", intent)
    together = seconds(ledger.sequence)
    apart = [seconds(lambda each=each: one_read(ops, ledger, each)) for each in single]
    peer = [seconds(lambda each=each: append(home / "peer.log", each.entry)) for each in single]
    verifying = seconds(lambda: must_be(ledger.verify() == [], "the log does not verify"))
    size = sum(path.stat().st_size for path in home.glob("*.sqlite*"))
    with audit.write() as connection:
        connection.exec_driver_sql("UPDATE leaves SET entry = x'00' WHERE seq = 7")
    must_be(ledger.verify() != [], "a changed entry was not found")
    total = len(intents)
    print(f"in groups        {len(many):>8,} entries  {len(many) / together:>10,.0f} /s")
    print(f"one at a time    {len(single):>8,} reads    median {median_ms(apart)}  (intent, leaf, signed head)")
    print(f"peer: fsync      {len(single):>8,} appends  median {median_ms(peer)}")
    print(f"verify           {total:>8,} entries  {verifying:>10.2f} s  {total / verifying:>10,.0f} /s")
    print(f"on disk          {size / total:>8,.0f} bytes an entry, of which {ENTRY_BYTES} are the entry, kept twice")
    for book in (ops, audit):
        book.close()


def one_read(ops: Book, ledger: Ledger, intent: Intent) -> None:
    """What a protected read waits for."""
    with ops.write() as connection:
        add_intent(connection, "ops", intent)
    ledger.sequence()


def append(path: Path, entry: bytes) -> None:
    with path.open("ab") as log:
        log.write(entry)
        log.flush()
        os.fsync(log.fileno())


def made_up(entries: int, reads: int, seed: int) -> list[Intent]:
    rng = random.Random(seed)
    found = []
    for number in range(entries + reads):
        entry = json.dumps({"number": number, "reason": rng.randbytes(ENTRY_BYTES).hex()})[: ENTRY_BYTES - 2] + '"}'
        found.append(Intent(f"aud-{number:08d}", entry.encode()))
    return found


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def median_ms(times: Sequence[float]) -> str:
    return f"{sorted(times)[len(times) // 2] * 1000:8.2f} ms"


def must_be(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(otherwise)


if __name__ == "__main__":
    main()
