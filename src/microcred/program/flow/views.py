"""A submission as the educator and the officer see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from microcred.authority import Principal, Role, Verb
from microcred.program.definition import MicroCredential
from microcred.program.flow.carrying import carried_parts
from microcred.program.flow.definitions import kept_micro_credential
from microcred.program.flow.desk import Verbs
from microcred.program.flow.pieces import Piece, pieces_of
from microcred.program.flow.rights import permit_subject, read_for
from microcred.program.flow.states import State
from microcred.program.flow.tables import CONSENTS, ENROLMENTS
from microcred.program.flow.trail import (
    Event,
    Standing,
    events_of,
    without_judges,
)

_LAST_ANSWER: Final = (
    sa.select(CONSENTS.c.given)
    .where(CONSENTS.c.enrolment_id == sa.bindparam("enrolment"))
    .order_by(CONSENTS.c.id.desc())
    .limit(1)
)
_LANGUAGE: Final = sa.select(ENROLMENTS.c.language).where(
    ENROLMENTS.c.id == sa.bindparam("enrolment")
)


@dataclass(frozen=True, slots=True)
class Submission:
    """One attempt of an educator at a micro-credential.

    Attributes:
        standing: where it stands.
        definition: the very text that it was made for.
        evidence: what was handed in.
        carried: parts that are passed already, with the submission that they were passed in.
        consent: whether the educator agrees that the badge is published; None if not asked.
        language: that was chosen for the badge; None for the definition's main one.
    """

    standing: Standing
    definition: MicroCredential
    evidence: list[Piece]
    carried: dict[str, str]
    consent: bool | None
    language: str | None

    @property
    def id(self) -> str:
        """Return the submission's id."""
        return self.standing.id

    @property
    def state(self) -> State:
        """Return the submission's state."""
        return self.standing.state


class Viewing(Verbs):
    """Look at submissions, and at all that happened to them."""

    def show(self, submission_id: str, *, by: Principal) -> Submission:
        """Return a submission with all that the educator may see of it.

        Raises:
            Refused: code `no-such-submission`.
        """
        with self.desk.database.reading() as connection:
            standing = read_for(connection, by, Verb.SHOW, submission_id)
            return read_submission(connection, standing)

    def history(self, subject: str, *, by: Principal) -> list[Event]:
        """Return all that happened to a submission, a person or an assessor, in order.

        Educators are not told who judged them.
        """
        with self.desk.database.reading() as connection:
            roles = permit_subject(connection, by, Verb.HISTORY, subject)
            events = events_of(connection, subject)
        return [without_judges(each) for each in events] if roles == {Role.EDUCATOR} else events


def read_submission(connection: sa.Connection, standing: Standing) -> Submission:
    """Return a submission with what was handed in."""
    definition = kept_micro_credential(connection, standing.definition_digest)
    return Submission(
        standing,
        definition,
        pieces_of(connection, [standing.id]),
        carried_parts(connection, standing.enrolment_id, definition),
        consent_of(connection, standing.enrolment_id),
        language_of_enrolment(connection, standing.enrolment_id),
    )


def language_of_enrolment(connection: sa.Connection, enrolment_id: str) -> str | None:
    """Return the language that an educator chose for the badge; None for the main one."""
    language: str | None = connection.execute(_LANGUAGE, {"enrolment": enrolment_id}).scalar_one()
    return language


def consent_of(connection: sa.Connection, enrolment_id: str) -> bool | None:
    """Return the last answer about publication; None if there is none."""
    found = connection.execute(_LAST_ANSWER, {"enrolment": enrolment_id})
    given: bool | None = found.scalar_one_or_none()
    return given
