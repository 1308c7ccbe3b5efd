"""The badges that were issued."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the one table that the first workspaces had."""
    op.create_table(
        "badges",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("achievement_id", sa.String, nullable=False, index=True),
        sa.Column("key_id", sa.String, nullable=False),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("issued_at", sa.String, nullable=False),
    )
