"""Stacks: what is still missing, and awarding those that were complete before they were defined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from microcred.authority import Principal, Verb
from microcred.program.definition import Stack
from microcred.program.flow.badges import (
    AwardedBadge,
    award_stacks,
    badges_in_force,
    badges_of,
    is_complete,
)
from microcred.program.flow.desk import Verbs
from microcred.program.flow.people import hold_person
from microcred.program.flow.rights import person_for
from microcred.program.flow.trail import Act
from microcred.registry.changes import hold_changes


@dataclass(frozen=True, slots=True)
class StackProgress:
    """How far an educator is with a stack.

    Attributes:
        stack_id: which.
        held: ids of its members that are held.
        missing: of each requirement that is not met, the ids to choose from and how many of them
            are still needed.
        complete: whether nothing is missing.
        badge_id: the stack's badge, while there is one that counts.
    """

    stack_id: str
    held: list[str]
    missing: list[tuple[list[str], int]]
    complete: bool
    badge_id: str | None


class Stacking(Verbs):
    """See how far educators are with stacks."""

    def stacks(self, person: str, *, by: Principal) -> list[StackProgress]:
        """Return the progress of an educator with every stack of which something is held.

        Raises:
            Refused: code `no-such-person`.
        """
        with self.desk.database.reading() as connection:
            found = person_for(connection, by, Verb.STACKS, person)
            badges = badges_of(connection, found.id)
        held = badges_in_force(badges, self.desk.clock())
        progress = []
        for stack in self.desk.definitions.stacks():
            mine = [each for each in stack.members if each in held]
            if mine or stack.id in held:
                badge_id = held[stack.id].badge_id if stack.id in held else None
                complete = is_complete(stack, held)
                missing = list(_missing(stack, held))
                progress.append(StackProgress(stack.id, mine, missing, complete, badge_id))
        return progress

    def award_stacks(self, person: str, *, by: Principal) -> list[AwardedBadge]:
        """Award the stacks that an educator has completed and has no badge for.

        Stacks award themselves when a decision completes them; this is for those that were
        defined, or changed, later.

        Raises:
            Refused: code `no-such-person`.
            ConfigurationError: `no-issuer`.
        """
        with self.desk.database.writing() as connection:
            hold_changes(connection)
            found = person_for(connection, by, Verb.AWARD_STACKS, person)
            held = hold_person(connection, found.id)
            act = Act(by.name, self.desk.now())
            return award_stacks(connection, self.desk, held, act)

    def badges(self, person: str, *, by: Principal) -> list[AwardedBadge]:
        """Return the badges of an educator, oldest first.

        Raises:
            Refused: code `no-such-person`.
        """
        with self.desk.database.reading() as connection:
            found = person_for(connection, by, Verb.BADGES, person)
            return badges_of(connection, found.id)


def _missing(stack: Stack, held: Mapping[str, object]) -> Iterator[tuple[list[str], int]]:
    """Yield, of each requirement that is open, what is not held yet, and how many are needed."""
    for requirement in stack.requires:
        open_ones = [each for each in requirement.of if each not in held]
        needed = requirement.needed - (len(requirement.of) - len(open_ones))
        if needed > 0:
            yield open_ones, needed
