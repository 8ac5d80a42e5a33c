"""Nodes that lists are carried to, and how far each was served."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "content_0021"
down_revision = "content_0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "content_nodes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("accredited_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("content_nodes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_content_nodes_tenant_id"), ["tenant_id"], unique=False)
