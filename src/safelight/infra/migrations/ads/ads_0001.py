"""The first tables of the ads book."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "ads_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ads",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("ad_id", sa.String(length=256), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("posted_at", UtcDateTime(), nullable=True),
        sa.Column("extraction", sa.Text(), nullable=True),
        sa.Column("indicators", sa.Text(), nullable=True),
        sa.Column("signature", sa.LargeBinary(), nullable=True),
        sa.Column("read_with", sa.String(length=64), nullable=True),
        sa.Column("group_id", sa.String(length=64), nullable=True),
        sa.Column("template_id", sa.String(length=64), nullable=True),
        sa.Column("activity", sa.String(length=16), nullable=True),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "ad_id"),
    )
    with op.batch_alter_table("ads", schema=None) as batch_op:
        batch_op.create_index("ads_by_change", ["tenant_id", "change"], unique=False)
        batch_op.create_index("ads_by_group", ["tenant_id", "group_id"], unique=False)
        batch_op.create_index("ads_unread", ["tenant_id", "read_with"], unique=False)

    op.create_table(
        "captures",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("ad_id", sa.String(length=256), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=1024), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "ad_id", "sha256"),
    )
    if op.get_bind().dialect.name == "sqlite":  # on PostgreSQL all books share the one of ops
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
        "leads",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("lead_id", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("activity", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("control", sa.Float(), nullable=False),
        sa.Column("risk", sa.Float(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("made_with", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "lead_id"),
    )
    with op.batch_alter_table("leads", schema=None) as batch_op:
        batch_op.create_index("leads_by_score", ["tenant_id", "current", "score"], unique=False)

    op.create_table(
        "links",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("a", sa.String(length=256), nullable=False),
        sa.Column("b", sa.String(length=256), nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "a", "b"),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index("links_by_group", ["tenant_id", "group_id"], unique=False)

    op.create_table(
        "movements",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("group_id", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "group_id"),
    )
    op.create_table(
        "templates",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("template_id", sa.String(length=64), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "template_id"),
    )
