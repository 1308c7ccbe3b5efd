"""Status lists: which index comes next, which bits are set, and the newest signed editions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

import sqlalchemy as sa

from microcred.ledger.tables import BADGES, STATUS_DOCUMENTS, STATUS_LISTS, UNKNOWN_STATUSES
from microcred.registry.tables import INFO
from microcred.status import IndexPermutation

Purpose = Literal["revocation", "suspension"]
PURPOSES: Final[tuple[Purpose, ...]] = ("revocation", "suspension")

_SECRET_BYTES: Final = 32
_MOMENTS: Final = {"revocation": BADGES.c.revoked_at, "suspension": BADGES.c.suspended_at}


@dataclass(frozen=True, slots=True)
class ListPair:
    """A revocation and a suspension list; a badge has the same index in both.

    Attributes:
        id: counts from 1.
        base_url: where they are published, up to the purpose.
        length: how many indexes they have.
        given: how many of them badges have.
    """

    id: int
    base_url: str
    length: int
    given: int

    def url(self, purpose: Purpose, suffix: str) -> str:
        """Return where one of the lists is published; the suffix is `.json` or `.jwt`."""
        return f"{self.base_url}{purpose}{suffix}"


@dataclass(frozen=True, slots=True)
class ListEdition:
    """A signed list as it is published.

    Attributes:
        list_id: the pair.
        purpose: which of the two.
        document: the credential with its embedded proof, as JSON text; None where the key signs
            JWTs only.
        token: the credential as a JWT.
        signed_at: its `validFrom`.
        valid_until: its `validUntil`.
    """

    list_id: int
    purpose: Purpose
    document: str | None
    token: str
    signed_at: str
    valid_until: str


_PAIR: Final = [STATUS_LISTS.c[name] for name in ("id", "base_url", "length", "given")]


def newest_pair(connection: sa.Connection, address: str) -> ListPair | None:
    """Return the pair that was opened last below a web address.

    Call `hold_changes` before: else another process may give the same indexes.
    """
    here = sa.literal(address).concat(sa.cast(STATUS_LISTS.c.id, sa.String)).concat("/")
    query = (
        sa.select(*_PAIR)
        .where(STATUS_LISTS.c.base_url == here)
        .order_by(STATUS_LISTS.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else ListPair(**row._asdict())


def list_prefix(connection: sa.Connection) -> str:
    """Return what the names of new lists begin with; nothing in a registry never restored."""
    query = sa.select(INFO.c.value).where(INFO.c.name == "list_prefix")
    return connection.execute(query).scalar_one_or_none() or ""


def set_list_prefix(connection: sa.Connection, prefix: str) -> None:
    """Let the lists that are opened from now on have names that none has had before."""
    here = INFO.c.name == "list_prefix"
    if connection.execute(sa.update(INFO).where(here).values(value=prefix)).rowcount == 0:
        connection.execute(INFO.insert(), {"name": "list_prefix", "value": prefix})


def open_pair(connection: sa.Connection, address: str, length: int, moment: str) -> ListPair:
    """Open the next pair of lists, `{address}{id}/{purpose}`; see `newest_pair`."""
    newest = connection.execute(sa.select(sa.func.max(STATUS_LISTS.c.id))).scalar_one()
    list_id = (newest or 0) + 1
    pair = ListPair(list_id, f"{address}{list_id}/", length, 0)
    secret = secrets.token_hex(_SECRET_BYTES)
    row = asdict(pair) | {"secret": secret, "opened_at": moment}
    connection.execute(STATUS_LISTS.insert(), row)
    return pair


def adopt_pair(connection: sa.Connection, base_url: str, length: int, moment: str) -> ListPair:
    """Take up a pair of lists that is published and not in the registry; no index of it is free."""
    newest = connection.execute(sa.select(sa.func.max(STATUS_LISTS.c.id))).scalar_one()
    pair = ListPair((newest or 0) + 1, base_url, length, length)
    row = asdict(pair) | {"secret": secrets.token_hex(_SECRET_BYTES), "opened_at": moment}
    connection.execute(STATUS_LISTS.insert(), row)
    return pair


def take_indexes(connection: sa.Connection, pair: ListPair, count: int) -> list[int]:
    """Take the next indexes of a pair, as many as are free and at most `count`.

    No index is ever given twice, whatever becomes of the badge; see `IndexPermutation`.
    """
    here = STATUS_LISTS.c.id == pair.id
    count = min(count, pair.length - pair.given)
    statement = sa.update(STATUS_LISTS).where(here).values(given=STATUS_LISTS.c.given + count)
    row = connection.execute(statement.returning(STATUS_LISTS.c.given, STATUS_LISTS.c.secret)).one()
    order = IndexPermutation(pair.length, bytes.fromhex(row.secret))
    return [order.index_at(position) for position in range(row.given - count, row.given)]


def find_pairs(connection: sa.Connection, ids: Sequence[int] | None = None) -> list[ListPair]:
    """Return pairs of lists, all of them where no ids are given, in order."""
    query = sa.select(*_PAIR).order_by(STATUS_LISTS.c.id)
    if ids is not None:
        query = query.where(STATUS_LISTS.c.id.in_(ids))
    return [ListPair(**row._asdict()) for row in connection.execute(query)]


def set_indexes(connection: sa.Connection, list_id: int, purpose: Purpose) -> list[int]:
    """Return the indexes whose badges are revoked, or suspended."""
    known = sa.select(BADGES.c.status_index).where(
        BADGES.c.list_id == list_id, _MOMENTS[purpose].is_not(None)
    )
    unknown = sa.select(UNKNOWN_STATUSES.c.status_index).where(
        UNKNOWN_STATUSES.c.list_id == list_id, UNKNOWN_STATUSES.c.purpose == purpose
    )
    return [*connection.execute(known).scalars(), *connection.execute(unknown).scalars()]


def keep_edition(connection: sa.Connection, edition: ListEdition) -> None:
    """Keep a signed list, in place of the edition before."""
    here = sa.and_(
        STATUS_DOCUMENTS.c.list_id == edition.list_id,
        STATUS_DOCUMENTS.c.purpose == edition.purpose,
    )
    row = asdict(edition)
    if connection.execute(sa.update(STATUS_DOCUMENTS).where(here).values(row)).rowcount == 0:
        connection.execute(STATUS_DOCUMENTS.insert(), row)


def find_editions(
    connection: sa.Connection, list_ids: Sequence[int] | None = None
) -> list[ListEdition]:
    """Return the newest edition of each list of these pairs, or of all."""
    columns = STATUS_DOCUMENTS.c
    query = sa.select(STATUS_DOCUMENTS).order_by(columns.list_id, columns.purpose)
    if list_ids is not None:
        query = query.where(columns.list_id.in_(list_ids))
    return [ListEdition(**row._asdict()) for row in connection.execute(query)]
