"""The school of an educator, so that officers see those of theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the school, and find educators by it; list submissions and decisions in their order."""
    op.add_column("people", sa.Column("school", sa.String))
    op.create_index("ix_people_school", "people", ["school", "id"])
    op.create_index("ix_submissions_begun", "submissions", ["begun_at", "id"])
    op.create_index("ix_decisions_decided", "decisions", ["decided_at", "submission_id"])
