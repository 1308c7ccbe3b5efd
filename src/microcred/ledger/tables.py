"""The tables of an issuer's badges, keys and status lists, as the newest migration leaves them.

Nothing here says in clear who a person is, unless the workspace asks for it: a recipient is a
keyed hash, and a credential is kept only where its identifiers are hashed or it was made public.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from microcred.registry.tables import METADATA

RUNS: Final = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("command", sa.String, nullable=False),
    sa.Column("started_at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
)
"""Each command that issued badges."""

KEYS: Final = sa.Table(
    "keys",
    METADATA,
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
"""Every key ever had. The one that signs has `signs_from`, and neither of the last two.

`purpose` is `assertion`, or `did-update` for the keys that may change the log of a did:webvh."""

DID_LOG: Final = sa.Table(
    "did_log",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("entry", sa.Text, nullable=False),
)
"""The log of a did:webvh, an entry a row, as it is published; rows are only added."""

KEY_EVENTS: Final = sa.Table(
    "key_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key_name", sa.ForeignKey("keys.name"), nullable=False, index=True),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("effective_from", sa.String, nullable=False),
)
"""What happened to each key; rows are only added."""

ACHIEVEMENTS: Final = sa.Table(
    "achievements",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("updated_at", sa.String, nullable=False),
)
"""What badges were given for, in the newest edition."""

PICTURES: Final = sa.Table(
    "pictures",
    METADATA,
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
"""Pictures that badges were baked into, without the badge; by the SHA-256 of the data, hex."""

STATUS_LISTS: Final = sa.Table(
    "status_lists",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("base_url", sa.String, nullable=False),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("secret", sa.String, nullable=False),
    sa.Column("given", sa.Integer, nullable=False),
    sa.Column("opened_at", sa.String, nullable=False),
)
"""A revocation and a suspension list that share their indexes; see `status.IndexPermutation`.

`given` counts the indexes that badges have: the next badge gets the index at that position of the
secret order. The lists are at `base_url` with the purpose and `.json` or `.jwt` appended."""

BADGES: Final = sa.Table(
    "badges",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("achievement_id", sa.String, nullable=False),
    sa.Column("recipient", sa.String),
    sa.Column("key_id", sa.String, nullable=False),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("issued_at", sa.String, nullable=False),
    sa.Column("valid_until", sa.String),
    sa.Column("run_id", sa.ForeignKey("runs.id")),
    sa.Column("list_id", sa.ForeignKey("status_lists.id")),
    sa.Column("status_index", sa.Integer),
    sa.Column("revoked_at", sa.String),
    sa.Column("suspended_at", sa.String),
    sa.Column("public", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("content_digest", sa.String),
    sa.Column("resigned_at", sa.String),
    sa.Column("without_results", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("list_id", "status_index", name="uq_badges_status_index"),
)
# A page of badges, chosen in any way, is read in the order of an index.
sa.Index("ix_badges_issued", BADGES.c.issued_at, BADGES.c.id)
for _name in ("achievement_id", "recipient", "key_id", "run_id"):
    sa.Index(f"ix_badges_{_name}", BADGES.c[_name], BADGES.c.issued_at, BADGES.c.id)
for _name, _there in {
    "revoked": BADGES.c.revoked_at.is_not(None),
    "suspended": BADGES.c.suspended_at.is_not(None),
}.items():
    sa.Index(
        f"ix_badges_{_name}",
        BADGES.c.issued_at,
        BADGES.c.id,
        sqlite_where=_there,
        postgresql_where=_there,
    )
_RESIGNED: Final = BADGES.c.resigned_at.is_not(None)
sa.Index(
    "ix_badges_resigned",
    BADGES.c.key_id,
    BADGES.c.resigned_at,
    sqlite_where=_RESIGNED,
    postgresql_where=_RESIGNED,
)
"""Every badge issued; `recipient` is a keyed hash of the identifier (see `RecipientHash`).

With `content_digest` the holder's file is known again where the credential is not kept. It counts
as signed at `resigned_at`, or where that is empty at `issued_at`. `without_results` says that it
is a micro-credential's, issued by hand without what was reached."""

# What a list must show is found without looking at the badges that nothing befell.
for _name in ("revoked_at", "suspended_at"):
    _set = BADGES.c[_name].is_not(None)
    sa.Index(
        f"ix_badges_{_name}",
        BADGES.c.list_id,
        BADGES.c.status_index,
        sqlite_where=_set,
        postgresql_where=_set,
    )

CREDENTIALS: Final = sa.Table(
    "credentials",
    METADATA,
    sa.Column("badge_id", sa.ForeignKey("badges.id"), primary_key=True),
    sa.Column("document", sa.Text),
    sa.Column("token", sa.Text),
    sa.Column("picture", sa.ForeignKey("pictures.digest")),
    sa.Column("signed_at", sa.String, nullable=False),
)
"""The signed credential of a badge, embedded proof and JWT, where it may be kept."""

STATUS_EVENTS: Final = sa.Table(
    "status_events",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("badge_id", sa.ForeignKey("badges.id"), nullable=False, index=True),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
"""Each revocation, suspension and reinstatement; rows are only added, and lose their reason when
the person is erased."""

UNKNOWN_STATUSES: Final = sa.Table(
    "unknown_statuses",
    METADATA,
    sa.Column("list_id", sa.ForeignKey("status_lists.id"), primary_key=True),
    sa.Column("purpose", sa.String, primary_key=True),
    sa.Column("status_index", sa.Integer, primary_key=True, autoincrement=False),
)
"""What published lists say of badges that are not in this registry: it was put back to an earlier
state, and they were issued after that. Every edition of the lists goes on saying so."""

STATUS_DOCUMENTS: Final = sa.Table(
    "status_documents",
    METADATA,
    sa.Column("list_id", sa.ForeignKey("status_lists.id"), primary_key=True),
    sa.Column("purpose", sa.String, primary_key=True),
    sa.Column("document", sa.Text),
    sa.Column("token", sa.Text, nullable=False),
    sa.Column("signed_at", sa.String, nullable=False),
    sa.Column("valid_until", sa.String, nullable=False),
)
"""The newest signed list of each purpose, as it is published; no `document` where the key signs
JWTs only."""
