"""The first tables of the content book."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "content_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _bodies_and_requests()
    _observations()
    _lookups()
    _log()
    _shared()


def _bodies_and_requests() -> None:
    op.create_table(
        "content_bodies",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("liaison", sa.String(length=300), nullable=False),
        sa.Column("policy", sa.Text(), nullable=True),
        sa.Column("is_desk", sa.Boolean(), nullable=False),
        sa.Column("webhook", sa.String(length=500), nullable=True),
        sa.Column("webhook_secret", sa.LargeBinary(), nullable=True),
        sa.Column("mail", sa.String(length=200), nullable=True),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "handshake_moves",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("handshake_id", sa.String(length=64), nullable=False),
        sa.Column("verb", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("member_name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("handshake_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handshake_moves_handshake_id"), ["handshake_id"], unique=False)

    op.create_table(
        "handshakes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("pair_id", sa.String(length=64), nullable=False),
        sa.Column("asker_tenant", sa.String(length=64), nullable=False),
        sa.Column("asked_tenant", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("handshakes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handshakes_asked_tenant"), ["asked_tenant"], unique=False)
        batch_op.create_index(batch_op.f("ix_handshakes_asker_tenant"), ["asker_tenant"], unique=False)
        batch_op.create_index(batch_op.f("ix_handshakes_pair_id"), ["pair_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_handshakes_status"), ["status"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.String(length=64), nullable=False),
        sa.Column("cause", sa.String(length=32), nullable=False),
        sa.Column("own", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("seen_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant_id", "number", name="notices_by_number"),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_pair_id"), ["pair_id"], unique=False)

    op.create_table(
        "pairs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("earlier", sa.String(length=64), nullable=False),
        sa.Column("earlier_tenant", sa.String(length=64), nullable=False),
        sa.Column("later", sa.String(length=64), nullable=False),
        sa.Column("later_tenant", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("silent_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("pairs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairs_earlier"), ["earlier"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairs_later"), ["later"], unique=False)
        batch_op.create_index(batch_op.f("ix_pairs_silent_until"), ["silent_until"], unique=False)


def _observations() -> None:
    op.create_table(
        "observations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_by", sa.String(length=64), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("case_box", sa.LargeBinary(), nullable=False),
        sa.Column("profile", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("series", sa.String(length=200), nullable=False),
        sa.Column("identified", sa.Boolean(), nullable=False),
        sa.Column("cleared", sa.Boolean(), nullable=False),
        sa.Column("retracted_for", sa.String(length=32), nullable=True),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("observations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observations_until"), ["until"], unique=False)
        batch_op.create_index("observations_by_mark", ["tenant_id", "mark"], unique=False)
        batch_op.create_index("observations_by_tenant", ["tenant_id", "submitted_at"], unique=False)

    op.create_table(
        "opinions",
        sa.Column("observation_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("observation_id", "tenant_id"),
    )
    op.create_table(
        "print_changes",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("print", sa.Integer(), nullable=False),
        sa.Column("enters", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "prints",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("observation_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("pipeline", sa.String(length=48), nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("resting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("prints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prints_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_prints_observation_id"), ["observation_id"], unique=False)


def _lookups() -> None:
    op.create_table(
        "lookup_pauses",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    op.create_table(
        "lookup_sketches",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("crossed", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("lookup_sketches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lookup_sketches_at"), ["at"], unique=False)
        batch_op.create_index("sketches_by_tenant", ["tenant_id", "number"], unique=False)

    op.create_table(
        "lookup_tallies",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "day"),
    )
    op.create_table(
        "silent_checks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("asked_name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("prints_box", sa.LargeBinary(), nullable=True),
        sa.Column("matches", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("silent_checks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_silent_checks_tenant_id"), ["tenant_id"], unique=False)


def _log() -> None:
    op.create_table(
        "log_cosignatures",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("witness", sa.String(length=200), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("size", "witness"),
    )
    op.create_table(
        "log_leaves",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "log_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "number"),
    )
    op.create_table(
        "log_openings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("leaf"),
    )
    with op.batch_alter_table("log_openings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_openings_seq"), ["seq"], unique=False)
        batch_op.create_index("openings_by_subject", ["tenant_id", "subject"], unique=False)

    op.create_table(
        "log_witnesses",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _shared() -> None:
    if op.get_bind().dialect.name == "sqlite":  # on PostgreSQL all books share those of ops
        op.create_table(
            "intents",
            sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
            sa.Column("id", sa.String(length=64), nullable=False),
            sa.Column("entry", sa.LargeBinary(), nullable=False),
            sa.Column("sequenced", sa.Boolean(), nullable=False),
            sa.PrimaryKeyConstraint("position"),
            sa.UniqueConstraint("id"),
        )
        with op.batch_alter_table("intents", schema=None) as batch_op:
            batch_op.create_index(batch_op.f("ix_intents_sequenced"), ["sequenced"], unique=False)
        op.create_table(
            "outbox",
            sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
            sa.Column("topic", sa.String(length=64), nullable=False),
            sa.Column("key", sa.String(length=128), nullable=False),
            sa.Column("payload", sa.Text(), nullable=False),
            sa.Column("created_at", UtcDateTime(), nullable=False),
            sa.Column("due_at", UtcDateTime(), nullable=False),
            sa.Column("delivered_at", UtcDateTime(), nullable=True),
            sa.Column("attempts", sa.Integer(), nullable=False),
            sa.Column("error", sa.String(length=200), nullable=True),
            sa.PrimaryKeyConstraint("position"),
            sa.UniqueConstraint("topic", "key", name="outbox_topic_key"),
        )
        with op.batch_alter_table("outbox", schema=None) as batch_op:
            batch_op.create_index(batch_op.f("ix_outbox_due_at"), ["due_at"], unique=False)
