"""Registering: take educators in, say who judges, and whom they must not judge."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from microcred.authority import Principal, Verb, permit
from microcred.errors import Conflict, MalformedInput, excerpt
from microcred.program.flow.desk import Desk, Verbs
from microcred.program.flow.people import (
    Assessor,
    Person,
    find_assessor,
    find_person,
    need_assessor,
    need_person,
    take_in_person,
)
from microcred.program.flow.rights import permit_programme, person_for, relations_to
from microcred.program.flow.tables import ASSESSORS, CONFLICTS, PEOPLE
from microcred.program.flow.trail import Act, note
from microcred.spelling import other_spelling


class Registering(Verbs):
    """Take educators in, and say who judges."""

    def find_person(self, who: str, *, by: Principal) -> Person | None:
        """Find an educator by id, e-mail address or DID."""
        with self.desk.database.reading() as connection:
            found = find_person(connection, who)
            permit(by, Verb.FIND_PERSON, relations_to(by, found))
            return found

    def register(self, identifier: str, *, by: Principal, school: str | None = None) -> Person:
        """Take an educator in before they enrol, or say at which school they are now.

        Args:
            identifier: an e-mail address or DID, or the id of a person that is known.
            by: who does it.
            school: where they teach; None to leave it as it is.

        Raises:
            Forbidden: code `forbidden`.
            NotFound: code `no-such-person`.
            MalformedInput: the identifier is neither, or the school's name is no short text
                (`invalid-name`).
        """
        with self.desk.database.writing() as connection:
            return register_person(connection, self.desk, identifier, by=by, school=school)

    def add_assessor(
        self, assessor_id: str, *, by: Principal, person: str | None = None
    ) -> Assessor:
        """Add somebody who judges, or have them back.

        Args:
            assessor_id: a short name; it stays in the trail when everything about people is
                erased, so make it one that says nothing.
            by: who does it.
            person: the educator (id, e-mail address or DID) that the assessor is as well.

        Raises:
            MalformedInput: code `invalid-name`.
            Refused: `no-such-person`, or `is-somebody-else` where the assessor is another educator
                by what was said before.
        """
        permit_programme(by, Verb.ADD_ASSESSOR)
        _check_name(assessor_id, "an assessor's name", 64)
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            person_id = None if person is None else need_person(connection, person).id
            there = find_assessor(connection, assessor_id)
            if there is None:
                values = {"id": assessor_id, "person_id": person_id, "added_at": now}
                connection.execute(ASSESSORS.insert().values(**values))
            else:
                _check_same_person(there, person_id)
                connection.execute(
                    sa.update(ASSESSORS)
                    .where(ASSESSORS.c.id == assessor_id)
                    .values(left_at=None, person_id=person_id or there.person_id)
                )
            note(connection, assessor_id, "join", Act(by.name, now))
            return need_assessor(connection, assessor_id)

    def remove_assessor(self, assessor_id: str, *, by: Principal, reason: str = "") -> Assessor:
        """Stop assigning work to somebody; what they judged stays.

        Raises:
            Refused: code `no-such-assessor`.
        """
        permit_programme(by, Verb.REMOVE_ASSESSOR)
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            need_assessor(connection, assessor_id)
            connection.execute(
                sa.update(ASSESSORS).where(ASSESSORS.c.id == assessor_id).values(left_at=now)
            )
            note(connection, assessor_id, "leave", Act(by.name, now, reason))
            return need_assessor(connection, assessor_id)

    def assessors(self, *, by: Principal) -> list[Assessor]:
        """List the assessors, those who left too."""
        permit_programme(by, Verb.ASSESSORS)
        with self.desk.database.reading() as connection:
            rows = connection.execute(sa.select(ASSESSORS).order_by(ASSESSORS.c.id))
            return [Assessor(**row._asdict()) for row in rows]

    def add_conflict(
        self, assessor_id: str, person: str, *, by: Principal, reason: str = ""
    ) -> None:
        """Note that an assessor must not judge an educator's work: a friend, a superior.

        Raises:
            Refused: code `no-such-assessor` or `no-such-person`.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            person_id = person_for(connection, by, Verb.ADD_CONFLICT, person).id
            need_assessor(connection, assessor_id)
            key = (CONFLICTS.c.assessor_id == assessor_id, CONFLICTS.c.person_id == person_id)
            if connection.execute(sa.select(CONFLICTS.c.at).where(*key)).first() is None:
                values = {"assessor_id": assessor_id, "person_id": person_id, "at": now}
                connection.execute(CONFLICTS.insert().values(**values, actor=by.name))
            # Erasing the person finds the words about them by their id.
            words = f"{person_id}: {reason}".removesuffix(": ")
            note(connection, assessor_id, "conflict", Act(by.name, now, words))


def register_person(
    connection: sa.Connection, desk: Desk, identifier: str, *, by: Principal, school: str | None
) -> Person:
    """Return an educator who is known by now, and at the school that is given.

    Raises:
        Forbidden: code `forbidden`; officers of some schools register for these.
        NotFound: code `no-such-person`.
        MalformedInput: it is no address or DID, or the school's name is no short text.
    """
    if school is not None:
        _check_name(school, "a school's name", 200)
    found = find_person(connection, identifier)
    if found is not None:
        permit(by, Verb.REGISTER, relations_to(by, found))
    if found is None or school is not None:
        permit_programme(by, Verb.REGISTER, school)
    person = found or take_in_person(connection, desk, identifier)
    if school in (None, person.school):
        return person
    mine = sa.update(PEOPLE).where(PEOPLE.c.id == person.id)
    connection.execute(mine.values(school=school))
    note(connection, person.id, "school", Act(by.name, desk.now(), school or ""))
    return replace(person, school=school)


def _check_name(name: str, what: str, characters: int) -> None:
    short = bool(name.strip()) and len(name) <= characters
    if not short or not name.isprintable() or other_spelling(name) is not None:
        message = f"{what} is a short text, not {excerpt(name)!a}"
        raise MalformedInput(message, code="invalid-name")


def _check_same_person(there: Assessor, person_id: str | None) -> None:
    """Refuse to forget whose work is an assessor's own."""
    if person_id is not None and there.person_id not in (None, person_id):
        message = (
            f"{there.id} is another educator already; who has two addresses gets a conflict of "
            "interest with the other"
        )
        raise Conflict(message, code="is-somebody-else", data={"assessor": there.id})
