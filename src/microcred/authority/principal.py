"""Who asks: a person with roles, a program, the operator of the command line, or anyone."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to a programme and its issuer; one person may be several."""

    EDUCATOR = "educator"
    """Earns micro-credentials."""
    ASSESSOR = "assessor"
    """Rates what educators hand in, without knowing whose it is."""
    ADJUDICATOR = "adjudicator"
    """Settles what assessors disagree on."""
    OFFICER = "officer"
    """Runs the programme, or the part of it that belongs to some schools."""
    ADMINISTRATOR = "administrator"
    """Keeps the issuer: its keys, its site, its registry."""
    SERVICE = "service"
    """A program that issues badges and looks after them; it sees nothing that educators hand in."""
    OPERATOR = "operator"
    """Whoever can use the workspace itself: may do everything, and act for anybody."""
    ANYONE = "anyone"
    """Everybody, signed in or not; each principal has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who asks.

    Attributes:
        name: the name that is recorded of what they do.
        roles: what they are here; everybody is `Role.ANYONE`, too.
        person: the id of the educator in the registry that they are; None for nobody.
        assessor: the id of the assessor that they are; None for nobody.
        schools: the schools that an officer answers for; None for the whole programme.
    """

    name: str
    roles: AbstractSet[Role]
    person: str | None = None
    assessor: str | None = None
    schools: AbstractSet[str] | None = None

    def __post_init__(self) -> None:
        """Take any collection of roles and schools, and make everybody anyone."""
        object.__setattr__(self, "roles", frozenset(self.roles) | {Role.ANYONE})
        if self.schools is not None:
            object.__setattr__(self, "schools", frozenset(self.schools))

    @classmethod
    def operator(cls, name: str) -> Principal:
        """Return who uses the workspace itself, under the name that they give."""
        return cls(name=name, roles=frozenset({Role.OPERATOR}))

    @classmethod
    def educator(cls, person_id: str, name: str | None = None) -> Principal:
        """Return an educator that the registry knows, recorded by their id unless named."""
        return cls(name=name or person_id, roles=frozenset({Role.EDUCATOR}), person=person_id)

    @classmethod
    def judge(cls, assessor_id: str, roles: Iterable[Role] = (Role.ASSESSOR,)) -> Principal:
        """Return an assessor or adjudicator that the registry knows."""
        return cls(name=assessor_id, roles=frozenset(roles), assessor=assessor_id)

    @classmethod
    def anyone(cls) -> Principal:
        """Return somebody of whom nothing is known."""
        return cls(name="anyone", roles=frozenset())
