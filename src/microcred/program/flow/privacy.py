"""What a person may ask for, and what is not kept for ever: export, erasing, retention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.ledger.badges import in_parts
from microcred.ledger.credentials import forget_credentials
from microcred.ledger.tables import BADGES, STATUS_EVENTS
from microcred.program.flow.badges import badges_of
from microcred.program.flow.binding import published_changes
from microcred.program.flow.desk import Verbs
from microcred.program.flow.evidence.kinds import media_type_of_name, suffix_of
from microcred.program.flow.people import Person, hold_person, identity_document
from microcred.program.flow.pieces import Piece, let_go, pieces_of, remove_files, remove_leftovers
from microcred.program.flow.ratings import assessments_of
from microcred.program.flow.rights import permit_programme, person_for
from microcred.program.flow.states import DECIDED, OPEN, Action, State
from microcred.program.flow.tables import (
    ANCHORS,
    ASSESSMENTS,
    ASSESSORS,
    CONFLICTS,
    CONSENTS,
    DECISIONS,
    ENDORSEMENTS,
    ENROLMENTS,
    EVIDENCE,
    PEOPLE,
    PROGRAM_EVENTS,
    RATINGS,
    SUBMISSIONS,
)
from microcred.program.flow.trail import (
    BY_EDUCATORS,
    Act,
    Standing,
    events_of,
    find_standings,
    note,
    step,
    without_judges,
)
from microcred.registry.changes import add_changes, hold_changes
from microcred.timestamps import format_timestamp


@dataclass(frozen=True, slots=True)
class PersonExport:
    """Everything that the programme has about a person.

    Attributes:
        document: all but the files, as JSON.
        files: where each file belongs in an export, with its digest in the store of evidence.
    """

    document: dict[str, Any]
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased of a person.

    Attributes:
        person_id: what is left of them.
        submissions: ids of their submissions, of which states and levels stay.
        evidence: how many pieces of evidence.
        badges: ids of their badges, which stay valid and are recorded without a recipient.
    """

    person_id: str
    submissions: list[str]
    evidence: int
    badges: list[str]


@dataclass(frozen=True, slots=True)
class Retention:
    """What was not kept any longer.

    Attributes:
        withdrawn: ids of drafts that were left lying.
        emptied: ids of submissions whose evidence was removed.
        files: how many files were removed from the store.
    """

    withdrawn: list[str]
    emptied: list[str]
    files: int


class Protecting(Verbs):
    """Hands people what is theirs, and keeps nothing for longer than it is needed."""

    def export_person(self, person: str, *, by: Principal) -> PersonExport:
        """Return everything about a person, but who judged their work.

        Raises:
            Refused: code `no-such-person`.
        """
        with self.desk.database.reading() as connection:
            found = person_for(connection, by, Verb.EXPORT_PERSON, person)
            standings = find_standings(connection, ENROLMENTS.c.person_id == found.id)
            pieces = pieces_of(connection, [each.id for each in standings])
            document = {
                "person": _described(found),
                "submissions": [_submission(connection, each) for each in standings],
                "badges": [asdict(badge) for badge in badges_of(connection, found.id)],
                "history": [asdict(event) for event in events_of(connection, found.id)],
            }
        files = {
            f"evidence/{piece.id}-{_file_name(piece)}": piece.digest
            for piece in pieces
            if piece.kind != "link" and piece.digest is not None
        }
        return PersonExport(document, files)

    def erase_person(self, person: str, *, by: Principal, reason: str = "") -> Erasure:
        """Erase who a person is, and what they wrote and handed in.

        The trail stays: that somebody with this random id enrolled, was judged, passed. So do
        their badges, which are theirs; the registry keeps neither their recipient nor a copy.
        What is not decided is withdrawn.

        Raises:
            Refused: code `no-such-person`.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            hold_changes(connection)
            found = person_for(connection, by, Verb.ERASE_PERSON, person)
            found = hold_person(connection, found.id)
            standings = find_standings(connection, ENROLMENTS.c.person_id == found.id)
            act = Act(found.id, now)
            for standing in standings:
                if standing.state in OPEN:
                    step(connection, standing, Action.WITHDRAW, act)
            ids = [each.id for each in standings]
            badge_ids = [badge.badge_id for badge in badges_of(connection, found.id)]
            evidence = _erase_evidence(connection, ids, now)
            _erase_words(connection, standings)
            _erase_names(connection, found.id, ids)
            _erase_badges(connection, badge_ids)
            _erase_identity(connection, found.id, now)
            note(connection, found.id, "erase", Act(by.name, now, reason))
        try:
            remove_files(self.desk)
        finally:
            self.desk.database.forget()
        return Erasure(found.id, ids, evidence, badge_ids)

    def retain(self, *, by: Principal) -> Retention:
        """Keep nothing for longer than the programme's settings say; run it every day.

        Evidence stays while a next attempt that stands on it is open, while its submission is an
        anchor, and where a badge shows it on the site.
        """
        settings = self.desk.settings
        permit_programme(by, Verb.RETAIN)
        with self.desk.database.writing() as connection:
            act = Act(by.name, self.desk.now(), "not kept any longer")
            withdrawn = []
            if settings.keep_draft_days is not None:
                before = self._days_ago(settings.keep_draft_days)
                withdrawn = _withdraw_drafts(connection, before, act)
            emptied = []
            if settings.keep_evidence_days is not None:
                before = self._days_ago(settings.keep_evidence_days)
                emptied = _empty(connection, before, act)
        return Retention(withdrawn, emptied, remove_files(self.desk) + remove_leftovers(self.desk))

    def _days_ago(self, days: int) -> str:
        moment = self.desk.clock().replace(microsecond=0) - timedelta(days=days)
        return format_timestamp(moment)


def _file_name(piece: Piece) -> str:
    """Return the educator's name for a file; its ending says what the file was found to be."""
    name = piece.name or "text.txt"
    fits = media_type_of_name(name) == piece.media_type
    return name if fits else f"{name}.{suffix_of(piece.media_type)}"


