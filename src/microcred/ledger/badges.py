"""The badges that were issued, and the runs that issued them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, Self

import sqlalchemy as sa

from microcred.ledger.tables import BADGES, RUNS

State = Literal["active", "suspended", "revoked"]

_IDS_AT_ONCE: Final = 500
_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class Run:
    """One command that issued badges.

    Attributes:
        id: names it, for whoever wants all of its badges.
        command: as `mint`.
        started_at: dateTimeStamp.
        actor: who called it.
    """

    id: str
    command: str
    started_at: str
    actor: str


@dataclass(frozen=True, slots=True)
class IssuedBadge:
    """One badge that was issued.

    Attributes:
        id: the credential's id.
        achievement_id: what it was given for.
        key_id: the verification method that signed it.
        format: of `FORMATS`: `json`, `jwt` or the name of a carrier.
        issued_at: dateTimeStamp.
        recipient: see `RecipientHash`; None where it is not known.
        valid_until: dateTimeStamp, or None.
        run_id: the run that issued it.
        list_id: its pair of status lists, or None for a badge without a status.
        status_index: its index in both.
        revoked_at: dateTimeStamp, when it is.
        suspended_at: dateTimeStamp, while it is.
        public: whether a site shows it.
        content_digest: what tells its content again, see `ledger.keeping.content_digest`; None
            for one of an early workspace, or of a person who was erased.
        resigned_at: dateTimeStamp, when it was signed again.
        without_results: whether a micro-credential's was issued without what was reached.
    """

    id: str
    achievement_id: str
    key_id: str
    format: str
    issued_at: str
    recipient: str | None = None
    valid_until: str | None = None
    run_id: str | None = None
    list_id: int | None = None
    status_index: int | None = None
    revoked_at: str | None = None
    suspended_at: str | None = None
    public: bool = False
    content_digest: str | None = None
    resigned_at: str | None = None
    without_results: bool = False

    @property
    def state(self) -> State:
        """Say what became of it; a revoked badge that was suspended before is revoked."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if self.suspended_at is None else "suspended"

    @classmethod
    def from_row(cls, row: sa.Row[Any]) -> Self:
        """Read a row that has all the columns."""
        return cls(**row._asdict())


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which badges are meant: those that fit everything that is given.

    Attributes:
        ids: credential ids.
        recipients: hashes of recipients.
        achievement_id: an achievement.
        run_id: a run.
        key_id: a verification method.
        state: what became of them.
    """

    ids: frozenset[str] | None = None
    recipients: frozenset[str] | None = None
    achievement_id: str | None = None
    run_id: str | None = None
    key_id: str | None = None
    state: State | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return what the single values ask for, in SQL."""
        named = ("achievement_id", "run_id", "key_id")
        values = {name: getattr(self, name) for name in named}
        found = [BADGES.c[name] == value for name, value in values.items() if value is not None]
        revoked, suspended = BADGES.c.revoked_at, BADGES.c.suspended_at
        states = {
            "active": [revoked.is_(None), suspended.is_(None)],
            "suspended": [revoked.is_(None), suspended.is_not(None)],
            "revoked": [revoked.is_not(None)],
        }
        return found + (states[self.state] if self.state else [])


COLUMNS: Final = [BADGES.c[field.name] for field in fields(IssuedBadge)]


def add_badges(connection: sa.Connection, badges: Sequence[IssuedBadge]) -> None:
    """Add badges, none of which is there yet."""
    if badges:
        connection.execute(BADGES.insert(), [asdict(badge) for badge in badges])


def find_badges(connection: sa.Connection, ids: Iterable[str]) -> dict[str, IssuedBadge]:
    """Return badges by id; those that are not there are missing."""
    return {badge.id: badge for badge in select_badges(connection, Selection(ids=frozenset(ids)))}


def select_badges(connection: sa.Connection, selection: Selection) -> Iterator[IssuedBadge]:
    """Yield the badges of a selection, in no order."""
    conditions = selection.conditions()
    for chosen in _choices(selection):
        query = sa.select(*COLUMNS).where(*conditions, *chosen)
        yield from map(IssuedBadge.from_row, connection.execute(query))


