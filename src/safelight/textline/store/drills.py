"""Drills: which conversations are one, and what came of each. Always within the own tenant."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, select

from safelight.access.core.permission import Scope
from safelight.infra.intents import Intent, add_intent
from safelight.textline.core.consent import Field
from safelight.textline.store.people_tables import DRILL_TEXTERS, REFERRALS
from safelight.textline.store.tables import CONVERSATIONS, ENTRIES

TENANTLESS: dict[str, str] = {}
UNAUDITED: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Texter:
    """One scripted texter's conversation and what was done in it."""

    conversation_id: str
    persona: str
    began_at: datetime
    tier: int
    first_reply_at: datetime | None
    sent: Sequence[frozenset[Field]]


def add(
    connection: Connection,
    scope: Scope,
    conversation_id: str,
    drill_id: str,
    persona: str,
    began_at: datetime,
    intent: Intent,
) -> None:
    """Note that a conversation is a drill's."""
    row = {
        "conversation_id": conversation_id,
        "tenant_id": scope.tenant_id,
        "drill_id": drill_id,
        "persona": persona,
        "began_at": began_at,
    }
    connection.execute(insert(DRILL_TEXTERS).values(**row))
    add_intent(connection, "textline", intent)


def texters(connection: Connection, scope: Scope, drill_id: str) -> Sequence[Texter]:
    """Everybody who texted in a drill of the own tenant, the first first."""
    replied = (
        select(ENTRIES.c.conversation_id, func.min(ENTRIES.c.at).label("at"))
        .where(ENTRIES.c.kind == "reply")
        .group_by(ENTRIES.c.conversation_id)
        .subquery()
    )
    own = and_(DRILL_TEXTERS.c.drill_id == drill_id, DRILL_TEXTERS.c.tenant_id == scope.tenant_id)
    query = (
        select(DRILL_TEXTERS, CONVERSATIONS.c.tier, replied.c.at)
        .join(CONVERSATIONS, CONVERSATIONS.c.id == DRILL_TEXTERS.c.conversation_id)
        .outerjoin(replied, replied.c.conversation_id == DRILL_TEXTERS.c.conversation_id)
        .where(own)
        .order_by(DRILL_TEXTERS.c.began_at, DRILL_TEXTERS.c.conversation_id)
    )
    rows = connection.execute(query).all()
    ids = [row.conversation_id for row in rows]
    sent: dict[str, list[frozenset[Field]]] = {each: [] for each in ids}
    for row in connection.execute(select(REFERRALS).where(REFERRALS.c.conversation_id.in_(ids))):
        sent[row.conversation_id].append(frozenset(json.loads(row.fields)))
    return [
        Texter(row.conversation_id, row.persona, row.began_at, row.tier, row.at, sent[row.conversation_id])
        for row in rows
    ]
