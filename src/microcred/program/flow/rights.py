"""Whether somebody may do something: how they stand to it, found in the transaction that is open.

Every verb comes through here, or calls `permit` itself where it is about nothing in particular.
What is not there is forbidden to those who could not see it if it were, so that a refusal tells
nobody who is known.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

import sqlalchemy as sa

from microcred.authority import Principal, Relation, Role, Verb, permit
from microcred.program.flow.people import Person, find_person, no_such_person
from microcred.program.flow.pieces import Piece, find_piece, no_such_piece
from microcred.program.flow.tables import ASSIGNMENTS, ENROLMENTS, PEOPLE, SUBMISSIONS
from microcred.program.flow.trail import (
    Standing,
    check_revision,
    find_standing,
    no_such_submission,
)

_ON_IT: Final = sa.select(ASSIGNMENTS.c.adjudicates).where(
    ASSIGNMENTS.c.submission_id == sa.bindparam("submission"),
    ASSIGNMENTS.c.assessor_id == sa.bindparam("assessor"),
    ASSIGNMENTS.c.released_at.is_(None),
)
_WHOSE: Final = (
    sa.select(ENROLMENTS.c.person_id)
    .join_from(SUBMISSIONS, ENROLMENTS)
    .where(SUBMISSIONS.c.id == sa.bindparam("submission"))
)

_SCHOOL: Final = sa.select(PEOPLE.c.school).where(PEOPLE.c.id == sa.bindparam("person"))


def read_for(
    connection: sa.Connection,
    by: Principal,
    verb: Verb,
    submission_id: str,
    judge: str | None = None,
) -> Standing:
    """Return a submission with which somebody may do something.

    Args:
        connection: an open one.
        by: who asks.
        verb: what for.
        submission_id: which.
        judge: the assessor in whose name it is; None for that of whoever asks.

    Raises:
        Forbidden: code `forbidden`.
        NotFound: code `no-such-submission`.
    """
    return _permitted(connection, by, verb, submission_id, judge)


def hold_for(
    connection: sa.Connection,
    by: Principal,
    verb: Verb,
    submission_id: str,
    judge: str | None = None,
    *,
    revision: int | None = None,
) -> Standing:
    """Return a submission like `read_for`, and hold it until the transaction ends.

    Others wait, and see the result.

    Args:
        connection: an open one that writes.
        by: who asks.
        verb: what for.
        submission_id: which.
        judge: the assessor in whose name it is; None for that of whoever asks.
        revision: the revision that the caller has seen and decides upon; None for any.

    Raises:
        Forbidden: code `forbidden`.
        NotFound: code `no-such-submission`.
        Conflict: code `changed-meanwhile`.
    """
    standing = _permitted(connection, by, verb, submission_id, judge, held=True)
    check_revision(standing, revision)
    return standing


def piece_for(
    connection: sa.Connection, by: Principal, verb: Verb, piece_id: str, judge: str | None = None
) -> Piece:
    """Return a piece of evidence with which somebody may do something; see `read_for`.

    Raises:
        Forbidden: code `forbidden`.
        NotFound: code `no-such-evidence`.
    """
    piece = find_piece(connection, piece_id)
    if piece is None:
        permit_programme(by, verb)
        raise no_such_piece(piece_id)
    read_for(connection, by, verb, piece.submission_id, judge)
    return piece


def person_for(connection: sa.Connection, by: Principal, verb: Verb, who: str) -> Person:
    """Return an educator about whom somebody may ask, by id, e-mail address or DID.

    Raises:
        Forbidden: code `forbidden`.
        NotFound: code `no-such-person`.
    """
    person = find_person(connection, who)
    permit(by, verb, relations_to(by, person))
    if person is None:
        raise no_such_person(who)
    return person


def permit_subject(
    connection: sa.Connection, by: Principal, verb: Verb, subject: str
) -> AbstractSet[Role]:
    """Return the roles in which somebody may ask about whatever has an id in the trail.

    Raises:
        Forbidden: code `forbidden`.
    """
    whose = connection.execute(_WHOSE, {"submission": subject}).scalar_one_or_none()
    return permit(by, verb, _relations_to(connection, by, whose or subject))


def permit_judge(by: Principal, verb: Verb, assessor_id: str) -> None:
    """Check that somebody may ask about an assessor, or act in that one's name.

    Raises:
        Forbidden: code `forbidden`.
    """
    relations = _relations(by)
    if by.assessor == assessor_id:
        relations |= {Relation.SELF}
    permit(by, verb, relations)


def permit_programme(by: Principal, verb: Verb, school: str | None = None) -> None:
    """Check that somebody may do something that is about no educator in particular.

    Args:
        by: who asks.
        verb: what for.
        school: the school that it is about; None for the whole programme.

    Raises:
        Forbidden: code `forbidden`.
    """
    permit(by, verb, _relations(by, school=school))


def schools_for(by: Principal, verb: Verb, school: str | None) -> AbstractSet[str] | None:
    """Return the schools of whose educators somebody is told in a list; None for all.

    Args:
        by: who asks.
        verb: what for.
        school: the one that they ask for; None for all that they answer for.

    Raises:
        Forbidden: code `forbidden`.
    """
    if school is None and by.schools:
        permit(by, verb, {Relation.SCHOOL})
        return by.schools
    permit_programme(by, verb, school)
    return None if school is None else {school}


def relations_to(by: Principal, person: Person | None) -> frozenset[Relation]:
    """Tell how somebody stands to an educator; None for one who is not known."""
    return _relations(by) if person is None else _relations(by, person.id, person.school)


def _relations_to(
    connection: sa.Connection, by: Principal, person_id: str | None
) -> frozenset[Relation]:
    school = None
    if by.schools is not None:
        school = connection.execute(_SCHOOL, {"person": person_id}).scalar_one_or_none()
    return _relations(by, person_id, school)


def _relations(
    by: Principal, person_id: str | None = None, school: str | None = None
) -> frozenset[Relation]:
    found = set()
    if person_id is not None and person_id == by.person:
        found.add(Relation.OWN)
    if by.schools is None:
        found |= {Relation.PROGRAMME, Relation.SCHOOL}
    elif school in by.schools:
        found.add(Relation.SCHOOL)
    return frozenset(found)


def _permitted(
    connection: sa.Connection,
    by: Principal,
    verb: Verb,
    submission_id: str,
    judge: str | None,
    *,
    held: bool = False,
) -> Standing:
    standing = find_standing(connection, submission_id, held=held)
    relations = _relations_to(connection, by, None if standing is None else standing.person_id)
    if by.assessor is not None and judge in (None, by.assessor):
        relations |= _as_judge(connection, by.assessor, submission_id)
    permit(by, verb, relations)
    if standing is None:
        raise no_such_submission(submission_id)
    return standing


def _as_judge(
    connection: sa.Connection, assessor_id: str, submission_id: str
) -> frozenset[Relation]:
    on_it = {"submission": submission_id, "assessor": assessor_id}
    adjudicates = connection.execute(_ON_IT, on_it).scalar_one_or_none()
    if adjudicates is None:
        return frozenset({Relation.SELF})
    return frozenset({Relation.SELF, Relation.ADJUDICATES if adjudicates else Relation.ASSIGNED})
