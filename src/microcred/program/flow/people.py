"""Educators and assessors: who they are to the programme, without saying who they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from microcred.errors import NotFound, excerpt
from microcred.issuing import Recipient
from microcred.ledger.recipients import recipient_hash
from microcred.models import IdentityObject
from microcred.program.flow.desk import Desk, add_if_new, new_id
from microcred.program.flow.tables import ASSESSORS, PEOPLE


@dataclass(frozen=True, slots=True)
class Person:
    """An educator.

    Attributes:
        id: random; what everything is recorded under.
        recipient: how badges name the person; None once erased.
        contact: the address in clear, where the workspace keeps it.
        school: the name of that which they teach at, where it is known.
        added_at: dateTimeStamp.
        erased_at: dateTimeStamp, or None.
    """

    id: str
    recipient: Recipient | None
    contact: str | None
    school: str | None
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


def take_in_person(connection: sa.Connection, desk: Desk, identifier: str) -> Person:
    """Return the educator with an e-mail address or DID; a new one where there is none.

    Raises:
        NotFound: it is the id of a person (`no-such-person`).
        MalformedInput: it is neither.
    """
    found = find_person(connection, identifier)
    if found is not None:
        return found
    if is_person_id(identifier):
        raise no_such_person(identifier)
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


def is_person_id(who: str) -> bool:
    """Tell whether a text has the form of an educator's id."""
    return who.startswith("p-") and "@" not in who


def find_person(connection: sa.Connection, who: str) -> Person | None:
    """Find an educator by id, e-mail address or DID."""
    if is_person_id(who):
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
        raise no_such_person(who)
    return person


def no_such_person(who: str) -> NotFound:
    """Return the error of an educator who is not there."""
    return NotFound(f"the programme has no educator {excerpt(who)}", code="no-such-person")


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
    return Person(row.id, recipient, row.contact, row.school, row.added_at, row.erased_at)


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
