"""The rows of a registry as lines of JSON, whatever database they are in."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import sqlalchemy as sa

from microcred.application.backup.archive import damaged

SUFFIX: Final = ".jsonl"
_ROWS_AT_ONCE: Final = 1000
_VERSION_TABLE: Final = "alembic_version"


def tables_of(connection: sa.Connection) -> list[sa.Table]:
    """Return the tables that there are, each after those that its rows refer to."""
    metadata = sa.MetaData()
    metadata.reflect(connection, only=lambda name, _: name != _VERSION_TABLE)
    return metadata.sorted_tables


def write_rows(connection: sa.Connection, table: sa.Table, target: IO[bytes]) -> int:
    """Write a table, a row a line as a list of its values after a line of their names.

    Returns:
        How many rows there are.
    """
    target.write(_line([column.name for column in table.columns]))
    count = 0
    query = sa.select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(query):
        target.write(_line([_as_json(value) for value in row]))
        count += 1
    return count


def read_rows(connection: sa.Connection, table: sa.Table, source: Iterable[bytes]) -> int:
    """Put rows into a table in place of those that are there.

    Raises:
        MalformedInput: code `damaged-backup`.
    """
    connection.execute(table.delete())
    count = 0
    for rows in _batches(table, iter(source)):
        connection.execute(table.insert(), rows)
        count += len(rows)
    _go_on_counting(connection, table)
    return count


def _batches(table: sa.Table, lines: Iterator[bytes]) -> Iterator[list[dict[str, Any]]]:
    try:
        names = json.loads(next(lines))
        kinds = [table.columns[name].type for name in names]
        batch = []
        for line in lines:
            values = [_of_json(*pair) for pair in zip(kinds, json.loads(line), strict=True)]
            batch.append(dict(zip(names, values, strict=True)))
            if len(batch) == _ROWS_AT_ONCE:
                yield batch
                batch = []
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise damaged(f"the rows of {table.name} cannot be read") from error
    if batch:
        yield batch


def _go_on_counting(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number new rows after those that were put in."""
    keys = list(table.primary_key.columns)
    if connection.dialect.name != "postgresql" or len(keys) != 1:
        return
    if not isinstance(keys[0].type, sa.Integer) or keys[0].server_default is None:
        return
    sequence = sa.func.pg_get_serial_sequence(table.fullname, keys[0].name)
    highest = connection.execute(sa.select(sa.func.max(keys[0]))).scalar_one()
    if highest is not None:
        connection.execute(sa.select(sa.func.setval(sequence, highest)))


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _as_json(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _of_json(kind: sa.types.TypeEngine[Any], value: Any) -> Any:
    if value is not None and isinstance(kind, sa.LargeBinary):
        return base64.b64decode(value, validate=True)
    return bool(value) if value is not None and isinstance(kind, sa.Boolean) else value
