"""The desk's rows: who waits, who answers whom, what people set on a conversation. Always within the own tenant."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected, upsert
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.box import Wrapped
from safelight.textline.core.conversation import Conversation, Disposition
from safelight.textline.core.queue import Waiting
from safelight.textline.store.rows import conversation as conversation_of
from safelight.textline.store.tables import CONTACTS, CONVERSATIONS, KEYS, NUMBERS, TIMERS

TENANTLESS: dict[str, str] = {}
UNAUDITED: dict[str, str] = {}

FIRST_REPLY = "first_reply"
"""The timer of the first answer by a person."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A conversation as a list shows it: no text, no number. `signs` is the box with the reasons of its tier, `due_at`
    that of its running clock."""

    conversation: Conversation
    pseudonym: str
    stopped: bool
    key: Wrapped | None
    signs: bytes | None
    due_at: datetime | None
    place: str | None


def waiting(connection: Connection, scope: Scope) -> Sequence[Waiting]:
    """Every conversation that nobody has claimed, in no order."""
    names = ("id", "tier", "priority", "waiting_since", "last_in_at", "slow")
    own = and_(CONVERSATIONS.c.tenant_id == scope.tenant_id, CONVERSATIONS.c.status == "waiting")
    rows = connection.execute(select(*(CONVERSATIONS.c[name] for name in names)).where(own))
    return [
        Waiting(row.id, row.tier, row.priority, row.waiting_since or row.last_in_at, bool(row.slow)) for row in rows
    ]


def claimed(connection: Connection, scope: Scope, limit: int) -> Sequence[str]:
    """Conversations that somebody has, the longest unanswered first, then the last written in."""
    own = and_(CONVERSATIONS.c.tenant_id == scope.tenant_id, CONVERSATIONS.c.status == "claimed")
    order = (CONVERSATIONS.c.waiting_since.is_(None), CONVERSATIONS.c.waiting_since, CONVERSATIONS.c.last_in_at.desc())
    return list(connection.scalars(select(CONVERSATIONS.c.id).where(own).order_by(*order).limit(limit)))


def open_by_owner(connection: Connection, scope: Scope) -> Mapping[str, int]:
    """How many conversations each member has now."""
    own = and_(CONVERSATIONS.c.tenant_id == scope.tenant_id, CONVERSATIONS.c.status == "claimed")
    query = select(CONVERSATIONS.c.owner, func.count()).where(own).group_by(CONVERSATIONS.c.owner)
    return {str(owner): int(count) for owner, count in connection.execute(query) if owner is not None}


def listed(connection: Connection, scope: Scope, ids: Sequence[str]) -> Mapping[str, Listed]:
    """These conversations of the own tenant, by id."""
    own = and_(CONVERSATIONS.c.tenant_id == scope.tenant_id, CONVERSATIONS.c.id.in_(ids))
    first = and_(
        TIMERS.c.conversation_id == CONVERSATIONS.c.id, TIMERS.c.kind == FIRST_REPLY, TIMERS.c.fired_at.is_(None)
    )
    query = (
        select(
            CONVERSATIONS, CONTACTS.c.pseudonym, CONTACTS.c.stopped_at, KEYS.c.domain_key, KEYS.c.box, TIMERS.c.due_at
        )
        .join(CONTACTS, CONTACTS.c.id == CONVERSATIONS.c.contact_id)
        .outerjoin(KEYS, KEYS.c.conversation_id == CONVERSATIONS.c.id)
        .outerjoin(TIMERS, first)
        .where(own)
    )
    found = {}
    for row in connection.execute(query):
        key = Wrapped(row.domain_key, bytes(row.box)) if row.box is not None else None
        signs = bytes(row.signs) if row.signs is not None else None
        stopped = row.stopped_at is not None
        found[row.id] = Listed(conversation_of(row), row.pseudonym, stopped, key, signs, row.due_at, row.place)
    return found


def hand_over(
    connection: Connection, scope: Scope, conversation_id: str, to: tuple[str, str], at: datetime, intent: Intent
) -> bool:
    """Give a claimed conversation to another member (id, name); False when nobody has it."""
    values = {"owner": to[0], "owner_name": to[1], "owned_at": at}
    return _move(connection, scope, conversation_id, ("claimed",), values, intent)


def release(
    connection: Connection, scope: Scope, before: Conversation, at: datetime, due_at: datetime, intent: Intent
) -> bool:
    """Put a claimed conversation back into the queue, where its clock runs anew; False when nobody has it."""
    since = before.waiting_since or at
    values = {"status": "waiting", "owner": None, "owner_name": None, "owned_at": None, "waiting_since": since}
    if not _move(connection, scope, before.id, ("claimed",), values, intent):
        return False
    timer = {"conversation_id": before.id, "kind": FIRST_REPLY, "due_at": due_at, "fired_at": None}
    connection.execute(upsert(connection, TIMERS, ["conversation_id", "kind"], ["due_at", "fired_at"]), timer)
    return True


def end(
    connection: Connection, scope: Scope, conversation_id: str, disposition: Disposition, at: datetime, intent: Intent
) -> bool:
    """End a running conversation; False when it had ended."""
    values = {"status": "closed", "closed_at": at, "disposition": disposition, "waiting_since": None}
    return _move(connection, scope, conversation_id, ("waiting", "claimed"), values, intent)


def set_tier(
    connection: Connection, scope: Scope, conversation_id: str, tier: int, priority: float, slow: bool, intent: Intent
) -> bool:
    """How urgent a person judged it; False when it has ended."""
    values = {"tier": tier, "priority": priority, "slow": slow}
    return _move(connection, scope, conversation_id, ("waiting", "claimed"), values, intent)


def set_flags(connection: Connection, scope: Scope, conversation_id: str, flags: Sequence[str], intent: Intent) -> bool:
    """All flags of a conversation as they stand from now on. The caller locked it."""
    values = {"flags": json.dumps(sorted(flags))}
    return _move(connection, scope, conversation_id, ("waiting", "claimed", "closed"), values, intent)


def set_place(connection: Connection, scope: Scope, conversation_id: str, place: str, intent: Intent) -> bool:
    """The counties and agencies of the place she stated, as JSON without her words."""
    return _move(connection, scope, conversation_id, ("waiting", "claimed"), {"place": place}, intent)


def number_of(connection: Connection, scope: Scope, contact_id: str) -> Wrapped | None:
    """The sealed number of a contact of the own tenant; None when it was destroyed."""
    own = and_(CONTACTS.c.id == contact_id, CONTACTS.c.tenant_id == scope.tenant_id)
    query = select(NUMBERS).join(CONTACTS, CONTACTS.c.id == NUMBERS.c.contact_id).where(own)
    row = connection.execute(query).first()
    return None if row is None else Wrapped(row.domain_key, bytes(row.box))


def set_words(
    connection: Connection, scope: Scope, contact_id: str, marks: Mapping[str, str | None], intent: Intent
) -> bool:
    """The marks (`safe_mark`, `exit_mark`) of a contact's own words."""
    own = and_(CONTACTS.c.id == contact_id, CONTACTS.c.tenant_id == scope.tenant_id)
    if affected(connection, update(CONTACTS).where(own).values(**marks)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def _move(
    connection: Connection,
    scope: Scope,
    conversation_id: str,
    standing: tuple[str, ...],
    values: Mapping[str, object],
    intent: Intent,
) -> bool:
    own = and_(
        CONVERSATIONS.c.id == conversation_id,
        CONVERSATIONS.c.tenant_id == scope.tenant_id,
        CONVERSATIONS.c.status.in_(standing),
    )
    moved = update(CONVERSATIONS).where(own).values(**values, revision=CONVERSATIONS.c.revision + 1)
    if affected(connection, moved) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True
