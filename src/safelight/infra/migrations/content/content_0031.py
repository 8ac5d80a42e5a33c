"""How many frames of a video are compared: each has a place of its own in the near index."""

import sqlalchemy as sa
from alembic import op

revision = "content_0031"
down_revision = "content_0021"
branch_labels = None
depends_on = None

TABLES = ("prints", "print_changes")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("frames", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("frames")