def _described(person: Person) -> dict[str, Any]:
    identity = None if person.recipient is None else identity_document(person.recipient)
    return {
        "id": person.id,
        "identity": identity,
        "contact": person.contact,
        "school": person.school,
        "added_at": person.added_at,
    }


def _submission(connection: sa.Connection, standing: Standing) -> dict[str, Any]:
    decision = connection.execute(
        sa.select(
            DECISIONS.c.outcome, DECISIONS.c.feedback, DECISIONS.c.decided_at, DECISIONS.c.badge_id
        ).where(DECISIONS.c.submission_id == standing.id)
    ).one_or_none()
    consents = connection.execute(
        sa.select(CONSENTS.c.given, CONSENTS.c.words, CONSENTS.c.at)
        .where(CONSENTS.c.enrolment_id == standing.enrolment_id)
        .order_by(CONSENTS.c.id)
    )
    assessed = assessments_of(connection, standing.id) if standing.state in DECIDED else []
    return {
        **asdict(standing),
        "evidence": [asdict(piece) for piece in pieces_of(connection, [standing.id])],
        "consents": [dict(row._mapping) for row in consents],
        "assessments": [
            {"given_at": each.given_at, "comment": each.comment,
             "ratings": {name: asdict(rating) for name, rating in each.ratings.items()}}
            for each in assessed
        ],
        "decision": None if decision is None else dict(decision._mapping),
        "history": [
            asdict(without_judges(event)) for event in events_of(connection, standing.id)
        ],
    }  # fmt: skip


def _erase_evidence(connection: sa.Connection, submissions: Iterable[str], now: str) -> int:
    ids = list(submissions)
    digests = sa.select(EVIDENCE.c.digest).where(EVIDENCE.c.submission_id.in_(ids))
    found = list(connection.execute(digests).scalars())
    add_changes(connection, published_changes(pieces_of(connection, ids)))
    connection.execute(
        sa.update(EVIDENCE)
        .where(EVIDENCE.c.submission_id.in_(ids))
        .values(
            digest=None,
            name=None,
            url=None,
            telltales="[]",
            removed_at=sa.func.coalesce(EVIDENCE.c.removed_at, now),
        )
    )
    let_go(connection, found, now)
    return len(found)


def _erase_words(connection: sa.Connection, standings: Iterable[Standing]) -> None:
    """Erase what was written by and about the person."""
    ids = [each.id for each in standings]
    enrolments = {each.enrolment_id for each in standings}
    written = sa.select(ASSESSMENTS.c.id).where(ASSESSMENTS.c.submission_id.in_(ids))
    connection.execute(
        sa.update(RATINGS).where(RATINGS.c.assessment_id.in_(written)).values(comment=None)
    )
    _set(connection, ASSESSMENTS, ASSESSMENTS.c.submission_id.in_(ids), {"comment": None})
    _set(connection, DECISIONS, DECISIONS.c.submission_id.in_(ids), {"feedback": None})
    _set(connection, CONSENTS, CONSENTS.c.enrolment_id.in_(enrolments), {"words": ""})


