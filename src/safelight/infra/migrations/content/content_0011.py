"""Banks, and the standing purpose of look-ups by programs that name none."""

import sqlalchemy as sa
from alembic import op

revision = "content_0011"
down_revision = "content_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "banks",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ratio", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "name"),
    )
    op.create_table(
        "banked_contents",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("bank", sa.String(length=200), nullable=False),
        sa.Column("observation_id", sa.String(length=64), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("banked_contents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_banked_contents_tenant_id"), ["tenant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_banked_contents_observation_id"), ["observation_id"], unique=False)
    op.create_table(
        "standing_purposes",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
