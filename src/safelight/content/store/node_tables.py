"""The table of nodes: which body matches at home, and how far it was served."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from safelight.infra.db import METADATA, UtcDateTime

NODES = Table(
    "content_nodes",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("accredited_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime, nullable=True),
    Column("sequence", Integer, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("served_at", UtcDateTime, nullable=True),
    Column("declared_at", UtcDateTime, nullable=True),
    Column("declared", Integer, nullable=False, server_default="0"),
)
