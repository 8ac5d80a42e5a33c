"""Taking texts in. One transaction holds inbox, contact, conversation, entry, automatic answer and audit intent.

Promises: a future resolves after the commit, so an acknowledgement means that the text is on disk; the same text of the
same provider is taken in once; what can't be threaded (a key is missing, a rule fails) waits sealed in the intake, and
`catch_up` threads it later. Refuses only when the inbox itself can't commit: then the provider keeps the text.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from safelight.access.core.audit import Detail, Subject
from safelight.access.service import Access
from safelight.infra.db import Book, among_writers, one_writer
from safelight.infra.group_commit import GroupCommit
from safelight.infra.intents import Intent
from safelight.infra.logs import Log
from safelight.kernel.clock import Clock
from safelight.kernel.errors import Broken
from safelight.kernel.ids import IdSource, TenantId
from safelight.textline.core.automatic import Reaction, Situation, is_default_exit, react
from safelight.textline.core.automatic_texts import PROGRAMME, TEXTS, automatic_text
from safelight.textline.core.chain import START
from safelight.textline.core.conversation import RESUME, SILENCE, Conversation, Entry
from safelight.textline.core.incoming import Incoming
from safelight.textline.core.keyword import folded
from safelight.textline.core.language import tongue
from safelight.textline.core.reply_clock import due_at
from safelight.textline.service.bell import Bell
from safelight.textline.service.entries import MACHINE, Written, added
from safelight.textline.service.lines import Lines, hours_of
from safelight.textline.store import inbound as store
from safelight.textline.store.inbound import Arrival, NewContact, Queued, Thread
from safelight.textline.store.lines import Line, ProviderRow
from safelight.textline.vault import DOMAIN_KEY_LOCK, ConversationKey, Vault

LOCK_DIGITS = 15
"""Hex digits of a mark that name its lock: 60 of PostgreSQL's 63 bits; two contacts who share one merely wait."""

MINUTE = timedelta(minutes=1)
CATCH_UP = 200
"""Texts of the intake threaded in one round."""


@dataclass(frozen=True, slots=True)
class Received:
    """What became of a text. `again` when the provider had brought it before; no conversation while it waits."""

    again: bool
    conversation_id: str | None = None


