"""Texts coming in: the inbox, the contact, its open conversation, the entry, and what the line answers by itself.

Everything here takes many texts at once, in the caller's one transaction: one statement for each table, however many
came. What can't be threaded now waits as a box in the inbox.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intents
from safelight.textline.core.box import Wrapped
from safelight.textline.core.conversation import Conversation, Entry
from safelight.textline.core.sending import Kind
from safelight.textline.store.rows import conversation as conversation_of
from safelight.textline.store.tables import CONTACTS, CONVERSATIONS, ENTRIES, INBOX, KEYS, NUMBERS, SENDINGS, TIMERS

TENANTLESS = {
    "enter": "a text comes before anybody acts; its line says whose it is",
    "find_threads": "a text comes before anybody acts; its line says whose it is",
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

TextName = tuple[str, str]
"""A provider's id, and that provider's name for a text."""

ContactName = tuple[str, str]
"""A line's id, and a contact's mark on that line."""

# Statements of the hot path are made once: making one anew for each batch costs more than running it.
_CONTACTS = select(CONTACTS).where(
    CONTACTS.c.line_id.in_(bindparam("lines", expanding=True)),
    CONTACTS.c.mark.in_(bindparam("marks", expanding=True)),
)
_RUNNING = (
    select(CONVERSATIONS, KEYS.c.domain_key, KEYS.c.box)
    .join(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
    .where(
        CONVERSATIONS.c.contact_id.in_(bindparam("contacts", expanding=True)),
        CONVERSATIONS.c.status != "closed",
    )
    .order_by(CONVERSATIONS.c.id)
    .with_for_update(of=CONVERSATIONS)
)
_CHANGED_CONTACT = ("last_at", "recent", "stopped_at")
_CHANGED = (
    *("provider_id", "status", "tier", "priority", "slow", "language", "seq", "revision", "read_seq"),
    *("withdrawn_seq", "link", "waiting_since", "last_in_at", "last_out_at", "paused"),
)
"""The columns that an arrival may change; `flags` too."""
_TOUCH_CONTACT = (
    update(CONTACTS)
    .where(CONTACTS.c.id == bindparam("this"))
    .values({name: bindparam(name) for name in _CHANGED_CONTACT})
)
_TOUCH_CONVERSATION = (
    update(CONVERSATIONS)
    .where(CONVERSATIONS.c.id == bindparam("this"))
    .values({name: bindparam(name) for name in (*_CHANGED, "flags")})
)
_ADD_CONTACT, _ADD_CONVERSATION, _ADD_KEY = insert(CONTACTS), insert(CONVERSATIONS), insert(KEYS)
_ADD_ENTRY, _ADD_SENDING = insert(ENTRIES), insert(SENDINGS)
_WAITS = (
    update(INBOX)
    .where(INBOX.c.provider_id == bindparam("provider"), INBOX.c.external_id == bindparam("name"))
    .values(box=bindparam("sealed"), waiting=True)
)
_IS_THREADED = (
    update(INBOX)
    .where(
        INBOX.c.provider_id == bindparam("provider"),
        INBOX.c.external_id == bindparam("name"),
        INBOX.c.waiting.is_(True),
    )
    .values(box=None, waiting=False)
)


@cache
def _enter(dialect: str) -> Any:
    added = (postgres_insert if dialect == "postgresql" else sqlite_insert)(INBOX).on_conflict_do_nothing()
    return added.returning(INBOX.c.provider_id, INBOX.c.external_id)


@cache
def _keep_number(dialect: str) -> Any:
    return (postgres_insert if dialect == "postgresql" else sqlite_insert)(NUMBERS).on_conflict_do_nothing()


@cache
def _set_timer(dialect: str) -> Any:
    added: Any = (postgres_insert if dialect == "postgresql" else sqlite_insert)(TIMERS)
    anew = {name: added.excluded[name] for name in ("due_at", "fired_at")}
    return added.on_conflict_do_update(index_elements=["conversation_id", "kind"], set_=anew)


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


def enter(connection: Connection, names: Collection[TextName], at: datetime) -> set[TextName]:
    """Note that providers brought these texts; returns those that they had not brought before."""
    rows = [
        {"provider_id": provider_id, "external_id": external_id, "received_at": at, "waiting": False}
        for provider_id, external_id in sorted(set(names))
    ]
    added = connection.execute(_enter(connection.dialect.name), rows)
    return {(row.provider_id, row.external_id) for row in added}


def find_threads(connection: Connection, names: Collection[ContactName]) -> dict[ContactName, Thread]:
    """Those of these contacts that are known; their open conversations are locked until the transaction ends."""
    asked = {"lines": sorted({line for line, _ in names}), "marks": sorted({mark for _, mark in names})}
    contacts = {(row.line_id, row.mark): _contact(row) for row in connection.execute(_CONTACTS, asked)}
    if not contacts:
        return {}
    ids = sorted(contact.id for contact in contacts.values())
    running = {row.contact_id: row for row in connection.execute(_RUNNING, {"contacts": ids})}
    return {name: _thread(contact, running.get(contact.id)) for name, contact in contacts.items()}


def _thread(contact: Contact, row: Any) -> Thread:
    if row is None:
        return Thread(contact, None, None)
    return Thread(contact, conversation_of(row), Wrapped(row.domain_key, bytes(row.box)))


def thread(connection: Connection, arrivals: Sequence[Arrival], intents: Sequence[Intent]) -> None:
    """Write arrivals, in the order in which they came: a later one of the same conversation says how it stands."""
    last = {arrival.conversation.id: arrival for arrival in arrivals}
    opened = {each.conversation.id: each for each in arrivals if each.key is not None}
    new = [each for each in arrivals if each.new_contact is not None]
    # a contact that comes and writes again in one batch is added as it stands in the end
    added = {each.conversation.contact_id: each.new_contact for each in new}
    contacts = {arrival.conversation.contact_id: arrival for arrival in arrivals}
    _many(connection, _ADD_CONTACT, [_contact_row(contacts[key], each) for key, each in added.items() if each])
    touched = [_contact_change(each) for key, each in sorted(contacts.items()) if key not in added]
    _many(connection, _TOUCH_CONTACT, touched)
    _many(connection, _ADD_CONVERSATION, [_row(last[key].conversation) for key in opened])
    _many(connection, _ADD_KEY, [_key_row(each) for each in opened.values()])
    _many(connection, _keep_number(connection.dialect.name), [_number_row(each) for each in opened.values()])
    changed = [each.conversation for key, each in sorted(last.items()) if key not in opened]
    _many(connection, _TOUCH_CONVERSATION, [{"this": each.id, **_changing(each)} for each in changed])
    _many(connection, _ADD_ENTRY, [entry_row(entry) for arrival in arrivals for entry in arrival.entries])
    queued = [queued_row(arrival.conversation, each, arrival.at) for arrival in arrivals for each in arrival.queued]
    _many(connection, _ADD_SENDING, queued)
    for arrival in arrivals:
        if arrival.withdraw:
            _withdraw(connection, arrival.conversation, arrival.at)
    _many(connection, _set_timer(connection.dialect.name), [row for each in arrivals for row in _timer_rows(each)])
    add_intents(connection, "textline", intents)


def _many(connection: Connection, statement: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def _contact_row(arrival: Arrival, new: NewContact) -> dict[str, Any]:
    return {
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


def _contact_change(arrival: Arrival) -> dict[str, Any]:
    changed = {"last_at": arrival.at, "recent": arrival.recent, "stopped_at": arrival.stopped_at}
    return {"this": arrival.conversation.contact_id, **changed}


def _key_row(arrival: Arrival) -> dict[str, Any]:
    key = arrival.key or Wrapped(0, b"")
    return {"conversation_id": arrival.conversation.id, "domain_key": key.domain_key, "box": key.box}


def _number_row(arrival: Arrival) -> dict[str, Any]:
    number = arrival.number or Wrapped(0, b"")
    return {"contact_id": arrival.conversation.contact_id, "domain_key": number.domain_key, "box": number.box}


def _timer_rows(arrival: Arrival) -> Iterable[dict[str, Any]]:
    for kind, due_at in arrival.timers:
        yield {"conversation_id": arrival.conversation.id, "kind": kind, "due_at": due_at, "fired_at": None}


def _withdraw(connection: Connection, conversation: Conversation, at: datetime) -> None:
    """What waits to be sent is taken back: automatic texts are dropped, an advocate's return to the advocate."""
    waiting = (
        (SENDINGS.c.conversation_id == conversation.id)
        & (SENDINGS.c.state == "new")
        & (SENDINGS.c.seq <= conversation.withdrawn_seq)
    )
    changed = {"moved_at": at, "revision": conversation.revision, "code": "withdrawn"}
    for kind, state in (("automatic", "dropped"), ("advocate", "returned")):
        connection.execute(update(SENDINGS).where(waiting, SENDINGS.c.kind == kind).values(state=state, **changed))