def _erase_names(connection: sa.Connection, person_id: str, submissions: list[str]) -> None:
    """Take free words out of the trail, and the name under which the person acted."""
    subjects = PROGRAM_EVENTS.c.subject.in_([*submissions, person_id])
    _set(connection, PROGRAM_EVENTS, subjects, {"reason": ""})
    about = PROGRAM_EVENTS.c.reason.startswith(f"{person_id}: ", autoescape=True)
    _set(connection, PROGRAM_EVENTS, about, {"reason": person_id})
    as_assessor = sa.select(ASSESSORS.c.id).where(ASSESSORS.c.person_id == person_id)
    _set(connection, PROGRAM_EVENTS, PROGRAM_EVENTS.c.subject.in_(as_assessor), {"reason": ""})
    own = sa.and_(subjects, PROGRAM_EVENTS.c.action.in_(BY_EDUCATORS))
    _set(connection, PROGRAM_EVENTS, own, {"actor": person_id})
    enrolments = sa.select(ENROLMENTS.c.id).where(ENROLMENTS.c.person_id == person_id)
    own = CONSENTS.c.enrolment_id.in_(enrolments)
    _set(connection, CONSENTS, own, {"actor": person_id})


def _erase_badges(connection: sa.Connection, badge_ids: list[str]) -> None:
    forget_credentials(connection, badge_ids)
    for part in in_parts(badge_ids):
        shown = sa.select(BADGES.c.id).where(BADGES.c.id.in_(part), BADGES.c.public)
        public = list(connection.execute(shown).scalars())
        nothing = {"recipient": None, "content_digest": None, "public": False}
        _set(connection, BADGES, BADGES.c.id.in_(part), nothing)
        _set(connection, STATUS_EVENTS, STATUS_EVENTS.c.badge_id.in_(part), {"reason": ""})
        # Who endorses a badge says something of its person; the trail says that they did.
        connection.execute(sa.delete(ENDORSEMENTS).where(ENDORSEMENTS.c.about.in_(part)))
        add_changes(connection, [("badge", badge_id) for badge_id in public])


def _erase_identity(connection: sa.Connection, person_id: str, now: str) -> None:
    nothing = {"lookup": None, "identity": None, "contact": None, "school": None, "erased_at": now}
    _set(connection, PEOPLE, PEOPLE.c.id == person_id, nothing)
    connection.execute(sa.delete(CONFLICTS).where(CONFLICTS.c.person_id == person_id))
    left = {"person_id": None, "left_at": now}
    _set(connection, ASSESSORS, ASSESSORS.c.person_id == person_id, left)


def _withdraw_drafts(connection: sa.Connection, before: str, act: Act) -> list[str]:
    drafts = find_standings(
        connection, SUBMISSIONS.c.state == State.DRAFT, SUBMISSIONS.c.changed_at < before
    )
    for standing in drafts:
        step(connection, standing, Action.WITHDRAW, act)
    return [each.id for each in drafts]


def _empty(connection: sa.Connection, before: str, act: Act) -> list[str]:
    """Let go of the evidence of submissions that ended before a moment."""
    going_on = sa.select(SUBMISSIONS.c.enrolment_id).where(SUBMISSIONS.c.state.in_(OPEN))
    ended = find_standings(
        connection,
        SUBMISSIONS.c.state.not_in(OPEN),
        SUBMISSIONS.c.changed_at < before,
        SUBMISSIONS.c.enrolment_id.not_in(going_on),
        SUBMISSIONS.c.id.not_in(sa.select(ANCHORS.c.submission_id)),
    )
    emptied = []
    for standing in ended:
        pieces = [piece for piece in pieces_of(connection, [standing.id]) if not piece.is_on_site]
        if not pieces:
            continue
        ids = EVIDENCE.c.id.in_([piece.id for piece in pieces])
        nothing = {"name": None, "url": None, "telltales": "[]", "removed_at": act.at}
        _set(connection, EVIDENCE, ids, nothing)
        let_go(connection, [piece.digest for piece in pieces], act.at)
        note(connection, standing.id, "retain", act)
        emptied.append(standing.id)
    return emptied


def _set(
    connection: sa.Connection,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    values: Mapping[str, Any],
) -> None:
    connection.execute(sa.update(table).where(condition).values(**values))
