"""Notices: each tenant's own, numbered for its feed without gaps, once for each pair and cause."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.notice import Notice
from safelight.content.core.opinion import Voice
from safelight.content.store.tables import BODIES, NOTICES, OPINIONS
from safelight.infra.db import upsert
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import fetch, fetch_first, run

TENANTLESS = {
    "add_notice": "a notice is for the tenant it names, whichever tenant's act caused it",
    "told_of": "a retraction reaches everybody who was told of a pair",
    "voices_on": "the standing of a claim counts the opinions of every body that was told",
    "number_of": "the outbox announces a notice to whichever tenant it is for",
}

UNAUDITED = {
    "add_notice": "part of the transaction that caused it, whose intent counts the notices",
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as kept; `number` is its place in the tenant's feed."""

    id: str
    number: int
    pair_id: str
    cause: str
    own: str
    record: Mapping[str, Any]
    urgent: bool
    at: datetime
    seen_at: datetime | None
    seen_by: str | None


_KNOWN = select(NOTICES.c.id).where(NOTICES.c.id == bindparam("notice"))
_NEXT_NUMBER = (
    update(BODIES)
    .where(BODIES.c.tenant_id == bindparam("tenant"))
    .values(notices=BODIES.c.notices + 1)
    .returning(BODIES.c.notices)
)
_ADD = insert(NOTICES)
_VOICES = select(OPINIONS.c.tenant_id, OPINIONS.c.by, OPINIONS.c.opinion).where(
    OPINIONS.c.observation_id == bindparam("observation")
)


def add_notice(connection: Connection, notice: Notice) -> bool:
    """Add a notice to its tenant's feed. False when that tenant was told of this pair and cause before."""
    if fetch_first(connection, _KNOWN, {"notice": notice.id}) is not None:
        return False
    (number,) = fetch_first(connection, _NEXT_NUMBER, {"tenant": notice.tenant_id}) or (None,)
    row = {
        "id": notice.id,
        "tenant_id": notice.tenant_id,
        "number": number,
        "pair_id": notice.pair_id,
        "cause": notice.cause,
        "own": notice.own,
        "record": json.dumps(dict(notice.record)),
        "urgent": notice.urgent,
        "at": notice.at,
    }
    run(connection, _ADD, row)
    return True


def number_of(connection: Connection, notice_id: str) -> tuple[str, int] | None:
    """Tenant and feed number of a notice."""
    row = connection.execute(select(NOTICES.c.tenant_id, NOTICES.c.number).where(NOTICES.c.id == notice_id)).first()
    return (row.tenant_id, row.number) if row is not None else None


def feed(connection: Connection, scope: Scope, after: int, limit: int) -> list[NoticeRow]:
    """The tenant's notices in order, those behind the cursor `after`."""
    own = (NOTICES.c.tenant_id == scope.tenant_id) & (NOTICES.c.number > after)
    rows = connection.execute(select(NOTICES).where(own).order_by(NOTICES.c.number).limit(limit))
    return [_notice(row) for row in rows]


def inbox(
    connection: Connection, scope: Scope, unseen: bool, limit: int, offset: int
) -> tuple[list[NoticeRow], int, int]:
    """The tenant's notices: unseen first, among them those of an identified person, then what is urgent, then the
    newest; how many fit, and how many are unseen. A record begins with who says that the person is identified."""
    own = NOTICES.c.tenant_id == scope.tenant_id
    wanted = own & NOTICES.c.seen_at.is_(None) if unseen else own
    nobody = NOTICES.c.record.startswith('{"identified": []', autoescape=True)
    order = (NOTICES.c.seen_at.isnot(None), nobody, NOTICES.c.urgent.desc(), NOTICES.c.number.desc())
    rows = connection.execute(select(NOTICES).where(wanted).order_by(*order).limit(limit).offset(offset))
    counts = select(func.count()).select_from(NOTICES)
    found = [_notice(row) for row in rows]
    total = int(connection.scalar(counts.where(wanted)) or 0)
    return found, total, int(connection.scalar(counts.where(own & NOTICES.c.seen_at.is_(None))) or 0)


def find_notice(connection: Connection, scope: Scope, notice_id: str) -> NoticeRow | None:
    own = (NOTICES.c.tenant_id == scope.tenant_id) & (NOTICES.c.id == notice_id)
    row = connection.execute(select(NOTICES).where(own)).first()
    return _notice(row) if row is not None else None


def mark_seen(connection: Connection, scope: Scope, ids: Sequence[str], by: str, at: datetime, intent: Intent) -> None:
    """Note that somebody of the tenant has read these."""
    own = (NOTICES.c.tenant_id == scope.tenant_id) & NOTICES.c.id.in_(ids) & NOTICES.c.seen_at.is_(None)
    connection.execute(update(NOTICES).where(own).values(seen_at=at, seen_by=by))
    add_intent(connection, "content", intent)


def told_of(connection: Connection, pair_id: str) -> frozenset[str]:
    """Tenants that have a notice of this pair."""
    return frozenset(connection.scalars(select(NOTICES.c.tenant_id).where(NOTICES.c.pair_id == pair_id)))


def set_opinion(
    connection: Connection, scope: Scope, observation_id: str, voice: Voice, at: datetime, intent: Intent
) -> None:
    """The tenant's last opinion on an observation; the audit log keeps the ones before."""
    row = {
        "observation_id": observation_id,
        "tenant_id": scope.tenant_id,
        "by": voice.by,
        "opinion": voice.opinion,
        "at": at,
    }
    statement = upsert(connection, OPINIONS, ["observation_id", "tenant_id"], ["by", "opinion", "at"])
    connection.execute(statement, [row])
    add_intent(connection, "content", intent)


def voices_on(connection: Connection, observation_id: str) -> dict[str, Voice]:
    """Every body's last opinion on an observation, by tenant."""
    rows = fetch(connection, _VOICES, {"observation": observation_id})
    return {tenant: Voice(tenant, by, opinion) for tenant, by, opinion in rows}


def _notice(row: Row[Any]) -> NoticeRow:
    return NoticeRow(
        row.id,
        row.number,
        row.pair_id,
        row.cause,
        row.own,
        json.loads(row.record),
        bool(row.urgent),
        row.at,
        row.seen_at,
        row.seen_by,
    )
