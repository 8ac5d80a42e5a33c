"""Tables of the people's side: who is on duty, what may be released to whom. No text and no number stands in clear."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from safelight.infra.db import METADATA, UtcDateTime

_BOOK = METADATA["textline"]

SHIFTS = Table(
    "shifts",
    _BOOK,
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("member_id", String(64), nullable=False),
    Column("member_name", String(200), nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, nullable=True),
    Index("shifts_running", "tenant_id", "ended_at"),
)
"""Who is on duty; a row without `ended_at` runs."""
