"""A provider on loopback that speaks Twilio's Messages resource, and can be told to fail in the ways providers do.

It keeps what it accepted, so that a test can count what really went out. Faults are planned: each request to send
takes the next word of the plan (`ok` when it is empty): `refuse` (a lasting error), `busy` (429), `500` (fails, nothing
taken), `500-taken` (fails after taking it), `timeout` (takes it, answers too late), `hang` (takes nothing, answers too
late), `cut` (takes it and drops the connection), `garbage` (takes it and answers no JSON).
"""

from __future__ import annotations

import base64
import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "AC" + "0" * 32
TOKEN = "an-invented-token"
TAKES = {"ok", "500-taken", "timeout", "cut", "garbage"}


@dataclass
class FakeTwilio:
    """`accepted` is every text taken, in order; `inbound` what it would list as received."""

    latency: float = 0.0
    account: str = ACCOUNT
    late: float = 1.5
    lists: bool = True
    plan: deque[str] = field(default_factory=deque)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    inbound: list[dict[str, Any]] = field(default_factory=list)
    clock_off: timedelta = timedelta()
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> FakeTwilio:
        self._server = _Server(("127.0.0.1", 0), type("Door", (_Door,), {"fake": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def bodies(self, to: str) -> list[str]:
        with self._lock:
            return [each["body"] for each in self.accepted if each["to"] == to]

    def next_fault(self) -> str:
        with self._lock:
            return self.plan.popleft() if self.plan else "ok"

    def take(self, form: dict[str, str]) -> dict[str, Any]:
        with self._lock:
            record = self.record(f"SM{len(self.accepted):032d}", form["From"], form["To"], form["Body"], "outbound-api")
            self.accepted.append(record)
            return record

    def arrive(self, sid: str, sender: str, line: str, text: str) -> None:
        with self._lock:
            self.inbound.append(self.record(sid, sender, line, text, "inbound"))

    def record(self, sid: str, sender: str, to: str, body: str, direction: str) -> dict[str, Any]:
        at = datetime.now(UTC) + self.clock_off
        return {
            "sid": sid,
            "from": sender,
            "to": to,
            "body": body,
            "direction": direction,
            "status": "queued" if direction != "inbound" else "received",
            "num_media": "0",
            "date_created": format_datetime(at),
        }

    def listed(self, to: str) -> list[dict[str, Any]]:
        with self._lock:
            every = [each for each in (*self.accepted, *self.inbound) if each["to"] == to]
        return list(reversed(every))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a line that starts again opens all its connections at once

    def handle_error(self, *_: object) -> None:
        """A line that is killed drops its connections; that is the test, not an error of the provider."""


class _Door(BaseHTTPRequestHandler):
    fake: FakeTwilio
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {key: values[0] for key, values in parse_qs(raw, keep_blank_values=True).items()}
        if self.headers.get("Authorization") != _signed_in(self.fake):
            return self.answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        fault = self.fake.next_fault()
        time.sleep(self.fake.latency)
        record = self.fake.take(form) if fault in TAKES else {}
        if fault in ("timeout", "hang"):
            time.sleep(self.fake.late)
        if fault == "cut":
            self.close_connection = True
            return None
        return self.answer(*_ANSWERS.get(fault, (201, record)))

    def do_GET(self) -> None:
        if self.headers.get("Authorization") != _signed_in(self.fake):
            return self.answer(401, {"code": 20003})
        if not self.fake.lists:
            return self.answer(503, {})
        return self.answer(200, _page(self.fake, self.path))

    def answer(self, status: int, content: Any) -> None:
        raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            self.close_connection = True  # whoever asked has given up


def _signed_in(fake: FakeTwilio) -> str:
    return "Basic " + base64.b64encode(f"{fake.account}:{TOKEN}".encode()).decode()


def _page(fake: FakeTwilio, path: str) -> dict[str, Any]:
    query = parse_qs(urlsplit(path).query)
    size, page = int(query.get("PageSize", ["50"])[0]), int(query.get("Page", ["0"])[0])
    every = fake.listed(query["To"][0])
    more = f"{path.partition('&Page=')[0]}&Page={page + 1}" if len(every) > (page + 1) * size else None
    return {"messages": every[page * size :][:size], "next_page_uri": more}


_ANSWERS: dict[str, tuple[int, Any]] = {
    "refuse": (400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}),
    "stopped": (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}),
    "busy": (429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
    "500": (500, {}),
    "500-taken": (500, {}),
    "garbage": (201, "not json"),
}
