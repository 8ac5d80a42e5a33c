"""Active searches of a tenant, each of one member and one case; and what was answered about ads in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, String, Table, delete, insert, select

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime, upsert
from safelight.infra.intents import Intent, add_intent
from safelight.kernel.ids import CaseId, TenantId

TENANTLESS = {
    "every": "the clock looks whose case is closed, whoever the active searches belong to",
    "erase_by_clock": "the clock erases what lost its case, with an intent that names the tenant",
}

SEEKS = Table(
    "seeks",
    METADATA["ops"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("seed", String(256), nullable=False),
    Column("owner_id", String(64), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Index("seeks_by_owner", "tenant_id", "owner_id"),
)
ANSWERS = Table(
    "seek_answers",
    METADATA["ops"],
    Column("seek_id", String(64), primary_key=True),
    Column("ad_id", String(256), primary_key=True),
    Column("answer", String(8), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class SeekRow:
    """`seed` is the ad it started from."""

    id: str
    tenant_id: TenantId
    case_id: CaseId
    reason: str
    seed: str
    owner_id: str
    started_at: datetime


def add_seek(connection: Connection, scope: Scope, row: SeekRow, intent: Intent) -> None:
    connection.execute(insert(SEEKS).values({**asdict(row), "tenant_id": scope.tenant_id}))
    add_intent(connection, "ops", intent)


def own(connection: Connection, scope: Scope) -> list[SeekRow]:
    """The actor's active searches, newest first."""
    mine = (SEEKS.c.tenant_id == scope.tenant_id) & (SEEKS.c.owner_id == scope.actor.member.id)
    rows = connection.execute(select(SEEKS).where(mine).order_by(SEEKS.c.started_at.desc(), SEEKS.c.id))
    return [_row(row) for row in rows]


def find_own(connection: Connection, scope: Scope, seek_id: str) -> SeekRow | None:
    """One of the actor's own, or None."""
    mine = (SEEKS.c.tenant_id == scope.tenant_id) & (SEEKS.c.owner_id == scope.actor.member.id)
    row = connection.execute(select(SEEKS).where(mine, SEEKS.c.id == seek_id)).first()
    return _row(row) if row is not None else None


def answers_of(connection: Connection, scope: Scope, row: SeekRow) -> dict[str, str]:
    """Ad id -> yes or no, the newest answer last."""
    mine = (SEEKS.c.tenant_id == scope.tenant_id) & (SEEKS.c.id == row.id)
    query = select(ANSWERS).join(SEEKS, SEEKS.c.id == ANSWERS.c.seek_id).where(mine)
    return {each.ad_id: each.answer for each in connection.execute(query.order_by(ANSWERS.c.at, ANSWERS.c.ad_id))}


def keep_answer(connection: Connection, scope: Scope, row: SeekRow, ad_id: str, answer: str, intent: Intent) -> None:
    made = {"seek_id": row.id, "ad_id": ad_id, "answer": answer, "at": scope.at}
    connection.execute(upsert(connection, ANSWERS, ["seek_id", "ad_id"], ["answer", "at"]), [made])
    add_intent(connection, "ops", intent)


def drop_answer(connection: Connection, scope: Scope, row: SeekRow, ad_id: str, intent: Intent) -> None:
    mine = SEEKS.c.tenant_id == scope.tenant_id
    held = select(SEEKS.c.id).where(mine, SEEKS.c.id == row.id)
    connection.execute(delete(ANSWERS).where(ANSWERS.c.seek_id.in_(held), ANSWERS.c.ad_id == ad_id))
    add_intent(connection, "ops", intent)


def erase_own(connection: Connection, scope: Scope, row: SeekRow, intent: Intent) -> None:
    """Forget one of the actor's own with its answers."""
    mine = (SEEKS.c.tenant_id == scope.tenant_id) & (SEEKS.c.id == row.id)
    connection.execute(delete(ANSWERS).where(ANSWERS.c.seek_id.in_(select(SEEKS.c.id).where(mine))))
    connection.execute(delete(SEEKS).where(mine))
    add_intent(connection, "ops", intent)


def every(connection: Connection) -> list[SeekRow]:
    return [_row(row) for row in connection.execute(select(SEEKS).order_by(SEEKS.c.id))]


def erase_by_clock(connection: Connection, row: SeekRow, intent: Intent) -> None:
    """Forget one whose case is closed."""
    connection.execute(delete(ANSWERS).where(ANSWERS.c.seek_id == row.id))
    connection.execute(delete(SEEKS).where(SEEKS.c.id == row.id))
    add_intent(connection, "ops", intent)


def _row(row: Any) -> SeekRow:
    return SeekRow(**{name: getattr(row, name) for name in SeekRow.__slots__})
