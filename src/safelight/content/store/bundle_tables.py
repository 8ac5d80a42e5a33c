"""Table definitions of the content book for bundles: what went out, what came in, and whose keys are trusted."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from safelight.infra.db import METADATA, UtcDateTime

BUNDLES_OUT = Table(
    "bundles_out",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("digest", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)
BUNDLED = Table(
    "bundled_observations",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("observation_id", String(64), primary_key=True),
)
BUNDLES_IN = Table(
    "bundles_in",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("stream", String(200), primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("taken_at", UtcDateTime, nullable=False),
)
BUNDLE_KEYS = Table(
    "bundle_keys",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
)
