"""Enrolling: begin at any time, try again after "not yet", withdraw, agree to publication."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from microcred.authority import Principal, Verb, permit
from microcred.errors import Conflict, MalformedInput, Refused, excerpt
from microcred.program.definition import MicroCredential
from microcred.program.flow.attempts import check_attempts
from microcred.program.flow.badges import badge_of, renewal_is_due
from microcred.program.flow.consenting import Consent, keep_consent
from microcred.program.flow.definitions import find_current, keep_definition
from microcred.program.flow.desk import Verbs, new_id
from microcred.program.flow.people import (
    Person,
    find_person,
    hold_person,
    take_in_person,
)
from microcred.program.flow.registering import register_person
from microcred.program.flow.rights import hold_for, relations_to
from microcred.program.flow.states import Action, State, transition
from microcred.program.flow.tables import ENROLMENTS, SUBMISSIONS
from microcred.program.flow.trail import (
    Act,
    Standing,
    check_step,
    find_standings,
    need_standing,
    note,
    step,
)
from microcred.program.flow.views import Submission, read_submission

_BEGIN: Final = SUBMISSIONS.insert()


class Enrolling(Verbs):
    """Begin, begin again, and end without a decision."""

    def enrol(
        self,
        identifier: str,
        definition_id: str,
        *,
        by: Principal,
        language: str | None = None,
        school: str | None = None,
    ) -> Submission:
        """Enrol an educator for a micro-credential, at any time, and begin a draft.

        Who holds the badge may enrol again when it was revoked, has expired, or will before long
        (`FlowSettings.renew_days`). Nothing of the first is carried over, and the badge that comes
        of it is another one.

        Args:
            identifier: an e-mail address or DID, or the id of a person that is known.
            definition_id: the micro-credential.
            by: who does it.
            language: of the badge, one that the micro-credential is in; None for its main one.
            school: where the educator teaches; None to leave it as it is. It takes the right to
                register them.

        Raises:
            MalformedInput: the identifier is neither, or it is not in that language
                (`no-such-language`).
            Refused: `no-such-definition`, `not-a-micro-credential`, `already-enrolled`,
                `already-held`, `no-attempts-left`, or `not-now` after "not yet": resubmit then.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            definition = self._current(definition_id)
            person = self._who_enrols(connection, identifier, by, school)
            _check_language(definition, language)
            hold_person(connection, person.id)
            act = Act(by.name, now)
            before = _last_attempt(connection, person.id, definition_id)
            if before is None:
                transition(None, Action.ENROL)
            else:
                self._check_may_enrol(connection, before)
                if before.state is State.WITHDRAWN:
                    check_attempts(connection, definition, before.enrolment_id)
                step(connection, before, Action.ENROL, act)
            if before is None or before.state is State.PASSED:
                enrolment_id, attempt = _enrol(connection, person.id, definition.id, now), 1
            else:
                enrolment_id, attempt = before.enrolment_id, before.attempt + 1
            if language is not None:
                mine = ENROLMENTS.c.id == enrolment_id
                connection.execute(sa.update(ENROLMENTS).where(mine).values(language=language))
            return self._begin(connection, definition, enrolment_id, attempt, act)

    def resubmit(self, submission_id: str, *, by: Principal) -> Submission:
        """Begin the next attempt after "not yet"; parts that passed stay passed.

        The next attempt is made for the definition as it is now.

        Raises:
            Refused: `not-now`, `no-attempts-left`, `no-such-definition`, or `already-enrolled`
                when the next attempt has begun already.
        """
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, Verb.RESUBMIT, submission_id)
            act = Act(by.name, self.desk.now())
            check_step(connection, standing, Action.RESUBMIT)
            last = _last_attempt(connection, standing.person_id, standing.definition_id)
            if last is not None and last.id != standing.id:
                message = f"the next attempt has begun already: {last.id} ({last.state})"
                raise Conflict(message, code="already-enrolled")
            definition = self._current(standing.definition_id)
            check_attempts(connection, definition, standing.enrolment_id)
            step(connection, standing, Action.RESUBMIT, act)
            attempt = standing.attempt + 1
            return self._begin(connection, definition, standing.enrolment_id, attempt, act)

    def withdraw(self, submission_id: str, *, by: Principal, reason: str = "") -> Submission:
        """Take a submission back before it is decided.

        Once an assessor has rated it, it counts as an attempt, and the waiting time begins.

        Raises:
            Refused: `not-now`.
        """
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, Verb.WITHDRAW, submission_id)
            act = Act(by.name, self.desk.now(), reason)
            standing = step(connection, standing, Action.WITHDRAW, act)
            return read_submission(connection, standing)

    def consent(self, submission_id: str, *, given: bool, words: str, by: Principal) -> None:
        """Record whether the educator agrees that the badge is published.

        It counts for the badge of the decision to come; the last answer before it does.

        Args:
            submission_id: one that is not decided.
            given: whether they agree.
            words: what they were asked, or what they said.
            by: who records it.
        """
        with self.desk.database.writing() as connection:
            standing = hold_for(connection, by, Verb.CONSENT, submission_id)
            keep_consent(connection, standing, Consent(given, words), by.name, self.desk.now())

    def _who_enrols(
        self, connection: sa.Connection, identifier: str, by: Principal, school: str | None
    ) -> Person:
        """Return who is to be enrolled; somebody new, where an address is not known yet."""
        found = find_person(connection, identifier)
        if school is not None:
            found = register_person(connection, self.desk, identifier, by=by, school=school)
        permit(by, Verb.ENROL, relations_to(by, found))
        return found or take_in_person(connection, self.desk, identifier)

    def _check_may_enrol(self, connection: sa.Connection, before: Standing) -> None:
        """Say more than the table does about why somebody cannot enrol again."""
        if before.state is State.PASSED:
            badge = badge_of(connection, before.id)
            if badge is None or renewal_is_due(badge, self.desk.settings, self.desk.clock()):
                return
            message = f"the badge is held already, by submission {before.id}"
            if badge.valid_until is not None:
                days = self.desk.settings.renew_days
                message += f"; it can be renewed from {days} days before {badge.valid_until}"
            raise Conflict(message, code="already-held")
        if before.state not in (State.WITHDRAWN, State.NOT_YET):
            message = f"enrolled already: submission {before.id} is {before.state}"
            raise Conflict(message, code="already-enrolled")

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
        row = {
            "id": submission_id,
            "enrolment_id": enrolment_id,
            "attempt": attempt,
            "definition_digest": kept.digest,
            "state": State.DRAFT,
            "revision": 0,
            "begun_at": act.at,
            "changed_at": act.at,
        }
        connection.execute(_BEGIN, row)
        note(connection, submission_id, Action.ENROL, act, (None, State.DRAFT))
        return read_submission(connection, need_standing(connection, submission_id))


