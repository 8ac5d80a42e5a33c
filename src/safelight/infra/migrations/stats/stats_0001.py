"""The first tables of the stats book."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "stats_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stats_releases",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("population", sa.String(length=100), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("mu", sa.Float(), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("drafted_by", sa.String(length=64), nullable=False),
        sa.Column("drafted_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("stats_releases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stats_releases_population"), ["population"], unique=False)
        batch_op.create_index(batch_op.f("ix_stats_releases_tenant_id"), ["tenant_id"], unique=False)
    op.create_table(
        "stats_approvals",
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["stats_releases.id"]),
        sa.PrimaryKeyConstraint("release_id", "member_id"),
    )
    if op.get_bind().dialect.name == "sqlite":  # on PostgreSQL all books share the intents of ops
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
