"""Table definitions of the content book for hash sets that came by file."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from safelight.infra.db import METADATA, UtcDateTime

IMPORTS = Table(
    "imports",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("entries", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=True),
)
CARRIED = Table(
    "carried_entries",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("entry", String(160), primary_key=True),
    Column("observation_id", String(64), nullable=False),
)
