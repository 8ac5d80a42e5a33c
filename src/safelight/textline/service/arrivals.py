"""Arrivals: what one text means for its contact's conversation. Nothing is read or written here but keys.

Promises: every text adds one entry, chained and sealed under its conversation's key; at most one automatic answer.
Raises whatever the vault or a rule raises; the receiver then keeps the text in the intake.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from safelight.access.core.audit import Detail, Subject
from safelight.access.service import Access
from safelight.infra.intents import Intent
from safelight.infra.logs import Log
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
from safelight.textline.service.entries import MACHINE, Written, added
from safelight.textline.service.lines import Lines, hours_of
from safelight.textline.store.inbound import Arrival, Contact, ContactName, NewContact, Queued, Thread
from safelight.textline.store.lines import Line, ProviderRow
from safelight.textline.vault import ConversationKey, Vault

MINUTE = timedelta(minutes=1)


class Arrivals:
    """Turns texts into what the store writes."""

    def __init__(self, *, lines: Lines, vault: Vault, access: Access, ids: IdSource, log: Log) -> None:
        self._lines = lines
        self._vault = vault
        self._access = access
        self._ids = ids
        self._log = log

    def contact_of(self, provider: ProviderRow, text: Incoming) -> ContactName:
        """Whose text it is: the line, and the mark of the number on it."""
        line = self._line(provider)
        return line.id, self._vault.mark(line.id, text.sender)

    def arrival(
        self, provider: ProviderRow, text: Incoming, mark: str, found: Thread | None, now: datetime
    ) -> tuple[Arrival, Intent]:
        """What a text changes, given what is there, and its audit intent."""
        line = self._line(provider)
        new = None if found is not None else NewContact(self._ids.mint("con"), mark, self._vault.pseudonym(mark))
        contact_id = found.contact.id if found else new.id if new else ""
        running = found.conversation if found else None
        reaction = react(text.text, self._situation(found, text, line, now))
        if running is not None and found is not None and found.key is not None:
            before, key, wrapped = running, self._vault.open_key(running.id, found.key), None
        else:
            before = self._fresh(line, provider, contact_id, text.text, now)
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
        arrival = Arrival(
            conversation=after,
            entries=entries,
            queued=queued,
            timers=_timers(after, reaction, line, running is None),
            stopped_at=((found.contact.stopped_at if found else None) or now) if reaction.stopped else None,
            recent=_recent(found, now),
            at=now,
            new_contact=new,
            key=wrapped,
            number=self._vault.seal_number(contact_id, text.sender) if wrapped is not None else None,
            withdraw=reaction.withdraw,
        )
        return arrival, self._intent(after, entries, reaction)

    def _line(self, provider: ProviderRow) -> Line:
        line = self._lines.known().by_id.get(provider.line_id)
        if line is None:
            raise Broken("textline.line.gone", "A provider's line is gone.")
        return line

    def _intent(self, after: Conversation, entries: tuple[Entry, ...], reaction: Reaction) -> Intent:
        details: dict[str, Detail] = {
            "seq": entries[0].seq,
            "link": entries[-1].link.hex(),
            "automatic": reaction.reply,
        }
        subject = Subject("conversation", after.id)
        return self._access.event_intent(TenantId(after.tenant_id), "textline.message.receive", subject, details)

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


def standing_after(arrival: Arrival, found: Thread | None) -> Thread:
    """What is there once an arrival is written: what the next text of the same contact finds."""
    changed = {"stopped_at": arrival.stopped_at, "last_at": arrival.at, "recent": arrival.recent}
    if found is not None:
        contact = replace(found.contact, **changed)  # type: ignore[arg-type]
        return Thread(contact, arrival.conversation, arrival.key or found.key)
    new = arrival.new_contact
    if new is None:
        raise Broken("textline.arrival.nobody", "An arrival has no contact.")
    contact = Contact(new.id, new.pseudonym, arrival.stopped_at, None, None, arrival.at, arrival.recent)
    return Thread(contact, arrival.conversation, arrival.key)


def _timers(after: Conversation, reaction: Reaction, line: Line, opens: bool) -> tuple[tuple[str, datetime], ...]:
    if not opens or reaction.stopped:
        return ()
    return (("first_reply", due_at(after.tier, after.opened_at, hours_of(line))),)


def _recent(found: Thread | None, now: datetime) -> int:
    """Texts of this contact in the running minute, this one included."""
    if found is None or not timedelta() <= now - found.contact.last_at < MINUTE:
        return 1
    return found.contact.recent + 1
