"""How far a registry is, and what published lists say of badges that it has lost."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Count the acts of the registry, and make room for statuses of badges that are not in it."""
    info = sa.table("registry_info", sa.column("name", sa.String), sa.column("value", sa.String))
    op.bulk_insert(info, [{"name": "acts", "value": "0"}])
    op.create_table(
        "unknown_statuses",
        sa.Column("list_id", sa.Integer, sa.ForeignKey("status_lists.id"), primary_key=True),
        sa.Column("purpose", sa.String, primary_key=True),
        sa.Column("status_index", sa.Integer, primary_key=True, autoincrement=False),
    )
