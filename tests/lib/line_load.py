"""A provider's side of a load: signed texts at a steady rate, each tried again until it is acknowledged; and the count
of what became of them. The server is a process that can be killed, starved of disk, or have its clock set."""

from __future__ import annotations

import os
import queue
import re
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lib.fake_smsc import Brought, FakeSmsc
from tests.lib.fake_twilio import FakeTwilio
from tests.lib.lines import LINE, Line, form, number, signed

from safelight.textline.core.box import Wrapped

ROOT = Path(__file__).parents[2]
LANES = 24


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """The line's process. `kill` is SIGKILL; `start` again on the same home and port."""

    home: Path
    url: str | None = None
    port: int = field(default_factory=free_port)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def offset(self) -> Path:
        return self.home.parent / "clock-offset"

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.lib.line_server", str(self.home), str(self.port), str(self.offset)]
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
        log = (self.home.parent / "server.log").open("ab")
        self._process = subprocess.Popen(
            command + ([self.url] if self.url else []), cwd=ROOT, env=environment, stdout=log, stderr=log
        )
        log.close()
        until = time.monotonic() + 240
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError((self.home.parent / "server.log").read_text()[-2000:])

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def disk(self, free: int | None) -> None:
        """Let no file of the process grow beyond so many bytes; None lifts that again."""
        limit = resource.RLIM_INFINITY if free is None else free
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Wire:
    """One kept connection, with little work on this side: the load must not eat the server's core."""

    port: int
    _socket: socket.socket | None = None

    def ask(self, request: bytes) -> int | str:
        """The status of the answer, or the name of what went wrong."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self.port), 15)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(request)
            return self._status(self._socket)
        except OSError as error:
            self.close()
            return type(error).__name__

    def _status(self, open_socket: socket.socket) -> int:
        raw = b""
        while (end := raw.find(b"\r\n\r\n")) < 0 or len(raw) < end + 4 + _length(raw[:end]):
            part = open_socket.recv(4096)
            if not part:
                raise ConnectionResetError
            raw += part
        if b"connection: close" in raw[:end].lower():
            self.close()
        return int(raw[9:12])

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _length(head: bytes) -> int:
    """What Content-Length says of an answer's body."""
    found = re.search(rb"(?i)content-length: *(\d+)", head)
    return int(found[1]) if found else 0


@dataclass
class Load:
    """`total` texts of `people` numbers at `rate` a second (0: as fast as they are taken), tried again until taken."""

    port: int
    total: int
    people: int
    rate: float
    first: int = 1
    prefix: str = "SM"
    acked: dict[str, int] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    refused: Counter[int | str] = field(default_factory=Counter)
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    cpu: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> float:
        """Returns the seconds it took. A wait counts from when the text was due, so that a slow server can't hide."""
        self.requests = [self.request(index) for index in range(self.total)]
        cpu = time.process_time()
        due: queue.Queue[tuple[int, float] | None] = queue.Queue()
        threads = [threading.Thread(target=self._lane, args=(due,), daemon=True) for _ in range(LANES)]
        for thread in threads:
            thread.start()
        start = time.perf_counter()
        for index in range(self.total):
            at = start + index / self.rate if self.rate else time.perf_counter()
            pause = at - time.perf_counter()
            if pause > 0:
                time.sleep(pause)
            while not self.rate and due.qsize() > LANES:
                time.sleep(0.0005)
            due.put((index, at if self.rate else 0.0))
        for _ in threads:
            due.put(None)
        for thread in threads:
            thread.join()
        self.cpu = time.process_time() - cpu
        return time.perf_counter() - start

    def _lane(self, due: queue.Queue[tuple[int, float] | None]) -> None:
        wire = Wire(self.port)
        while (given := due.get()) is not None:
            index, at = given
            sid, request = self.requests[index]
            at = at or time.perf_counter()
            while (answer := wire.ask(request)) != 200:
                self._refuse(answer)
                time.sleep(0.1)
            with self._lock:
                self.waits.append(time.perf_counter() - at)
                self.acked[sid] = self.acked.get(sid, 0) + 1
        wire.close()

    def request(self, index: int) -> tuple[str, bytes]:
        sid = f"{self.prefix}{self.first + index:032d}"
        body = form(sid, number(self.first + index % self.people), f"text number {index}")
        sign = signed(body, f"http://127.0.0.1:{self.port}/gateways/twilio/inbound")
        head = (
            f"POST /gateways/twilio/inbound HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"X-Twilio-Signature: {sign}\r\n\r\n"
        )
        return sid, head.encode() + body

    def _refuse(self, why: int | str) -> None:
        with self._lock:
            self.refused[why] += 1

    def percentile(self, share: float) -> float:
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass
class CentreLoad:
    """The same from a message centre: it brings each text until it hears that it was kept."""

    smsc: FakeSmsc
    total: int
    people: int
    rate: float
    first: int = 1
    acked: dict[str, int] = field(default_factory=dict)
    refused: Counter[int | str] = field(default_factory=Counter)

    def run(self) -> float:
        start = time.perf_counter()
        brought: dict[str, Brought] = {}
        for index in range(self.total):
            time.sleep(max(0.0, start + index / self.rate - time.perf_counter()))
            words = f"text number {index}"
            (brought[words],) = self.smsc.bring(number(self.first + index % self.people), LINE, words)
        until = time.monotonic() + 300
        while not all(0 in each.statuses for each in brought.values()) and time.monotonic() < until:
            time.sleep(0.2)
        self.acked = {words: each.statuses.count(0) for words, each in brought.items() if 0 in each.statuses}
        for each in brought.values():
            self.refused.update(status for status in each.statuses if status)
        return time.perf_counter() - start


