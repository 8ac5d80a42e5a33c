"""A message centre on loopback that speaks SMPP 3.4, and can be told to fail in the ways centres do.

It keeps what it accepted, and brings what it was given until it hears that it was kept: what has no answer when the
connection ends is brought again on the next. Each submit takes the next word of the plan (`ok` when it is empty):
`refuse` (a lasting error), `busy` (throttled), `cut` (takes it and drops the connection), `drop` (drops it untaken),
`silent` (takes it and never answers).
"""

from __future__ import annotations

import itertools
import socket
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from safelight.textline.gateways import smpp_pdu as pdu
from safelight.textline.gateways.smpp_pdu import Address, Message, Unit
from safelight.textline.gateways.smpp_text import encode, read

ACCOUNT, PASSWORD = "paperline", "an-invented-one"
STATUS = {"refuse": 0x0B, "busy": 0x58}
REGISTERED_TEXT = "id:{id} sub:001 dlvrd:001 submit date:2601010101 done date:2601010102 stat:{stat} err:000 Text:..."


@dataclass
class Brought:
    """One `deliver_sm`, and how often it went over the wire."""

    body: bytes
    times: int = 0
    statuses: list[int] = field(default_factory=list)


@dataclass
class FakeSmsc:
    """`accepted` is every text taken: to, text, name. `window`: how many it brings before an answer."""

    latency: float = 0.0
    window: int = 10
    receipts: bool = True
    port: int = 0
    plan: deque[str] = field(default_factory=deque)
    accepted: list[dict[str, str]] = field(default_factory=list)
    binds: int = 0
    answers: bool = True
    _waiting: deque[Brought] = field(default_factory=deque)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _names: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def __enter__(self) -> FakeSmsc:
        self._server = socket.create_server(("127.0.0.1", self.port))
        self.port = int(self._server.getsockname()[1])
        self._stop = threading.Event()
        self._connections: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._server.close()
        self.hang_up()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def bodies(self, to: str) -> list[str]:
        with self._lock:
            return [each["text"] for each in self.accepted if each["to"] == to]

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._connections:
                connection.close() if self._stop.is_set() else connection.shutdown(socket.SHUT_RDWR)
            self._connections.clear()

    def bring(self, sender: str, line: str, text: str, order: list[int] | None = None) -> list[Brought]:
        """A text from a phone; its segments in `order` (1 first), again where a number stands twice."""
        parts = encode(text, next(self._names) & 0xFF)
        units = [
            Message(Address(sender.removeprefix("+"), 1, 1), Address(line.removeprefix("+"), 1, 1), octets, esm, coding)
            for octets, coding, esm in parts
        ]
        made = [Brought(units[number - 1].encode()) for number in order or range(1, len(units) + 1)]
        return self.bring_units(made)

    def bring_units(self, made: list[Brought]) -> list[Brought]:
        with self._lock:
            self._waiting.extend(made)
        return made

    def receipt(self, name: str, stat: str = "DELIVRD") -> Brought:
        text = REGISTERED_TEXT.format(id=name, stat=stat).encode()
        return self.bring_units([Brought(Message(Address("1"), Address("2"), text, esm_class=4).encode())])[0]

    @property
    def idle(self) -> bool:
        with self._lock:
            return not self._waiting

    # --- one connection -------------------------------------------------------------------------

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._connections.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        out: dict[int, Brought] = {}
        done = threading.Event()
        try:
            for unit in iter(lambda: _unit(connection), None):
                self._take(connection, unit, out, done)
        except (OSError, pdu.BadUnit):
            pass
        finally:
            done.set()
            with self._lock:
                self._waiting.extendleft(reversed(list(out.values())))
                if connection in self._connections:
                    self._connections.remove(connection)
            connection.close()

    def _take(self, connection: socket.socket, unit: Unit, out: dict[int, Brought], done: threading.Event) -> None:
        if unit.command == pdu.BIND_TRANSCEIVER:
            good = unit.body.startswith(f"{ACCOUNT}\0{PASSWORD}\0".encode())
            connection.sendall(unit.answer(0 if good else 0x0E, b"fake\0").encode())
            if good:
                self.binds += 1
                threading.Thread(target=self._bring, args=(connection, out, done), daemon=True).start()
        elif unit.command == pdu.SUBMIT_SM:
            self._submit(connection, unit)
        elif unit.command == pdu.DELIVER_SM | pdu.RESPONSE:
            with self._lock:
                brought = out.pop(unit.sequence, None)
                if brought is not None:
                    brought.statuses.append(unit.status)
                    if unit.status == pdu.TRY_LATER:
                        self._waiting.append(brought)
        elif unit.command == pdu.ENQUIRE_LINK and self.answers:
            connection.sendall(unit.answer().encode())
        elif unit.command == pdu.UNBIND:
            connection.sendall(unit.answer().encode())
            raise ConnectionResetError

    def _submit(self, connection: socket.socket, unit: Unit) -> None:
        time.sleep(self.latency)
        with self._lock:
            fault = self.plan.popleft() if self.plan else "ok"
        name = ""
        if fault in ("ok", "cut", "silent"):
            message, name = pdu.message(unit.body), f"c{next(self._names):08x}"
            with self._lock:
                self.accepted.append({"to": f"+{message.destination.digits}", "text": read(message).text, "name": name})
        if fault in ("cut", "drop"):
            raise ConnectionResetError
        if fault != "silent":
            connection.sendall(unit.answer(STATUS.get(fault, 0), name.encode() + b"\0").encode())
            if name and self.receipts and pdu.message(unit.body).registered:
                self.receipt(name)

    def _bring(self, connection: socket.socket, out: dict[int, Brought], done: threading.Event) -> None:
        numbers = itertools.count(1)
        while not done.is_set():
            with self._lock:
                brought = self._waiting.popleft() if self._waiting and len(out) < self.window else None
                if brought is not None:
                    number = next(numbers)
                    out[number] = brought
                    brought.times += 1
            if brought is None:
                time.sleep(0.002)
                continue
            try:
                connection.sendall(Unit(pdu.DELIVER_SM, 0, number, brought.body).encode())
            except OSError:
                return


def _unit(connection: socket.socket) -> Unit | None:
    raw = connection.recv(pdu.HEADER.size, socket.MSG_WAITALL)
    if len(raw) < pdu.HEADER.size:
        return None
    length, command, status, sequence = pdu.header(raw)
    body = connection.recv(length - pdu.HEADER.size, socket.MSG_WAITALL) if length > pdu.HEADER.size else b""
    return Unit(command, status, sequence, body)
