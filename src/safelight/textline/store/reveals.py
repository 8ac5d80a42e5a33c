"""Numbers that were shown: by whom, why, and what the review said. Always within the own tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, and_, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.store.people_tables import REVEALS

TENANTLESS: dict[str, str] = {}
UNAUDITED: dict[str, str] = {}

Verdict = Literal["justified", "not_justified"]


@dataclass(frozen=True, slots=True)
class Reveal:
    """One showing of a number; without `verdict` it waits for review."""

    id: str
    conversation_id: str
    member_id: str
    member_name: str
    reason: str
    at: datetime
    reviewed_by_name: str | None = None
    reviewed_at: datetime | None = None
    verdict: Verdict | None = None
    remark: str | None = None


def add(connection: Connection, scope: Scope, reveal: Reveal, intent: Intent) -> None:
    """Note that a number is about to be shown."""
    row = {
        "id": reveal.id,
        "tenant_id": scope.tenant_id,
        "conversation_id": reveal.conversation_id,
        "member_id": reveal.member_id,
        "member_name": reveal.member_name,
        "reason": reveal.reason,
        "at": reveal.at,
    }
    connection.execute(insert(REVEALS).values(**row))
    add_intent(connection, "textline", intent)


def reveals(connection: Connection, scope: Scope, *, open_only: bool) -> Sequence[Reveal]:
    """The own tenant's, the oldest first; with `open_only` those that wait for review."""
    own = REVEALS.c.tenant_id == scope.tenant_id
    wanted = and_(own, REVEALS.c.verdict.is_(None)) if open_only else own
    return [
        Reveal(
            row.id,
            row.conversation_id,
            row.member_id,
            row.member_name,
            row.reason,
            row.at,
            row.reviewed_by_name,
            row.reviewed_at,
            row.verdict,
            row.remark,
        )
        for row in connection.execute(select(REVEALS).where(wanted).order_by(REVEALS.c.at, REVEALS.c.id))
    ]


def find(connection: Connection, scope: Scope, reveal_id: str) -> str | None:
    """Whose reveal of the own tenant it is (member id)."""
    own = and_(REVEALS.c.id == reveal_id, REVEALS.c.tenant_id == scope.tenant_id)
    found = connection.scalar(select(REVEALS.c.member_id).where(own))
    return None if found is None else str(found)


def review(
    connection: Connection, scope: Scope, reveal_id: str, verdict: Verdict, remark: str, at: datetime, intent: Intent
) -> bool:
    """What a supervisor thought of it; False when it was reviewed before."""
    own = and_(REVEALS.c.id == reveal_id, REVEALS.c.tenant_id == scope.tenant_id, REVEALS.c.verdict.is_(None))
    member = scope.actor.member
    values = {
        "reviewed_by": member.id,
        "reviewed_by_name": member.name,
        "reviewed_at": at,
        "verdict": verdict,
        "remark": remark,
    }
    if affected(connection, update(REVEALS).where(own).values(**values)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True
