"""When a node's last part was written, and what was declared from it since."""

import sqlalchemy as sa
from alembic import op

from safelight.infra.db import UtcDateTime

revision = "content_0032"
down_revision = "content_0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("content_nodes", sa.Column("served_at", UtcDateTime(), nullable=True))
    op.add_column("content_nodes", sa.Column("declared_at", UtcDateTime(), nullable=True))
    op.add_column("content_nodes", sa.Column("declared", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("content_nodes") as batch_op:
        for column in ("served_at", "declared_at", "declared"):
            batch_op.drop_column(column)
