"""A network that is killed at random points while many agencies submit and check at once, and the account afterwards.

`python -m tests.lib.killed_network FOLDER PLAN` is the victim: one thread an agency, each appends a line to the ledger
of answers only once the network has answered. `account` compares that ledger, the obvious truth of who brought which
content, and what stands in the books. Fingerprints are seeded random bits.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

from sqlalchemy import select
from tests.lib.homes import PASSWORD, settings_for
from tests.lib.network import REASON, md5, pdq

from safelight.access.core.purpose import Purpose
from safelight.assembly import Platform, build, create_home
from safelight.content.core.notice import pair_id
from safelight.content.core.observation import Submission
from safelight.content.store.tables import NOTICES, OBSERVATIONS, PAIRS
from safelight.infra.ids import RandomIds
from safelight.infra.outbox import OUTBOX, TABLES
from safelight.kernel.errors import SafelightError
from safelight.kernel.ids import CaseId
from safelight.kernel.sealed import Sealed

ROOT = Path(__file__).parents[2]
EACH = 12
"""Contents that an agency brings in one round, drawn from a pool of `pool` that all draw from."""


@dataclass(frozen=True, slots=True)
class Account:
    """What is asked for: the first three must be 0. `answered`: submissions and checks that were answered."""

    lost: int
    missing: int
    doubled: int
    answered: int
    held: int
    pairs: int
    notices: int
    kills: int
    problems: tuple[str, ...]


def found(folder: Path, agencies: int, url: str | None = None) -> Path:
    """A home with so many agencies, one signed-in investigator each; returns the plan's file."""
    create_home(settings_for(folder, url).home, RandomIds())
    platform = build(settings_for(folder, url))
    people = []
    for number in range(agencies):
        tenant = platform.access.found_tenant(f"Agency {number}", "agency", "US").id
        platform.access.enrol(tenant, f"a{number}", f"Person {number}", ("investigator",), PASSWORD)
        signed = platform.access.sign_in(f"a{number}", PASSWORD)
        case = platform.cases.open_case(signed.actor, "A matter", "content_deconfliction", "Section 9 duty").id
        people.append({"token": signed.token.reveal(), "case": case})
    platform.close()
    plan = folder / "plan.json"
    plan.write_text(json.dumps({"url": url, "people": people}))
    return plan


def work(folder: Path, plan_file: Path, seed: int, pool: int, each: int) -> None:
    """The victim: all agencies at once, until it is killed, or `each` contents of `pool` are brought by each."""
    plan = json.loads(plan_file.read_text())
    platform = build(settings_for(folder, plan["url"]))
    ledger = os.open(folder / "answered.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    threads = [
        threading.Thread(target=_agency, args=(platform, one, number, seed, pool, each, ledger))
        for number, one in enumerate(plan["people"])
    ]
    for thread in threads:
        thread.start()
    draining = True

    def drain() -> None:
        while draining:
            platform.letters.drain()
            time.sleep(0.05)

    letters = threading.Thread(target=drain)
    letters.start()
    for thread in threads:
        thread.join()
    draining = False
    letters.join()
    while platform.letters.drain():
        pass
    platform.close()


def _agency(
    platform: Platform, person: dict[str, str], number: int, seed: int, pool: int, each: int, ledger: int
) -> None:
    rng = random.Random(f"{seed}-{number}")
    actor = platform.access.actor_for(Sealed(person["token"]))
    purpose = Purpose(CaseId(person["case"]), REASON)
    for content in rng.sample(range(seed * pool, (seed + 1) * pool), each):
        flips = rng.randrange(12)
        given = (pdq(content, flips), md5(1000 * content + number))
        try:
            if rng.random() < 0.7:
                line = {"did": "submit", "id": platform.content.submissions.submit(actor, Submission(given)).id}
            else:
                (answer,) = platform.content.checks.check(actor, [given], purpose)
                line = {"did": "check", "notices": [one["notice"] for one in answer.matches]}
        except SafelightError as refused:
            line = {"did": "refused", "code": refused.code}
        raw = json.dumps({"agency": number, "content": content, **line}) + "\n"
        os.write(ledger, raw.encode())


