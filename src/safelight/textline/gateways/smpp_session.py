"""One open connection to a message centre: bound, kept alive, and made again with a growing pause when it is lost.

What comes is answered with `deliver_sm_resp` only once its future says that it is on disk, and with a temporary error
when it is not, so that the centre keeps it. What goes waits for its answer within a window. An answer that we sent is
known to have arrived when the centre answers a question that we asked after it: until then the centre may bring the
same message again.
"""

from __future__ import annotations

import itertools
import queue
import select
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field

from safelight.infra.logs import Log
from safelight.textline.gateways import smpp_pdu as pdu
from safelight.textline.gateways.smpp_pdu import BadUnit, Unit

CONNECT_TIMEOUT = 10.0
BIND_TIMEOUT = 10.0
TICK = 0.5
"""Seconds between looks at the clocks while nothing comes."""

ASK_EVERY = 30.0
"""Seconds of silence after which the centre is asked whether it is there (7.2 leaves it to the two sides)."""

ASK_AFTER_ANSWER = 1.0
"""Seconds after an answer of ours when the centre is asked: so short is the time in which a lost connection may bring
a message twice."""

NO_ANSWER = 20.0
"""Seconds after which an unanswered question means that the connection is dead."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before connecting again, doubled at each failure: the longest is what failover may take (the target)."""

WINDOW = 10
"""Texts on their way to the centre without an answer; centres commonly allow ten."""

Deliver = Callable[[bytes], Future[object]]


@dataclass(frozen=True, slots=True)
class Link:
    """Where the centre is and who we are there."""

    host: str
    port: int
    bind: bytes
    name: str


@dataclass(slots=True)
class _Wire:
    """What belongs to one connection and ends with it."""

    socket: socket.socket
    out: queue.SimpleQueue[bytes | None] = field(default_factory=queue.SimpleQueue)
    waiting: dict[int, Future[Unit]] = field(default_factory=dict)
    coming: dict[int, float] = field(default_factory=dict)
    asked: tuple[int, float, float] | None = None
    answered_at: float = 0.0
    heard_at: float = field(default_factory=time.monotonic)


