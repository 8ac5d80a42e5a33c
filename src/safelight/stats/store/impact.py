"""The table of outcomes. A member reads and changes rows of the own tenant; only sums look over tenants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Date, Float, Index, Integer, Row, String, Table, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime, affected
from safelight.infra.intents import Intent, add_intent
from safelight.stats.core.outcome import Outcome

OUTCOMES = Table(
    "stats_outcomes",
    METADATA["stats"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("day", Date, nullable=False),
    Column("count", Integer, nullable=False),
    Column("hours_low", Float, nullable=True),
    Column("hours_high", Float, nullable=True),
    Column("sex", String(16), nullable=False),
    Column("age", String(16), nullable=False),
    Column("form", String(32), nullable=False),
    Column("through", String(16), nullable=False),
    Column("state", String(2), nullable=False),
    Column("county", String(5), nullable=False),
    Column("support", String(16), nullable=False),
    Column("reference", String(500), nullable=False),
    Column("shared", String(64), nullable=False),
    Column("how", String(500), nullable=False),
    Column("status", String(16), nullable=False),
    Column("entered_by", String(64), nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("confirmed_by", String(64), nullable=True),
    Column("why", String(500), nullable=True),
    Index("stats_outcomes_by_tenant", "tenant_id", "kind", "day"),
    Index("stats_outcomes_by_reference", "tenant_id", "support", "reference"),
)

TENANTLESS = {
    "propose": "the follower of the log proposes to whichever tenant an entry names",
    "every": "sums over tenants, shown only when three contribute and never as rows",
}
UNAUDITED = {"propose": "a proposal is read off an entry of the audit log, and counts only when a member records it"}

_FIELDS = tuple(column.name for column in OUTCOMES.columns)


def add(connection: Connection, scope: Scope, outcome: Outcome, intent: Intent) -> None:
    """Keep an outcome that a member entered."""
    row = {name: getattr(outcome, name) for name in _FIELDS}
    connection.execute(insert(OUTCOMES).values(**{**row, "tenant_id": scope.tenant_id}))
    add_intent(connection, "stats", intent)


def propose(connection: Connection, outcome: Outcome) -> bool:
    """Propose an outcome, once for a kind and reference; False when something of it is there already."""
    this = (
        OUTCOMES.c.tenant_id == outcome.tenant_id,
        OUTCOMES.c.kind == outcome.kind,
        OUTCOMES.c.support == outcome.support,
        OUTCOMES.c.reference == outcome.reference,
        OUTCOMES.c.status.in_(("proposed", "recorded", "confirmed")),
    )
    if connection.scalar(select(OUTCOMES.c.id).where(*this).limit(1)) is not None:
        return False
    connection.execute(insert(OUTCOMES).values({name: getattr(outcome, name) for name in _FIELDS}))
    return True


def find(connection: Connection, scope: Scope, outcome_id: str) -> Outcome | None:
    """An own outcome."""
    own = (OUTCOMES.c.id == outcome_id, OUTCOMES.c.tenant_id == scope.tenant_id)
    row = connection.execute(select(OUTCOMES).where(*own)).first()
    return None if row is None else _outcome(row)


def same(connection: Connection, scope: Scope, outcome: Outcome) -> Outcome | None:
    """An own row that counts already and says the same of the same reference."""
    names = ("kind", "support", "reference", "sex", "age", "form")
    own = [OUTCOMES.c.tenant_id == scope.tenant_id, OUTCOMES.c.status.in_(("recorded", "confirmed"))]
    own += [OUTCOMES.c[name] == getattr(outcome, name) for name in names]
    row = connection.execute(select(OUTCOMES).where(*own).limit(1)).first()
    return None if row is None else _outcome(row)


def listed(connection: Connection, scope: Scope, status: str | None = None) -> list[Outcome]:
    """The own outcomes, newest first."""
    own = [OUTCOMES.c.tenant_id == scope.tenant_id]
    own += [OUTCOMES.c.status == status] if status else []
    rows = connection.execute(select(OUTCOMES).where(*own).order_by(OUTCOMES.c.day.desc(), OUTCOMES.c.id))
    return [_outcome(row) for row in rows]


def every(connection: Connection) -> list[Outcome]:
    """What every tenant has recorded or confirmed, for sums."""
    counted = OUTCOMES.c.status.in_(("recorded", "confirmed"))
    return [_outcome(row) for row in connection.execute(select(OUTCOMES).where(counted).order_by(OUTCOMES.c.id))]


def move(connection: Connection, scope: Scope, before: Outcome, values: Mapping[str, object], intent: Intent) -> bool:
    """Change an own outcome if it still stands as before; False when somebody moved first."""
    this = (
        OUTCOMES.c.id == before.id,
        OUTCOMES.c.tenant_id == scope.tenant_id,
        OUTCOMES.c.status == before.status,
    )
    if affected(connection, update(OUTCOMES).where(*this).values(dict(values))) != 1:
        return False
    add_intent(connection, "stats", intent)
    return True


def settle(connection: Connection, scope: Scope, before: Outcome, after: Outcome, intent: Intent) -> bool:
    """Record what a proposal turned out to be; False when somebody moved first."""
    values = {name: getattr(after, name) for name in _FIELDS if name not in ("id", "tenant_id")}
    return move(connection, scope, before, values, intent)


def _outcome(row: Row[Any]) -> Outcome:
    return Outcome(**{name: getattr(row, name) for name in _FIELDS})
