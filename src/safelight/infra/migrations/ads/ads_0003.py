"""Which assembly saw an ad last, so that a day is judged by what it touches; ads by template."""

import sqlalchemy as sa
from alembic import op

revision = "ads_0003"
down_revision = "ads_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ads", sa.Column("assembled", sa.Integer(), nullable=True))
    op.create_index("ads_by_assembly", "ads", ["tenant_id", "assembled"])
    op.create_index("ads_by_template", "ads", ["tenant_id", "template_id"])
