"""The private check: evaluations on the server, with their proofs, quota, audit and HTTP; and what the asker spends.

    .venv/bin/python benchmarks/content_private.py [--held 20000] [--rounds 10] [--seed 1]

Batches of 1,000. The peer is libsodium's multiplication alone (rbcl, one a question): the least that any server of such
a function needs, without proof, permission, audit or HTTP. Every value is compared with the one the key's owner makes
alone before any figure is printed. CPU seconds of this process, in which server and asker both run.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from machine import machine
from tests.lib.network import Town, found_town

from safelight.content.core.fingerprint import Fingerprint, fingerprint
from safelight.content.core.observation import Submission
from safelight.content.service.private_asking import Asking, Totals
from safelight.infra import oprf

BATCH = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    choice = parser.parse_args()
    print(f"{machine()}, seed {choice.seed}, {choice.held:,} held, batches of {BATCH:,}")
    rng = random.Random(choice.seed)
    with tempfile.TemporaryDirectory() as folder:
        town = found_town(Path(folder))
        held = [fingerprint("md5", f"{rng.getrandbits(128):032x}") for _ in range(choice.held)]
        given = [Submission((one,)) for one in held]
        for at in range(0, len(given), 5_000):
            town.content.submissions.submit_many(town.actor("ines"), given[at : at + 5_000])
        report("set made, values", town.content.private.keep_up, choice.held)
        server(town, rng, choice.rounds)
        asker(town, held, rng)
        town.platform.close()


def server(town: Town, rng: random.Random, rounds: int) -> None:
    private, ivan, purpose = town.content.private, town.actor("ivan"), town.purpose("ivan")
    epoch = private.announced(ivan, purpose).epoch
    key = private._key(epoch)[0]
    texts = [rng.randbytes(16) for _ in range(BATCH)]
    blinds = [oprf.new_scalar(os.urandom(64)) for _ in texts]
    blinded = [oprf.blind(text, by) for text, by in zip(texts, blinds, strict=True)]
    done = private.evaluate(ivan, purpose, epoch, blinded)
    values = oprf.unblind(texts, blinds, blinded, private._key(epoch)[1], done)
    if values != [oprf.compute(key, text) for text in texts]:
        raise SystemExit("a value is not the function's")
    report(
        "server, with proof, permission and audit",
        lambda: private.evaluate(ivan, purpose, epoch, blinded),
        BATCH,
        rounds,
    )
    report("peer: multiplication alone", lambda: [oprf._times(key, one) for one in blinded], BATCH, rounds)


def asker(town: Town, held: Sequence[Fingerprint], rng: random.Random) -> None:
    private, ivan, purpose = town.content.private, town.actor("ivan"), town.purpose("ivan")

    class Here:
        """The network without HTTP between."""

        def announced(self) -> tuple[str, bytes, int, int, int]:
            found = private.announced(ivan, purpose)
            return found.epoch, found.public_key, found.entries, found.least_bits, found.most_bits

        def evaluate(self, epoch: str, blinded: list[bytes]) -> tuple[list[bytes], bytes]:
            done = private.evaluate(ivan, purpose, epoch, blinded)
            return list(done.elements), done.proof

        def bucket(self, epoch: str, bits: int, prefix: int) -> list[bytes]:
            return private.bucket(ivan, purpose, epoch, bits, prefix)

    known = [one.value for one in rng.sample(held, 500)]
    rows = [*known, *(f"{rng.getrandbits(128):032x}" for _ in range(500))]
    lines = "".join(json.dumps({"id": at, "md5": value}) + "\n" for at, value in enumerate(rows)).encode()
    found: list[object] = []

    def ask() -> None:
        asking = Asking(Here(), os.urandom)  # type: ignore[arg-type]
        found[:] = [one["known"] for one in asking.ask(io.BytesIO(lines), "rows", print, Totals())]

    report("a whole private check of 1,000 rows, both sides, set fetched", ask, BATCH)
    if found != [True] * 500 + [False] * 500:
        raise SystemExit("a private check said something else than what is held")


def report(name: str, work: Callable[[], object], count: int, rounds: int = 1) -> None:
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        spent.append(time.process_time() - began)
    middle = statistics.median(spent)
    print(f"  {name}: {count / middle:,.0f} a CPU second, {middle / count * 1e6:,.1f} microseconds each", flush=True)


if __name__ == "__main__":
    main()