@dataclass(frozen=True)
class Count:
    """What became of a load. Lost: acknowledged and not in a conversation. Twice: texts or answers that are there more
    than once. Unanswered: numbers that got no answer and no flag saying so."""

    acked: int
    lost: int
    entries_twice: int
    replies_twice: int
    unanswered: int
    flagged: int

    def __str__(self) -> str:
        return (
            f"acked {self.acked:,} lost {self.lost} stored twice {self.entries_twice} answered twice "
            f"{self.replies_twice} unanswered {self.unanswered} dropped and flagged {self.flagged}"
        )


def texts(line: Line) -> list[dict[str, Any]]:
    return [row for row in line.rows("entries") if row["kind"] == "text"]


def opened(line: Line) -> Counter[str]:
    """Every text that is there, in clear."""
    vault, keys = line.platform.textline.vault, {}
    for row in line.rows("conversation_keys"):
        wrapped = Wrapped(int(str(row["domain_key"])), row["box"])  # type: ignore[arg-type]
        keys[row["conversation_id"]] = vault.open_key(str(row["conversation_id"]), wrapped)
    return Counter(keys[row["conversation_id"]].open_text(str(row["seq"]), row["box"]) for row in texts(line))


def settle(line: Line, seconds: float = 120.0) -> None:
    """Wait until nothing waits, is in flight or in doubt."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        waiting = any(row["waiting"] for row in line.rows("inbox"))
        if not waiting and not {str(row["state"]) for row in line.rows("sendings")} & {"new", "intent", "unknown"}:
            return
        time.sleep(0.3)
    raise AssertionError(Counter(line.states()))


def count(line: Line, fake: FakeTwilio | FakeSmsc, load: Load | CentreLoad) -> Count:
    by_words = isinstance(load, CentreLoad)  # a centre gives its texts no names
    stored = opened(line) if by_words else Counter(str(row["external_id"]) for row in texts(line))
    sent = Counter(each["to"] for each in fake.accepted)
    people = {number(load.first + index) for index in range(min(load.people, load.total))}
    flagged = sum(row["state"] in ("dropped", "failed") for row in line.rows("sendings"))
    silent = sum(sent[each] == 0 for each in people)
    return Count(
        acked=len(load.acked),
        lost=sum(stored[sid] == 0 for sid in load.acked),
        entries_twice=sum(each - 1 for each in stored.values() if each > 1),
        replies_twice=sum(each - 1 for each in sent.values() if each > 1),
        unanswered=max(0, silent - flagged),
        flagged=flagged,
    )
