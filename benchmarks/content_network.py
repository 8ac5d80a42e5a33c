"""The content network: submissions kept, single and bulk checks, from a submission to both notices; audit included.

    .venv/bin/python benchmarks/content_network.py [--held 2000] [--checks 50] [--seed 1]

Every planted copy must be met, no stranger may be, and each side must have exactly one notice of each pair, before any
figure is printed. No peer: the open one has one tenant and no notices (docs/adr/0021).
"""

from __future__ import annotations

import argparse
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

Asked = tuple[Fingerprint, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=2_000)
    parser.add_argument("--checks", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    choice = parser.parse_args()
    print(f"{machine()}, seed {choice.seed}, {choice.held} held")
    with tempfile.TemporaryDirectory() as folder:
        town = found_town(Path(folder))
        for line in measured(town, random.Random(choice.seed), choice.held, choice.checks):
            print(line)
        town.platform.close()


def measured(town: Town, rng: random.Random, held: int, checks: int) -> list[str]:
    ines, ivan, purpose = town.actor("ines"), town.actor("ivan"), town.purpose("ivan")
    known = [rng.getrandbits(256) for _ in range(held)]
    lines = []

    def ask(asked: Sequence[Asked]) -> int:
        return sum(len(one.matches) for one in town.content.checks.check(ivan, asked, purpose))

    given = [Submission(printed(one)) for one in known]
    wall, cpu = timed(lambda: town.content.submissions.submit_many(ines, given))
    lines.append(f"submit in bulk: {held / cpu:,.0f} a CPU second, {held / wall:,.0f} a second wall")
    strangers = [[printed(rng.getrandbits(256))] for _ in range(checks)]
    copies = [[printed(copied(rng, known[number]))] for number in range(checks)]
    for name, every, met in (("miss", strangers, 0), ("match", copies, 1)):
        found: list[int] = []
        spent = [timed(lambda one=one, found=found: found.append(ask(one))) for one in every]
        assert found == [met] * checks, name
        lines.append(f"single check, {name}: {median(spent)}")
    spent = [timed(lambda: ask([printed(rng.getrandbits(256)) for _ in range(1_000)])) for _ in range(3)]
    lines.append(f"check of 1,000, misses: {median(spent)}")
    spent = [timed(lambda: both(town, rng)) for _ in range(checks)]
    lines.append(f"submission, check, both notices stored: {median(spent)}")
    for actor in (ines, ivan):
        feed = [row for at in range(0, 2 * checks, 100) for row in town.content.inbox.feed(actor, at, 100)]
        assert len({row.pair_id for row in feed}) == len(feed) == 2 * checks
    return lines


def both(town: Town, rng: random.Random) -> None:
    fresh = rng.getrandbits(256)
    town.content.submissions.submit(town.actor("ines"), Submission(printed(fresh)))
    (answer,) = town.content.checks.check(town.actor("ivan"), [printed(copied(rng, fresh))], town.purpose("ivan"))
    assert len(answer.matches) == 1


def printed(bits: int) -> Asked:
    return (fingerprint("pdq", f"{bits:064x}", 100, "bench/1"),)


def copied(rng: random.Random, bits: int) -> int:
    for bit in rng.sample(range(256), rng.randrange(1, 32)):
        bits ^= 1 << bit
    return bits


def timed(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def median(spent: Sequence[tuple[float, float]]) -> str:
    wall, cpu = (statistics.median(each) * 1000 for each in zip(*spent, strict=True))
    return f"median {cpu:.1f} ms CPU, {wall:.1f} ms wall"


if __name__ == "__main__":
    main()
