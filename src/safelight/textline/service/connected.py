"""Connected providers: texts, parts and receipts that come on a connection which the provider keeps open.

Promises: the future of what came resolves once it is on disk. Such a provider gives its texts no names, and brings
again what it did not hear the answer to: a message whose bytes are those of one that the last connection brought, and
whose answer may not have arrived, is that one and not another. The same words sent twice are otherwise two texts.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from safelight.infra.db import one_writer
from safelight.infra.logs import Log
from safelight.kernel.errors import Unavailable
from safelight.kernel.ids import IdSource
from safelight.textline.core.incoming import Incoming
from safelight.textline.core.short_message import ShortMessage, joined
from safelight.textline.service.ground import Ground
from safelight.textline.service.lines import Lines
from safelight.textline.service.outcomes import Outcomes
from safelight.textline.service.receive import Brought, Receiver, contact_lock
from safelight.textline.store import lines as line_store
from safelight.textline.store import parts as store
from safelight.textline.store.lines import ProviderRow
from safelight.textline.store.parts import GroupName, KeptPart

COMES_AGAIN = timedelta(minutes=10)
"""How long after a connection was lost its last messages may come again (this project's choice: centres retry within
a minute; after an hour the same words are more likely a new text)."""

PART_WAIT = timedelta(minutes=3)
"""After this long without a further part, a text is shown with the gap: parts travel seconds apart, and somebody may be
waiting (this project's choice)."""

FINGERPRINT = 32
"""Hex digits of a message's keyed fingerprint: 128 bits."""


class Connected:
    """Makes the ear of each connected provider, and puts together what stayed in parts."""

    def __init__(self, ground: Ground, lines: Lines, receiver: Receiver, outcomes: Outcomes, log: Log) -> None:
        self.ground = ground
        self.lines = lines
        self.receiver = receiver
        self.outcomes = outcomes
        self.log = log

    def ear(self, row: ProviderRow) -> ProviderEar:
        """What this provider talks to."""
        return ProviderEar(self, row)

    def catch_up(self) -> int:
        """Put together texts whose further parts did not come, with a gap; forget parts that were put together long
        ago. Returns how many texts there were."""
        now = self.ground.clock.now()
        with self.ground.book.read() as connection:
            names = store.stale(connection, now - PART_WAIT)
        taken = 0
        for name in names:
            row = self.lines.known().by_provider.get(name.provider_id)
            if row is None:
                continue
            try:
                taken += self.ground.writer.run(self._joining(row, name, now))
            except Exception as error:  # one text that can't be put together must not keep the others waiting
                self.log.failure("textline.parts", error)
        with self.ground.book.write() as connection:
            store.forget(connection, now - COMES_AGAIN)
        return taken

    def _joining(self, row: ProviderRow, name: GroupName, now: datetime) -> Callable[[Connection], int]:
        def joining(connection: Connection) -> int:
            one_writer(connection, contact_lock(name.mark))
            return self.join(connection, row, name, store.group(connection, name), now)

        return joining

    def take_part(self, connection: Connection, row: ProviderRow, name: GroupName, part: KeptPart) -> None:
        """Keep one part; with the last one, take the text in."""
        one_writer(
            connection, contact_lock(name.mark)
        )  # or two parts at once would each think that the other is missing
        there = store.group(connection, name)
        if any((each.number, each.fingerprint) == (part.number, part.fingerprint) for each in there):
            return
        if there and (_is_done(there) or there[0].total != part.total or part.number in {one.number for one in there}):
            self.join(connection, row, name, there, part.received_at)  # the phone counts its references from the start
            store.discard(connection, name)
            there = []
        store.keep(connection, name, part)
        if len(there) + 1 == part.total:
            self.join(connection, row, name, [*there, part], part.received_at)

    def join(
        self, connection: Connection, row: ProviderRow, name: GroupName, parts: list[KeptPart], now: datetime
    ) -> int:
        """Take in the text of these parts. Returns 0 when another process has, or it can't be opened now: a later round
        tries again."""
        if not parts or _is_done(parts):
            return 0
        marks = "".join(part.fingerprint for part in sorted(parts, key=lambda part: part.number))
        try:
            opened = {part.number: self._open(row, name, part) for part in parts}
            fingerprint = self.ground.vault.message_mark(row.id, marks.encode())[:FINGERPRINT]
        except Exception as error:  # a part is kept whatever else fails
            self.log.failure("textline.parts", error)
            return 0
        first = opened[min(opened)]
        words = joined({number: each.text for number, each in opened.items()}, parts[0].total)
        media = sum(each.media for each in opened.values())
        text = Incoming(_name(fingerprint, self.ground.ids), first.line, first.sender, words, media)
        self.receiver.take_in(connection, [Brought(row, text)])
        store.joined(connection, name, now)
        return 1

    def _open(self, row: ProviderRow, name: GroupName, part: KeptPart) -> Incoming:
        return self.ground.vault.open_incoming(row.id, _part_name(name, part.number), part.box or b"")


@dataclass(slots=True)
class _Waiting:
    """What this connection has to know of the last one, and of itself."""

    may_come_again: Counter[str]
    on_its_way: dict[str, Future[object]]


class ProviderEar:
    """One provider's. `bound`, `short_message`, `receipt` and `heard` are called on its connection's thread."""

    def __init__(self, connected: Connected, row: ProviderRow) -> None:
        self._all = connected
        self._row = row
        self._lock = threading.Lock()
        self._waiting = _Waiting(Counter(), {})

    def bound(self) -> None:
        ground = self._all.ground
        with ground.book.read() as connection:
            heard = store.heard_until(connection, self._row.id)
            since = max(heard or ground.clock.now(), ground.clock.now() - COMES_AGAIN)
            names = store.brought_since(connection, self._row.id, since)
        self._waiting = _Waiting(Counter(name[:FINGERPRINT] for name in names), {})

    def short_message(self, message: ShortMessage) -> Future[object]:
        vault = self._all.ground.vault
        try:
            row = self._row_of(message.line)
            fingerprint = vault.message_mark(self._row.id, message.fingerprint)[:FINGERPRINT]
        except Exception as error:
            return _failed(error)
        if message.part is not None:
            return self._part(row, message, fingerprint)
        waiting = self._waiting
        if waiting.may_come_again[fingerprint] > 0:
            waiting.may_come_again[fingerprint] -= 1
            return _done()
        with self._lock:
            again = waiting.on_its_way.get(fingerprint)
        if again is not None:  # the centre lost patience and asks anew while the first is being written
            return again
        line = self._all.lines.known().by_id[row.line_id]
        name = _name(fingerprint, self._all.ground.ids)
        text = Incoming(name, line.address, message.sender, message.text, message.media)
        future: Future[object] = self._all.receiver.accept(row, text)  # type: ignore[assignment]
        with self._lock:
            waiting.on_its_way[fingerprint] = future

        def written(_: Future[object]) -> None:
            with self._lock:
                waiting.on_its_way.pop(fingerprint, None)

        future.add_done_callback(written)
        return future

    def receipt(self, external_id: str, word: str, code: str) -> Future[object]:
        rows = self._all.lines.providers_of("smpp", self._row.account)
        ids = [row.id for row in rows] or [self._row.id]
        return self._all.outcomes.receipt(ids, external_id, word, code)  # type: ignore[return-value]

    def heard(self, until: datetime) -> None:
        with self._all.ground.book.write() as connection:
            line_store.note_listed(connection, self._row.id, until)

    def _row_of(self, address: str) -> ProviderRow:
        """The account may carry several lines: the one that the text was sent to, else this connection's own."""
        known = self._all.lines.known()
        line = known.by_address.get(address)
        rows = known.providers.get(line.id, ()) if line else ()
        same = (row for row in rows if (row.kind, row.account) == (self._row.kind, self._row.account))
        return next(same, self._row)

    def _part(self, row: ProviderRow, message: ShortMessage, fingerprint: str) -> Future[object]:
        ground, part = self._all.ground, message.part
        if part is None:
            return _done()
        try:
            name = GroupName(row.id, ground.vault.mark(row.line_id, message.sender), part.reference)
            line = self._all.lines.known().by_id[row.line_id]
            text = Incoming(_part_name(name, part.number), line.address, message.sender, message.text, message.media)
            box = ground.vault.seal_incoming(row.id, text)
            kept = KeptPart(part.number, part.total, fingerprint, ground.clock.now(), box)
            return ground.writer.submit(lambda connection: self._all.take_part(connection, row, name, kept))
        except Exception as error:
            return _failed(error)


def _is_done(parts: list[KeptPart]) -> bool:
    return all(part.box is None for part in parts)


def _name(fingerprint: str, ids: IdSource) -> str:
    return f"{fingerprint}-{ids.mint('m')}"


def _part_name(name: GroupName, number: int) -> str:
    return f"part {name.reference} {number}"


def _done() -> Future[object]:
    future: Future[object] = Future()
    future.set_result(None)
    return future


def _failed(error: Exception) -> Future[object]:
    future: Future[object] = Future()
    refusal = Unavailable("textline.connected.later", "What came can't be kept now.")
    refusal.__cause__ = error
    future.set_exception(refusal)
    return future
