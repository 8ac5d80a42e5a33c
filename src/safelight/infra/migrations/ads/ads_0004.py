"""What became of groups when they were judged anew: renamed, merged, parted, and the link that says why."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "ads_0004"
down_revision = "ads_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "group_changes",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("tenant_id", sa.String(64), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("after", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("ads", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Index("group_changes_before", "tenant_id", "before"),
        sa.Index("group_changes_after", "tenant_id", "after"),
    )
