"""What is kept of look-ups for a day: counts for quotas, keyed sketches for walks, and pauses that followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from safelight.access.core.permission import Scope
from safelight.content.core.limits import WINDOW, Lookup
from safelight.content.store.tables import PAUSES, SKETCHES, TALLIES
from safelight.infra.db import affected, insert_or_count, insert_or_ignore
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


_COUNTED = select(TALLIES.c.count).where(
    TALLIES.c.tenant_id == bindparam("tenant"), TALLIES.c.kind == bindparam("kind"), TALLIES.c.day == bindparam("day")
)
_OWN = SKETCHES.c.tenant_id == bindparam("tenant")
_OLDEST = select(func.min(SKETCHES.c.number)).where(_OWN)
_NEWER = (
    select(
        *(SKETCHES.c.number, SKETCHES.c.sketch, SKETCHES.c.answer, SKETCHES.c.crossed),
        _OLDEST.scalar_subquery().label("oldest"),
    )
    .where(_OWN, SKETCHES.c.number > bindparam("after"))
    .order_by(SKETCHES.c.number.desc())
    .limit(WINDOW)
)
_PAUSED = select(PAUSES.c.why).where(PAUSES.c.tenant_id == bindparam("tenant"))
_STANDING = select(_PAUSED.scalar_subquery().label("paused"), _COUNTED.scalar_subquery().label("counted"))
_ADD = insert(SKETCHES)


def counted(connection: Connection, scope: Scope, kind: str) -> int:
    """How many look-ups of this kind the tenant has made today (UTC)."""
    own = {"tenant": scope.tenant_id, "kind": kind, "day": _day(scope.at)}
    return int(connection.scalar(_COUNTED, own) or 0)


def count(connection: Connection, scope: Scope, kind: str, more: int, intent: Intent) -> None:
    """Count look-ups that were answered, with the audit intent of the answer."""
    row = {"tenant_id": scope.tenant_id, "kind": kind, "day": _day(scope.at), "count": more}
    connection.execute(insert_or_count(connection, TALLIES, ["tenant_id", "kind", "day"], ["count"]), [row])
    add_intent(connection, "content", intent)


@dataclass(frozen=True, slots=True)
class Kept:
    """A look-up as kept: its number, and whether it crossed."""

    number: int
    lookup: Lookup
    crossed: bool


def newer(connection: Connection, scope: Scope, after: int) -> tuple[list[Kept], int | None]:
    """The tenant's last look-ups behind this number, oldest first, and the number of the oldest that is kept at all;
    numbers only grow."""
    rows = connection.execute(_NEWER, {"tenant": scope.tenant_id, "after": after}).all()
    oldest = rows[0].oldest if rows else connection.scalar(_OLDEST, {"tenant": scope.tenant_id})
    kept = [Kept(row.number, Lookup(bytes(row.sketch), row.answer), bool(row.crossed)) for row in reversed(rows)]
    return kept, oldest


def add_lookups(connection: Connection, scope: Scope, fresh: Sequence[tuple[Lookup, bool]]) -> None:
    rows = [
        {"tenant_id": scope.tenant_id, "sketch": one.sketch, "answer": one.answer, "crossed": crossed, "at": scope.at}
        for one, crossed in fresh[-WINDOW:]
    ]
    if rows:
        connection.execute(_ADD, rows)


def forget_sketches(connection: Connection, before: datetime) -> int:
    """Returns how many were forgotten."""
    return affected(connection, delete(SKETCHES).where(SKETCHES.c.at < before))


def standing(connection: Connection, scope: Scope, kind: str) -> tuple[str | None, int]:
    """Why the tenant's look-ups rest, or None; and how many of this kind it has made today (UTC)."""
    own = {"tenant": scope.tenant_id, "kind": kind, "day": _day(scope.at)}
    row = connection.execute(_STANDING, own).one()
    return row.paused, int(row.counted or 0)


def pause(connection: Connection, scope: Scope, why: str, intent: Intent) -> None:
    row = {"tenant_id": scope.tenant_id, "since": scope.at, "why": why}
    connection.execute(insert_or_ignore(connection, PAUSES), [row])
    add_intent(connection, "content", intent)


def resume(connection: Connection, scope: Scope, intent: Intent) -> None:
    """A supervisor looked: look-ups go on, and what was seen so far counts no more."""
    connection.execute(delete(PAUSES).where(PAUSES.c.tenant_id == scope.tenant_id))
    connection.execute(delete(SKETCHES).where(SKETCHES.c.tenant_id == scope.tenant_id))
    add_intent(connection, "content", intent)
