"""What every verb of a programme works with."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from microcred.errors import ConfigurationError
from microcred.issuing import Issuer
from microcred.ledger import IssuanceSettings
from microcred.models import Achievement
from microcred.program.definition import MicroCredential, Stack
from microcred.program.flow.evidence.intake import Intake
from microcred.program.flow.settings import FlowSettings
from microcred.registry import Database
from microcred.timestamps import Clock, format_timestamp, system_clock

_ID_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz234567"
_ID_CHARACTERS: Final = 12


class Definitions(Protocol):
    """The micro-credentials and stacks of a programme, as they are now."""

    def find(self, definition_id: str) -> MicroCredential | Stack | None:
        """Find one by its id."""
        ...

    def stacks(self) -> list[Stack]:
        """List the stacks."""
        ...

    def achievements(self, definition: MicroCredential | Stack) -> Mapping[str, Achievement]:
        """Make the achievements that badges for it carry, by language."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every verb of a programme works with.

    Attributes:
        database: the registry's.
        definitions: the micro-credentials and stacks.
        intake: receives evidence, and has the store that keeps it.
        settings: the programme's choices.
        open_issuer: gives the issuer with the key that signs, as a transaction sees it; None where
            nothing is to be signed.
        issuer_id: the issuer's id.
        issuance: how badges are issued.
        clock: the present moment.
    """

    database: Database
    definitions: Definitions
    intake: Intake
    settings: FlowSettings = field(default_factory=FlowSettings)
    open_issuer: Callable[[sa.Connection], Issuer] | None = None
    issuer_id: str | None = None
    issuance: IssuanceSettings = field(default_factory=IssuanceSettings)
    clock: Clock = system_clock

    def now(self) -> str:
        """Return the present moment as a dateTimeStamp in whole seconds."""
        return format_timestamp(self.clock().replace(microsecond=0))

    def need_issuer(self, connection: sa.Connection) -> Issuer:
        """Return the issuer with the key that signs now.

        Who records what it signs calls `hold_changes` before.

        Raises:
            ConfigurationError: code `no-issuer`.
        """
        if self.open_issuer is None:
            message = "this needs the issuer's key, and the programme was opened without it"
            raise ConfigurationError(message, code="no-issuer")
        return self.open_issuer(connection)


class Verbs:
    """Things that can be done in a programme.

    Args:
        desk: what they are done with, or what gives that as it is now.
    """

    def __init__(self, desk: Desk | Callable[[], Desk]):
        self._desk = desk

    @property
    def desk(self) -> Desk:
        """What is worked with now."""
        return self._desk if isinstance(self._desk, Desk) else self._desk()


def new_id(kind: str) -> str:
    """Make a random id: a letter for what it is, and 60 random bits.

    Args:
        kind: `p` a person, `e` an enrolment, `s` a submission, `v` a piece of evidence, `a` an
            assessment, `n` an endorsement.
    """
    return f"{kind}-{''.join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_CHARACTERS))}"


def add_if_new(connection: sa.Connection, table: sa.Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key is there; tell whether it was inserted."""
    return connection.execute(_insert_if_new(table, connection.dialect.name), values).rowcount == 1


@functools.cache
def _insert_if_new(table: sa.Table, dialect: str) -> sa.Insert:
    made = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return made.on_conflict_do_nothing()
