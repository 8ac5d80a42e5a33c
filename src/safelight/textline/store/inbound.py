"""Texts coming in: the inbox, the contact, its open conversation, the entry, and what the line answers by itself.

`thread` writes all of it in the caller's one transaction. What can't be threaded now waits as a box in the inbox.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from safelight.infra.db import affected, insert_or_ignore, upsert
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.box import Wrapped
from safelight.textline.core.conversation import Conversation, Entry
from safelight.textline.core.sending import Kind
from safelight.textline.store.rows import conversation as conversation_of
from safelight.textline.store.tables import CONTACTS, CONVERSATIONS, ENTRIES, INBOX, KEYS, NUMBERS, SENDINGS, TIMERS

TENANTLESS = {
    "enter": "a text comes before anybody acts; its line says whose it is",
    "find_thread": "a text comes before anybody acts; its line says whose it is",
    "thread": "a text comes before anybody acts; its line says whose it is",
    "leave_waiting": "a text comes before anybody acts; its line says whose it is",
    "waiting": "a job over the whole installation, which threads what waits",
    "no_longer_waiting": "a job over the whole installation, which threads what waits",
    "entry_row": "turns a value into one row; it reaches no table",
    "queued_row": "turns a value into one row; it reaches no table",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {
    "enter": "the same transaction threads the text or leaves it waiting, with the intent",
    "no_longer_waiting": "the same transaction threads the text, with the intent",
}
"""Functions here that change state without an intent, each with the reason; a test compares."""


# Statements of the hot path are made once: making one anew for each text costs more than running it.
_CONTACT = select(CONTACTS).where(CONTACTS.c.line_id == bindparam("line"), CONTACTS.c.mark == bindparam("mark"))
_RUNNING = (
    select(CONVERSATIONS, KEYS.c.domain_key, KEYS.c.box)
    .join(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
    .where(CONVERSATIONS.c.contact_id == bindparam("contact"), CONVERSATIONS.c.status != "closed")
    .with_for_update(of=CONVERSATIONS)
)
_TOUCH_CONTACT = update(CONTACTS).where(CONTACTS.c.id == bindparam("this"))
_TOUCH_CONVERSATION = update(CONVERSATIONS).where(CONVERSATIONS.c.id == bindparam("this"))


@dataclass(frozen=True, slots=True)
class Contact:
    """A person who texts, as the store knows them."""

    id: str
    pseudonym: str
    stopped_at: datetime | None
    exit_mark: str | None
    safe_mark: str | None
    last_at: datetime
    recent: int


@dataclass(frozen=True, slots=True)
class Thread:
    """A known contact, and the open conversation with its wrapped key, if there is one."""

    contact: Contact
    conversation: Conversation | None
    key: Wrapped | None


@dataclass(frozen=True, slots=True)
class NewContact:
    """Written once, when a number texts for the first time."""

    id: str
    mark: str
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Queued:
    """A text that starts its way out with this transaction."""

    id: str
    seq: int
    kind: Kind
    send_key: str | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """Everything that one text changes. `conversation` is how it stands afterwards; `key`
    and `number` are given for a new one."""

    conversation: Conversation
    entries: tuple[Entry, ...]
    queued: tuple[Queued, ...]
    timers: tuple[tuple[str, datetime], ...]
    stopped_at: datetime | None
    recent: int
    at: datetime
    new_contact: NewContact | None = None
    key: Wrapped | None = None
    number: Wrapped | None = None
    withdraw: bool = False


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text in the intake."""

    provider_id: str
    external_id: str
    received_at: datetime
    box: bytes


def enter(connection: Connection, provider_id: str, external_id: str, at: datetime) -> bool:
    """Note that a provider brought this text; False when it had before."""
    row = {"provider_id": provider_id, "external_id": external_id, "received_at": at, "waiting": False}
    return affected(connection, insert_or_ignore(connection, INBOX), row) == 1


def find_thread(connection: Connection, line_id: str, mark: str) -> Thread | None:
    """The contact of this mark; its open conversation is locked until the transaction ends."""
    row = connection.execute(_CONTACT, {"line": line_id, "mark": mark}).first()
    if row is None:
        return None
    contact = _contact(row)
    running = connection.execute(_RUNNING, {"contact": contact.id}).first()
    if running is None:
        return Thread(contact, None, None)
    return Thread(contact, conversation_of(running), Wrapped(running.domain_key, bytes(running.box)))


