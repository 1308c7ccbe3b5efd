"""Submitting: what must be there first, and handing it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import Conflict
from microcred.program.definition import MicroCredential
from microcred.program.flow.attempts import waits_until
from microcred.program.flow.badges import badges_in_force, badges_of
from microcred.program.flow.carrying import carried_parts
from microcred.program.flow.consenting import Consent, keep_consent
from microcred.program.flow.definitions import kept_micro_credential
from microcred.program.flow.desk import Verbs
from microcred.program.flow.evidence.telltales import Telltale
from microcred.program.flow.pieces import Piece, pieces_of
from microcred.program.flow.rights import hold_for, read_for
from microcred.program.flow.states import Action
from microcred.program.flow.trail import Act, Standing, check_step, step
from microcred.program.flow.views import Submission, read_submission
from microcred.timestamps import parse_timestamp


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is to be handed in.

    Attributes:
        part: the id of the part.
        item: the id of the item.
        needed: how many pieces are needed.
        found: how many there are.
    """

    part: str
    item: str
    needed: int
    found: int


@dataclass(frozen=True, slots=True)
class Completeness:
    """What stands between a draft and submitting it.

    Attributes:
        missing: what is to be handed in.
        prerequisites: ids of micro-credentials that must be held first.
        not_before: dateTimeStamp from which the waiting time is over; None if it is.
        telltales: what gives the educator away to assessors, by piece of evidence. It does not
            stand in the way.
    """

    missing: list[Missing]
    prerequisites: list[str]
    not_before: str | None
    telltales: dict[str, tuple[Telltale, ...]]

    @property
    def complete(self) -> bool:
        """Tell whether it can be submitted."""
        return not self.missing and not self.prerequisites and self.not_before is None


class Submitting(Verbs):
    """See what is missing, and hand in."""

    def check(self, submission_id: str, *, by: Principal) -> Completeness:
        """Tell what stands between a draft and submitting it.

        Raises:
            Refused: code `no-such-submission`.
        """
        with self.desk.database.reading() as connection:
            standing = read_for(connection, by, Verb.CHECK, submission_id)
            return self._completeness(connection, standing)

    def submit(
        self, submission_id: str, *, by: Principal, consent: Consent | None = None
    ) -> Submission:
        """Hand a draft in; from now on nobody changes it.

        Args:
            submission_id: a draft.
            by: who does it.
            consent: what the educator says about publication; recorded only if it is handed in.

        Raises:
            Refused: `not-now`, or `incomplete` with what is missing.
        """
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, Verb.SUBMIT, submission_id)
            act = Act(by.name, self.desk.now())
            check_step(connection, standing, Action.SUBMIT)
            _check_complete(submission_id, self._completeness(connection, standing))
            if consent is not None:
                keep_consent(connection, standing, consent, by.name, act.at)
            standing = step(connection, standing, Action.SUBMIT, act)
            return read_submission(connection, standing)

    def _completeness(self, connection: sa.Connection, standing: Standing) -> Completeness:
        definition = kept_micro_credential(connection, standing.definition_digest)
        carried = carried_parts(connection, standing.enrolment_id, definition)
        pieces = pieces_of(connection, [standing.id])
        return Completeness(
            missing=_missing(definition, carried, pieces),
            prerequisites=_not_held(
                connection, standing.person_id, definition.prerequisites, self.desk.clock()
            ),
            not_before=self._not_before(connection, standing, definition),
            telltales={piece.id: piece.telltales for piece in pieces if piece.telltales},
        )

    def _not_before(
        self, connection: sa.Connection, standing: Standing, definition: MicroCredential
    ) -> str | None:
        """Return the end of the waiting time, if it is to come."""
        end = waits_until(connection, definition, standing.enrolment_id)
        return end if end is not None and parse_timestamp(end) > self.desk.clock() else None


def _missing(
    definition: MicroCredential, carried: dict[str, str], pieces: Sequence[Piece]
) -> list[Missing]:
    counts: Callable[[str], int] = [piece.item for piece in pieces].count
    return [
        Missing(part.id, item.id, item.min, counts(item.id))
        for part in definition.parts
        if part.id not in carried
        for item in part.evidence
        if counts(item.id) < item.min
    ]


def _not_held(
    connection: sa.Connection, person_id: str, prerequisites: Sequence[str], moment: datetime
) -> list[str]:
    if not prerequisites:
        return []
    held = badges_in_force(badges_of(connection, person_id), moment)
    return [each for each in prerequisites if each not in held]


def _check_complete(submission_id: str, found: Completeness) -> None:
    problems = [
        f"{each.item} ({each.part}) needs {each.needed}, has {each.found}" for each in found.missing
    ]
    problems += [f"{each} must be held first" for each in found.prerequisites]
    if found.not_before is not None:
        problems.append(f"the waiting time ends at {found.not_before}")
    if problems:
        message = f"{submission_id} cannot be submitted yet: {'; '.join(problems)}"
        missing = {"missing": found.missing[0].item} if found.missing else {}
        data = {"submission": submission_id, **missing}
        raise Conflict(message, code="incomplete", data=data)
