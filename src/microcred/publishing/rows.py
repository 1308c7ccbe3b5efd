"""What a site reads from the registry."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from microcred.encoding import decode_base64url
from microcred.ledger.tables import (
    ACHIEVEMENTS,
    BADGES,
    CREDENTIALS,
    PICTURES,
    STATUS_DOCUMENTS,
    STATUS_LISTS,
)
from microcred.program.flow.tables import ENDORSEMENTS
from microcred.proofs import credential_from_claims
from microcred.registry.tables import CHANGES, INFO
from microcred.strict_json import parse_json_object

BADGE: Final = "badge"
ACHIEVEMENT: Final = "achievement"
STATUS_LIST: Final = "list"
ISSUER: Final = "issuer"
EVIDENCE: Final = "evidence"


@dataclass(frozen=True, slots=True)
class PublicBadge:
    """A badge that has a page.

    Attributes:
        id: the credential's id.
        document: the credential as signed; with its embedded proof where `json_text` is given.
        json_text: the same as JSON text, or None for one that was signed as a JWT only.
        token: the JWT, where there is one.
        picture: what it is baked into, or None for a drawn one.
        picture_type: media type of `picture`.
        achievement_id: what it was given for, if the registry has that.
        revoked_at: dateTimeStamp, or None.
        suspended_at: dateTimeStamp, or None.
    """

    id: str
    document: dict[str, Any]
    json_text: str | None
    token: str | None
    picture: bytes | None
    picture_type: str | None
    achievement_id: str | None
    revoked_at: str | None
    suspended_at: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What a run looks at.

    Attributes:
        subjects: the ids that changed, by kind; see `changed_subjects`.
        badges: the badges that changed, each with whether it is public.
        whole: whether everything is looked at, changed or not.
    """

    subjects: Mapping[str, Collection[str]]
    badges: Mapping[str, bool]
    whole: bool

    def with_achievements(self, identifiers: Collection[str]) -> Changes:
        """Return these changes and those of more achievements, or of none in particular."""
        known = self.subjects.get(ACHIEVEMENT, ())
        return replace(self, subjects={**self.subjects, ACHIEVEMENT: {*known, *identifiers}})

    def names(self, subject: str) -> bool:
        """Say whether something of any kind is to be looked at, by its id."""
        found = (subject in each for each in (*self.subjects.values(), self.badges))
        return self.whole or any(found)

    def touch(self, *kinds: str) -> bool:
        """Say whether something of a kind is to be looked at."""
        return self.whole or any(
            bool(self.badges) if kind == BADGE else kind in self.subjects for kind in kinds
        )


def read_changes(connection: sa.Connection, after: int, *, whole: bool) -> Changes:
    """Read what changed after a change."""
    subjects = changed_subjects(connection, after)
    return Changes(subjects, changed_badges(connection, after), whole)


def registry_info(connection: sa.Connection) -> tuple[str, int]:
    """Return the registry's id and the number of its newest change."""
    rows = connection.execute(sa.select(INFO.c.name, INFO.c.value))
    values = {row.name: row.value for row in rows}
    return values.get("id", ""), int(values.get("last_change", "0"))


