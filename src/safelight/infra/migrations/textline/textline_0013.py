"""Which conversations are a drill's."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "textline_0013"
down_revision = "textline_0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drill_texters",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("tenant_id", sa.String(length=64), nullable=False),
        sa.Column("drill_id", sa.String(length=64), nullable=False),
        sa.Column("persona", sa.String(length=32), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("conversation_id"),
    )
    with op.batch_alter_table("drill_texters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drill_texters_drill_id"), ["drill_id"], unique=False)
