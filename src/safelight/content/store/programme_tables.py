"""Table definitions of the content book for joint programmes."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from safelight.infra.db import METADATA, UtcDateTime

PROGRAMMES = Table(
    "programmes",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("collaboration_id", String(64), nullable=False, index=True),
    Column("title", String(200), nullable=False),
    Column("goal", Text, nullable=False),
    Column("measure", String(32), nullable=False),
    Column("target", Integer, nullable=False),
    Column("owner", String(64), nullable=False),
    Column("begins", String(10), nullable=False),
    Column("ends", String(10), nullable=False),
    Column("status", String(16), nullable=False),
)
PROGRAMME_TOTALS = Table(
    "programme_totals",
    METADATA["content"],
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("programme_id", String(64), nullable=False, index=True),
    Column("tenant_id", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("total", Integer, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