def _last_attempt(connection: sa.Connection, person_id: str, definition_id: str) -> Standing | None:
    """Return the last attempt of the last time that somebody enrolled."""
    mine = (ENROLMENTS.c.person_id == person_id, ENROLMENTS.c.definition_id == definition_id)
    last = sa.select(ENROLMENTS.c.id).where(*mine).order_by(ENROLMENTS.c.number.desc()).limit(1)
    found = find_standings(
        connection, ENROLMENTS.c.id == connection.execute(last).scalar_one_or_none()
    )
    return max(found, key=lambda each: each.attempt, default=None)


def _enrol(connection: sa.Connection, person_id: str, definition_id: str, now: str) -> str:
    """Add an enrolment; give its id."""
    mine = {"person_id": person_id, "definition_id": definition_id}
    query = sa.select(sa.func.count()).select_from(ENROLMENTS).filter_by(**mine)
    number = connection.execute(query).scalar_one() + 1
    enrolment_id = new_id("e")
    values = {**mine, "id": enrolment_id, "number": number, "enrolled_at": now}
    connection.execute(ENROLMENTS.insert().values(**values))
    return enrolment_id


def _check_language(definition: MicroCredential, language: str | None) -> None:
    if language is not None and language not in definition.all_languages:
        known = ", ".join(definition.all_languages)
        message = f"the micro-credential is not in {excerpt(language)}; it is in: {known}"
        raise MalformedInput(message, code="no-such-language")
