"""Endorsements: somebody else vouches for a micro-credential, an issuer or a badge."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from microcred.program.flow.desk import Verbs
from microcred.registry.program_tables import ENDORSEMENTS


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An endorsement that the programme keeps.

    Attributes:
        id: the credential's id.
        about: the id of a micro-credential, an issuer or a badge.
        endorser: the id of who endorses.
        document: as it was signed.
        added_at: dateTimeStamp.
        withdrawn_at: dateTimeStamp, or None.
    """

    id: str
    about: str
    endorser: str
    document: Mapping[str, Any]
    added_at: str
    withdrawn_at: str | None


class Endorsing(Verbs):
    """Keep endorsements, so that later badges carry them."""


def standing_endorsements(connection: sa.Connection, about: str) -> list[dict[str, Any]]:
    """Give the signed endorsements of something that were not withdrawn, oldest first."""
    query = sa.select(ENDORSEMENTS.c.document).where(
        ENDORSEMENTS.c.about == about, ENDORSEMENTS.c.withdrawn_at.is_(None)
    )
    rows = connection.execute(query.order_by(ENDORSEMENTS.c.added_at, ENDORSEMENTS.c.id))
    return [json.loads(document) for document in rows.scalars()]