def leave_waiting(connection: Connection, boxes: Mapping[TextName, bytes], intents: Sequence[Intent]) -> None:
    """Keep texts that can't be threaded now, closed under the intake's key."""
    rows = [{"provider": provider, "name": name, "sealed": box} for (provider, name), box in boxes.items()]
    _many(connection, _WAITS, rows)
    add_intents(connection, "textline", intents)


def waiting(connection: Connection, limit: int) -> Sequence[WaitingText]:
    """Texts in the intake, oldest first."""
    query = select(INBOX).where(INBOX.c.waiting.is_(True)).order_by(INBOX.c.received_at).limit(limit)
    rows = connection.execute(query)
    return [WaitingText(row.provider_id, row.external_id, row.received_at, bytes(row.box)) for row in rows]


def no_longer_waiting(connection: Connection, name: TextName) -> bool:
    """Take a text out of the intake, in the transaction that threads it; False when another process did."""
    return affected(connection, _IS_THREADED, {"provider": name[0], "name": name[1]}) == 1


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
    changing = {name: getattr(conversation, name) for name in _CHANGED}
    return {**changing, "flags": json.dumps(sorted(conversation.flags))}


def _contact(row: Any) -> Contact:
    return Contact(row.id, row.pseudonym, row.stopped_at, row.exit_mark, row.safe_mark, row.last_at, row.recent)
