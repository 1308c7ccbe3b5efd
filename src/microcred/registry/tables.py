"""The tables that every registry has, as the newest migration leaves them.

Each package that keeps something has its tables beside its verbs, all of them in `METADATA`:
`ledger.tables` and `program.flow.tables`. Moments are dateTimeStamps in UTC, as text: they sort as
they are. Documents are JSON texts.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

METADATA: Final = sa.MetaData()

INFO: Final = sa.Table(
    "registry_info",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
"""`id` of the registry, `recipient_secret` (hex), `last_change`, the number of the newest,
`last_moment`, the latest moment of a change, `acts`, how many there were, and after a restored copy
was taken up `list_prefix`, which the addresses of its new status lists begin with."""

CHANGES: Final = sa.Table(
    "changes",
    METADATA,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
)
"""What a published site must be brought up to date about, in the order of committing.

`kind` is `badge`, `achievement`, `list` or `issuer`, and `subject` the id of it; or `evidence`, and
`subject` the path of a file on the site."""
