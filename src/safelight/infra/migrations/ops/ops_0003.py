"""Missing-person posters, and what was decided about ads that may be of the person."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "ops_0003"
down_revision = "ops_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posters",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("posters", schema=None) as batch_op:
        batch_op.create_index("posters_by_case", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "poster_matches",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("poster_id", sa.String(length=64), nullable=False),
        sa.Column("ad_id", sa.String(length=256), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("moved_by", sa.String(length=200), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "poster_id", "ad_id"),
    )
