"""What was seen of a registry outside of it, so that an older copy is known when it comes back.

Whoever puts back a copy of a registry and goes on would give new badges the status indexes of
those that were issued since: revoking one would revoke another person's. So a registry counts its
acts, a witness outside remembers the count, and a registry that has counted less is not acted on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import sqlalchemy as sa

from microcred.errors import ConfigurationError, MalformedInput
from microcred.files import open_file, reason_of, write_file
from microcred.registry.tables import INFO
from microcred.strict_json import parse_json_object

WITNESS: Final = "microcred.witness"
ACT: Final = "microcred.act"
"""What a connection has under these names in its `info`, while it writes."""

_COUNT: Final = INFO.c.name == "acts"
_ID: Final = sa.select(INFO.c.value).where(INFO.c.name == "id").scalar_subquery()
_MORE: Final = sa.cast(sa.cast(INFO.c.value, sa.BigInteger) + 1, sa.String)
_NEXT: Final = sa.update(INFO).where(_COUNT).values(value=_MORE).returning(INFO.c.value, _ID)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a registry was when it was seen.

    Attributes:
        registry: its id.
        acts: how many acts it had counted; see `count_act`.
        held: whether it is a copy to look at, in which nothing is changed.
    """

    registry: str
    acts: int
    held: bool = False


class Witness(Protocol):
    """Remembers how far a registry was, outside of it."""

    def last(self) -> Seen | None:
        """Return what was noted last; None before the first."""
        ...

    def note(self, seen: Seen) -> None:
        """Remember how far a registry is, after it is so for good."""
        ...


class FileWitness:
    """A witness in a file beside what an issuer does.

    Args:
        path: the file; made when something is noted.
    """

    def __init__(self, path: Path):
        self._path = path

    def last(self) -> Seen | None:
        """Return what was noted last.

        Raises:
            ConfigurationError: the file is not one of ours (`damaged-witness`) or cannot be read
                (`unreadable-file`).
        """
        try:
            with open_file(self._path) as file:
                return _read(parse_json_object(file.read()))
        except FileNotFoundError:
            return None
        except OSError as error:
            message = f"{self._path} cannot be read: {reason_of(error)}"
            raise ConfigurationError(message, code="unreadable-file") from error
        except (MalformedInput, KeyError, TypeError, ValueError) as error:
            message = f"{self._path} is damaged: it does not say how far the registry was"
            raise ConfigurationError(message, code="damaged-witness") from error

    def note(self, seen: Seen) -> None:
        """Remember how far a registry is; the further one counts, where two come at once."""
        last = self.last()
        if last is None or last.registry != seen.registry or last.acts < seen.acts or last.held:
            data = json.dumps(asdict(seen)).encode() + b"\n"
            write_file(self._path, data, overwrite=True, mode=0o600, durable=False)


class Witnesses:
    """Several witnesses of one registry; the first is told of each act.

    Args:
        own: is told.
        others: were told by others, a published site for example.
    """

    def __init__(self, own: Witness, *others: Witness):
        self._own, self._others = own, others

    def last(self) -> Seen | None:
        """Return the furthest that was noted of the registry that `own` knows."""
        last = self._own.last()
        for other in self._others:
            seen = other.last()
            if seen is None or (last is not None and seen.registry != last.registry):
                continue
            if last is None:
                last = replace(seen, held=False)
            elif seen.acts > last.acts:
                last = replace(last, acts=seen.acts)
        return last

    def note(self, seen: Seen) -> None:
        """Remember how far a registry is; see `Witness.note`."""
        self._own.note(seen)


def _read(members: dict[str, Any]) -> Seen:
    return Seen(str(members["registry"]), int(members["acts"]), members.get("held") is True)


@contextmanager
def watching(witness: Witness | None) -> Iterator[Callable[[sa.Connection], None]]:
    """Tell a witness of the act that a transaction counts, once that is committed.

    Yields:
        What is to be called with the connection when the transaction has begun.
    """
    info: dict[Any, Any] = {}

    def watch(connection: sa.Connection) -> None:
        nonlocal info
        check_not_held(None if witness is None else witness.last())
        info = connection.info
        info.pop(ACT, None)
        info[WITNESS] = witness

    yield watch
    seen = info.pop(ACT, None)
    if seen is not None and witness is not None:
        # It is committed: that it could not be noted must not read as if it were not.
        with suppress(ConfigurationError):
            witness.note(seen)


def count_act(connection: sa.Connection) -> None:
    """Count an act, once in a transaction, and refuse it where the registry is an older copy.

    Raises:
        ConfigurationError: code `registry-restored`.
    """
    if ACT in connection.info:
        return
    count, registry = connection.execute(_NEXT).one()
    now = Seen(registry, int(count))
    witness: Witness | None = connection.info.get(WITNESS)
    if witness is not None:
        check_not_older(Seen(registry, now.acts - 1), witness.last())
    connection.info[ACT] = now


def check_not_older(now: Seen, before: Seen | None) -> None:
    """Refuse a registry that is not as far as it was, or that is another one.

    Raises:
        ConfigurationError: code `registry-restored`.
    """
    if before is None or (before.registry == now.registry and before.acts <= now.acts):
        return
    what = f"is at act {now.acts} and was at {before.acts} before: it is an older copy"
    if before.registry != now.registry:
        what = "is another one than this workspace has worked with"
    message = (
        f"the registry {what}. Badges issued since then are not in it, and new ones would get "
        "the places of theirs in the status lists; nothing was changed"
    )
    raise ConfigurationError(message, code="registry-restored")


def check_not_held(last: Seen | None) -> None:
    """Refuse to change a copy that was restored to be looked at.

    Raises:
        ConfigurationError: code `registry-held`.
    """
    if last is not None and last.held:
        message = "the registry is a restored copy that was not taken up: it can be looked at only"
        raise ConfigurationError(message, code="registry-held")


def read_seen(connection: sa.Connection) -> Seen:
    """Return how far a registry is."""
    rows = connection.execute(sa.select(INFO.c.name, INFO.c.value))
    values = {row.name: row.value for row in rows}
    return Seen(values["id"], int(values["acts"]))


def set_acts(connection: sa.Connection, acts: int) -> None:
    """Let a registry be as far as a witness has seen it, once it is safe to go on."""
    connection.execute(sa.update(INFO).where(_COUNT).values(value=str(acts)))
    connection.info[ACT] = Seen(read_seen(connection).registry, acts)
