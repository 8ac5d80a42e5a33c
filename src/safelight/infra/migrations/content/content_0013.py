"""Air-gap bundles: what went out, what came in, whose keys are trusted."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "content_0013"
down_revision = "content_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bundles_out",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "sequence"),
    )
    op.create_table(
        "bundled_observations",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("observation_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "observation_id"),
    )
    op.create_table(
        "bundles_in",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("stream", sa.String(length=200), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "stream"),
    )
    op.create_table(
        "bundle_keys",
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key"),
    )
