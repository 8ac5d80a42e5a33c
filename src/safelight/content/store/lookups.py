"""What is kept of look-ups for a day: counts for quotas, keyed sketches for walks, and pauses that followed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, func, insert, select

from safelight.access.core.permission import Scope
from safelight.content.core.limits import WINDOW, Lookups, lookups
from safelight.content.store.tables import PAUSES, SKETCHES, TALLIES
from safelight.infra.db import affected, insert_or_count, insert_or_ignore
from safelight.infra.intents import Intent, add_intent
from safelight.infra.prepared import fetch, fetch_first, run, run_each
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
    found = fetch_first(connection, _COUNTED, own)
    return int(found[0]) if found else 0


def count(connection: Connection, scope: Scope, kind: str, more: int, intent: Intent) -> None:
    """Count look-ups that were answered, with the audit intent of the answer."""
    row = {"tenant_id": scope.tenant_id, "kind": kind, "day": _day(scope.at), "count": more}
    run(connection, insert_or_count(connection, TALLIES, ["tenant_id", "kind", "day"], ["count"]), row)
    add_intent(connection, "content", intent)


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Look-ups as kept, the oldest first: the number of each, and whether it crossed."""

    numbers: NDArray[np.int64]
    lookups: Lookups
    crossed: NDArray[np.bool_]


def newer(connection: Connection, scope: Scope, after: int) -> tuple[Kept, int | None]:
    """The tenant's last look-ups behind this number, and the number of the oldest that is kept at all; numbers only
    grow."""
    own = {"tenant": scope.tenant_id, "after": after}
    rows = fetch(connection, _NEWER, own)[::-1]
    oldest = rows[0][-1] if rows else (fetch_first(connection, _OLDEST, {"tenant": scope.tenant_id}) or (None,))[0]
    numbers, sketches, answers, crossed, _ = zip(*rows, strict=True) if rows else ((),) * 5
    kept = Kept(np.array(numbers, np.int64), lookups(sketches, answers), np.array(crossed, np.bool_))
    return kept, oldest


def add_lookups(connection: Connection, scope: Scope, fresh: Lookups, crossed: NDArray[np.bool_]) -> None:
    kept = zip(fresh.sketches(), fresh.answers.tolist(), crossed.tolist(), strict=True)
    rows = [
        {"tenant_id": scope.tenant_id, "sketch": sketch, "answer": answer, "crossed": crosses, "at": scope.at}
        for sketch, answer, crosses in list(kept)[-WINDOW:]
    ]
    run_each(connection, _ADD, rows)


def forget_sketches(connection: Connection, before: datetime) -> int:
    """Returns how many were forgotten."""
    return affected(connection, delete(SKETCHES).where(SKETCHES.c.at < before))


def standing(connection: Connection, scope: Scope, kind: str) -> tuple[str | None, int]:
    """Why the tenant's look-ups rest, or None; and how many of this kind it has made today (UTC)."""
    own = {"tenant": scope.tenant_id, "kind": kind, "day": _day(scope.at)}
    found = fetch_first(connection, _STANDING, own)
    return (found[0], int(found[1] or 0)) if found else (None, 0)


def pause(connection: Connection, scope: Scope, why: str, intent: Intent) -> None:
    row = {"tenant_id": scope.tenant_id, "since": scope.at, "why": why}
    connection.execute(insert_or_ignore(connection, PAUSES), [row])
    add_intent(connection, "content", intent)


def resume(connection: Connection, scope: Scope, intent: Intent) -> None:
    """A supervisor looked: look-ups go on, and what was seen so far counts no more."""
    connection.execute(delete(PAUSES).where(PAUSES.c.tenant_id == scope.tenant_id))
    connection.execute(delete(SKETCHES).where(SKETCHES.c.tenant_id == scope.tenant_id))
    add_intent(connection, "content", intent)
