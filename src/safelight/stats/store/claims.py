"""The table of claims: figures that others publish."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, Date, Float, Row, String, Table, Text, insert, select

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime
from safelight.infra.intents import Intent, add_intent
from safelight.stats.core.claim import Claim, Stated

CLAIMS = Table(
    "stats_claims",
    METADATA["stats"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("body", String(200), nullable=False),
    Column("counts", String(200), nullable=False),
    Column("place", String(200), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("source", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("added_by", String(64), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)
_STATED = ("body", "counts", "place", "first", "last", "low", "high", "source", "method", "note")


def add(connection: Connection, scope: Scope, claim: Claim, intent: Intent) -> None:
    """Keep a claim."""
    said = {name: getattr(claim.stated, name) for name in _STATED}
    row = {"id": claim.id, "tenant_id": scope.tenant_id, "added_by": claim.added_by, "added_at": claim.added_at}
    connection.execute(insert(CLAIMS).values(**row, **said))
    add_intent(connection, "stats", intent)


def listed(connection: Connection, scope: Scope) -> list[Claim]:
    """The own register, by what is counted, then by time."""
    order = (CLAIMS.c.counts, CLAIMS.c.place, CLAIMS.c.first, CLAIMS.c.id)
    rows = connection.execute(select(CLAIMS).where(CLAIMS.c.tenant_id == scope.tenant_id).order_by(*order))
    return [_claim(row) for row in rows]


def _claim(row: Row[Any]) -> Claim:
    return Claim(row.id, Stated(**{name: getattr(row, name) for name in _STATED}), row.added_by, row.added_at)
