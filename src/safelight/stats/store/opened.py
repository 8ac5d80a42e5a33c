"""The table of what left the house as open data."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Date, String, Table, insert, select

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime
from safelight.infra.intents import Intent, add_intent
from safelight.stats.core.opened import Opened

OPENED = Table(
    "stats_opened",
    METADATA["stats"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("words", String(300), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("opened_by", String(64), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
)
_FIELDS = ("id", "kind", "words", "first", "last", "digest", "opened_by", "opened_at")


def add(connection: Connection, scope: Scope, opened: Opened, intent: Intent) -> None:
    """Note that a table left."""
    row = {name: getattr(opened, name) for name in _FIELDS}
    connection.execute(insert(OPENED).values(tenant_id=scope.tenant_id, **row))
    add_intent(connection, "stats", intent)


def listed(connection: Connection, scope: Scope) -> list[Opened]:
    """What the own tenant opened, oldest first."""
    query = select(OPENED).where(OPENED.c.tenant_id == scope.tenant_id).order_by(OPENED.c.opened_at, OPENED.c.id)
    return [Opened(**{name: getattr(row, name) for name in _FIELDS}) for row in connection.execute(query)]
