"""Table definitions of the content book.

`changes` counts every fingerprint that enters or leaves the near index, in commit order, so that an index in any
process follows by reading on from where it stands.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from safelight.infra.db import METADATA, UtcDateTime

BODIES = Table(
    "content_bodies",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("liaison", String(300), nullable=False),
    Column("policy", Text, nullable=True),
    Column("is_desk", Boolean, nullable=False),
    Column("webhook", String(500), nullable=True),
    Column("webhook_secret", LargeBinary, nullable=True),
    Column("mail", String(200), nullable=True),
    Column("notices", Integer, nullable=False),
)
OBSERVATIONS = Table(
    "observations",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("form", String(16), nullable=False),
    Column("mark", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("submitted_by", String(64), nullable=False),
    Column("until", UtcDateTime, nullable=True, index=True),
    Column("case_box", LargeBinary, nullable=False),
    Column("profile", String(32), nullable=False),
    Column("code", String(32), nullable=False),
    Column("facts", Text, nullable=False),
    Column("series", String(200), nullable=False),
    Column("identified", Boolean, nullable=False),
    Column("cleared", Boolean, nullable=False),
    Column("retracted_for", String(32), nullable=True),
    Column("moved_at", UtcDateTime, nullable=False),
    Index("observations_by_tenant", "tenant_id", "submitted_at"),
    Index("observations_by_mark", "tenant_id", "mark"),
)
PRINTS = Table(
    "prints",
    METADATA["content"],
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("observation_id", String(64), nullable=False, index=True),
    Column("tenant_id", String(64), nullable=False),
    Column("key", String(128), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("value", Text, nullable=False),
    Column("quality", Integer, nullable=True),
    Column("pipeline", String(48), nullable=True),
    Column("live", Boolean, nullable=False),
    Column("resting", Boolean, nullable=False),
    Column("frames", Integer, nullable=False, server_default="0"),
    sqlite_autoincrement=True,  # a number names one fingerprint for good, also after it was erased
)
CHANGES = Table(
    "print_changes",
    METADATA["content"],
    Column("position", Integer, primary_key=True, autoincrement=True),
    Column("print", Integer, nullable=False),
    Column("enters", Boolean, nullable=False),
    Column("frames", Integer, nullable=False, server_default="0"),
)
PAIRS = Table(
    "pairs",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("earlier", String(64), nullable=False, index=True),
    Column("earlier_tenant", String(64), nullable=False),
    Column("later", String(64), nullable=False, index=True),
    Column("later_tenant", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("distance", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("silent_until", UtcDateTime, nullable=True, index=True),
)
NOTICES = Table(
    "notices",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("pair_id", String(64), nullable=False, index=True),
    Column("cause", String(32), nullable=False),
    Column("own", String(64), nullable=False),
    Column("record", Text, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=True),
    Column("seen_by", String(200), nullable=True),
    UniqueConstraint("tenant_id", "number", name="notices_by_number"),
)
OPINIONS = Table(
    "opinions",
    METADATA["content"],
    Column("observation_id", String(64), primary_key=True),
    Column("tenant_id", String(64), primary_key=True),
    Column("by", String(64), nullable=False),
    Column("opinion", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
HANDSHAKES = Table(
    "handshakes",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("pair_id", String(64), nullable=False, index=True),
    Column("asker_tenant", String(64), nullable=False, index=True),
    Column("asked_tenant", String(64), nullable=False, index=True),
    Column("status", String(16), nullable=False, index=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
)
HANDSHAKE_MOVES = Table(
    "handshake_moves",
    METADATA["content"],
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("handshake_id", String(64), nullable=False, index=True),
    Column("verb", String(16), nullable=False),
    Column("side", String(16), nullable=False),
    Column("member_name", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
SILENT_CHECKS = Table(
    "silent_checks",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False, index=True),
    Column("asked_by", String(64), nullable=False),
    Column("asked_name", String(200), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("reason", String(500), nullable=False),
    Column("days", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("decided_by", String(200), nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("prints_box", LargeBinary, nullable=True),
    Column("matches", Integer, nullable=True),
)
TALLIES = Table(
    "lookup_tallies",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("count", Integer, nullable=False),
)
SKETCHES = Table(
    "lookup_sketches",
    METADATA["content"],
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("tenant_id", String(64), nullable=False),
    Column("sketch", LargeBinary, nullable=False),
    Column("answer", String(16), nullable=False),
    Column("crossed", Boolean, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Index("sketches_by_tenant", "tenant_id", "number"),
)
PAUSES = Table(
    "lookup_pauses",
    METADATA["content"],
    Column("tenant_id", String(64), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("why", String(32), nullable=False),
)
OPENINGS = Table(
    "log_openings",
    METADATA["content"],
    Column("id", String(64), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("record", LargeBinary, nullable=True),
    Column("salt", LargeBinary, nullable=True),
    Column("leaf", LargeBinary, nullable=False, unique=True),
    Column("seq", Integer, nullable=True, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Index("openings_by_subject", "tenant_id", "subject"),
)
LOG_LEAVES = Table(
    "log_leaves",
    METADATA["content"],
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary, nullable=False),
)
LOG_NODES = Table(
    "log_nodes",
    METADATA["content"],
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
)
COSIGNATURES = Table(
    "log_cosignatures",
    METADATA["content"],
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("witness", String(200), primary_key=True),
    Column("line", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
WITNESSES = Table(
    "log_witnesses",
    METADATA["content"],
    Column("name", String(200), primary_key=True),
    Column("tenant_id", String(64), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
)
