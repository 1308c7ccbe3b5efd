"""A million badges, and their pages in the order of an index."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let every page of badges be read in order, however it is chosen."""
    for name in ("achievement_id", "recipient", "key_id", "run_id"):
        op.drop_index(f"ix_badges_{name}", "badges")
        op.create_index(f"ix_badges_{name}", "badges", [name, "issued_at", "id"])
    op.create_index("ix_badges_issued", "badges", ["issued_at", "id"])
    _add_partial("revoked", ["issued_at", "id"], "revoked_at")
    _add_partial("suspended", ["issued_at", "id"], "suspended_at")
    _add_partial("resigned", ["key_id", "resigned_at"], "resigned_at")


def _add_partial(name: str, columns: list[str], there: str) -> None:
    where = sa.column(there).is_not(None)
    op.create_index(
        f"ix_badges_{name}", "badges", columns, sqlite_where=where, postgresql_where=where
    )
