"""Taking texts in. One transaction holds inbox, contact, conversation, entry, automatic answer and audit intent.

Promises: a future resolves after the commit, so an acknowledgement means that the text is on disk; the same text of the
same provider is taken in once; what can't be threaded (a key is missing, a rule fails) waits sealed in the intake, and
`catch_up` threads it later. Refuses only when the inbox itself can't commit: then the provider keeps the text. Texts
that come together are written together, in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from safelight.access.core.audit import Subject
from safelight.infra.db import among_writers, one_writer_each
from safelight.infra.intents import Intent
from safelight.infra.logs import Log
from safelight.kernel.errors import Unavailable
from safelight.kernel.ids import TenantId
from safelight.textline.core.incoming import Incoming
from safelight.textline.service.arrivals import Arrivals, standing_after
from safelight.textline.service.ground import Ground
from safelight.textline.service.lines import Lines
from safelight.textline.store import inbound as store
from safelight.textline.store.inbound import Arrival, ContactName, TextName, Thread
from safelight.textline.store.lines import ProviderRow
from safelight.textline.vault import DOMAIN_KEY_LOCK

LOCK_DIGITS = 15
"""Hex digits of a mark that name its lock: 60 of PostgreSQL's 63 bits; two contacts who share one merely wait."""

CATCH_UP = 200
"""Texts of the intake threaded in one round."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a text. `again` when the provider had brought it before; no conversation while it waits;
    `answered` when an automatic text goes out."""

    again: bool
    conversation_id: str | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Brought:
    """A text, and the provider that brought it."""

    provider: ProviderRow
    text: Incoming

    @property
    def name(self) -> TextName:
        return self.provider.id, self.text.external_id


def contact_lock(mark: str) -> int:
    """The lock that whoever threads a contact's texts holds."""
    return int(mark[:LOCK_DIGITS], 16)


class Receiver:
    """Takes texts in from every gateway."""

    def __init__(self, ground: Ground, lines: Lines, arrivals: Arrivals, log: Log) -> None:
        self._book = ground.book
        self._writer = ground.writer
        self._vault = ground.vault
        self._access = ground.access
        self._clock = ground.clock
        self._bell = ground.bell
        self._lines = lines
        self._arrivals = arrivals
        self._log = log

    def accept(self, provider: ProviderRow, text: Incoming) -> Future[Received]:
        """Take one text in. The future fails with Unavailable when nothing was kept."""
        future = self._writer.gather(self.take_in, Brought(provider, text))
        future.add_done_callback(self._announce)
        return future

    def _announce(self, future: Future[Received]) -> None:
        if future.exception() is None:
            self._ring(future.result())

    def _ring(self, received: Received) -> None:
        if received.conversation_id is not None:
            self._bell.ring(received.conversation_id, to_send=received.answered)

    def take_in(self, connection: Connection, brought: Sequence[Brought]) -> list[Received]:
        """Take these texts in with the caller's transaction; what can't be threaded now waits."""
        now = self._clock.now()
        entered = store.enter(connection, [each.name for each in brought], now)
        fresh: dict[TextName, Brought] = {}
        for each in brought:
            if each.name in entered:
                fresh.setdefault(each.name, each)
        threaded = self._thread(connection, list(fresh.values()), now)
        self._leave(connection, [each for name, each in fresh.items() if name not in threaded])
        return [
            threaded.get(each.name, Received(again=False)) if fresh.get(each.name) is each else Received(again=True)
            for each in brought
        ]

    def _thread(self, connection: Connection, brought: Sequence[Brought], now: datetime) -> dict[TextName, Received]:
        """Write these texts into their conversations; returns which went where. One that can't be is left out."""
        whose = {each.name: name for each in brought if (name := self._contact_of(each)) is not None}
        if not whose:
            return {}
        # a contact's texts are threaded one by one
        one_writer_each(connection, (contact_lock(mark) for _, mark in whose.values()))
        found: dict[ContactName, Thread] = store.find_threads(connection, set(whose.values()))
        if any(name not in found or found[name].conversation is None for name in whose.values()):
            among_writers(connection, DOMAIN_KEY_LOCK)
        arrivals: list[Arrival] = []
        intents: list[Intent] = []
        threaded: dict[TextName, Received] = {}
        for each in brought:
            contact = whose.get(each.name)
            if contact is None:
                continue
            before = found.get(contact)
            try:
                arrival, intent = self._arrivals.arrival(each.provider, each.text, contact[1], before, now)
            except Exception as error:  # a text is kept whatever else fails; the job threads it later
                self._log.failure("textline.intake", error)
                continue
            found[contact] = standing_after(arrival, before)
            arrivals.append(arrival)
            intents.append(intent)
            threaded[each.name] = Received(False, arrival.conversation.id, bool(arrival.queued))
        store.thread(connection, arrivals, intents)
        return threaded

    def _contact_of(self, brought: Brought) -> ContactName | None:
        try:
            return self._arrivals.contact_of(brought.provider, brought.text)
        except Exception as error:  # a text is kept whatever else fails; the job threads it later
            self._log.failure("textline.intake", error)
            return None

    def _leave(self, connection: Connection, brought: Sequence[Brought]) -> None:
        """Keep texts that can't be threaded now."""
        boxes = {each.name: self._vault.seal_incoming(each.provider.id, each.text) for each in brought}
        store.leave_waiting(connection, boxes, [self._waits(each.provider) for each in brought])

    def _waits(self, provider: ProviderRow) -> Intent:
        tenant, subject = TenantId(provider.tenant_id), Subject("provider", provider.id)
        return self._access.event_intent(tenant, "textline.message.wait", subject)

    # --- what waits -----------------------------------------------------------------------------

    def catch_up(self) -> int:
        """Thread what waits in the intake. Returns how many were; what still can't be goes on waiting."""
        with self._book.read() as connection:
            waiting = store.waiting(connection, CATCH_UP)
        return sum(self._try_again(each) for each in waiting)

    def _try_again(self, waiting: store.WaitingText) -> bool:
        provider = self._lines.known().by_provider.get(waiting.provider_id)
        if provider is None:
            return False
        try:
            brought = Brought(provider, self._vault.open_incoming(provider.id, waiting.external_id, waiting.box))
            received = self._writer.run(
                lambda connection: self._thread_waiting(connection, brought, waiting.received_at)
            )
        except Exception as error:  # one text that can't be threaded must not keep the others waiting
            self._log.failure("textline.intake.waiting", error)
            return False
        if received is not None:
            self._ring(received)
        return received is not None

    def _thread_waiting(self, connection: Connection, brought: Brought, received_at: datetime) -> Received | None:
        if not store.no_longer_waiting(connection, brought.name):
            return None
        threaded = self._thread(connection, [brought], received_at)
        if brought.name not in threaded:
            raise Unavailable("textline.intake.later", "A text that waits can't be threaded yet.")
        return threaded[brought.name]
