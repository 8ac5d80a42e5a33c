"""Shifts: who is on duty, for how many conversations, until when. Always within the own tenant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from safelight.access.core.permission import Scope
from safelight.infra.db import affected
from safelight.infra.intents import Intent, add_intent
from safelight.textline.store.people_tables import SHIFTS

TENANTLESS: dict[str, str] = {}
UNAUDITED: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Shift:
    """One member's time on duty. `until` is when it was meant to end, `ended_at` when it did."""

    id: str
    member_id: str
    member_name: str
    capacity: int
    began_at: datetime
    until: datetime
    ended_at: datetime | None


def running(connection: Connection, scope: Scope) -> Sequence[Shift]:
    """Who is on duty, the first to end first."""
    own = and_(SHIFTS.c.tenant_id == scope.tenant_id, SHIFTS.c.ended_at.is_(None))
    rows = connection.execute(select(SHIFTS).where(own).order_by(SHIFTS.c.until, SHIFTS.c.id))
    return [
        Shift(row.id, row.member_id, row.member_name, row.capacity, row.began_at, row.until, row.ended_at)
        for row in rows
    ]


def begin(connection: Connection, scope: Scope, shift: Shift, intent: Intent) -> bool:
    """Put a member on duty; False when the member is already."""
    mine = and_(
        SHIFTS.c.tenant_id == scope.tenant_id, SHIFTS.c.member_id == shift.member_id, SHIFTS.c.ended_at.is_(None)
    )
    if connection.scalar(select(SHIFTS.c.id).where(mine).with_for_update()) is not None:
        return False
    row = {
        "id": shift.id,
        "tenant_id": scope.tenant_id,
        "member_id": shift.member_id,
        "member_name": shift.member_name,
        "capacity": shift.capacity,
        "began_at": shift.began_at,
        "until": shift.until,
    }
    connection.execute(insert(SHIFTS).values(**row))
    add_intent(connection, "textline", intent)
    return True


def end(connection: Connection, scope: Scope, member_id: str, at: datetime, intent: Intent) -> bool:
    """Take a member off duty; False when the member is not on duty."""
    mine = and_(SHIFTS.c.tenant_id == scope.tenant_id, SHIFTS.c.member_id == member_id, SHIFTS.c.ended_at.is_(None))
    if affected(connection, update(SHIFTS).where(mine).values(ended_at=at)) != 1:
        return False
    add_intent(connection, "textline", intent)
    return True
