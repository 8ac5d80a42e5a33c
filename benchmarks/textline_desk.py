"""The desk under load: fifty who claim at once, the queue's screen with many open conversations, and rushes on paper.

    .venv/bin/python benchmarks/textline_desk.py [--open N] [--agents A] [--seed S]

Conversations are written straight into the book (N of them, tiers drawn), so that the desk alone is measured: `board`
and `claim_next` with N open; then `claim_next` by A threads until nobody waits (each must have exactly one owner). The
rush is `safelight textline drill rush` over 20 seeds.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "benchmarks")]

from machine import machine  # noqa: E402
from tests.lib.lines import Line, number, open_desk  # noqa: E402

from safelight.textline.core.rush import TIERS, Setting, rush  # noqa: E402
from safelight.textline.core.triage import BANDS  # noqa: E402
from safelight.textline.store.tables import CONVERSATIONS  # noqa: E402


def fill(line: Line, count: int, draws: random.Random) -> None:
    """`count` waiting conversations: one real one, copied with other ids, tiers and times."""
    line.text(number(0), "can somebody help me")
    now = datetime.now(UTC)
    with line.platform.books["textline"].write() as connection:
        pattern = dict(connection.execute(CONVERSATIONS.select()).one()._mapping)
        rows = []
        for index in range(1, count):
            tier = draws.choices(list(TIERS), list(TIERS.values()))[0]
            since = now - timedelta(seconds=draws.random() * 3_600)
            varied = {"id": f"talk-{index:06d}", "tier": tier, "priority": BANDS[tier] + 0.2 * draws.random()}
            rows.append({**pattern, **varied, "waiting_since": since, "slow": tier == 0})
        connection.execute(CONVERSATIONS.insert(), rows)


def timed(work: object, times: int) -> list[float]:
    """Milliseconds of each of `times` calls, sorted."""
    found = []
    for _ in range(times):
        before = time.perf_counter()
        work()  # type: ignore[operator]
        found.append((time.perf_counter() - before) * 1000)
    return sorted(found)


def shown(name: str, milliseconds: list[float]) -> None:
    p99 = milliseconds[min(len(milliseconds) - 1, int(0.99 * len(milliseconds)))]
    print(f"{name}: {len(milliseconds)} calls, p50 {statistics.median(milliseconds):.1f} ms, p99 {p99:.1f} ms")


def race(line: Line, agents: int) -> None:
    """All agents ask for the next until nobody waits."""
    desk, people = line.platform.textline.desk, [line.actor(login) for login in ("ana", "ben", "sue")]
    taken: list[str] = []
    spent: list[float] = []

    def agent(index: int) -> None:
        while True:
            before = time.perf_counter()
            got = desk.claim_next(people[index % 3])
            spent.append((time.perf_counter() - before) * 1000)
            if got is None:
                return
            taken.append(got)

    before = time.perf_counter()
    with ThreadPoolExecutor(agents) as pool:
        list(pool.map(agent, range(agents)))
    seconds = time.perf_counter() - before
    print(
        f"claim race: {agents} agents, {len(taken)} conversations, {len(set(taken))} distinct owners' conversations, "
        f"taken twice {len(taken) - len(set(taken))}, {seconds:.1f} s"
    )
    shown("claim_next in the race", sorted(spent))


def rushes(seeds: int) -> None:
    for people in (10, 14, 20):
        runs = [rush(Setting(people=people), random.Random(seed)) for seed in range(seeds)]
        for place, tier in enumerate(TIERS):
            waits = [run[place] for run in runs]
            came = sum(each.texters for each in waits)
            in_time = sum(each.within_two * each.texters for each in waits if each.texters) / came
            print(
                f"rush x10 for 15 min, {people} people, tier {tier}: {came} texters, within 2 min {in_time:.1%}, "
                f"p95 {statistics.mean(each.p95 for each in waits):.1f} min, "
                f"longest {max(each.longest for each in waits):.1f} min"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--claims", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        line = open_desk(Path(folder) / "many")
        fill(line, given.open, random.Random(given.seed))
        print(f"{given.open} open conversations")
        shown("board", timed(lambda: line.platform.textline.desk.board(line.actor("ana")), 100))
        shown("claim_next", timed(lambda: line.platform.textline.desk.claim_next(line.actor("ana")), 50))
        line.platform.close()
        line = open_desk(Path(folder) / "race")
        fill(line, given.claims, random.Random(given.seed))
        race(line, given.agents)
        line.platform.close()
    rushes(20)


if __name__ == "__main__":
    main()