def kill_at_random(
    folder: Path,
    plan: Path,
    kills: int,
    seed: int,
    longest: float,
    pool: int,
    each: int = EACH,
    say: Callable[[int], None] = lambda turn: None,
) -> int:
    """Start the victim and kill it at a random moment, so many times; then let it finish once. Returns kills made.
    `say` is called before every turn."""
    rng, made = random.Random(seed), 0
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    for turn in range(kills + 1):
        say(turn)
        given = [str(one) for one in (folder, plan, turn, pool, each)]
        command = [sys.executable, "-m", "tests.lib.killed_network", *given]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as victim:
            assert victim.stdout is not None
            assert victim.stdout.readline() == "ready\n"
            if turn == kills:
                assert victim.wait(600) == 0
                break
            time.sleep(rng.uniform(0.01, longest))
            if victim.poll() is None:
                victim.send_signal(signal.SIGKILL)
                made += 1
    return made


def account(folder: Path, plan: Path, kills: int) -> Account:
    """What the books hold against what was answered."""
    platform = build(settings_for(folder, json.loads(plan.read_text())["url"]))
    lines = [json.loads(line) for line in (folder / "answered.jsonl").read_text().splitlines()]
    book = platform.books["content"]
    box = OUTBOX if book.is_postgres else TABLES["content"]
    with book.read() as connection:
        held = {row.id: row.tenant_id for row in connection.execute(select(OBSERVATIONS))}
        pairs = {row.id: row for row in connection.execute(select(PAIRS))}
        told = [(row.id, row.tenant_id, row.pair_id, row.cause) for row in connection.execute(select(NOTICES))]
        announced = Counter(row.key for row in connection.execute(select(box)) if row.topic == "content.announce")
    answered = [line for line in lines if line["did"] != "refused"]
    mine = {id_ for id_, _, _, _ in told}
    told_sides = Counter((pair, tenant) for _, tenant, pair, cause in told if cause == "match")
    sides = {(row.id, tenant) for row in pairs.values() for tenant in (row.earlier_tenant, row.later_tenant)}
    lost = [line for line in answered if line["did"] == "submit" and line["id"] not in held]
    promised = [note for line in answered if line["did"] == "check" for note in line["notices"]]
    missing = [f"side {side}" for side in sides if side not in told_sides]
    missing += [f"promised {note}" for note in promised if note not in mine]
    missing += [f"pair {pair}" for pair in _expected(answered, held) if pair not in pairs]
    missing += [f"announcement {note}" for note in mine if note not in announced]
    doubled = [str(side) for side, times in told_sides.items() if times > 1]
    doubled += [note for note, times in announced.items() if times > 1]
    problems = [*platform.trail.verify(), *[f"refused: {line['code']}" for line in lines if line["did"] == "refused"]]
    platform.close()
    return Account(
        lost=len(lost),
        missing=len(missing),
        doubled=len(doubled),
        answered=len(answered),
        held=len(held),
        pairs=len(pairs),
        notices=len(told),
        kills=kills,
        problems=tuple(problems[:10]),
    )


def _expected(answered: list[dict[str, object]], held: dict[str, str]) -> set[str]:
    """The obvious truth: every two agencies whose submissions of one content were answered are a pair."""
    brought: dict[object, set[str]] = {}
    for line in answered:
        if line["did"] == "submit" and line["id"] in held:
            brought.setdefault(line["content"], set()).add(str(line["id"]))
    expected = set()
    for some in brought.values():
        for one, other in combinations(sorted(some), 2):
            if held[one] != held[other]:
                expected.add(pair_id(one, other))
    return expected


def line(found: Account) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(found).items())


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), *(int(one) for one in sys.argv[3:6]))
