"""Facts, and how far the audit log was read for them."""

import sqlalchemy as sa
from alembic import op

revision = "stats_0010"
down_revision = "stats_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stats_facts",
        sa.Column("position", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("county", sa.String(length=5), nullable=False),
        sa.Column("attributes", sa.String(length=500), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint(
            *("tenant_id", "kind", "day", "state", "county", "attributes", "source"), name="stats_facts_once"
        ),
    )
    with op.batch_alter_table("stats_facts", schema=None) as batch_op:
        batch_op.create_index("stats_facts_by_kind", ["tenant_id", "kind", "day"], unique=False)
    op.create_table(
        "stats_cursors",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
