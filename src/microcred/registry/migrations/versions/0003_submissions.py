"""A micro-credential programme: people, submissions, assessments, decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of the way from evidence to badge."""
    _add_people()
    _add_submissions()
    _add_evidence()
    _add_trail()
    _add_assessments()
    _add_calibration()
    _add_awards()
    _add_decisions()


def _add_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("lookup", sa.String, unique=True),
        sa.Column("identity", sa.Text),
        sa.Column("contact", sa.Text),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("erased_at", sa.String),
    )
    op.create_table(
        "assessors",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), index=True),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("left_at", sa.String),
    )
    op.create_table(
        "conflicts",
        sa.Column("assessor_id", sa.String, sa.ForeignKey("assessors.id"), primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
    )
    op.create_table(
        "definition_versions",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("definition_id", sa.String, nullable=False, index=True),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("achievements", sa.Text, nullable=False),
        sa.Column("kept_at", sa.String, nullable=False),
    )


def _add_submissions() -> None:
    op.create_table(
        "enrolments",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("definition_id", sa.String, nullable=False, index=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("language", sa.String),
        sa.Column("enrolled_at", sa.String, nullable=False),
        sa.UniqueConstraint("person_id", "definition_id", "number", name="uq_enrolments_number"),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("enrolment_id", sa.String, sa.ForeignKey("enrolments.id"), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column(
            "definition_digest",
            sa.String,
            sa.ForeignKey("definition_versions.digest"),
            nullable=False,
        ),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("begun_at", sa.String, nullable=False),
        sa.Column("changed_at", sa.String, nullable=False),
        sa.UniqueConstraint("enrolment_id", "attempt", name="uq_submissions_attempt"),
    )


def _add_evidence() -> None:
    op.create_table(
        "evidence_files",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("deleted_at", sa.String),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column(
            "submission_id", sa.String, sa.ForeignKey("submissions.id"), nullable=False, index=True
        ),
        sa.Column("part", sa.String, nullable=False),
        sa.Column("item", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("digest", sa.String, index=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("telltales", sa.Text, nullable=False),
        sa.Column("shown", sa.String, nullable=False),
        sa.Column("badge_id", sa.String, sa.ForeignKey("badges.id"), index=True),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("removed_at", sa.String),
    )


def _add_trail() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "enrolment_id", sa.String, sa.ForeignKey("enrolments.id"), nullable=False, index=True
        ),
        sa.Column("given", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
    )
    op.create_table(
        "program_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject", sa.String, nullable=False, index=True),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("source", sa.String),
        sa.Column("target", sa.String),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _add_assessments() -> None:
    op.create_table(
        "assignments",
        sa.Column("submission_id", sa.String, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column(
            "assessor_id", sa.String, sa.ForeignKey("assessors.id"), primary_key=True, index=True
        ),
        sa.Column("adjudicates", sa.Boolean, nullable=False),
        sa.Column("assigned_at", sa.String, nullable=False),
        sa.Column("rated_at", sa.String),
        sa.Column("released_at", sa.String),
    )
    to_rate = sa.text("rated_at IS NULL AND released_at IS NULL")
    op.create_index(
        "ix_assignments_to_rate",
        "assignments",
        ["assessor_id"],
        sqlite_where=to_rate,
        postgresql_where=to_rate,
    )
    op.create_table(
        "assessments",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("submission_id", sa.String, sa.ForeignKey("submissions.id"), nullable=False),
        sa.Column(
            "assessor_id", sa.String, sa.ForeignKey("assessors.id"), nullable=False, index=True
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text),
        sa.Column("given_at", sa.String, nullable=False),
        sa.UniqueConstraint("submission_id", "assessor_id", "number", name="uq_assessments_number"),
    )
    op.create_table(
        "ratings",
        sa.Column("assessment_id", sa.String, sa.ForeignKey("assessments.id"), primary_key=True),
        sa.Column("criterion", sa.String, primary_key=True),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("comment", sa.Text),
    )


def _add_calibration() -> None:
    op.create_table(
        "anchors",
        sa.Column("submission_id", sa.String, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("criterion", sa.String, primary_key=True),
        sa.Column("level", sa.String, nullable=False),
    )
    op.create_table(
        "calibrations",
        sa.Column("assessor_id", sa.String, sa.ForeignKey("assessors.id"), primary_key=True),
        sa.Column("submission_id", sa.String, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("criterion", sa.String, primary_key=True),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
    )


def _add_awards() -> None:
    op.create_table(
        "awards",
        sa.Column("badge_id", sa.String, sa.ForeignKey("badges.id"), primary_key=True),
        sa.Column("person_id", sa.String, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("definition_id", sa.String, nullable=False, index=True),
        sa.Column(
            "definition_digest",
            sa.String,
            sa.ForeignKey("definition_versions.digest"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("awarded_at", sa.String, nullable=False),
        sa.UniqueConstraint("person_id", "definition_id", "number", name="uq_awards_number"),
    )
    op.create_table(
        "endorsements",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("about", sa.String, nullable=False, index=True),
        sa.Column("endorser", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("withdrawn_at", sa.String),
    )


def _add_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("submission_id", sa.String, sa.ForeignKey("submissions.id"), primary_key=True),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("badge_id", sa.String, sa.ForeignKey("awards.badge_id"), unique=True),
        sa.Column("feedback", sa.Text),
        sa.Column("decided_at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.CheckConstraint(
            "(outcome = 'passed' AND badge_id IS NOT NULL)"
            " OR (outcome = 'not_yet' AND badge_id IS NULL)",
            name="ck_decisions_badge",
        ),
    )
    op.create_table(
        "decided_levels",
        sa.Column(
            "submission_id", sa.String, sa.ForeignKey("decisions.submission_id"), primary_key=True
        ),
        sa.Column("criterion", sa.String, primary_key=True),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("reached", sa.Boolean, nullable=False),
    )
    op.create_table(
        "passed_parts",
        sa.Column(
            "submission_id", sa.String, sa.ForeignKey("decisions.submission_id"), primary_key=True
        ),
        sa.Column("part", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False),
    )
