"""The issuer's record of the badges it issued, in SQL.

Nothing in it identifies a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from microcred.errors import ConfigurationError

_METADATA: Final = sa.MetaData()
_BADGES: Final = sa.Table(
    "badges",
    _METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("achievement_id", sa.String, nullable=False, index=True),
    sa.Column("key_id", sa.String, nullable=False),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("issued_at", sa.String, nullable=False),
)

_SQLITE_WAIT_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class IssuedBadge:
    """One badge that was issued.

    Attributes:
        id: the credential's id.
        achievement_id: what it was given for.
        key_id: the verification method that signed it.
        format: `json`, `jwt`, `png` or `svg`.
        issued_at: dateTimeStamp.
    """

    id: str
    achievement_id: str
    key_id: str
    format: str
    issued_at: str


class Registry:
    """The issued badges of one workspace.

    Args:
        database: the path of an SQLite file, or a URL as SQLAlchemy writes it. Other processes
            may use it at the same time.

    Raises:
        ConfigurationError: code `registry`, when the URL cannot be used.
    """

    def __init__(self, database: Path | str):
        try:
            if isinstance(database, Path):
                url = sa.URL.create("sqlite", database=str(database))
            else:
                url = sa.make_url(database)
            sqlite = url.get_backend_name() == "sqlite"
            options = {"timeout": _SQLITE_WAIT_SECONDS} if sqlite else {}
            self._engine = sa.create_engine(url, connect_args=options)
        except (SQLAlchemyError, ImportError) as error:
            # The URL may hold a password: it is not shown.
            message = f"the registry cannot be opened: {type(error).__name__}"
            raise ConfigurationError(message, code="registry") from error

    def create(self) -> None:
        """Make the tables that are not there yet."""
        with _sql_errors():
            _METADATA.create_all(self._engine)

    def record(self, badges: Iterable[IssuedBadge]) -> None:
        """Add badges in one transaction; those that are there already stay as they are.

        Raises:
            ConfigurationError: code `registry`, when the database refuses.
        """
        rows = {badge.id: asdict(badge) for badge in badges}
        known = sa.select(_BADGES.c.id).where(_BADGES.c.id.in_(list(rows)))
        with _sql_errors(), self._engine.begin() as connection:
            for badge_id in connection.execute(known).scalars().all():
                del rows[badge_id]
            if rows:
                connection.execute(_BADGES.insert(), list(rows.values()))

    def find(self, badge_id: str) -> IssuedBadge | None:
        """Give one badge by its credential id."""
        query = sa.select(_BADGES).where(_BADGES.c.id == badge_id)
        with _sql_errors(), self._engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else IssuedBadge(**row._asdict())

    def count(self) -> int:
        """Count the badges."""
        query = sa.select(sa.func.count()).select_from(_BADGES)
        with _sql_errors(), self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()


@contextmanager
def _sql_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        cause = (str(getattr(error, "orig", None) or error).splitlines() or [""])[0]
        raise ConfigurationError(f"the registry refused: {cause}", code="registry") from error
