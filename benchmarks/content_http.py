"""The content network over HTTP with a large index: single and bulk look-ups, and how soon the other side knows.

    .venv/bin/python benchmarks/content_http.py [--held 20000] [--checks 200] [--bulks 10] [--seed 1] [--postgres]

A server process (`safelight serve`) holds PDQ hashes that one agency submitted in bulk; another asks over one kept
connection, then eight at once, once the server has done what it does at its start. Every planted copy must be met and
no stranger; each answer waits for its audit leaf on disk; webhooks go to a receiver on loopback. CPU is that of the
server, without PostgreSQL's own. Peer: the same hashes in threatexchange's PDQIndex, asked in this process: without
HTTP, audit, notices or tenants, so a floor for a server made of it.
"""

from __future__ import annotations

import argparse
import http.client
import http.server
import json
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from machine import machine
from tests.lib import postgres as pg
from tests.lib.homes import PASSWORD
from tests.lib.network import REASON, found_town

from safelight.content.core.fingerprint import Fingerprint, fingerprint
from safelight.content.core.observation import Submission

PART = 5_000
"""Hashes handed in at once while the index is filled."""


class Client:
    """One kept connection to the server, as one member."""

    def __init__(self, port: int, token: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._headers = {"Authorization": f"Bearer {token}"}

    def ask(self, method: str, path: str, body: bytes | None = None) -> object:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        raw = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {raw[:200]!r}")
        return json.loads(raw)


ARRIVED: dict[str, float] = {}
"""When each announced notice came to the receiver."""


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes webhooks."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        ARRIVED.setdefault(json.loads(body)["notice"], time.perf_counter())
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--held", type=int, default=20_000)
    parser.add_argument("--checks", type=int, default=200)
    parser.add_argument("--bulks", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true")
    choice = parser.parse_args()
    named = "PostgreSQL" if choice.postgres else "SQLite"
    print(f"{machine()}, seed {choice.seed}, {choice.held:,} held, {named}")
    rng = random.Random(choice.seed)
    held = [rng.getrandbits(256) for _ in range(choice.held)]
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder, database(choice.postgres) as url:
        people, case, home = filled(Path(folder), held, receiver.server_port, url)
        port = free_port()
        environment = {**os.environ, "SAFELIGHT_WEBHOOK_HOSTS": f"127.0.0.1:{receiver.server_port}"}
        environment |= {"SAFELIGHT_DATABASE_URL": url.replace("+psycopg", "")} if url else {}
        command = [sys.executable, "-m", "safelight", "serve", "--port", str(port), "--home", str(home)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as server:
            try:
                wait_for(port)
                measured(Server(port, server.pid), people, Questions(case, rng), held, choice.checks, choice.bulks)
            finally:
                server.terminate()
    peer(held, rng, choice.checks)


@contextmanager
def database(postgres: bool) -> Iterator[str | None]:
    """A server of PostgreSQL that writes to disk what it has committed; None for SQLite."""
    install = pg.find_binaries() if postgres else None
    if postgres and install is None:
        raise SystemExit("no PostgreSQL: the wheel of the dev extra has one")
    if install is None:
        yield None
        return
    with pg.running_server(install, fsync=True) as server, pg.fresh_database(server, "bench") as url:
        yield url


def filled(
    folder: Path, held: Sequence[int], webhook_port: int, url: str | None = None
) -> tuple[dict[str, str], str, Path]:
    """A home that holds the hashes; tokens by login, and the case of who asks."""
    town = found_town(folder, url=url)
    ines, case = town.actor("ines"), str(town.purpose("ivan").case_id)
    for login in ("sara", "sven"):
        town.content.membership.set_webhook(town.actor(login), f"http://127.0.0.1:{webhook_port}/")
    wall, cpu = time.perf_counter(), time.process_time()
    for at in range(0, len(held), PART):
        given = [Submission((printed(one),)) for one in held[at : at + PART]]
        town.content.submissions.submit_many(ines, given)
    spent = (time.process_time() - cpu, time.perf_counter() - wall)
    rates = ", ".join(
        f"{len(held) / each:,.0f} a second {name}" for each, name in zip(spent, ("CPU", "wall"), strict=True)
    )
    print(f"submitted in bulk: {rates}")
    town.content.transparency.publish()  # else the server does so while it is asked
    tokens = {login: town.platform.access.sign_in(login, PASSWORD).token.reveal() for login in ("ines", "ivan")}
    town.content.banks.stand(town.actor("ivan"), town.purpose("ivan"))
    home = town.platform.settings.home
    town.platform.close()
    return tokens, case, home


class Server:
    """The process that is measured: where it listens, and the CPU time it has used."""

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        self._process = process

    def cpu(self) -> float:
        fields = Path(f"/proc/{self._process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def settled(self) -> None:
        """Wait for what a server does at its start: a purge of the index, the log's first round."""
        for _ in range(60):
            before = self.cpu()
            time.sleep(1)
            if self.cpu() - before < 0.05:
                return

    def report(self, name: str, asks: Sequence[Callable[[], int]], expected: int) -> None:
        """Ask one after another and say how long it took and what it cost the server."""
        before = self.cpu()
        times = [clocked(ask, expected) for ask in asks]
        report(name, times, (self.cpu() - before) / len(times))


@dataclass(frozen=True)
class Questions:
    """How things are asked of the server."""

    case: str
    rng: random.Random

    def stranger(self) -> int:
        return self.rng.getrandbits(256)

    def check(self, client: Client, body: bytes) -> int:
        """How many of the asked rows meet something."""
        where = f"/api/v1/content/checks?case={self.case}&reason={REASON.replace(' ', '%20')}"
        answer: Any = client.ask("POST", where, body)
        return sum(bool(one["matches"]) for one in answer["checks"])

    def hma(self, client: Client) -> int:
        answer: Any = client.ask("GET", f"/m/raw_lookup?signal={self.stranger():064x}&signal_type=pdq")
        return len(answer["matches"])


def measured(
    server: Server, people: dict[str, str], ask: Questions, held: Sequence[int], checks: int, bulks: int
) -> None:
    ivan = Client(server.port, people["ivan"])
    copies = [copied(ask.rng, one) for one in ask.rng.sample(held, checks)]
    server.report("first answer, with the index opened", [lambda: ask.check(ivan, line(ask.stranger()))], 0)
    server.settled()
    ivan = Client(server.port, people["ivan"])
    misses = [lambda: ask.check(ivan, line(ask.stranger()))] * checks
    for one in misses[:50]:
        one()
    server.report("single check, miss", misses, 0)
    server.report("/m/raw_lookup, miss", [lambda: ask.hma(ivan)] * checks, 0)
    bodies = [b"".join(line(ask.stranger()) for _ in range(1_000)) for _ in range(bulks)]
    server.report("check of 1,000, misses", [lambda body=body: ask.check(ivan, body) for body in bodies], 0)
    together(server, people["ivan"], ask, checks)
    matches = [lambda one=one: ask.check(ivan, line(one)) for one in copies]
    ivan = Client(server.port, people["ivan"])
    server.report("single check, match, both notices stored, webhooks beside", matches, 1)
    both_told(server, people, ask, checks)


def together(server: Server, token: str, ask: Questions, checks: int) -> None:
    """Eight connections at once: what sharing rounds of the audit log is worth."""

    def one_after_another(client: Client) -> list[float]:
        return [clocked(lambda: ask.check(client, line(ask.stranger())), 0) for _ in range(checks)]

    clients = [Client(server.port, token) for _ in range(8)]
    before, began = server.cpu(), time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as pool:
        times = [one for each in pool.map(one_after_another, clients) for one in each]
    rate = len(times) / (time.perf_counter() - began)
    report(f"single check, 8 at once ({rate:,.0f} a second)", times, (server.cpu() - before) / len(times))


def both_told(server: Server, people: dict[str, str], ask: Questions, checks: int) -> None:
    """Submit, then check a copy; then when both webhooks had come, counted from the check's question."""
    ines, ivan = Client(server.port, people["ines"]), Client(server.port, people["ivan"])
    after = {client: last_notice(client) for client in (ines, ivan)}
    matchable, stored, began = [], [], {}
    for _ in range(checks):
        fresh, start = ask.stranger(), time.perf_counter()
        ines.ask("POST", "/api/v1/content/observations", line(fresh))
        matchable.append(time.perf_counter() - start)
        start = time.perf_counter()
        must_be(ask.check(ivan, line(copied(ask.rng, fresh))) == 1, "what was submitted was not matchable")
        for client in (ines, ivan):
            (one,), after[client] = notices(client, after[client])
            began[one] = start
        stored.append(time.perf_counter() - start)
    report("submitted, so matchable", matchable)
    report("both notices read by their tenants, from the question on", stored)
    deadline = time.perf_counter() + 60
    while not began.keys() <= ARRIVED.keys() and time.perf_counter() < deadline:
        time.sleep(0.05)
    must_be(began.keys() <= ARRIVED.keys(), "webhooks are missing")
    report("webhook received, from the question on", [ARRIVED[one] - at for one, at in began.items()])


def last_notice(client: Client) -> int:
    after, more = 0, True
    while more:
        found, after = notices(client, after)
        more = bool(found)
    return after


def notices(client: Client, after: int) -> tuple[list[str], int]:
    """Ids of the notices behind the cursor, and the next cursor."""
    found: Any = client.ask("GET", f"/api/v1/content/notices?after={after}&limit=200")
    return [one["notice"] for one in found["notices"]], int(found["next"])


def peer(held: Sequence[int], rng: random.Random, checks: int) -> None:
    try:
        from threatexchange.signal_type.pdq.pdq_index import PDQIndex
    except ImportError:
        print("peer: threatexchange is not installed (make .make/bench)")
        return
    began = time.perf_counter()
    index = PDQIndex([(f"{one:064x}", number) for number, one in enumerate(held)])
    print(f"peer: threatexchange PDQIndex, built in {time.perf_counter() - began:.0f} s")
    asked = [f"{rng.getrandbits(256):064x}" for _ in range(checks)]
    report("peer, single, in process, miss", [clocked(lambda one=one: len(index.query(one)), 0) for one in asked])
    start = time.perf_counter()
    for _ in range(1_000):
        index.query(f"{rng.getrandbits(256):064x}")
    print(f"  peer, 1,000 one after another: {(time.perf_counter() - start) * 1000:,.0f} ms")


def clocked(work: Callable[[], int], expected: int) -> float:
    began = time.perf_counter()
    found = work()
    spent = time.perf_counter() - began
    must_be(found == expected, f"{found} matches where {expected} are")
    return spent


def must_be(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(otherwise)


def report(name: str, times: Sequence[float], cpu: float | None = None) -> None:
    some = sorted(times)
    median, high = statistics.median(some) * 1000, some[min(len(some) - 1, int(len(some) * 0.99))] * 1000
    spent = f", {cpu * 1000:,.1f} ms CPU" if cpu is not None else ""
    print(f"  {name}: p50 {median:,.1f} ms, p99 {high:,.1f} ms{spent} ({len(some)})", flush=True)


def printed(bits: int) -> Fingerprint:
    return fingerprint("pdq", f"{bits:064x}", 100, "bench/1")


def line(bits: int) -> bytes:
    return json.dumps({"id": "1", "pdq": f"{bits:064x}", "pdq_quality": 100}).encode() + b"\n"


def copied(rng: random.Random, bits: int) -> int:
    for bit in rng.sample(range(256), rng.randrange(1, 32)):
        bits ^= 1 << bit
    return bits


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
