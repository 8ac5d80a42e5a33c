"""Back-fill: texts that arrived at a provider and never here (a webhook lost, an outage longer than its retries).

Each provider that keeps a list is asked what arrived since the last look, and all of it goes to the receiver, which
takes in what it does not know. A text that was long on its way gets no automatic answer.
"""

from __future__ import annotations

from concurrent.futures import Future
from datetime import timedelta

from safelight.infra.db import Book
from safelight.infra.logs import Log
from safelight.kernel.clock import Clock
from safelight.kernel.errors import SafelightError
from safelight.textline.core.sending import CONNECTED
from safelight.textline.service.carriers import Carriers
from safelight.textline.service.receive import Received, Receiver
from safelight.textline.store import lines as store
from safelight.textline.store.lines import ProviderRow

OVERLAP = timedelta(minutes=10)
"""How far back of the last look a list is read again: lists lag, and a webhook may still be retried."""

PATIENCE = timedelta(seconds=60)
"""How long one look waits for its texts to be on disk."""


class Backfill:
    """`look` is one round over every provider."""

    def __init__(self, book: Book, carriers: Carriers, receiver: Receiver, clock: Clock, log: Log) -> None:
        self._book = book
        self._carriers = carriers
        self._receiver = receiver
        self._clock = clock
        self._log = log

    def look(self) -> int:
        """Returns how many texts had been missed."""
        return sum(self._look_at(row) for row in self._carriers.every())

    def _look_at(self, row: ProviderRow) -> int:
        now = self._clock.now()
        if row.kind in CONNECTED:  # it keeps no list, and its connection may be another process's
            return 0
        provider = self._carriers.of(row.id)
        if provider is None or not provider.keeps_list:
            return 0
        since = min(row.listed_to or now, now) - OVERLAP
        texts = provider.received(since)
        if texts is None:
            self._log.event("textline.backfill.unanswered", kind=row.kind)
            return 0
        try:
            taken: list[Future[Received]] = [self._receiver.accept(row, text) for text in texts]
            missed = sum(not future.result(PATIENCE.total_seconds()).again for future in taken)
        except SafelightError as error:
            self._log.event("textline.backfill.later", code=error.code)
            return 0
        with self._book.write() as connection:
            store.note_listed(connection, row.id, now)
        return missed
