"""Referrals: what one agency may read of one conversation, and what both sides said of it.

Two tenants reach a row: the one that sent it and the one that it names. Each function says which of them the scope is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.box import Wrapped
from safelight.textline.core.consent import Field
from safelight.textline.core.referral import READABLE, Basis, Status
from safelight.textline.store.people_tables import REFERRAL_EVENTS, REFERRALS

TENANTLESS = {
    "lapsed": "a job over the whole installation; it shows nothing to anybody",
    "of_conversation": "the sender's service looked the conversation up within its scope",
    "destroy": "a job over the whole installation, or the service after it asked for permission",
    "expire": "a job over the whole installation; it shows nothing to anybody",
    "living_keys": "a job over the whole installation; it shows nothing to anybody",
    "rewrap": "a job over the whole installation; it shows nothing to anybody",
}
"""Functions here that take no scope, each with the reason; a test compares."""

UNAUDITED = {"rewrap": "the same keys under another key; what is destroyed by it was written down before"}
"""Functions here that change state without an intent, each with the reason; a test compares."""

Side = Literal["sender", "agency"]
EventKind = Literal["sent", "acknowledge", "decline", "follow_up", "close", "withdraw", "stop", "expire", "hold"]


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral as its row says; `key` None when its content is destroyed."""

    id: str
    tenant_id: str
    tenant_name: str
    agency_id: str
    agency_name: str
    conversation_id: str
    basis: Basis
    basis_id: str
    status: Status
    fields: frozenset[Field]
    sent_at: datetime
    moved_at: datetime
    expires_at: datetime
    held: str | None
    revision: int
    key: Wrapped | None
    box: bytes | None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a side said or did."""

    seq: int
    side: Side
    kind: EventKind
    author: str
    author_name: str
    at: datetime
    box: bytes


@dataclass(frozen=True, slots=True)
class LivingKey:
    """A referral's wrapped key."""

    referral_id: str
    key: Wrapped


def add(connection: Connection, scope: Scope, referral: Referral, intents: Sequence[Intent]) -> None:
    """Send a referral: `scope` is the sender's, the intents are one for each side."""
    key = referral.key
    row = {
        "id": referral.id,
        "tenant_id": scope.tenant_id,
        "tenant_name": referral.tenant_name,
        "agency_id": referral.agency_id,
        "agency_name": referral.agency_name,
        "conversation_id": referral.conversation_id,
        "basis": referral.basis,
        "basis_id": referral.basis_id,
        "status": referral.status,
        "fields": json.dumps(sorted(referral.fields)),
        "sent_at": referral.sent_at,
        "moved_at": referral.moved_at,
        "expires_at": referral.expires_at,
        "revision": referral.revision,
        "domain_key": key.domain_key if key else None,
        "key_box": key.box if key else None,
        "box": referral.box,
    }
    connection.execute(insert(REFERRALS).values(**row))
    for intent in intents:
        add_intent(connection, "textline", intent)


def sent(connection: Connection, scope: Scope, conversation_id: str | None = None) -> Sequence[Referral]:
    """What the scope's tenant sent, of one conversation or all, the newest first."""
    own = REFERRALS.c.tenant_id == scope.tenant_id
    wanted = own if conversation_id is None else and_(own, REFERRALS.c.conversation_id == conversation_id)
    return [_referral(row) for row in connection.execute(select(REFERRALS).where(wanted).order_by(_NEWEST))]


def inbox(connection: Connection, scope: Scope) -> Sequence[Referral]:
    """What came to the scope's tenant, the newest first."""
    own = REFERRALS.c.agency_id == scope.tenant_id
    return [_referral(row) for row in connection.execute(select(REFERRALS).where(own).order_by(_NEWEST))]


def find(connection: Connection, scope: Scope, referral_id: str, side: Side, *, lock: bool = False) -> Referral | None:
    """One referral that the scope's tenant sent (`sender`) or got (`agency`)."""
    query = select(REFERRALS).where(REFERRALS.c.id == referral_id, _own(scope, side))
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _referral(row)


def events(connection: Connection, scope: Scope, referral_id: str, side: Side) -> Sequence[Event]:
    """What both sides said, the first first."""
    query = select(REFERRAL_EVENTS).join(REFERRALS, REFERRALS.c.id == REFERRAL_EVENTS.c.referral_id)
    rows = connection.execute(
        query.where(REFERRALS.c.id == referral_id, _own(scope, side)).order_by(REFERRAL_EVENTS.c.seq)
    )
    return [Event(row.seq, row.side, row.kind, row.author, row.author_name, row.at, bytes(row.box)) for row in rows]


def move(
    connection: Connection, scope: Scope, before: Referral, status: Status, event: Event, intents: Sequence[Intent]
) -> bool:
    """A side's move with its event; the scope is of either side. False when the referral moved meanwhile."""
    own = or_(REFERRALS.c.tenant_id == scope.tenant_id, REFERRALS.c.agency_id == scope.tenant_id)
    return _move(connection, before, own, status, event, intents)


