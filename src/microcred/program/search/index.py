"""An index of words in the registry's database: FTS5 of SQLite, or text search of PostgreSQL.

The databases find where words are; `ranking` puts what they found in order, for both alike.
Everything in it is derived and can be thrown away: it is made anew when the digest of what it
stands for is another one, and its tables carry the number of their form in their names, so no
migration touches them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from microcred.errors import LimitExceeded
from microcred.limits import MAX_QUERY_CHARACTERS, MAX_QUERY_WORDS
from microcred.program.search.ranking import BODY, KEYWORDS, TITLE, Hit, Place, rank
from microcred.program.search.words import asked_words, words_of
from microcred.registry import Database

_LONGEST_TEXT_WORDS: Final = 6_000
"""Words of one text that are indexed; PostgreSQL takes a megabyte, and positions up to 16,383."""


@dataclass(frozen=True, slots=True)
class Text:
    """One thing that can be found.

    Attributes:
        key: names it inside its source.
        title: its name; counts most.
        keywords: what else it is called or filed under; counts less.
        body: all other text.
    """

    key: str
    title: str
    keywords: str = ""
    body: str = ""


class TextIndex:
    """Texts of several sources in one database.

    Args:
        database: SQLite or PostgreSQL; the tables are made when they are not there.
    """

    def __init__(self, database: Database):
        self._database = database
        self._engine = _Postgres() if database.dialect == "postgresql" else _Sqlite()
        self._ready = False

    def refresh(self, source: str, digest: str, texts: Callable[[], Iterable[Text]]) -> bool:
        """Bring the texts of a source up to date.

        Args:
            source: names the source, such as `catalogue`.
            digest: another one whenever the texts are other ones.
            texts: gives the texts; called only when they are needed.

        Returns:
            Whether they were indexed anew.
        """
        self._make_tables()
        named = {"source": source}
        known = sa.text(f"SELECT digest FROM {_SOURCES} WHERE source = :source")  # noqa: S608
        with self._database.reading() as connection:
            if connection.execute(known, named).scalar() == digest:
                return False
        rows = [
            {
                "source": source,
                "key": text.key,
                "size": len(words_of(text.title)),
                "position": position,
                **self._engine.row(text),
            }
            for position, text in enumerate(texts())
        ]
        with self._database.writing() as connection:
            self._engine.lock(connection)
            if connection.execute(known, named).scalar() == digest:
                return False  # another process was faster
            connection.execute(sa.text(f"DELETE FROM {_TEXTS} WHERE source = :source"), named)  # noqa: S608
            connection.execute(sa.text(f"DELETE FROM {_SOURCES} WHERE source = :source"), named)  # noqa: S608
            if rows:
                connection.execute(sa.text(self._engine.insert), rows)
            remember = f"INSERT INTO {_SOURCES} VALUES (:source, :digest, :texts)"  # noqa: S608
            values = {"source": source, "digest": digest, "texts": len(rows)}
            connection.execute(sa.text(remember), values)
        return True

    def search(
        self, source: str, question: str, *, any_word: bool = False, limit: int = 100
    ) -> list[Hit]:
        """Find texts, the best first: the same ones in the same order on each database.

        Args:
            source: where to look.
            question: words, each of which may be the beginning of one.
            any_word: whether one of the words is enough, or all must be there.
            limit: the most hits to give.

        Raises:
            LimitExceeded: the question is too long.
        """
        if len(question) > MAX_QUERY_CHARACTERS:
            message = f"a question of {len(question)} characters, at most {MAX_QUERY_CHARACTERS}"
            raise LimitExceeded(message, code="question-too-long")
        words = asked_words(question)[:MAX_QUERY_WORDS]
        if not words:
            return []
        self._make_tables()
        with self._database.reading() as connection:
            count = sa.text(f"SELECT texts FROM {_SOURCES} WHERE source = :source")  # noqa: S608
            texts = connection.execute(count, {"source": source}).scalar() or 0
            found = []
            for word in words:
                others = [] if any_word else [other for other in words if other != word]
                values = {"source": source, **self._engine.question(word, others)}
                rows = connection.execute(sa.text(self._engine.search), values)
                found.append([Place._make(row) for row in rows])
        return rank(found, texts, any_word=any_word)[:limit]

    def _make_tables(self) -> None:
        if self._ready:
            return
        with self._database.reading() as connection:
            there = sa.inspect(connection).has_table(_SOURCES)
        if not there:
            with self._database.writing() as connection:
                self._engine.lock(connection)
                for statement in self._engine.tables:
                    connection.execute(sa.text(statement))
        self._ready = True


_LOCK: Final = 7_223_372
_SOURCES: Final = "search_sources_2"
_TEXTS: Final = "search_texts_2"


def _words(text: Text) -> tuple[list[str], list[str], list[str]]:
    """Return the words of title, keywords and body, as many as are indexed."""
    title, keywords, body = map(words_of, (text.title, text.keywords, text.body))
    title = title[:_LONGEST_TEXT_WORDS]
    keywords = keywords[: _LONGEST_TEXT_WORDS - len(title)]
    return title, keywords, body[: _LONGEST_TEXT_WORDS - len(title) - len(keywords)]


class _Sqlite:
    """FTS5; a transaction that writes has the database for itself."""

    tables = (
        (
            f"CREATE TABLE IF NOT EXISTS {_SOURCES} "
            "(source TEXT PRIMARY KEY, digest TEXT NOT NULL, texts INTEGER NOT NULL)"
        ),
        # Marks belong to words; the words come without the accents that are to be ignored.
        (
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {_TEXTS} USING fts5("
            "source UNINDEXED, key UNINDEXED, size UNINDEXED, position UNINDEXED, "
            "title, keywords, body, prefix = '2 3', "
            "tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* Co'\")"
        ),
    )
    insert = (
        f"INSERT INTO {_TEXTS} (source, key, size, position, title, keywords, body) "  # noqa: S608
        "VALUES (:source, :key, :size, :position, :title, :keywords, :body)"
    )
    search = " UNION ALL ".join(
        f"SELECT key, {field} AS field, size, position FROM {_TEXTS} "  # noqa: S608
        f"WHERE {_TEXTS} MATCH :{name} AND source = :source"
        for field, name in ((TITLE, "title"), (KEYWORDS, "keywords"), (BODY, "body"))
    )

    def lock(self, connection: sa.Connection) -> None:
        """Nothing to do."""

    def row(self, text: Text) -> Mapping[str, str]:
        parts = zip(("title", "keywords", "body"), _words(text), strict=True)
        return {name: " ".join(words) for name, words in parts}

    def question(self, word: str, others: Sequence[str]) -> Mapping[str, str]:
        """Ask where a word is, in texts that have all the others too."""
        rest = "".join(f' AND "{other}"*' for other in others)
        return {name: f'{name} : "{word}"*{rest}' for name in ("title", "keywords", "body")}


class _Postgres:
    """Text search of PostgreSQL; `tsvector` and `tsquery` are written out, past its parser."""

    tables = (
        (
            f"CREATE TABLE IF NOT EXISTS {_SOURCES} "
            "(source text PRIMARY KEY, digest text NOT NULL, texts integer NOT NULL)"
        ),
        (
            f"CREATE TABLE IF NOT EXISTS {_TEXTS} (source text NOT NULL, key text NOT NULL, "
            "size integer NOT NULL, position integer NOT NULL, words tsvector NOT NULL, "
            "PRIMARY KEY (source, key))"
        ),
        f"CREATE INDEX IF NOT EXISTS {_TEXTS}_words ON {_TEXTS} USING gin (words)",
    )
    insert = (
        f"INSERT INTO {_TEXTS} (source, key, size, position, words) "  # noqa: S608
        "VALUES (:source, :key, :size, :position, CAST(:words AS tsvector))"
    )
    search = (
        f"SELECT key, CASE WHEN words @@ CAST(:title AS tsquery) THEN {TITLE} "  # noqa: S608
        f"WHEN words @@ CAST(:keywords AS tsquery) THEN {KEYWORDS} ELSE {BODY} END AS field, "
        f"size, position FROM {_TEXTS} "
        "WHERE words @@ CAST(:anywhere AS tsquery) AND source = :source"
    )

    def lock(self, connection: sa.Connection) -> None:
        """Keep two processes from making the same tables or rows, until the transaction ends."""
        connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))

    def row(self, text: Text) -> Mapping[str, str]:
        weighted = (
            (word, label)
            for label, words in zip("ABD", _words(text), strict=True)
            for word in words
        )
        places: dict[str, list[str]] = {}
        for position, (word, weight) in enumerate(weighted, start=1):
            places.setdefault(word, []).append(f"{position}{weight}")
        # PostgreSQL keeps 256 positions a word.
        lexemes = (f"{_quoted(word)}:{','.join(at[:255])}" for word, at in places.items())
        return {"words": " ".join(lexemes)}

    def question(self, word: str, others: Sequence[str]) -> Mapping[str, str]:
        """Ask where a word is, in texts that have all the others too."""
        begun = f"{_quoted(word)}:*"
        everything = " & ".join((begun, *(f"{_quoted(other)}:*" for other in others)))
        return {"anywhere": everything, "title": f"{begun}A", "keywords": f"{begun}B"}


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