def page_of_badges(
    connection: sa.Connection,
    selection: Selection,
    *,
    after: IssuedBadge | None = None,
    limit: int = _PAGE,
) -> list[IssuedBadge]:
    """Return badges in the order of issuing, a page at a time.

    Args:
        connection: an open one.
        selection: of few `ids` and `recipients`.
        after: the last badge of the page before.
        limit: how many badges at most.
    """
    order = sa.tuple_(BADGES.c.issued_at, BADGES.c.id)
    query = sa.select(*COLUMNS).where(*selection.conditions(), *_chosen(selection))
    if after is not None:
        query = query.where(order > sa.tuple_(sa.literal(after.issued_at), sa.literal(after.id)))
    query = query.order_by(BADGES.c.issued_at, BADGES.c.id).limit(limit)
    return list(map(IssuedBadge.from_row, connection.execute(query)))


def count_badges(connection: sa.Connection) -> int:
    """Count all badges."""
    query = sa.select(sa.func.count()).select_from(BADGES)
    return int(connection.execute(query).scalar_one())


def count_by_holder(connection: sa.Connection) -> Iterator[tuple[str, str | None, int]]:
    """Count the badges of each achievement and recipient that are neither revoked nor suspended.

    Yields:
        The achievement, the recipient's hash where it is known, and how many badges.
    """
    conditions = Selection(state="active").conditions()
    by = (BADGES.c.achievement_id, BADGES.c.recipient)
    query = sa.select(*by, sa.func.count()).where(*conditions).group_by(*by)
    for achievement_id, recipient, count in connection.execute(query):
        yield achievement_id, recipient, int(count)


def badges_dated_after(connection: sa.Connection, moment: str) -> list[str]:
    """Return the ids of the badges that count only from a later moment on, the oldest first."""
    later = sa.select(BADGES.c.id).where(BADGES.c.issued_at > moment, BADGES.c.revoked_at.is_(None))
    ordered = later.order_by(BADGES.c.issued_at, BADGES.c.id)
    return list(connection.execute(ordered).scalars())


def add_run(connection: sa.Connection, run: Run) -> None:
    """Add a run, unless it is there."""
    if connection.execute(sa.select(RUNS.c.id).where(RUNS.c.id == run.id)).first() is None:
        connection.execute(RUNS.insert(), asdict(run))


def find_run(connection: sa.Connection, run_id: str) -> Run | None:
    """Return one run."""
    row = connection.execute(sa.select(RUNS).where(RUNS.c.id == run_id)).one_or_none()
    return None if row is None else Run(**row._asdict())


def set_moment(
    connection: sa.Connection,
    column: Literal["revoked_at", "suspended_at"],
    ids: Iterable[str],
    moment: str | None,
) -> None:
    """Write since when badges are revoked or suspended, or that they are not."""
    for part in in_parts(ids):
        statement = sa.update(BADGES).where(BADGES.c.id.in_(part)).values({column: moment})
        connection.execute(statement)


def set_signatures(connection: sa.Connection, badges: Sequence[IssuedBadge]) -> None:
    """Write what changed of badges that were signed again: the key, the moment, the digest."""
    names = ("key_id", "content_digest", "resigned_at")
    values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
    statement = sa.update(BADGES).where(BADGES.c.id == sa.bindparam("badge")).values(values)
    rows = [
        {"badge": badge.id} | {f"new_{name}": getattr(badge, name) for name in names}
        for badge in badges
    ]
    if rows:
        connection.execute(statement, rows)


def in_parts(values: Iterable[str]) -> Iterator[list[str]]:
    """Yield values in parts that one statement of SQL can name, in the order of their text."""
    ordered = sorted(values)
    for start in range(0, len(ordered), _IDS_AT_ONCE):
        yield ordered[start : start + _IDS_AT_ONCE]


def _choices(selection: Selection) -> Iterator[list[sa.ColumnElement[bool]]]:
    """Yield conditions that together name all ids and recipients, each short enough for SQL."""
    if selection.ids is not None:
        recipients = selection.recipients
        for part in in_parts(selection.ids):
            within = [BADGES.c.recipient.in_(recipients)] if recipients is not None else []
            yield [BADGES.c.id.in_(part), *within]
    elif selection.recipients is not None:
        for part in in_parts(selection.recipients):
            yield [BADGES.c.recipient.in_(part)]
    else:
        yield []


def _chosen(selection: Selection) -> list[sa.ColumnElement[bool]]:
    chosen = ((BADGES.c.id, selection.ids), (BADGES.c.recipient, selection.recipients))
    return [column.in_(values) for column, values in chosen if values is not None]
