"""What badges were given for, and the pictures that they were baked into."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from microcred.carriers import CARRIERS
from microcred.document import text_of
from microcred.ledger.badges import in_parts
from microcred.ledger.tables import ACHIEVEMENTS, PICTURES


def keep_achievement(connection: sa.Connection, document: Mapping[str, Any], moment: str) -> bool:
    """Keep the newest edition of an achievement.

    Args:
        connection: an open one that writes.
        document: the achievement as badges have it; its id is what it is known by.
        moment: dateTimeStamp of the edition, if it is new.

    Returns:
        Whether it is new, or differs from the one that was there.
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    row = {"digest": hashlib.sha256(text.encode()).hexdigest(), "document": text}
    achievement_id = str(document["id"])
    here = ACHIEVEMENTS.c.id == achievement_id
    known = connection.execute(sa.select(ACHIEVEMENTS.c.digest).where(here)).scalar_one_or_none()
    if known == row["digest"]:
        return False
    row["updated_at"] = moment
    if known is None:
        connection.execute(ACHIEVEMENTS.insert(), row | {"id": achievement_id})
    else:
        connection.execute(sa.update(ACHIEVEMENTS).where(here).values(row))
    return True


def names_of(connection: sa.Connection, achievement_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of achievements by their ids, of those that are known."""
    names: dict[str, str] = {}
    for part in in_parts(sorted(set(achievement_ids))):
        query = sa.select(ACHIEVEMENTS.c.id, ACHIEVEMENTS.c.document)
        for row in connection.execute(query.where(ACHIEVEMENTS.c.id.in_(part))):
            names[row.id] = text_of(json.loads(row.document).get("name"))
    return names


def keep_picture(connection: sa.Connection, form: str, data: bytes) -> str:
    """Keep a picture, once however often it is given; `form` is of `CARRIERS`.

    Returns:
        What it is known by: the SHA-256 of its bytes, hex.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = sa.select(PICTURES.c.digest).where(PICTURES.c.digest == digest)
    if connection.execute(known).first() is None:
        row = {"digest": digest, "media_type": CARRIERS[form].media_type, "data": data}
        connection.execute(PICTURES.insert(), row)
    return digest


def find_picture(connection: sa.Connection, digest: str) -> tuple[str, bytes] | None:
    """Return the media type and the bytes of a picture."""
    query = sa.select(PICTURES.c.media_type, PICTURES.c.data).where(PICTURES.c.digest == digest)
    row = connection.execute(query).one_or_none()
    return None if row is None else (row.media_type, bytes(row.data))
