"""Parts of long texts that wait for the rest."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "textline_0030"
down_revision = "textline_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_parts",
        sa.Column("provider_id", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("provider_id", "mark", "reference", "number"),
    )
    with op.batch_alter_table("text_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_parts_received_at"), ["received_at"], unique=False)
