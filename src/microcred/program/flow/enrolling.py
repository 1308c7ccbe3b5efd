"""Enrolling: begin at any time, try again after "not yet", withdraw, agree to publication."""

from __future__ import annotations

import sqlalchemy as sa

from microcred.errors import Refused, excerpt
from microcred.program.definition import MicroCredential
from microcred.program.flow.definitions import find_current, keep_definition
from microcred.program.flow.desk import Verbs, new_id
from microcred.program.flow.evidence.intake import check_text
from microcred.program.flow.people import hold_person, need_person, take_in_person
from microcred.program.flow.states import Action, Role, State, transition
from microcred.program.flow.trail import (
    Act,
    Standing,
    find_standings,
    hold,
    need_standing,
    note,
    step,
)
from microcred.program.flow.views import Submission, read_submission
from microcred.registry.program_tables import CONSENTS, DECISIONS, ENROLMENTS, SUBMISSIONS


class Enrolling(Verbs):
    """Begin, begin again, and end without a decision."""

    def enrol(self, identifier: str, definition_id: str, *, by: str) -> Submission:
        """Enrol an educator for a micro-credential, at any time, and begin a draft.

        Args:
            identifier: an e-mail address or DID, or the id of a person that is known.
            definition_id: the micro-credential.
            by: who does it.

        Raises:
            MalformedInput: the identifier is neither.
            Refused: `no-such-definition`, `not-a-micro-credential`, `already-enrolled`,
                `already-held`, or `not-now` after "not yet": resubmit then.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            definition = self._current(definition_id)
            if identifier.startswith("p-") and "@" not in identifier:
                person = need_person(connection, identifier)
            else:
                person = take_in_person(connection, self.desk, identifier)
            hold_person(connection, person.id)
            act = Act(Role.EDUCATOR, by, now)
            before = _last_attempt(connection, person.id, definition_id)
            enrolment_id, attempt = new_id("e"), 1
            if before is None:
                transition(None, Action.ENROL, act.role)
                values = {"id": enrolment_id, "person_id": person.id, "enrolled_at": now}
                connection.execute(
                    ENROLMENTS.insert().values(**values, definition_id=definition.id)
                )
            else:
                _check_may_enrol(before)
                step(connection, before, Action.ENROL, act)
                enrolment_id, attempt = before.enrolment_id, before.attempt + 1
            return self._begin(connection, definition, enrolment_id, attempt, act)

    def resubmit(self, submission_id: str, *, by: str) -> Submission:
        """Begin the next attempt after "not yet"; parts that passed stay passed.

        The next attempt is made for the definition as it is now.

        Raises:
            Refused: `not-now`, `no-attempts-left`, `no-such-definition`, or `already-enrolled`
                when the next attempt has begun already.
        """
        with self.desk.database.writing() as connection:
            standing = hold(connection, submission_id)
            act = Act(Role.EDUCATOR, by, self.desk.now())
            transition(standing.state, Action.RESUBMIT, act.role)
            last = _last_attempt(connection, standing.person_id, standing.definition_id)
            if last is not None and last.id != standing.id:
                message = f"the next attempt has begun already: {last.id} ({last.state})"
                raise Refused(message, code="already-enrolled")
            definition = self._current(standing.definition_id)
            _check_attempts(connection, definition, standing)
            step(connection, standing, Action.RESUBMIT, act)
            attempt = standing.attempt + 1
            return self._begin(connection, definition, standing.enrolment_id, attempt, act)

    def withdraw(self, submission_id: str, *, by: str, reason: str = "") -> Submission:
        """Take a submission back before it is decided.

        Raises:
            Refused: `not-now`.
        """
        with self.desk.database.writing() as connection:
            standing = hold(connection, submission_id)
            act = Act(Role.EDUCATOR, by, self.desk.now(), reason)
            standing = step(connection, standing, Action.WITHDRAW, act)
            return read_submission(connection, standing)

    def consent(self, submission_id: str, *, given: bool, words: str, by: str) -> None:
        """Record whether the educator agrees that the badge is published.

        It counts for the badge of the decision to come; the last answer before it does.

        Args:
            submission_id: one that is not decided.
            given: whether they agree.
            words: what they were asked, or what they said.
            by: who records it.
        """
        check_text(words)
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            standing = hold(connection, submission_id)
            act = Act(Role.EDUCATOR, by, now, words)
            transition(standing.state, Action.CHOOSE, act.role)
            values = {"given": given, "words": words, "at": now, "actor": by}
            connection.execute(
                CONSENTS.insert().values(enrolment_id=standing.enrolment_id, **values)
            )
            note(connection, submission_id, "consent" if given else "no-consent", act)

    def _current(self, definition_id: str) -> MicroCredential:
        definition = find_current(self.desk, definition_id)
        if isinstance(definition, MicroCredential):
            return definition
        message = f"{excerpt(definition_id, 200)} is a stack; it is awarded when it is complete"
        raise Refused(message, code="not-a-micro-credential")

    def _begin(
        self,
        connection: sa.Connection,
        definition: MicroCredential,
        enrolment_id: str,
        attempt: int,
        act: Act,
    ) -> Submission:
        kept = keep_definition(connection, self.desk, definition)
        submission_id = new_id("s")
        connection.execute(
            SUBMISSIONS.insert().values(
                id=submission_id,
                enrolment_id=enrolment_id,
                attempt=attempt,
                definition_digest=kept.digest,
                state=State.DRAFT,
                revision=0,
                begun_at=act.at,
                changed_at=act.at,
            )
        )
        note(connection, submission_id, Action.ENROL, act, (None, State.DRAFT))
        return read_submission(connection, need_standing(connection, submission_id))


def _last_attempt(connection: sa.Connection, person_id: str, definition_id: str) -> Standing | None:
    found = find_standings(
        connection,
        ENROLMENTS.c.person_id == person_id,
        ENROLMENTS.c.definition_id == definition_id,
    )
    return max(found, key=lambda each: each.attempt, default=None)


def _check_may_enrol(before: Standing) -> None:
    """Say more than the table does about why somebody cannot enrol again."""
    if before.state is State.PASSED:
        message = f"the badge is held already, by submission {before.id}"
        raise Refused(message, code="already-held")
    if before.state not in (State.WITHDRAWN, State.NOT_YET):
        message = f"enrolled already: submission {before.id} is {before.state}"
        raise Refused(message, code="already-enrolled")


def _check_attempts(
    connection: sa.Connection, definition: MicroCredential, standing: Standing
) -> None:
    limit = definition.assessment.attempts
    if limit is None:
        return
    query = (
        sa.select(sa.func.count())
        .select_from(DECISIONS)
        .join(SUBMISSIONS)
        .where(SUBMISSIONS.c.enrolment_id == standing.enrolment_id)
    )
    if connection.execute(query).scalar_one() >= limit:
        message = f"all {limit} attempts that {definition.name} allows were judged"
        raise Refused(message, code="no-attempts-left")
