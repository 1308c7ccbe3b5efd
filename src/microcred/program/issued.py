"""Badges of a registry, counted by what they were given for and by who holds them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from microcred.errors import MalformedInput, excerpt
from microcred.ledger.badges import count_by_holder
from microcred.ledger.recipients import recipient_hash
from microcred.ledger.tables import ACHIEVEMENTS
from microcred.program.earned import base_id
from microcred.program.flow.tables import PEOPLE

_EDUCATOR: Final = re.compile(r"p-[a-z2-7]+\Z|did:\S+\Z|https?://\S+\Z|(mailto:)?[^\s@]+@[^\s@]+\Z")


@dataclass(frozen=True, slots=True)
class Issued:
    """The badges for one micro-credential or achievement that stand: not revoked, not suspended.

    Attributes:
        badges: how many.
        holders: who holds them, by the registry's keyed hashes. A badge of which the registry
            does not know whose it is, as after an erasure, has no holder.
    """

    badges: int
    holders: frozenset[str]


def count_issued(
    connection: sa.Connection, holders: Collection[str] | None = None
) -> dict[str, Issued]:
    """Count the badges that stand, by the id of what they were given for, languages together.

    Args:
        connection: an open one.
        holders: keyed hashes of those whose badges count; None for everybody's.
    """
    badges: Counter[str] = Counter()
    whose: defaultdict[str, set[str]] = defaultdict(set)
    for achievement_id, recipient, count in count_by_holder(connection):
        if holders is None or recipient in holders:
            name = base_id(achievement_id)
            badges[name] += count
            whose[name].update([] if recipient is None else [recipient])
    return {name: Issued(count, frozenset(whose[name])) for name, count in badges.items()}


def issued_achievements(
    connection: sa.Connection, ids: Collection[str]
) -> dict[str, Mapping[str, Any]]:
    """Return achievements by id as badges have them, each in one of its languages."""
    documents = ACHIEVEMENTS.c.document
    return {
        base_id(name): json.loads(
            connection.execute(sa.select(documents).where(ACHIEVEMENTS.c.id == name)).scalar_one()
        )
        for name in connection.execute(sa.select(ACHIEVEMENTS.c.id)).scalars().all()
        if base_id(name) in ids
    }


def read_educators(data: bytes, name: str) -> list[str]:
    """Read a list of educators, one in each line; empty lines are left out.

    Args:
        data: text in UTF-8.
        name: what to call it in an error.

    Raises:
        MalformedInput: `invalid-educator` for a line that is no e-mail address, DID or person's
            id, or `not-unicode`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedInput(f"{name} is not text in UTF-8", code="not-unicode") from error
    educators = []
    for number, line in enumerate(map(str.strip, text.split("\n")), start=1):
        if line and not _EDUCATOR.match(line):
            message = (
                f"not an e-mail address, DID or person's id: {excerpt(line)} ({name}:{number})"
            )
            raise MalformedInput(message, code="invalid-educator")
        educators += [line] if line else []
    return educators


def holders_named(connection: sa.Connection, educators: Iterable[str]) -> frozenset[str]:
    """Return the keyed hashes of educators.

    Args:
        connection: an open one.
        educators: e-mail addresses, DIDs, or ids of persons of the programme.
    """
    hashes = recipient_hash(connection)
    found: set[str] = set()
    for who in educators:
        if who.startswith("p-") and "@" not in who:
            query = sa.select(PEOPLE.c.lookup).where(PEOPLE.c.id == who)
            lookup = connection.execute(query).scalar_one_or_none()
            found.update([] if lookup is None else [lookup])
        else:
            found.add(hashes.of(who))
    return frozenset(found)
