"""What ends by itself or is taken away: conversations that fell silent, keys that are destroyed, holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.box import Wrapped
from safelight.textline.store.tables import CONVERSATIONS, ENTRIES, KEYS, NUMBERS, SENDINGS

TENANTLESS = {
    "silent": "a job over the whole installation; it shows nothing to anybody",
    "end_silent": "a job over the whole installation; it shows nothing to anybody",
    "lapsed": "a job over the whole installation; it shows nothing to anybody",
    "shred": "a job over the whole installation, or the service after it asked for permission",
    "living_keys": "a job over the whole installation; it shows nothing to anybody",
    "rewrap": "a job over the whole installation; it shows nothing to anybody",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {"rewrap": "the same keys under another key; what is destroyed by it was written down when it was shredded"}
"""Functions here that change state without an intent, each with the reason; a test compares."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A conversation that a clock is about to change."""

    id: str
    tenant_id: str
    line_id: str
    closed_at: datetime | None
    tier: int
    place: str | None


@dataclass(frozen=True, slots=True)
class Living:
    """A conversation's wrapped key."""

    conversation_id: str
    key: Wrapped


def silent(connection: Connection, before: datetime, limit: int) -> Sequence[Ended]:
    """Conversations that we answered and whose contact has been silent since before that time. One that waits for us is
    never among them."""
    query = select(CONVERSATIONS).where(_silent(before)).order_by(CONVERSATIONS.c.last_in_at).limit(limit)
    return [_ended(row) for row in connection.execute(query)]


def _ended(row: Row[Any]) -> Ended:
    return Ended(row.id, row.tenant_id, row.line_id, row.closed_at, row.tier, row.place)


def end_silent(connection: Connection, conversation_id: str, before: datetime, at: datetime, intent: Intent) -> bool:
    """Close one of them; False when she wrote meanwhile."""
    this = and_(CONVERSATIONS.c.id == conversation_id, _silent(before))
    values = {"status": "closed", "closed_at": at, "disposition": "stopped_answering"}
    ended = update(CONVERSATIONS).where(this).values(**values, revision=CONVERSATIONS.c.revision + 1)
    if affected(connection, ended) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def _silent(before: datetime) -> ColumnElement[bool]:
    return and_(
        CONVERSATIONS.c.status == "claimed",
        CONVERSATIONS.c.waiting_since.is_(None),
        CONVERSATIONS.c.last_in_at < before,
        CONVERSATIONS.c.last_out_at < before,
    )


def lapsed(connection: Connection, line_id: str, before: datetime, limit: int) -> Sequence[Ended]:
    """Conversations of a line that ended before that time, are not held, and still have their key."""
    query = (
        select(CONVERSATIONS)
        .join(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
        .where(CONVERSATIONS.c.line_id == line_id, CONVERSATIONS.c.closed_at < before, CONVERSATIONS.c.held.is_(None))
        .limit(limit)
    )
    return [_ended(row) for row in connection.execute(query)]


def held(connection: Connection, scope: Scope, conversation_id: str) -> tuple[bool, str | None] | None:
    """Whether a conversation of the own tenant has ended, and what holds it; None when there is none."""
    own = and_(CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.tenant_id == scope.tenant_id)
    row = connection.execute(select(CONVERSATIONS.c.status, CONVERSATIONS.c.held).where(own)).first()
    return None if row is None else (row.status == "closed", row.held)


def hold(connection: Connection, scope: Scope, conversation_id: str, reason: str | None, intent: Intent) -> bool:
    """Keep a conversation from being destroyed for a recorded reason, or let it go again (None)."""
    own = and_(CONVERSATIONS.c.id == conversation_id, CONVERSATIONS.c.tenant_id == scope.tenant_id)
    if affected(connection, update(CONVERSATIONS).where(own).values(held=reason)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def shred(connection: Connection, conversation_id: str, at: datetime, intent: Intent) -> bool:
    """Destroy a conversation: its key, its sealed texts and reasons, and the contact's number when nothing else of hers
    is left. What remains are times and states. False when it was shredded before."""
    mine = CONVERSATIONS.c.id == conversation_id
    row = connection.execute(select(CONVERSATIONS.c.contact_id, CONVERSATIONS.c.revision).where(mine)).first()
    if row is None or not affected(connection, delete(KEYS).where(KEYS.c.conversation_id == conversation_id)):
        return False
    values = {"status": "closed", "closed_at": at, "shredded_at": at, "signs": None, "place": None}
    connection.execute(update(CONVERSATIONS).where(mine).values(**values, revision=CONVERSATIONS.c.revision + 1))
    emptied = {"box": b"", "revision": row.revision + 1}
    connection.execute(update(ENTRIES).where(ENTRIES.c.conversation_id == conversation_id).values(emptied))
    unsent = and_(SENDINGS.c.conversation_id == conversation_id, SENDINGS.c.state.in_(("new", "returned")))
    connection.execute(update(SENDINGS).where(unsent).values(state="dropped", code="shredded", moved_at=at))
    others = exists().where(CONVERSATIONS.c.contact_id == row.contact_id, KEYS.c.conversation_id == CONVERSATIONS.c.id)
    connection.execute(delete(NUMBERS).where(NUMBERS.c.contact_id == row.contact_id, ~others))
    add_intent(connection, "textline", intent)
    return True


def living_keys(connection: Connection, older_than: int, limit: int) -> Sequence[Living]:
    """Wrapped keys that lie under a domain key older than that one."""
    query = select(KEYS).where(KEYS.c.domain_key < older_than).order_by(KEYS.c.conversation_id).limit(limit)
    return [Living(row.conversation_id, Wrapped(row.domain_key, bytes(row.box))) for row in connection.execute(query)]


def rewrap(connection: Connection, living: Living, wrapped: Wrapped) -> None:
    """Put a key under a newer domain key, unless it was shredded meanwhile."""
    this = update(KEYS).where(KEYS.c.conversation_id == living.conversation_id)
    connection.execute(this.values(domain_key=wrapped.domain_key, box=wrapped.box))