class Session:
    """Keeps one link. `deliver` takes the body of a `deliver_sm`; `bound` is called whenever a new connection is bound;
    `heard` with the monotonic time before which every answer of ours has arrived. All on the session's own thread."""

    def __init__(
        self, link: Link, deliver: Deliver, bound: Callable[[], None], heard: Callable[[float], None], log: Log
    ) -> None:
        self._link = link
        self._deliver = deliver
        self._bound = bound
        self._heard = heard
        self._log = log
        self._lock = threading.Lock()
        self._wire: _Wire | None = None
        self._numbers = itertools.cycle(range(1, 0x7FFFFFFF))
        self._window = threading.BoundedSemaphore(WINDOW)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"smpp-{link.name}", daemon=True)
        self._thread.start()

    def ask(self, command: int, body: bytes, patience: float) -> Unit | None:
        """Send a request and wait for its answer. None when none came: whether it was taken is unknown.
        ConnectionError when it was certainly not sent."""
        until = time.monotonic() + patience
        if not self._window.acquire(timeout=patience):
            raise ConnectionError("the window is full")
        try:
            answer: Future[Unit] = Future()
            with self._lock:
                wire = self._wire
                if wire is None:
                    raise ConnectionError("not bound")
                unit = Unit(command, pdu.OK, next(self._numbers), body)
                wire.waiting[unit.sequence] = answer
                wire.out.put(unit.encode())
            try:
                return answer.result(max(0.0, until - time.monotonic()))
            except (TimeoutError, ConnectionError):
                wire.waiting.pop(unit.sequence, None)
                return None
        finally:
            self._window.release()

    def close(self) -> None:
        """Say goodbye and stop."""
        self._stop.set()
        with self._lock:
            wire = self._wire
            if wire is not None:
                wire.out.put(Unit(pdu.UNBIND, pdu.OK, next(self._numbers)).encode())
        self._thread.join(timeout=5)

    # --- one connection after the other ---------------------------------------------------------

    def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            try:
                with socket.create_connection((self._link.host, self._link.port), CONNECT_TIMEOUT) as connection:
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._bind(connection)
                    pause = FIRST_PAUSE
                    self._serve(_Wire(connection))
            except (OSError, BadUnit) as error:
                self._log.event("textline.smpp.lost", kind=self._link.name, error=type(error).__name__)
            except Exception as error:  # a session must outlive whatever one connection brought
                self._log.failure("textline.smpp.broken", error)
            self._stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _bind(self, connection: socket.socket) -> None:
        connection.settimeout(BIND_TIMEOUT)
        connection.sendall(Unit(pdu.BIND_TRANSCEIVER, pdu.OK, next(self._numbers), self._link.bind).encode())
        answer = _read(connection)
        if answer.command != pdu.BIND_TRANSCEIVER | pdu.RESPONSE or answer.status != pdu.OK:
            self._log.event("textline.smpp.refused", kind=self._link.name, code=answer.status)
            raise ConnectionError("the centre refused the bind")

    def _serve(self, wire: _Wire) -> None:
        self._bound()
        writer = threading.Thread(target=_write, args=(wire,), name=f"smpp-out-{self._link.name}", daemon=True)
        writer.start()
        with self._lock:
            self._wire = wire
        try:
            wire.socket.settimeout(NO_ANSWER)
            while True:
                unit = _read(wire.socket) if select.select([wire.socket], (), (), TICK)[0] else None
                if unit is not None:
                    wire.heard_at = time.monotonic()
                    if not self._take(wire, unit):
                        return
                elif self._stop.is_set():
                    return
                self._keep_alive(wire)
        finally:
            with self._lock:
                self._wire = None
            wire.out.put(None)
            for answer in list(wire.waiting.values()):
                if answer.set_running_or_notify_cancel():
                    answer.set_exception(ConnectionError("the connection was lost"))
            writer.join(timeout=5)

    def _take(self, wire: _Wire, unit: Unit) -> bool:
        """False when the centre says goodbye."""
        if unit.command == pdu.DELIVER_SM:
            self._hand_on(wire, unit)
        elif unit.command == pdu.ENQUIRE_LINK:
            wire.out.put(unit.answer().encode())
        elif unit.command == pdu.ENQUIRE_LINK | pdu.RESPONSE:
            if wire.asked is not None and wire.asked[0] == unit.sequence:
                self._heard(wire.asked[2])
                wire.asked = None
        elif unit.command == pdu.UNBIND:
            wire.out.put(unit.answer().encode())
            return False
        elif unit.command == pdu.UNBIND | pdu.RESPONSE:
            return False
        elif unit.command & pdu.RESPONSE:
            answer = wire.waiting.pop(unit.sequence, None)
            if answer is not None and answer.set_running_or_notify_cancel():
                answer.set_result(unit)
        else:
            wire.out.put(Unit(pdu.GENERIC_NACK, 0x03, unit.sequence).encode())  # an invalid command id (5.1.3)
        return True

    def _hand_on(self, wire: _Wire, unit: Unit) -> None:
        wire.coming[unit.sequence] = time.monotonic()

        def answered(done: Future[object]) -> None:
            kept = not done.cancelled() and done.exception() is None
            wire.out.put(unit.answer(pdu.OK if kept else pdu.TRY_LATER, b"\0").encode())
            wire.coming.pop(unit.sequence, None)
            wire.answered_at = wire.answered_at or time.monotonic()

        try:
            kept = self._deliver(unit.body)
        except BadUnit:  # it would be the same the next time
            wire.coming.pop(unit.sequence, None)
            wire.out.put(unit.answer(pdu.BAD_LENGTH, b"\0").encode())
            self._log.event("textline.smpp.unreadable", kind=self._link.name, size=len(unit.body))
        except Exception as error:  # whatever failed, the centre keeps the text
            self._log.failure("textline.smpp.later", error)
            wire.coming.pop(unit.sequence, None)
            wire.out.put(unit.answer(pdu.TRY_LATER, b"\0").encode())
        else:
            kept.add_done_callback(answered)

    def _keep_alive(self, wire: _Wire) -> None:
        now = time.monotonic()
        if wire.asked is not None:
            if now - wire.asked[1] > NO_ANSWER and now - wire.heard_at > NO_ANSWER:
                raise ConnectionError("the centre is silent")
            return
        if now - wire.heard_at > ASK_EVERY or 0 < wire.answered_at < now - ASK_AFTER_ANSWER:
            unit = Unit(pdu.ENQUIRE_LINK, pdu.OK, next(self._numbers))
            # what is still on its way to the disk may have been written already: its answer has not been sent
            known = min(list(wire.coming.values()), default=now)
            wire.asked, wire.answered_at = (unit.sequence, now, known), 0.0
            wire.out.put(unit.encode())


def _write(wire: _Wire) -> None:
    """Send what is put out, until the connection ends."""
    while (raw := wire.out.get()) is not None:
        try:
            wire.socket.sendall(raw)
        except OSError:
            with suppress(OSError):
                wire.socket.shutdown(socket.SHUT_RDWR)  # half a unit may be out: nothing can follow it
            return


def _read(connection: socket.socket) -> Unit:
    """The next unit. An OSError when it does not come in time, or the connection ends."""
    length, command, status, sequence = pdu.header(_exactly(connection, pdu.HEADER.size))
    return Unit(command, status, sequence, _exactly(connection, length - pdu.HEADER.size))


def _exactly(connection: socket.socket, size: int) -> bytes:
    raw = bytearray()
    while len(raw) < size:
        part = connection.recv(size - len(raw))
        if not part:
            raise ConnectionResetError("the centre hung up")
        raw += part
    return bytes(raw)
