"""How far an import is, and which observation an entry of somebody's hash set became."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "content_0010"
down_revision = "content_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "digest"),
    )
    op.create_table(
        "carried_entries",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("entry", sa.String(length=160), nullable=False),
        sa.Column("observation_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "entry"),
    )
