"""Values of the private check's function, for the fingerprints that are held."""

import sqlalchemy as sa
from alembic import op

revision = "content_0020"
down_revision = "content_0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "private_values",
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.Column("print", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("epoch", "print"),
    )
    with op.batch_alter_table("private_values", schema=None) as batch_op:
        batch_op.create_index("private_values_in_order", ["epoch", "value"], unique=False)
