"""The signal exchange: collaborations, signals, opinions, sights."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "content_0012"
down_revision = "content_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collaborations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("founder", sa.String(length=64), nullable=False),
        sa.Column("founded_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "collaboration_partners",
        sa.Column("collaboration_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.Column("agreed_by", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("collaboration_id", "tenant_id"),
    )
    op.create_table(
        "exchange_signals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("collaboration_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("sent_by", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("value_digest", sa.String(length=64), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("claimed_on", sa.String(length=10), nullable=False),
        sa.Column("tags", sa.String(length=200), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("collaboration_id", "tenant_id", "kind", "value_digest", name="exchange_signals_once"),
    )
    with op.batch_alter_table("exchange_signals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_signals_collaboration_id"), ["collaboration_id"], unique=False)
    op.create_table(
        "exchange_changes",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("collaboration_id", sa.String(length=64), nullable=False),
        sa.Column("signal_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("exchange_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_changes_collaboration_id"), ["collaboration_id"], unique=False)
    op.create_table(
        "exchange_voices",
        sa.Column("signal_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("opinion", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("signal_id", "tenant_id"),
    )
    op.create_table(
        "exchange_sights",
        sa.Column("signal_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("actioned", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("signal_id", "tenant_id"),
    )
