"""Saved searches, what was told of them, and alerts."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "ops_0010"
down_revision = "ops_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("line", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("owner_name", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("mail", sa.String(length=200), nullable=False),
        sa.Column("webhook", sa.Boolean(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("saved_searches", schema=None) as batch_op:
        batch_op.create_index("saved_searches_by_owner", ["tenant_id", "owner_id"], unique=False)
    op.create_table(
        "saved_matches",
        sa.Column("saved_id", sa.String(length=64), nullable=False),
        sa.Column("ad_id", sa.String(length=256), nullable=False),
        sa.Column("alert_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("saved_id", "ad_id"),
    )
    with op.batch_alter_table("saved_matches", schema=None) as batch_op:
        batch_op.create_index("saved_matches_by_alert", ["alert_id"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("saved_id", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ads", sa.Integer(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index("alerts_by_owner", ["tenant_id", "owner_id", "at"], unique=False)
