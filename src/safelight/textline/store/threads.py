"""Conversations as people work on them: read, claimed, answered, closed. Always within the own tenant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.box import Wrapped
from safelight.textline.core.conversation import Conversation, Disposition, Entry
from safelight.textline.core.sending import State
from safelight.textline.store.inbound import Queued, entry_row, queued_row
from safelight.textline.store.rows import conversation as conversation_of
from safelight.textline.store.rows import entry as entry_of
from safelight.textline.store.tables import CONTACTS, CONVERSATIONS, ENTRIES, KEYS, SENDINGS

TENANTLESS: dict[str, str] = {}
UNAUDITED: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation with its contact's pseudonym, whether the contact has opted out, its wrapped key (None when it
    was shredded), and the place she stated, as it is kept (None when she stated none)."""

    conversation: Conversation
    pseudonym: str
    stopped: bool
    key: Wrapped | None
    place: str | None


@dataclass(frozen=True, slots=True)
class SendingState:
    """Where the text of entry `seq` is on its way."""

    id: str
    seq: int
    revision: int
    state: State
    code: str
    moved_at: datetime
    external_id: str | None


def standing(connection: Connection, scope: Scope, conversation_id: str, *, lock: bool = False) -> Standing | None:
    """One conversation of the own tenant; with `lock`, until the transaction ends nobody else changes it."""
    own = and_(CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.tenant_id == scope.tenant_id)
    if lock:
        connection.execute(select(CONVERSATIONS.c.id).where(own).with_for_update())
    query = (
        select(CONVERSATIONS, CONTACTS.c.pseudonym, CONTACTS.c.stopped_at, KEYS.c.domain_key, KEYS.c.box)
        .join(CONTACTS, CONTACTS.c.id == CONVERSATIONS.c.contact_id)
        .outerjoin(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
    )
    row = connection.execute(query.where(own)).first()
    if row is None:
        return None
    key = Wrapped(row.domain_key, bytes(row.box)) if row.box is not None else None
    return Standing(conversation_of(row), row.pseudonym, row.stopped_at is not None, key, row.place)


def entries(connection: Connection, scope: Scope, conversation_id: str, after: int) -> Sequence[Entry]:
    """Entries changed after a revision, in order."""
    query = select(ENTRIES).join(CONVERSATIONS, CONVERSATIONS.c.id == ENTRIES.c.conversation_id)
    own = and_(CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.tenant_id == scope.tenant_id)
    rows = connection.execute(query.where(own, ENTRIES.c.revision > after).order_by(ENTRIES.c.seq))
    return [entry_of(row) for row in rows]


def sendings(connection: Connection, scope: Scope, conversation_id: str, after: int) -> Sequence[SendingState]:
    """Where texts are on their way, those that moved after a revision."""
    own = and_(SENDINGS.c.conversation_id == conversation_id, SENDINGS.c.tenant_id == scope.tenant_id)
    rows = connection.execute(select(SENDINGS).where(own, SENDINGS.c.revision > after).order_by(SENDINGS.c.seq))
    return [
        SendingState(row.id, row.seq, row.revision, row.state, row.code, row.moved_at, row.external_id) for row in rows
    ]


def by_send_key(connection: Connection, scope: Scope, conversation_id: str, send_key: str) -> str | None:
    """The sending that the same click made before."""
    own = and_(SENDINGS.c.conversation_id == conversation_id, SENDINGS.c.tenant_id == scope.tenant_id)
    found = connection.scalar(select(SENDINGS.c.id).where(own, SENDINGS.c.send_key == send_key))
    return None if found is None else str(found)


def claim(
    connection: Connection, scope: Scope, conversation_id: str, owner_name: str, at: datetime, intent: Intent
) -> bool:
    """Take a waiting conversation; False when somebody else was first."""
    free = and_(
        CONVERSATIONS.c.id == conversation_id,
        CONVERSATIONS.c.tenant_id == scope.tenant_id,
        CONVERSATIONS.c.status == "waiting",
    )
    values = {"status": "claimed", "owner": scope.actor.member.id, "owner_name": owner_name, "owned_at": at}
    taken = update(CONVERSATIONS).where(free).values(**values, revision=CONVERSATIONS.c.revision + 1)
    if affected(connection, taken) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def close(
    connection: Connection,
    scope: Scope,
    conversation_id: str,
    disposition: Disposition,
    at: datetime,
    intent: Intent,
) -> bool:
    """End a conversation; False when it had ended."""
    running = and_(
        CONVERSATIONS.c.id == conversation_id,
        CONVERSATIONS.c.tenant_id == scope.tenant_id,
        CONVERSATIONS.c.status != "closed",
    )
    values = {"status": "closed", "closed_at": at, "disposition": disposition, "waiting_since": None}
    ended = update(CONVERSATIONS).where(running).values(**values, revision=CONVERSATIONS.c.revision + 1)
    if affected(connection, ended) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def reply(
    connection: Connection, scope: Scope, after: Conversation, entry: Entry, queued: Queued | None, intent: Intent
) -> None:
    """Add an entry of a member, with its sending unless it is a note. The caller locked the conversation."""
    own = and_(CONVERSATIONS.c.id == after.id, CONVERSATIONS.c.tenant_id == scope.tenant_id)
    names = ("seq", "revision", "link", "last_out_at", "waiting_since")
    values = {**{name: getattr(after, name) for name in names}, "flags": json.dumps(sorted(after.flags))}
    connection.execute(update(CONVERSATIONS).where(own).values(values))
    connection.execute(insert(ENTRIES).values(entry_row(entry)))
    if queued is not None:
        connection.execute(insert(SENDINGS).values(queued_row(after, queued, entry.at)))
    add_intent(connection, "textline", intent)


def send_again(
    connection: Connection, scope: Scope, conversation_id: str, sending_id: str, at: datetime, intent: Intent
) -> bool:
    """A text that had returned to its author starts again; False when it stands elsewhere, or silence was asked for
    after it was written."""
    own = and_(CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.tenant_id == scope.tenant_id)
    raised = update(CONVERSATIONS).where(own).values(revision=CONVERSATIONS.c.revision + 1)
    revision = connection.scalar(raised.returning(CONVERSATIONS.c.revision))
    this = and_(
        SENDINGS.c.id == sending_id,
        SENDINGS.c.conversation_id == conversation_id,
        SENDINGS.c.tenant_id == scope.tenant_id,
        SENDINGS.c.state == "returned",
        SENDINGS.c.seq > select(CONVERSATIONS.c.withdrawn_seq).where(own).scalar_subquery(),
    )
    values = {"state": "new", "moved_at": at, "due_at": at, "created_at": at, "code": "", "revision": revision}
    if affected(connection, update(SENDINGS).where(this).values(values)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True
