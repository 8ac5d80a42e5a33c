"""The published set of the private check: values of held fingerprints, as a tenant may meet them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, delete, func, select

from safelight.access.core.permission import Scope
from safelight.content.core.fingerprint import EXACT_KINDS
from safelight.content.store.private_tables import VALUES
from safelight.content.store.tables import OBSERVATIONS, PRINTS
from safelight.infra.db import insert_or_ignore

TENANTLESS = {
    "lacking": "the set is made of what every tenant holds; who may meet what is decided when it is read",
    "add_values": "the set is made of what every tenant holds; who may meet what is decided when it is read",
    "made_through": "the set is made of what every tenant holds; who may meet what is decided when it is read",
    "last_print": "the set is made of what every tenant holds; who may meet what is decided when it is read",
    "stale": "the set is made of what every tenant holds; who may meet what is decided when it is read",
    "drop_stale": "the set is made of what every tenant holds; who may meet what is decided when it is read",
    "count_lacking": "the set is made of what every tenant holds; who may meet what is decided when it is read",
}

UNAUDITED = {
    "add_values": "derived from what is held; it says nothing that the observation's intent doesn't",
    "drop_stale": "follows a retraction or an erasure, which has its intent, or the end of a month",
}


def _behind(number: int) -> ColumnElement[bool]:
    return (PRINTS.c.number > number) & PRINTS.c.live & PRINTS.c.kind.in_(EXACT_KINDS)


def made_through(connection: Connection, epoch: str) -> int:
    """The last fingerprint whose value of this epoch is made. They are made in order of their numbers."""
    return int(connection.scalar(select(func.max(VALUES.c.print)).where(VALUES.c.epoch == epoch)) or 0)


def last_print(connection: Connection) -> int:
    return int(connection.scalar(select(func.max(PRINTS.c.number))) or 0)


def lacking(connection: Connection, after: int, limit: int) -> list[tuple[int, str, str]]:
    """Number, kind and value of exact fingerprints behind that number, the oldest first."""
    wanted = select(PRINTS.c.number, PRINTS.c.kind, PRINTS.c.value).where(_behind(after))
    return [tuple(row) for row in connection.execute(wanted.order_by(PRINTS.c.number).limit(limit))]


def count_lacking(connection: Connection, after: int) -> int:
    return int(connection.scalar(select(func.count()).select_from(PRINTS).where(_behind(after))) or 0)


def add_values(connection: Connection, epoch: str, made: Sequence[tuple[int, bytes]]) -> None:
    rows = [{"epoch": epoch, "print": number, "value": value} for number, value in made]
    if rows:
        connection.execute(insert_or_ignore(connection, VALUES), rows)


def stale(connection: Connection) -> list[int]:
    """Fingerprints that have values and are not held any more."""
    joined = VALUES.outerjoin(PRINTS, (PRINTS.c.number == VALUES.c.print) & PRINTS.c.live)
    return list(connection.scalars(select(VALUES.c.print).select_from(joined).where(PRINTS.c.number.is_(None))))


def drop_stale(connection: Connection, epoch: str, numbers: Sequence[int]) -> None:
    """Forget values of other months, and of these fingerprints."""
    connection.execute(delete(VALUES).where((VALUES.c.epoch != epoch) | VALUES.c.print.in_(numbers)))


def count_met(connection: Connection, scope: Scope, epoch: str) -> int:
    """Values that the tenant may meet."""
    joined, met = _met(scope, epoch)
    return int(connection.scalar(select(func.count()).select_from(joined).where(met)) or 0)


def values_between(connection: Connection, scope: Scope, epoch: str, start: bytes, end: bytes | None) -> list[bytes]:
    """Values from `start` on and below `end` that the tenant may meet, in order, each once."""
    joined, met = _met(scope, epoch)
    within = met & (VALUES.c.value >= start)
    if end is not None:
        within = within & (VALUES.c.value < end)
    query = select(VALUES.c.value).select_from(joined).where(within).distinct().order_by(VALUES.c.value)
    return [bytes(value) for value in connection.scalars(query)]


def _met(scope: Scope, epoch: str) -> tuple[FromClause, ColumnElement[bool]]:
    """The same walls as of an open check: what others hold now; for a company, what was cleared."""
    joined: Any = VALUES.join(PRINTS, PRINTS.c.number == VALUES.c.print)
    joined = joined.join(OBSERVATIONS, OBSERVATIONS.c.id == PRINTS.c.observation_id)
    met = (VALUES.c.epoch == epoch) & PRINTS.c.live & (OBSERVATIONS.c.status == "held")
    met = met & (PRINTS.c.tenant_id != scope.tenant_id)
    met = met & (OBSERVATIONS.c.until.is_(None) | (OBSERVATIONS.c.until > scope.at))
    if scope.actor.tenant.kind == "company":
        met = met & OBSERVATIONS.c.cleared
    return joined, met
