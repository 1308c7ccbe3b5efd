"""Badges of micro-credentials that were issued by hand without what was reached."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the record of a badge say that it was issued without its results."""
    without = sa.Column("without_results", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("badges", without)
