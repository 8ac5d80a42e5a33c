"""Sending: the texts that wait go out, one in flight for each conversation, each once.

The intent to send is on disk before a provider is asked, its answer afterwards. What has an intent and no answer is in
doubt, and the provider is asked whether it took it before anything goes out again; where it can't say, a machine's text
is dropped and flagged and a person's returns to the person. One process sends at a time, by a lock that ends with it:
so no clock decides what is in doubt.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Connection

from safelight.infra.alone import Alone
from safelight.infra.db import Book
from safelight.infra.group_commit import GroupCommit
from safelight.infra.logs import Log
from safelight.kernel.clock import Clock
from safelight.kernel.errors import SafelightError, Unavailable
from safelight.textline.core.sending import (
    USUAL,
    Accepted,
    Answer,
    Declined,
    NoAnswer,
    Outcome,
    Pace,
    after_answer,
    after_asking,
    taken_back,
)
from safelight.textline.service.bell import SENDER, Bell
from safelight.textline.service.carriers import Carriers
from safelight.textline.service.outcomes import Outcomes, Spoken
from safelight.textline.store import outbound as store
from safelight.textline.store.outbound import Parcel, Sending
from safelight.textline.vault import Vault

LANES = 16
"""Requests to providers side by side: at 100 ms a request, 160 texts a second."""

LOOK_EVERY = 0.25
"""Seconds between looks when nothing rings: a text written by another process waits at most so long."""

CLOCKS_APART = timedelta(days=1)
"""How far back a provider's list is searched for a text in doubt: its clock and ours, or ours before and after it was
set, may differ; names that we know are left out."""


class Sender:
    """The loop that sends. `round` does what is due once and waits for it; `loop` goes on until told to stop."""

    def __init__(
        self,
        *,
        book: Book,
        writer: GroupCommit,
        carriers: Carriers,
        vault: Vault,
        outcomes: Outcomes,
        clock: Clock,
        log: Log,
        bell: Bell,
        alone: Alone,
        pace: Pace = USUAL,
    ) -> None:
        self._book = book
        self._writer = writer
        self._carriers = carriers
        self._vault = vault
        self._outcomes = outcomes
        self._clock = clock
        self._log = log
        self._bell = bell
        self._alone = alone
        self.pace = pace
        self._adopted = False
        self._lock = threading.Lock()
        self._in_flight: set[str] = set()
        self._unwritten: list[Spoken] = []
        self._pool: ThreadPoolExecutor | None = None

    def round(self) -> int:
        """Send and ask what is due, and wait for the answers. Returns how many sendings moved."""
        futures = self._start_round()
        return sum(future.result() for future in futures)

    def loop(self, stop: threading.Event) -> None:
        """Go on until `stop` is set. A failing round is logged and the next one tries again."""
        woken = threading.Event()
        with self._bell.listening(SENDER, woken.set):
            while not stop.is_set():
                started = 0
                try:
                    started = len(self._start_round())
                except Exception as error:  # the loop must outlive an outage of its database
                    self._log.failure("textline.sender", error)
                if not started:
                    woken.wait(LOOK_EVERY)
                woken.clear()
        self.close()

    def close(self) -> None:
        """Finish what is in flight, then let another process send."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        self._carriers.drop_connections()
        self._alone.release()
        self._adopted = False

    # --- one round ------------------------------------------------------------------------------

    def _start_round(self) -> list[Future[int]]:
        if not self._alone.hold():
            self._adopted = False
            self._carriers.drop_connections()
            return []
        self._carriers.hold_connections()
        self._write_what_is_unwritten()
        if not self._adopted:
            self._adopt()
        with self._lock:
            free = LANES - len(self._in_flight)
        if free <= 0:
            return []
        doubts = [doubt for doubt in self._doubts(free) if self._take(doubt.id)]
        futures = [self._submit(self._ask, doubt) for doubt in doubts]
        return futures + [self._submit(self._send, parcel) for parcel in self._begin(free - len(doubts))]

    def _doubts(self, limit: int) -> Sequence[Sending]:
        """What providers are to be asked about now."""
        now = self._clock.now()
        with self._book.read() as connection:
            return store.in_doubt(connection, now, self.pace.ask_for + self.pace.settle, limit)

    def _submit(self, work: object, given: Sending | Parcel) -> Future[int]:
        if self._pool is None:
            self._pool = ThreadPoolExecutor(LANES, thread_name_prefix="send")
        return self._pool.submit(work, given)  # type: ignore[arg-type]

    def _take(self, sending_id: str) -> bool:
        with self._lock:
            if sending_id in self._in_flight:
                return False
            self._in_flight.add(sending_id)
            return True

    def _adopt(self) -> None:
        """What another process began and never finished is in doubt: the lock says that it is gone."""
        with self._book.read() as connection:
            left = store.orphans(connection)
        now = self._clock.now()
        for sending in left:
            if sending.id not in self._in_flight:
                self._outcomes.write(Spoken(sending, Outcome("doubt", now + self.pace.settle, "interrupted")))
        self._adopted = True

    def _begin(self, limit: int) -> Sequence[Parcel]:
        """Write the intents of what may go now, in one transaction. What was overtaken is taken back instead."""
        now = self._clock.now()
        with self._book.read() as connection:
            ids = store.due(connection, now, self.pace.receipt_wait, self.pace.last_retry, limit) if limit > 0 else []
        if not ids:
            return ()
        begun: list[Parcel] = []

        def begin(connection: Connection) -> None:
            chosen: list[tuple[Parcel, str]] = []
            for parcel in store.parcels(connection, ids):
                if parcel.sending.state != "new":
                    continue
                row = self._carriers.choose(parcel.line_id, parcel.sticky, now)
                if parcel.withdrawn or parcel.key is None or row is None:
                    code = "withdrawn" if parcel.withdrawn else "shredded" if parcel.key is None else "no_provider"
                    self._outcomes.record(connection, Spoken(parcel.sending, taken_back(parcel.sending.kind, code)))
                else:
                    chosen.append((parcel, row.id))
            begun[:] = store.begin(connection, chosen, now)

        try:
            self._writer.run(begin)
        except Unavailable:
            self._adopted = False  # the commit may have happened: what nobody sends now is looked for again
            raise
        for parcel in begun:
            self._take(parcel.sending.id)
        return begun

    # --- one sending ----------------------------------------------------------------------------

    def _send(self, parcel: Parcel) -> int:
        sending, name = parcel.sending, None
        answer = self._hand_over(parcel)
        now = self._clock.now()
        if isinstance(answer, Accepted):
            name = answer.external_id
        outcome = after_answer(answer, now, sending.created_at, sending.attempts, self.pace)
        written = self._finish(Spoken(sending, outcome, name))
        self._note_health(sending.provider_id, answer)
        if written and isinstance(answer, Accepted) and answer.delivered:
            self._outcomes.receipt([sending.provider_id or ""], answer.external_id, "delivered", "")
        return written

    def _hand_over(self, parcel: Parcel) -> Answer:
        sending = parcel.sending
        try:
            provider = self._carriers.of(sending.provider_id)
            if provider is None or parcel.key is None or parcel.number is None:
                return Declined("no_provider", lasting=True)
            key = self._vault.open_key(sending.conversation_id, parcel.key)
            text = key.open_text(str(sending.seq), parcel.box)
            number = self._vault.open_number(parcel.contact_id, parcel.number)
        except SafelightError as error:  # nothing was handed over yet
            self._log.event("textline.sending.vault", code=error.code)
            return Declined("vault", lasting=False)
        try:
            return provider.send(number, text, sending.id)
        except Exception as error:  # a provider that breaks its promise may have taken the text
            self._log.failure("textline.provider", error)
            return NoAnswer("broken")

    def _note_health(self, provider_id: str | None, answer: Answer) -> None:
        if isinstance(answer, Declined) and answer.code == "vault":
            return
        try:
            self._carriers.note(provider_id or "", answer, self._clock.now())
        except Unavailable as error:
            self._log.event("textline.provider.health", code=error.code)

    def _ask(self, sending: Sending) -> int:
        """Ask the provider about a sending in doubt."""
        provider = self._carriers.of(sending.provider_id)
        if provider is None or not provider.keeps_list:
            return self._finish(Spoken(sending, taken_back(sending.kind, "in_doubt")))
        names = self._find(sending)
        found = None if names is None else bool(names)
        now = self._clock.now()
        outcome = after_asking(found, now, sending.moved_at, sending.attempts, sending.kind, self.pace)
        if outcome is not None:
            return self._finish(Spoken(sending, outcome, names[0] if names else None))
        self._writer.run(lambda connection: store.ask_later(connection, sending.id, now + self.pace.settle))
        self._release(sending.id)
        return 0

    def _find(self, sending: Sending) -> Sequence[str] | None:
        with self._book.read() as connection:
            parcel = store.parcel(connection, sending.id)
            known = store.names_at(connection, sending.conversation_id)
        provider = self._carriers.of(sending.provider_id)
        if provider is None or parcel is None or parcel.key is None or parcel.number is None:
            return None
        try:
            text = self._vault.open_key(sending.conversation_id, parcel.key).open_text(str(sending.seq), parcel.box)
            number = self._vault.open_number(parcel.contact_id, parcel.number)
        except SafelightError as error:
            self._log.event("textline.sending.vault", code=error.code)
            return None
        since = min(sending.began_at or sending.created_at, self._clock.now()) - CLOCKS_APART
        return provider.find_sent(number, text, since, known)

    # --- writing down ---------------------------------------------------------------------------

    def _finish(self, spoken: Spoken) -> int:
        """Write an answer down. While that can't be done it is kept, and written at a later round."""
        try:
            written = self._outcomes.write(spoken)
        except Exception as error:  # the text may be out: its answer must not be forgotten
            self._log.failure("textline.sending.unwritten", error)
            with self._lock:
                self._unwritten.append(spoken)
            return 0
        self._release(spoken.sending.id)
        return written

    def _write_what_is_unwritten(self) -> None:
        with self._lock:
            waiting, self._unwritten = self._unwritten, []
        for spoken in waiting:
            self._finish(spoken)

    def _release(self, sending_id: str) -> None:
        with self._lock:
            self._in_flight.discard(sending_id)
