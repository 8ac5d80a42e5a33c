"""What left the house as open data."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "stats_0012"
down_revision = "stats_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stats_opened",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("opened_by", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("stats_opened", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stats_opened_tenant_id"), ["tenant_id"], unique=False)
