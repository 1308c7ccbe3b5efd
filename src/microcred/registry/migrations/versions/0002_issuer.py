"""Keys, statuses, kept credentials, and what a site publishes."""

import secrets
import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of a whole issuer, and the columns of a badge that has a status."""
    _add_issuer_tables()
    _add_key_tables()
    _add_status_lists()
    _widen_badges()
    _add_records_of_badges()


def _add_issuer_tables() -> None:
    info = op.create_table(
        "registry_info",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
    op.bulk_insert(
        info,
        [
            {"name": "id", "value": str(uuid.uuid4())},
            {"name": "recipient_secret", "value": secrets.token_hex(32)},
            {"name": "last_change", "value": "0"},
        ],
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
    )
    op.create_table(
        "achievements",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("updated_at", sa.String, nullable=False),
    )
    op.create_table(
        "changes",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
    )


def _add_key_tables() -> None:
    op.create_table(
        "keys",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("key_id", sa.String, nullable=False, unique=True),
        sa.Column("algorithm", sa.String, nullable=False),
        sa.Column("public_multikey", sa.Text, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("store", sa.String, nullable=False),
        sa.Column("store_settings", sa.Text, nullable=False),
        sa.Column("created_at", sa.String, nullable=False),
        sa.Column("signs_from", sa.String),
        sa.Column("retired_at", sa.String),
        sa.Column("revoked_from", sa.String),
    )
    op.create_table(
        "key_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key_name", sa.String, sa.ForeignKey("keys.name"), nullable=False, index=True),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("effective_from", sa.String, nullable=False),
    )
    op.create_table(
        "did_log",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("entry", sa.Text, nullable=False),
    )


def _add_status_lists() -> None:
    op.create_table(
        "status_lists",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("base_url", sa.String, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("secret", sa.String, nullable=False),
        sa.Column("given", sa.Integer, nullable=False),
        sa.Column("opened_at", sa.String, nullable=False),
    )
    op.create_table(
        "status_documents",
        sa.Column("list_id", sa.Integer, sa.ForeignKey("status_lists.id"), primary_key=True),
        sa.Column("purpose", sa.String, primary_key=True),
        sa.Column("document", sa.Text),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("signed_at", sa.String, nullable=False),
        sa.Column("valid_until", sa.String, nullable=False),
    )


def _widen_badges() -> None:
    with op.batch_alter_table("badges") as badges:
        badges.add_column(sa.Column("recipient", sa.String))
        badges.add_column(sa.Column("valid_until", sa.String))
        badges.add_column(
            sa.Column("run_id", sa.String, sa.ForeignKey("runs.id", name="fk_badges_run_id"))
        )
        badges.add_column(
            sa.Column(
                "list_id",
                sa.Integer,
                sa.ForeignKey("status_lists.id", name="fk_badges_list_id"),
            )
        )
        badges.add_column(sa.Column("status_index", sa.Integer))
        badges.add_column(sa.Column("revoked_at", sa.String))
        badges.add_column(sa.Column("suspended_at", sa.String))
        badges.add_column(
            sa.Column("public", sa.Boolean, nullable=False, server_default=sa.false())
        )
        badges.add_column(sa.Column("content_digest", sa.String))
        badges.add_column(sa.Column("resigned_at", sa.String))
        badges.create_unique_constraint("uq_badges_status_index", ["list_id", "status_index"])
    for column in ("recipient", "key_id", "run_id"):
        op.create_index(f"ix_badges_{column}", "badges", [column])
    for column in ("revoked_at", "suspended_at"):
        where = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_badges_{column}",
            "badges",
            ["list_id", "status_index"],
            sqlite_where=where,
            postgresql_where=where,
        )


def _add_records_of_badges() -> None:
    op.create_table(
        "pictures",
        sa.Column("digest", sa.String, primary_key=True),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "credentials",
        sa.Column("badge_id", sa.String, sa.ForeignKey("badges.id"), primary_key=True),
        sa.Column("document", sa.Text),
        sa.Column("token", sa.Text),
        sa.Column("picture", sa.String, sa.ForeignKey("pictures.digest")),
        sa.Column("signed_at", sa.String, nullable=False),
    )
    op.create_table(
        "status_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("badge_id", sa.String, sa.ForeignKey("badges.id"), nullable=False, index=True),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
