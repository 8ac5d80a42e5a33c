"""The impact ledger and the claim register."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "stats_0011"
down_revision = "stats_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stats_outcomes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("hours_low", sa.Float(), nullable=True),
        sa.Column("hours_high", sa.Float(), nullable=True),
        sa.Column("sex", sa.String(length=16), nullable=False),
        sa.Column("age", sa.String(length=16), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("through", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("county", sa.String(length=5), nullable=False),
        sa.Column("support", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=500), nullable=False),
        sa.Column("shared", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("entered_by", sa.String(length=64), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=64), nullable=True),
        sa.Column("why", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stats_outcomes", schema=None) as batch_op:
        batch_op.create_index("stats_outcomes_by_tenant", ["tenant_id", "kind", "day"], unique=False)
        batch_op.create_index("stats_outcomes_by_reference", ["tenant_id", "support", "reference"], unique=False)
    op.create_table(
        "stats_claims",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("counts", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stats_claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stats_claims_tenant_id"), ["tenant_id"], unique=False)
