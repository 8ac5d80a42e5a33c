"""Table definitions of the content book for banks: named sets of own fingerprints, as HMA clients know them."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Table, Text

from safelight.infra.db import METADATA

BANKS = Table(
    "banks",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("ratio", Float, nullable=False),
)
BANKED = Table(
    "banked_contents",
    METADATA["content"],
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("bank", String(200), nullable=False),
    Column("observation_id", String(64), nullable=False, index=True),
    Column("signals", Text, nullable=False),
    sqlite_autoincrement=True,  # a client keeps the number, so it is never given twice
)
STANDING_PURPOSES = Table(
    "standing_purposes",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("case_id", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
)
