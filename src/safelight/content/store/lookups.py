"""What is kept of look-ups for a day: counts for quotas, keyed sketches for walks, and pauses that followed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from safelight.access.core.permission import Scope
from safelight.content.core.limits import WINDOW, Lookup
from safelight.content.store.tables import PAUSES, SKETCHES, TALLIES
from safelight.infra.db import affected, insert_or_ignore
from safelight.infra.intents import Intent, add_intent
from safelight.kernel.clock import as_utc

TENANTLESS = {
    "forget_sketches": "a job over the whole installation; it reads nothing",
}

UNAUDITED = {
    "add_lookups": "part of the look-up's transaction, whose intent says how many",
    "forget_sketches": "sketches are kept for a day and say nothing without the key",
}


def _day(at: datetime) -> str:
    return as_utc(at).strftime("%Y-%m-%d")


def counted(connection: Connection, scope: Scope, kind: str) -> int:
    """How many look-ups of this kind the tenant has made today (UTC)."""
    own = (TALLIES.c.tenant_id == scope.tenant_id) & (TALLIES.c.kind == kind) & (TALLIES.c.day == _day(scope.at))
    return int(connection.scalar(select(TALLIES.c.count).where(own)) or 0)


def count(connection: Connection, scope: Scope, kind: str, more: int, intent: Intent) -> None:
    """Count look-ups that were answered, with the audit intent of the answer."""
    row = {"tenant_id": scope.tenant_id, "kind": kind, "day": _day(scope.at), "count": 0}
    connection.execute(insert_or_ignore(connection, TALLIES), [row])
    own = (TALLIES.c.tenant_id == scope.tenant_id) & (TALLIES.c.kind == kind) & (TALLIES.c.day == row["day"])
    connection.execute(TALLIES.update().where(own).values(count=TALLIES.c.count + more))
    add_intent(connection, "content", intent)


def recent(connection: Connection, scope: Scope) -> list[tuple[Lookup, bool]]:
    """The tenant's last look-ups, oldest first, and whether each crossed."""
    own = SKETCHES.c.tenant_id == scope.tenant_id
    newest = select(SKETCHES.c.sketch, SKETCHES.c.answer, SKETCHES.c.crossed).where(own)
    rows = connection.execute(newest.order_by(SKETCHES.c.number.desc()).limit(WINDOW)).all()
    return [(Lookup(bytes(row.sketch), row.answer), bool(row.crossed)) for row in reversed(rows)]


def add_lookups(connection: Connection, scope: Scope, fresh: Sequence[tuple[Lookup, bool]]) -> None:
    rows = [
        {"tenant_id": scope.tenant_id, "sketch": one.sketch, "answer": one.answer, "crossed": crossed, "at": scope.at}
        for one, crossed in fresh[-WINDOW:]
    ]
    if rows:
        connection.execute(insert(SKETCHES), rows)


def forget_sketches(connection: Connection, before: datetime) -> int:
    """Returns how many were forgotten."""
    return affected(connection, delete(SKETCHES).where(SKETCHES.c.at < before))


def paused(connection: Connection, scope: Scope) -> str | None:
    """Why the tenant's look-ups rest, or None."""
    return connection.scalar(select(PAUSES.c.why).where(PAUSES.c.tenant_id == scope.tenant_id))


def pause(connection: Connection, scope: Scope, why: str, intent: Intent) -> None:
    row = {"tenant_id": scope.tenant_id, "since": scope.at, "why": why}
    connection.execute(insert_or_ignore(connection, PAUSES), [row])
    add_intent(connection, "content", intent)


def resume(connection: Connection, scope: Scope, intent: Intent) -> None:
    """A supervisor looked: look-ups go on, and what was seen so far counts no more."""
    connection.execute(delete(PAUSES).where(PAUSES.c.tenant_id == scope.tenant_id))
    connection.execute(delete(SKETCHES).where(SKETCHES.c.tenant_id == scope.tenant_id))
    add_intent(connection, "content", intent)
