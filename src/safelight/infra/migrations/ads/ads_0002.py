"""Fingerprints that a tenant was entitled to load, for the children-first rule."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "ads_0002"
down_revision = "ads_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_images",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "digest"),
    )
