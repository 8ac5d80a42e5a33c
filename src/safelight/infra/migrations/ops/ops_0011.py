"""Active searches and the answers given in them."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "ops_0011"
down_revision = "ops_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seeks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("seed", sa.String(length=256), nullable=False),
        sa.Column("owner_id", sa.String(length=64), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("seeks", schema=None) as batch_op:
        batch_op.create_index("seeks_by_owner", ["tenant_id", "owner_id"], unique=False)
    op.create_table(
        "seek_answers",
        sa.Column("seek_id", sa.String(length=64), nullable=False),
        sa.Column("ad_id", sa.String(length=256), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seek_id", "ad_id"),
    )
