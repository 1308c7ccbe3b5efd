"""Educators and assessors: who they are to the programme, without saying who they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from microcred.errors import Conflict, MalformedInput, NotFound, excerpt
from microcred.issuing import Recipient
from microcred.ledger.recipients import recipient_hash
from microcred.models import IdentityObject
from microcred.program.flow.desk import Desk, Verbs, add_if_new, new_id
from microcred.program.flow.states import Role
from microcred.program.flow.tables import ASSESSORS, CONFLICTS, PEOPLE
from microcred.program.flow.trail import Act, note
from microcred.spelling import other_spelling


@dataclass(frozen=True, slots=True)
class Person:
    """An educator.

    Attributes:
        id: random; what everything is recorded under.
        recipient: how badges name the person; None once erased.
        contact: the address in clear, where the workspace keeps it.
        added_at: dateTimeStamp.
        erased_at: dateTimeStamp, or None.
    """

    id: str
    recipient: Recipient | None
    contact: str | None
    added_at: str
    erased_at: str | None


@dataclass(frozen=True, slots=True)
class Assessor:
    """Somebody who judges.

    Attributes:
        id: a short name, which educators never see.
        person_id: the educator that the assessor is as well, or None.
        added_at: dateTimeStamp.
        left_at: dateTimeStamp; None while they assess.
    """

    id: str
    person_id: str | None
    added_at: str
    left_at: str | None


_BY_ID: Final = sa.select(PEOPLE).where(PEOPLE.c.id == sa.bindparam("person"))
_BY_HASH: Final = sa.select(PEOPLE).where(PEOPLE.c.lookup == sa.bindparam("lookup"))
_HOLD: Final = _BY_ID.with_for_update()
_ASSESSOR: Final = sa.select(ASSESSORS).where(ASSESSORS.c.id == sa.bindparam("assessor"))


class Registering(Verbs):
    """Say who judges, and find who is judged."""

    def find_person(self, who: str) -> Person | None:
        """Find an educator by id, e-mail address or DID."""
        with self.desk.database.reading() as connection:
            return find_person(connection, who)

    def add_assessor(self, assessor_id: str, *, by: str, person: str | None = None) -> Assessor:
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
        short = bool(assessor_id.strip()) and len(assessor_id) <= 64
        if not short or not assessor_id.isprintable() or other_spelling(assessor_id) is not None:
            message = f"an assessor's name is a short text, not {excerpt(assessor_id)!a}"
            raise MalformedInput(message, code="invalid-name")
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
            note(connection, assessor_id, "join", Act(Role.COORDINATOR, by, now))
            return need_assessor(connection, assessor_id)

    def remove_assessor(self, assessor_id: str, *, by: str, reason: str = "") -> Assessor:
        """Stop assigning work to somebody; what they judged stays.

        Raises:
            Refused: code `no-such-assessor`.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            need_assessor(connection, assessor_id)
            connection.execute(
                sa.update(ASSESSORS).where(ASSESSORS.c.id == assessor_id).values(left_at=now)
            )
            note(connection, assessor_id, "leave", Act(Role.COORDINATOR, by, now, reason))
            return need_assessor(connection, assessor_id)

    def assessors(self) -> list[Assessor]:
        """List the assessors, those who left too."""
        with self.desk.database.reading() as connection:
            rows = connection.execute(sa.select(ASSESSORS).order_by(ASSESSORS.c.id))
            return [Assessor(**row._asdict()) for row in rows]

    def add_conflict(self, assessor_id: str, person: str, *, by: str, reason: str = "") -> None:
        """Note that an assessor must not judge an educator's work: a friend, a superior.

        Raises:
            Refused: code `no-such-assessor` or `no-such-person`.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            need_assessor(connection, assessor_id)
            person_id = need_person(connection, person).id
            key = (CONFLICTS.c.assessor_id == assessor_id, CONFLICTS.c.person_id == person_id)
            if connection.execute(sa.select(CONFLICTS.c.at).where(*key)).first() is None:
                values = {"assessor_id": assessor_id, "person_id": person_id, "at": now}
                connection.execute(CONFLICTS.insert().values(**values, actor=by))
            # Erasing the person finds the words about them by their id.
            words = f"{person_id}: {reason}".removesuffix(": ")
            note(connection, assessor_id, "conflict", Act(Role.COORDINATOR, by, now, words))


def _check_same_person(there: Assessor, person_id: str | None) -> None:
    """Refuse to forget whose work is an assessor's own."""
    if person_id is not None and there.person_id not in (None, person_id):
        message = (
            f"{there.id} is another educator already; who has two addresses gets a conflict of "
            f"interest with the other: 'microcred program assessor {there.id} --conflict WHO'"
        )
        raise Conflict(message, code="is-somebody-else")