def thread(connection: Connection, arrival: Arrival, intent: Intent) -> None:
    """Write an arrival."""
    conversation = arrival.conversation
    if arrival.new_contact is not None:
        _add_contact(connection, arrival, arrival.new_contact)
    else:
        touched = {"last_at": arrival.at, "recent": arrival.recent, "stopped_at": arrival.stopped_at}
        connection.execute(_TOUCH_CONTACT, {"this": conversation.contact_id, **touched})
    if arrival.key is not None:
        connection.execute(insert(CONVERSATIONS), _row(conversation))
        key = {"conversation_id": conversation.id, "domain_key": arrival.key.domain_key, "box": arrival.key.box}
        connection.execute(insert(KEYS), key)
        if arrival.number is not None:
            number = {"domain_key": arrival.number.domain_key, "box": arrival.number.box}
            kept = insert_or_ignore(connection, NUMBERS)
            connection.execute(kept, {**number, "contact_id": conversation.contact_id})
    else:
        connection.execute(_TOUCH_CONVERSATION, {"this": conversation.id, **_changing(conversation)})
    if arrival.withdraw:
        _withdraw(connection, conversation, arrival.at)
    connection.execute(insert(ENTRIES), [entry_row(entry) for entry in arrival.entries])
    if arrival.queued:
        connection.execute(insert(SENDINGS), [queued_row(conversation, each, arrival.at) for each in arrival.queued])
    for kind, due_at in arrival.timers:
        set_timer = upsert(connection, TIMERS, ["conversation_id", "kind"], ["due_at", "fired_at"])
        timer = {"conversation_id": conversation.id, "kind": kind, "due_at": due_at, "fired_at": None}
        connection.execute(set_timer, timer)
    add_intent(connection, "textline", intent)


def _add_contact(connection: Connection, arrival: Arrival, new: NewContact) -> None:
    row = {
        "id": new.id,
        "tenant_id": arrival.conversation.tenant_id,
        "line_id": arrival.conversation.line_id,
        "mark": new.mark,
        "pseudonym": new.pseudonym,
        "stopped_at": arrival.stopped_at,
        "first_at": arrival.at,
        "last_at": arrival.at,
        "recent": arrival.recent,
    }
    connection.execute(insert(CONTACTS), row)


def _withdraw(connection: Connection, conversation: Conversation, at: datetime) -> None:
    """What waits to be sent is taken back: automatic texts are dropped, an advocate's return to the advocate."""
    waiting = (SENDINGS.c.conversation_id == conversation.id) & (SENDINGS.c.state == "new")
    changed = {"moved_at": at, "revision": conversation.revision, "code": "withdrawn"}
    for kind, state in (("automatic", "dropped"), ("advocate", "returned")):
        connection.execute(update(SENDINGS).where(waiting, SENDINGS.c.kind == kind).values(state=state, **changed))


def leave_waiting(connection: Connection, provider_id: str, external_id: str, box: bytes, intent: Intent) -> None:
    """Keep a text that can't be threaded now, closed under the intake's key."""
    this = (INBOX.c.provider_id == provider_id) & (INBOX.c.external_id == external_id)
    connection.execute(update(INBOX).where(this).values(box=box, waiting=True))
    add_intent(connection, "textline", intent)


def waiting(connection: Connection, limit: int) -> Sequence[WaitingText]:
    """Texts in the intake, oldest first."""
    query = select(INBOX).where(INBOX.c.waiting.is_(True)).order_by(INBOX.c.received_at).limit(limit)
    rows = connection.execute(query)
    return [WaitingText(row.provider_id, row.external_id, row.received_at, bytes(row.box)) for row in rows]


def no_longer_waiting(connection: Connection, provider_id: str, external_id: str) -> bool:
    """Take a text out of the intake, in the transaction that threads it; False when another process did."""
    this = (INBOX.c.provider_id == provider_id) & (INBOX.c.external_id == external_id) & INBOX.c.waiting.is_(True)
    return affected(connection, update(INBOX).where(this).values(box=None, waiting=False)) == 1


def entry_row(entry: Entry) -> dict[str, Any]:
    return {
        "conversation_id": entry.conversation_id,
        "seq": entry.seq,
        "revision": entry.revision,
        "kind": entry.kind,
        "author": entry.author,
        "author_name": entry.author_name,
        "at": entry.at,
        "media": entry.media,
        "external_id": entry.external_id,
        "box": entry.box,
        "link": entry.link,
    }


def queued_row(conversation: Conversation, queued: Queued, at: datetime) -> dict[str, Any]:
    return {
        "id": queued.id,
        "tenant_id": conversation.tenant_id,
        "conversation_id": conversation.id,
        "seq": queued.seq,
        "revision": conversation.revision,
        "kind": queued.kind,
        "state": "new",
        "attempts": 0,
        "created_at": at,
        "due_at": at,
        "moved_at": at,
        "code": "",
        "send_key": queued.send_key,
    }


def _row(conversation: Conversation) -> dict[str, Any]:
    fixed = ("id", "tenant_id", "line_id", "contact_id", "opened_at")
    return {**{name: getattr(conversation, name) for name in fixed}, **_changing(conversation)}


def _changing(conversation: Conversation) -> dict[str, Any]:
    """The columns that an arrival may change."""
    names = (
        "provider_id",
        "status",
        "tier",
        "priority",
        "slow",
        "language",
        "seq",
        "revision",
        "read_seq",
        "withdrawn_seq",
        "link",
    )
    times = ("waiting_since", "last_in_at", "last_out_at", "paused")
    changing = {name: getattr(conversation, name) for name in (*names, *times)}
    return {**changing, "flags": json.dumps(sorted(conversation.flags))}


def _contact(row: Any) -> Contact:
    return Contact(row.id, row.pseudonym, row.stopped_at, row.exit_mark, row.safe_mark, row.last_at, row.recent)
