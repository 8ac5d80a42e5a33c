"""Known fingerprints of a tenant: lists it was entitled to load, asked at every assembly."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, insert, select

from safelight.access.core.permission import Scope
from safelight.infra.db import METADATA, UtcDateTime
from safelight.infra.intents import Intent, add_intent

KNOWN = Table(
    "known_images",
    METADATA["ads"],
    Column("tenant_id", String(64), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("source", String(200), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
)


def add_known(
    connection: Connection, scope: Scope, digests: Collection[str], source: str, now: datetime, intent: Intent
) -> int:
    """Keep digests that aren't kept yet; returns how many were new."""
    fresh = sorted(set(digests) - all_known(connection, scope))
    if fresh:
        rows = [
            {"tenant_id": scope.tenant_id, "digest": digest, "source": source[:200], "added_at": now}
            for digest in fresh
        ]
        connection.execute(insert(KNOWN), rows)
    add_intent(connection, "ads", intent)
    return len(fresh)


def all_known(connection: Connection, scope: Scope) -> frozenset[str]:
    """Every digest of the tenant."""
    query = select(KNOWN.c.digest).where(KNOWN.c.tenant_id == scope.tenant_id)
    return frozenset(connection.scalars(query))