class Receiver:
    """Takes texts in from every gateway."""

    def __init__(
        self,
        *,
        book: Book,
        writer: GroupCommit,
        lines: Lines,
        vault: Vault,
        access: Access,
        ids: IdSource,
        clock: Clock,
        log: Log,
        bell: Bell,
    ) -> None:
        self._book = book
        self._writer = writer
        self._lines = lines
        self._vault = vault
        self._access = access
        self._ids = ids
        self._clock = clock
        self._log = log
        self._bell = bell

    def accept(self, provider: ProviderRow, text: Incoming) -> Future[Received]:
        """Take one text in. The future fails with Unavailable when nothing was kept."""
        future = self._writer.submit(lambda connection: self._take_in(connection, provider, text), guarded=True)
        future.add_done_callback(self._announce)
        return future

    def _announce(self, future: Future[Received]) -> None:
        if future.exception() is None and (changed := future.result().conversation_id) is not None:
            self._bell.ring(changed)

    def _take_in(self, connection: Connection, provider: ProviderRow, text: Incoming) -> Received:
        now = self._clock.now()
        if not store.enter(connection, provider.id, text.external_id, now):
            return Received(again=True)
        try:
            with connection.begin_nested():
                return Received(False, self._thread(connection, provider, text, now))
        except DBAPIError:
            raise
        except Exception as error:  # a text is kept whatever else fails; the job threads it later
            self._log.failure("textline.intake", error)
            self._leave(connection, provider, text)
            return Received(again=False)

    def _leave(self, connection: Connection, provider: ProviderRow, text: Incoming) -> None:
        box = self._vault.seal_incoming(provider.id, text)
        intent = self._access.event_intent(
            TenantId(provider.tenant_id), "textline.message.wait", Subject("provider", provider.id)
        )
        store.leave_waiting(connection, provider.id, text.external_id, box, intent)

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
            text = self._vault.open_incoming(provider.id, waiting.external_id, waiting.box)
            changed = self._writer.run(
                lambda connection: self._thread_waiting(connection, provider, text, waiting.received_at)
            )
        except Exception as error:  # one text that can't be threaded must not keep the others waiting
            self._log.failure("textline.intake.waiting", error)
            return False
        if changed is not None:
            self._bell.ring(changed)
        return changed is not None

    def _thread_waiting(
        self, connection: Connection, provider: ProviderRow, text: Incoming, received_at: datetime
    ) -> str | None:
        if not store.no_longer_waiting(connection, provider.id, text.external_id):
            return None
        return self._thread(connection, provider, text, received_at)

    # --- one text into its conversation ---------------------------------------------------------

    def _thread(self, connection: Connection, provider: ProviderRow, text: Incoming, now: datetime) -> str:
        line = self._lines.known().by_id.get(provider.line_id)
        if line is None:
            raise Broken("textline.line.gone", "A provider's line is gone.")
        mark = self._vault.mark(line.id, text.sender)
        one_writer(connection, int(mark[:LOCK_DIGITS], 16))  # a contact's texts are threaded one by one
        found = store.find_thread(connection, line.id, mark)
        new = None if found is not None else self._new_contact(mark)
        contact_id = found.contact.id if found else new.id if new else ""
        running = found.conversation if found else None
        reaction = react(text.text, self._situation(found, text, line, now))
        if running is not None and found is not None and found.key is not None:
            before, key, wrapped = running, self._vault.open_key(running.id, found.key), None
        else:
            before = self._fresh(line, provider, contact_id, text.text, now)
            among_writers(connection, DOMAIN_KEY_LOCK)
            key, wrapped = self._vault.new_conversation_key(before.id)
        before = replace(
            before,
            provider_id=provider.id,
            tier=max(before.tier, reaction.tier),
            revision=before.revision + 1,
            waiting_since=before.waiting_since or now,
            last_in_at=max(before.last_in_at, now),
            paused=reaction.paused,
            flags=tuple(sorted(set(before.flags) | reaction.flags)),
        )
        after, entries, queued = self._written(before, key, text, reaction, line, now)
        stopped_at = ((found.contact.stopped_at if found else None) or now) if reaction.stopped else None
        arrival = Arrival(
            conversation=after,
            entries=entries,
            queued=queued,
            timers=self._timers(after, reaction, line, running is None),
            stopped_at=stopped_at,
            recent=_recent(found, now),
            at=now,
            new_contact=new,
            key=wrapped,
            number=self._vault.seal_number(contact_id, text.sender) if wrapped is not None else None,
            withdraw=reaction.withdraw,
        )
        details: dict[str, Detail] = {
            "seq": entries[0].seq,
            "link": entries[-1].link.hex(),
            "automatic": reaction.reply,
        }
        store.thread(connection, arrival, self._intent(after, details))
        return after.id

    def _intent(self, conversation: Conversation, details: dict[str, Detail]) -> Intent:
        subject = Subject("conversation", conversation.id)
        return self._access.event_intent(TenantId(conversation.tenant_id), "textline.message.receive", subject, details)

    def _new_contact(self, mark: str) -> NewContact:
        contact_id = self._ids.mint("con")
        return NewContact(contact_id, mark, self._vault.pseudonym(mark))

    def _fresh(self, line: Line, provider: ProviderRow, contact_id: str, text: str, now: datetime) -> Conversation:
        return Conversation(
            id=self._ids.mint("talk"),
            tenant_id=line.tenant_id,
            line_id=line.id,
            contact_id=contact_id,
            provider_id=provider.id,
            status="waiting",
            tier=1,
            priority=0.0,
            slow=False,
            language=self._language(text, line),
            seq=0,
            revision=0,
            read_seq=0,
            withdrawn_seq=0,
            link=START,
            opened_at=now,
            waiting_since=now,
            last_in_at=now,
            last_out_at=None,
            owner=None,
            owner_name=None,
            owned_at=None,
            paused=None,
            flags=(),
            closed_at=None,
            disposition=None,
            held=None,
            shredded_at=None,
        )

    def _language(self, text: str, line: Line) -> str:
        """English or Spanish as the first text is, else the line's own. A text is taken in even if this fails."""
        try:
            spoken = tongue(text).language
        except Exception as error:  # rules about words must not cost a text
            self._log.failure("textline.language", error)
            spoken = "other"
        return spoken if spoken in TEXTS else str(line.options.get("language", "en"))

    def _situation(self, found: Thread | None, text: Incoming, line: Line, now: datetime) -> Situation:
        contact, running = (found.contact, found.conversation) if found else (None, None)
        word = folded(text.text)

        def is_own(mark: str | None) -> bool:
            return mark is not None and contact is not None and mark == self._vault.answer_mark(contact.id, word)

        hours = hours_of(line)
        own_exit = contact.exit_mark if contact else None
        return Situation(
            opens=running is None,
            stopped=contact is not None and contact.stopped_at is not None,
            paused=running.paused if running else None,
            is_exit=is_own(own_exit) if own_exit else is_default_exit(text.text),
            is_safe=is_own(contact.safe_mark if contact else None),
            has_safe_word=contact is not None and contact.safe_mark is not None,
            resumes=running is not None and now - running.last_in_at > RESUME,
            media=text.media,
            recent=_recent(found, now),
            open_now=hours is None or hours.open_at(now),
            late=text.sent_at is not None and now - text.sent_at > SILENCE,
        )

    def _written(
        self, before: Conversation, key: ConversationKey, text: Incoming, reaction: Reaction, line: Line, now: datetime
    ) -> tuple[Conversation, tuple[Entry, ...], tuple[Queued, ...]]:
        """The conversation afterwards, its new entries, and what goes out."""
        came = Written("text", text.text, now, media=text.media, external_id=text.external_id)
        after, entry = added(before, key, came)
        if reaction.withdraw:
            after = replace(after, withdrawn_seq=after.seq)
        if reaction.reply is None:
            return after, (entry,), ()
        words = automatic_text(reaction.reply, before.language, str(line.options.get("programme") or PROGRAMME))
        after, answer = added(after, key, Written("automatic", words, now, MACHINE))
        return (
            replace(after, last_out_at=now),
            (entry, answer),
            (Queued(self._ids.mint("send"), answer.seq, "automatic"),),
        )

    def _timers(
        self, after: Conversation, reaction: Reaction, line: Line, opens: bool
    ) -> tuple[tuple[str, datetime], ...]:
        if not opens or reaction.stopped:
            return ()
        return (("first_reply", due_at(after.tier, after.opened_at, hours_of(line))),)


def _recent(found: Thread | None, now: datetime) -> int:
    """Texts of this contact in the running minute, this one included."""
    if found is None or not timedelta() <= now - found.contact.last_at < MINUTE:
        return 1
    return found.contact.recent + 1