def hold(connection: Connection, scope: Scope, referral_id: str, order: str | None, intent: Intent) -> bool:
    """Keep what the scope's agency got by a recorded order, or let it go (None)."""
    own = and_(REFERRALS.c.id == referral_id, REFERRALS.c.agency_id == scope.tenant_id)
    changed = update(REFERRALS).where(own).values(held=order, revision=REFERRALS.c.revision + 1)
    if affected(connection, changed) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True


def of_conversation(connection: Connection, conversation_id: str) -> Sequence[Referral]:
    """Referrals of a conversation that rest on consent and that their agency may still read."""
    live = and_(REFERRALS.c.basis == "consent", REFERRALS.c.status.in_(sorted(READABLE)))
    rows = connection.execute(select(REFERRALS).where(REFERRALS.c.conversation_id == conversation_id, live))
    return [_referral(row) for row in rows]


def lapsed(connection: Connection, now: datetime, limit: int) -> Sequence[Referral]:
    """Referrals whose time is over: those still readable, and those that nobody may read and no order holds."""
    readable = REFERRALS.c.status.in_(sorted(READABLE))
    left = and_(REFERRALS.c.key_box.is_not(None), REFERRALS.c.held.is_(None))
    over = and_(REFERRALS.c.expires_at <= now, or_(readable, left))
    query = select(REFERRALS).where(or_(over, and_(~readable, left))).limit(limit)
    return [_referral(row) for row in connection.execute(query)]


def expire(connection: Connection, before: Referral, status: Status, event: Event, intents: Sequence[Intent]) -> bool:
    """A referral's time is over."""
    return _move(connection, before, REFERRALS.c.id == before.id, status, event, intents)


def destroy(connection: Connection, referral_id: str, at: datetime, intent: Intent) -> bool:
    """Destroy what a referral released and what was said of it; times and states remain. False when it is held by an
    order, or was destroyed before."""
    this = and_(REFERRALS.c.id == referral_id, REFERRALS.c.key_box.is_not(None), REFERRALS.c.held.is_(None))
    values = {"domain_key": None, "key_box": None, "box": None, "moved_at": at}
    if affected(connection, update(REFERRALS).where(this).values(**values)) != 1:
        return False
    connection.execute(update(REFERRAL_EVENTS).where(REFERRAL_EVENTS.c.referral_id == referral_id).values(box=b""))
    add_intent(connection, "textline", intent)
    return True


def living_keys(connection: Connection, older_than: int, limit: int) -> Sequence[LivingKey]:
    """Wrapped keys that lie under a domain key older than that one."""
    query = select(REFERRALS).where(REFERRALS.c.domain_key < older_than).order_by(REFERRALS.c.id).limit(limit)
    return [LivingKey(row.id, Wrapped(row.domain_key, bytes(row.key_box))) for row in connection.execute(query)]


def rewrap(connection: Connection, living: LivingKey, wrapped: Wrapped) -> None:
    """Put a key under a newer domain key, unless it was destroyed meanwhile."""
    this = and_(REFERRALS.c.id == living.referral_id, REFERRALS.c.key_box.is_not(None))
    connection.execute(update(REFERRALS).where(this).values(domain_key=wrapped.domain_key, key_box=wrapped.box))


_NEWEST = REFERRALS.c.sent_at.desc()


def _own(scope: Scope, side: Side) -> ColumnElement[bool]:
    column = REFERRALS.c.tenant_id if side == "sender" else REFERRALS.c.agency_id
    return column == scope.tenant_id


def _move(
    connection: Connection,
    before: Referral,
    own: ColumnElement[bool],
    status: Status,
    event: Event,
    intents: Sequence[Intent],
) -> bool:
    this = and_(REFERRALS.c.id == before.id, own, REFERRALS.c.revision == before.revision)
    values = {"status": status, "moved_at": event.at, "revision": before.revision + 1}
    if affected(connection, update(REFERRALS).where(this).values(**values)) != 1:
        return False
    last = select(func.coalesce(func.max(REFERRAL_EVENTS.c.seq), 0)).where(REFERRAL_EVENTS.c.referral_id == before.id)
    row = {
        "referral_id": before.id,
        "seq": int(connection.scalar(last) or 0) + 1,
        "side": event.side,
        "kind": event.kind,
        "author": event.author,
        "author_name": event.author_name,
        "at": event.at,
        "box": event.box,
    }
    connection.execute(insert(REFERRAL_EVENTS).values(**row))
    for intent in intents:
        add_intent(connection, "textline", intent)
    return True


def _referral(row: Row[Any]) -> Referral:
    key = Wrapped(row.domain_key, bytes(row.key_box)) if row.key_box is not None else None
    return Referral(
        id=row.id,
        tenant_id=row.tenant_id,
        tenant_name=row.tenant_name,
        agency_id=row.agency_id,
        agency_name=row.agency_name,
        conversation_id=row.conversation_id,
        basis=row.basis,
        basis_id=row.basis_id,
        status=row.status,
        fields=frozenset(json.loads(row.fields)),
        sent_at=row.sent_at,
        moved_at=row.moved_at,
        expires_at=row.expires_at,
        held=row.held,
        revision=row.revision,
        key=key,
        box=bytes(row.box) if row.box is not None else None,
    )
