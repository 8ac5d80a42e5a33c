"""The tenant's own table of agencies, and who was shown a number."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "textline_0012"
down_revision = "textline_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_agencies",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("ori", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("counties", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=64), nullable=False),
        sa.Column("desk_phone", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("joined", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "ori"),
    )
    op.create_table(
        "number_reveals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("member_name", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=64), nullable=True),
        sa.Column("reviewed_by_name", sa.String(length=200), nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("verdict", sa.String(length=16), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("number_reveals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_number_reveals_tenant_id"), ["tenant_id"], unique=False)
