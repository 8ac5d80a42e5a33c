"""Table definitions of the content book for the signal exchange."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from safelight.infra.db import METADATA, UtcDateTime

COLLABORATIONS = Table(
    "collaborations",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("agreement", Text, nullable=False),
    Column("founder", String(64), nullable=False),
    Column("founded_at", UtcDateTime, nullable=False),
)
PARTNERS = Table(
    "collaboration_partners",
    METADATA["content"],
    Column("collaboration_id", String(64), primary_key=True),
    Column("tenant_id", String(64), primary_key=True),
    Column("agreed_at", UtcDateTime, nullable=True),
    Column("agreed_by", String(200), nullable=True),
)
SIGNALS = Table(
    "exchange_signals",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("collaboration_id", String(64), nullable=False, index=True),
    Column("tenant_id", String(64), nullable=False),
    Column("sent_by", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("value", Text, nullable=False),
    Column("value_digest", String(64), nullable=False),
    Column("severity", String(16), nullable=False),
    Column("claimed_on", String(10), nullable=False),
    Column("tags", String(200), nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("shown", Boolean, nullable=False),
    UniqueConstraint("collaboration_id", "tenant_id", "kind", "value_digest", name="exchange_signals_once"),
)
SIGNAL_CHANGES = Table(
    "exchange_changes",
    METADATA["content"],
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("collaboration_id", String(64), nullable=False, index=True),
    Column("signal_id", String(64), nullable=False),
    sqlite_autoincrement=True,  # a checkpoint is a position, so none is ever given twice
)
SIGNAL_VOICES = Table(
    "exchange_voices",
    METADATA["content"],
    Column("signal_id", String(64), primary_key=True),
    Column("tenant_id", String(64), primary_key=True),
    Column("by", String(64), nullable=False),
    Column("opinion", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
SIGNAL_SIGHTS = Table(
    "exchange_sights",
    METADATA["content"],
    Column("signal_id", String(64), primary_key=True),
    Column("tenant_id", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("actioned", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
