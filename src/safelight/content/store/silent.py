"""Silent checks: asked for by one person, decided by another, with their fingerprints sealed until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from safelight.access.core.permission import Scope
from safelight.content.store.tables import SILENT_CHECKS
from safelight.infra.intents import Intent, add_intent


@dataclass(frozen=True, slots=True)
class SilentCheck:
    """`prints_box` is emptied once the check was decided. `matches` is None until it ran."""

    id: str
    tenant_id: str
    asked_by: str
    asked_name: str
    asked_at: datetime
    case_id: str
    reason: str
    days: int
    status: str
    decided_by: str | None
    decided_at: datetime | None
    prints_box: bytes | None
    matches: int | None


def ask(connection: Connection, scope: Scope, check: SilentCheck, intent: Intent) -> None:
    row = {name: getattr(check, name) for name in check.__slots__}
    connection.execute(insert(SILENT_CHECKS).values({**row, "tenant_id": scope.tenant_id}))
    add_intent(connection, "content", intent)


def decide(
    connection: Connection,
    scope: Scope,
    check: SilentCheck,
    status: str,
    decided_by: str,
    matches: int | None,
    intent: Intent,
) -> None:
    own = (SILENT_CHECKS.c.tenant_id == scope.tenant_id) & (SILENT_CHECKS.c.id == check.id)
    values = {"status": status, "decided_by": decided_by, "decided_at": scope.at, "prints_box": None}
    connection.execute(update(SILENT_CHECKS).where(own).values(**values, matches=matches))
    add_intent(connection, "content", intent)


def find(connection: Connection, scope: Scope, check_id: str) -> SilentCheck | None:
    own = (SILENT_CHECKS.c.tenant_id == scope.tenant_id) & (SILENT_CHECKS.c.id == check_id)
    row = connection.execute(select(SILENT_CHECKS).where(own)).first()
    return SilentCheck(*row) if row is not None else None


def listed(connection: Connection, scope: Scope) -> list[SilentCheck]:
    """The tenant's silent checks, newest first."""
    own = SILENT_CHECKS.c.tenant_id == scope.tenant_id
    newest = select(SILENT_CHECKS).where(own).order_by(SILENT_CHECKS.c.asked_at.desc(), SILENT_CHECKS.c.id)
    return [SilentCheck(*row) for row in connection.execute(newest.limit(200))]


def approved_since(connection: Connection, scope: Scope, since: datetime) -> int:
    own = (SILENT_CHECKS.c.tenant_id == scope.tenant_id) & (SILENT_CHECKS.c.status == "run")
    query = select(func.count()).select_from(SILENT_CHECKS).where(own, SILENT_CHECKS.c.decided_at > since)
    return int(connection.scalar(query) or 0)
