"""Handshakes: one open request for each pair and direction at a time, with the history of its moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, or_, select, update

from safelight.access.core.permission import Scope
from safelight.content.core.handshake import OPEN, Side
from safelight.content.store.tables import HANDSHAKE_MOVES, HANDSHAKES
from safelight.infra.intents import Intent, add_intent

TENANTLESS = {
    "running": "the clock moves requests of every tenant",
    "move_by_clock": "the clock moves requests of every tenant",
    "at_the_desk": "the watch desk looks after requests of every tenant; the service asks whether it is the desk",
    "find_any": "the watch desk looks after requests of every tenant; the service asks whether it is the desk",
}


@dataclass(frozen=True, slots=True)
class Handshake:
    """One request. The asker's own notice and the asked one's point at the same pair."""

    id: str
    pair_id: str
    asker_tenant: str
    asked_tenant: str
    status: str
    asked_at: datetime
    moved_at: datetime

    def side_of(self, tenant_id: str) -> Side:
        return "asker" if tenant_id == self.asker_tenant else "asked"


@dataclass(frozen=True, slots=True)
class Step:
    """One move. A member's name is shown to the own side only."""

    verb: str
    side: str
    member_name: str
    at: datetime


def add_handshake(connection: Connection, scope: Scope, asked: Handshake, intent: Intent) -> None:
    row = {name: getattr(asked, name) for name in asked.__slots__}
    connection.execute(insert(HANDSHAKES).values({**row, "asker_tenant": scope.tenant_id}))
    _add_step(connection, asked.id, "ask", "asker", scope.actor.member.name, scope.at)
    add_intent(connection, "content", intent)


def open_one(connection: Connection, scope: Scope, pair_id: str) -> Handshake | None:
    """The request about a pair of the tenant's that is open or was accepted."""
    mine = or_(HANDSHAKES.c.asker_tenant == scope.tenant_id, HANDSHAKES.c.asked_tenant == scope.tenant_id)
    live = HANDSHAKES.c.status.in_((*OPEN, "accepted"))
    row = connection.execute(select(HANDSHAKES).where(mine, live, HANDSHAKES.c.pair_id == pair_id)).first()
    return Handshake(*row) if row is not None else None


def find(connection: Connection, scope: Scope, handshake_id: str) -> Handshake | None:
    mine = or_(HANDSHAKES.c.asker_tenant == scope.tenant_id, HANDSHAKES.c.asked_tenant == scope.tenant_id)
    row = connection.execute(select(HANDSHAKES).where(mine, HANDSHAKES.c.id == handshake_id)).first()
    return Handshake(*row) if row is not None else None


def find_any(connection: Connection, handshake_id: str) -> Handshake | None:
    row = connection.execute(select(HANDSHAKES).where(HANDSHAKES.c.id == handshake_id)).first()
    return Handshake(*row) if row is not None else None


def listed(connection: Connection, scope: Scope) -> list[Handshake]:
    """The tenant's requests, asked and received, the newest move first."""
    mine = or_(HANDSHAKES.c.asker_tenant == scope.tenant_id, HANDSHAKES.c.asked_tenant == scope.tenant_id)
    newest = select(HANDSHAKES).where(mine).order_by(HANDSHAKES.c.moved_at.desc(), HANDSHAKES.c.id)
    return [Handshake(*row) for row in connection.execute(newest.limit(200))]


def of_pair(connection: Connection, scope: Scope, pair_id: str) -> list[Handshake]:
    """The tenant's requests about one pair, the newest first."""
    mine = or_(HANDSHAKES.c.asker_tenant == scope.tenant_id, HANDSHAKES.c.asked_tenant == scope.tenant_id)
    newest = select(HANDSHAKES).where(mine, HANDSHAKES.c.pair_id == pair_id).order_by(HANDSHAKES.c.asked_at.desc())
    return [Handshake(*row) for row in connection.execute(newest)]


def at_the_desk(connection: Connection) -> list[Handshake]:
    """What waits at the watch desk, the longest waiting first."""
    waiting = HANDSHAKES.c.status.in_(("escalated", "referred"))
    rows = connection.execute(select(HANDSHAKES).where(waiting).order_by(HANDSHAKES.c.moved_at).limit(200))
    return [Handshake(*row) for row in rows]


def running(connection: Connection) -> list[Handshake]:
    """Requests that a timer runs for."""
    query = select(HANDSHAKES).where(HANDSHAKES.c.status.in_(OPEN)).order_by(HANDSHAKES.c.moved_at)
    return [Handshake(*row) for row in connection.execute(query.limit(1_000))]


def move(
    connection: Connection, scope: Scope, asked: Handshake, verb: str, status: str, side: Side, intent: Intent
) -> None:
    still = (HANDSHAKES.c.id == asked.id) & (HANDSHAKES.c.status == asked.status)
    connection.execute(update(HANDSHAKES).where(still).values(status=status, moved_at=scope.at))
    _add_step(connection, asked.id, verb, side, scope.actor.member.name, scope.at)
    add_intent(connection, "content", intent)


def move_by_clock(
    connection: Connection, asked: Handshake, verb: str, status: str, at: datetime, intent: Intent
) -> None:
    still = (HANDSHAKES.c.id == asked.id) & (HANDSHAKES.c.status == asked.status)
    connection.execute(update(HANDSHAKES).where(still).values(status=status, moved_at=at))
    _add_step(connection, asked.id, verb, "timer", "", at)
    add_intent(connection, "content", intent)


def steps(connection: Connection, scope: Scope, handshake_id: str) -> list[Step]:
    """The moves of one of the tenant's requests, oldest first."""
    if find(connection, scope, handshake_id) is None:
        return []
    query = select(HANDSHAKE_MOVES).where(HANDSHAKE_MOVES.c.handshake_id == handshake_id)
    rows = connection.execute(query.order_by(HANDSHAKE_MOVES.c.number))
    return [Step(row.verb, row.side, row.member_name, row.at) for row in rows]


def _add_step(connection: Connection, handshake_id: str, verb: str, side: str, name: str, at: datetime) -> None:
    row = {"handshake_id": handshake_id, "verb": verb, "side": side, "member_name": name, "at": at}
    connection.execute(insert(HANDSHAKE_MOVES).values(row))