def changed_subjects(connection: sa.Connection, after: int) -> dict[str, set[str]]:
    """Return the ids that changed after a change, by the kind of thing; badges are left out."""
    query = (
        sa.select(CHANGES.c.kind, CHANGES.c.subject)
        .where(CHANGES.c.number > after, CHANGES.c.kind != BADGE)
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for kind, subject in connection.execute(query):
        found.setdefault(kind, set()).add(subject)
    return found


def changed_badges(connection: sa.Connection, after: int) -> dict[str, bool]:
    """Return the ids of the badges that changed after a change, each with whether it is public."""
    query = (
        sa.select(BADGES.c.id, BADGES.c.public)
        .join(CHANGES, CHANGES.c.subject == BADGES.c.id)
        .where(CHANGES.c.number > after, CHANGES.c.kind == BADGE)
        .distinct()
    )
    return {row.id: row.public for row in connection.execute(query)}


def public_badge_ids(connection: sa.Connection) -> list[str]:
    """Return the ids of all badges that are public."""
    query = sa.select(BADGES.c.id).where(BADGES.c.public)
    return list(connection.execute(query).scalars())


def achievement_ids(connection: sa.Connection) -> list[str]:
    """Return the ids of all achievements."""
    query = sa.select(ACHIEVEMENTS.c.id).order_by(ACHIEVEMENTS.c.id)
    return list(connection.execute(query).scalars())


def public_badge(connection: sa.Connection, badge_id: str) -> PublicBadge | None:
    """Read a badge; None where it has no page: unknown, not public, or its credential not kept."""
    query = (
        sa.select(BADGES, CREDENTIALS, PICTURES.c.media_type, PICTURES.c.data, ACHIEVEMENTS.c.id)
        .select_from(BADGES)
        .join(CREDENTIALS, CREDENTIALS.c.badge_id == BADGES.c.id)
        .outerjoin(PICTURES, PICTURES.c.digest == CREDENTIALS.c.picture)
        .outerjoin(ACHIEVEMENTS, ACHIEVEMENTS.c.id == BADGES.c.achievement_id)
        .where(BADGES.c.id == badge_id, BADGES.c.public)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    text, token = row[CREDENTIALS.c.document], row[CREDENTIALS.c.token]
    document = parse_json_object(text) if text else _document_of(token)
    return PublicBadge(
        id=row[BADGES.c.id],
        document=document,
        json_text=text if "proof" in document else None,
        token=token,
        picture=row[PICTURES.c.data],
        picture_type=row[PICTURES.c.media_type],
        achievement_id=row[ACHIEVEMENTS.c.id],
        revoked_at=row[BADGES.c.revoked_at],
        suspended_at=row[BADGES.c.suspended_at],
    )


def _document_of(token: str) -> dict[str, Any]:
    """Read what our own JWT says."""
    return credential_from_claims(parse_json_object(decode_base64url(token.split(".")[1])))


def achievement(connection: sa.Connection, achievement_id: str) -> dict[str, Any] | None:
    """Read an achievement as Open Badges has it."""
    query = sa.select(ACHIEVEMENTS.c.document).where(ACHIEVEMENTS.c.id == achievement_id)
    text = connection.execute(query).scalar_one_or_none()
    return None if text is None else parse_json_object(text)


def all_achievements(connection: sa.Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read every achievement."""
    query = sa.select(ACHIEVEMENTS.c.id, ACHIEVEMENTS.c.document).order_by(ACHIEVEMENTS.c.id)
    for identifier, text in connection.execute(query):
        yield identifier, json.loads(text)


@dataclass(frozen=True, slots=True)
class ListRow:
    """Where a signed status list is published.

    Attributes:
        list_id: of the pair of lists.
        purpose: of this one.
        url: its address without the ending.
        has_document: whether it is there as JSON, or as a JWT only.
    """

    list_id: int
    purpose: str
    url: str
    has_document: bool


def status_lists(connection: sa.Connection) -> Iterator[ListRow]:
    """List the signed status lists."""
    lists, signed = STATUS_LISTS.c, STATUS_DOCUMENTS.c
    query = (
        sa.select(lists.base_url, signed.list_id, signed.purpose, signed.document.is_not(None))
        .join(STATUS_DOCUMENTS, lists.id == signed.list_id)
        .order_by(lists.id, signed.purpose)
    )
    for base_url, list_id, purpose, has_document in connection.execute(query):
        yield ListRow(list_id, purpose, f"{base_url}{purpose}", has_document)


def status_list(connection: sa.Connection, row: ListRow) -> tuple[bytes | None, bytes]:
    """Read a signed status list: the JSON with an embedded proof, if any, and the JWT."""
    query = sa.select(STATUS_DOCUMENTS.c.document, STATUS_DOCUMENTS.c.token).where(
        STATUS_DOCUMENTS.c.list_id == row.list_id, STATUS_DOCUMENTS.c.purpose == row.purpose
    )
    document, token = connection.execute(query).one()
    return document.encode() if document is not None else None, token.encode()


def endorsements(connection: sa.Connection, about: str) -> list[tuple[str, dict[str, Any]]]:
    """Read the endorsements of something that were not withdrawn, with their ids; oldest first."""
    query = (
        sa.select(ENDORSEMENTS.c.id, ENDORSEMENTS.c.document)
        .where(ENDORSEMENTS.c.about == about, ENDORSEMENTS.c.withdrawn_at.is_(None))
        .order_by(ENDORSEMENTS.c.added_at, ENDORSEMENTS.c.id)
    )
    return [(row.id, json.loads(row.document)) for row in connection.execute(query)]


def endorsed(connection: sa.Connection) -> dict[str, str]:
    """Return what each endorsement is about, by its id; those of badges that are not public not."""
    query = (
        sa.select(ENDORSEMENTS.c.id, ENDORSEMENTS.c.about)
        .outerjoin(BADGES, BADGES.c.id == ENDORSEMENTS.c.about)
        .where(ENDORSEMENTS.c.withdrawn_at.is_(None))
        .where(sa.or_(BADGES.c.id.is_(None), BADGES.c.public))
    )
    return {row.id: row.about for row in connection.execute(query)}


def endorsement(connection: sa.Connection, endorsement_id: str) -> bytes:
    """Read an endorsement as it was signed."""
    query = sa.select(ENDORSEMENTS.c.document).where(ENDORSEMENTS.c.id == endorsement_id)
    text: str = connection.execute(query).scalar_one()
    return text.encode()


def revoked_badges(connection: sa.Connection) -> list[str]:
    """Return the ids of all revoked badges."""
    query = sa.select(BADGES.c.id).where(BADGES.c.revoked_at.is_not(None)).order_by(BADGES.c.id)
    return list(connection.execute(query).scalars())
