"""The table of the private check: what the function gives for each fingerprint that is held, by month."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from safelight.infra.db import METADATA

VALUES = Table(
    "private_values",
    METADATA["content"],
    Column("epoch", String(16), primary_key=True),
    Column("print", Integer, primary_key=True, autoincrement=False),
    Column("value", LargeBinary, nullable=False),
    Index("private_values_in_order", "epoch", "value"),
)