def take_in_person(connection: sa.Connection, desk: Desk, identifier: str) -> Person:
    """Return the educator with an e-mail address or DID; a new one where there is none.

    Raises:
        MalformedInput: it is neither.
    """
    found = find_person(connection, identifier)
    if found is not None:
        return found
    recipient = Recipient.parse(identifier)
    values = {
        "id": new_id("p"),
        "lookup": recipient_hash(connection).of(identifier),
        "identity": json.dumps(identity_document(recipient)),
        "contact": identifier.strip() if desk.settings.keep_contacts else None,
        "added_at": desk.now(),
    }
    add_if_new(connection, PEOPLE, values)  # somebody else may just have done so
    return need_person(connection, identifier)


def find_person(connection: sa.Connection, who: str) -> Person | None:
    """Find an educator by id, e-mail address or DID."""
    if who.startswith("p-") and "@" not in who:
        found = connection.execute(_BY_ID, {"person": who})
    else:
        found = connection.execute(_BY_HASH, {"lookup": recipient_hash(connection).of(who)})
    row = found.one_or_none()
    return None if row is None else _person(row)


def need_person(connection: sa.Connection, who: str) -> Person:
    """Find an educator who must be there.

    Raises:
        Refused: code `no-such-person`.
    """
    person = find_person(connection, who)
    if person is None:
        raise NotFound(f"the programme has no educator {excerpt(who)}", code="no-such-person")
    return person


def hold_person(connection: sa.Connection, person_id: str) -> Person:
    """Read an educator and hold the row until the transaction ends."""
    return _person(connection.execute(_HOLD, {"person": person_id}).one())


def lookup_of(connection: sa.Connection, person_id: str) -> str | None:
    """Return the keyed hash under which badges of an educator are recorded."""
    query = sa.select(PEOPLE.c.lookup).where(PEOPLE.c.id == person_id)
    lookup: str | None = connection.execute(query).scalar_one()
    return lookup


def _person(row: sa.Row[Any]) -> Person:
    recipient = None if row.identity is None else recipient_of(json.loads(row.identity))
    return Person(row.id, recipient, row.contact, row.added_at, row.erased_at)


def find_assessor(connection: sa.Connection, assessor_id: str) -> Assessor | None:
    """Find an assessor."""
    row = connection.execute(_ASSESSOR, {"assessor": assessor_id}).one_or_none()
    return None if row is None else Assessor(**row._asdict())


def need_assessor(connection: sa.Connection, assessor_id: str) -> Assessor:
    """Find an assessor who must be there.

    Raises:
        Refused: code `no-such-assessor`.
    """
    assessor = find_assessor(connection, assessor_id)
    if assessor is None:
        message = f"the programme has no assessor {excerpt(assessor_id)}"
        raise NotFound(message, code="no-such-assessor")
    return assessor


def identity_document(recipient: Recipient) -> dict[str, Any]:
    """Write how badges name a person: `id` or `identifier`, as an AchievementSubject has them."""
    document: dict[str, Any] = {}
    if recipient.id is not None:
        document["id"] = recipient.id
    if recipient.identifiers:
        document["identifier"] = [each.to_document() for each in recipient.identifiers]
    return document


def recipient_of(identity: dict[str, Any]) -> Recipient:
    """Read what `identity_document` wrote."""
    identifiers = [IdentityObject.from_document(each) for each in identity.get("identifier", ())]
    return Recipient(id=identity.get("id"), identifiers=tuple(identifiers))
