"""Calibration: assessors rate submissions of which the right levels are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import Conflict, InvalidDocument, excerpt
from microcred.findings import Fault
from microcred.program.agreement import Calibration, calibrate
from microcred.program.definition import MicroCredential
from microcred.program.flow.definitions import kept_micro_credential, scale_of
from microcred.program.flow.desk import Verbs
from microcred.program.flow.impartial import why_partial
from microcred.program.flow.people import need_assessor
from microcred.program.flow.rights import permit_judge, permit_programme, read_for
from microcred.program.flow.settings import CalibrationRule
from microcred.program.flow.states import DECIDED
from microcred.program.flow.tables import (
    ANCHORS,
    ASSIGNMENTS,
    CALIBRATIONS,
    DECIDED_LEVELS,
    DEFINITION_VERSIONS,
    ENROLMENTS,
    PEOPLE,
    SUBMISSIONS,
)
from microcred.program.flow.trail import Act, need_standing, note

_NOT_ERASED: Final = sa.select(PEOPLE.c.id).where(PEOPLE.c.erased_at.is_(None))


class Calibrating(Verbs):
    """Keep anchors, and see how near assessors come to them."""

    def add_anchor(
        self, submission_id: str, levels: Mapping[str, str] | None = None, *, by: Principal
    ) -> dict[str, str]:
        """Make a decided submission an anchor.

        Args:
            submission_id: one that was decided.
            levels: the right level in each criterion; by default those of the decision.
            by: who does it.

        Returns:
            The levels of the anchor.

        Raises:
            Refused: `no-such-submission` or `not-decided`.
            InvalidDocument: a criterion or level that does not exist.
        """
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            standing = read_for(connection, by, Verb.ADD_ANCHOR, submission_id)
            if standing.state not in DECIDED:
                message = f"an anchor is a decided submission; {submission_id} is {standing.state}"
                raise Conflict(message, code="not-decided")
            definition = kept_micro_credential(connection, standing.definition_digest)
            chosen = dict(levels) if levels else _decided_levels(connection, submission_id)
            _check_levels(definition, chosen)
            connection.execute(sa.delete(ANCHORS).where(ANCHORS.c.submission_id == submission_id))
            rows = [
                {"submission_id": submission_id, "criterion": name, "level": level}
                for name, level in chosen.items()
            ]
            connection.execute(ANCHORS.insert(), rows)
            note(connection, submission_id, "anchor", Act(by.name, now))
            return chosen

    def anchors(self, definition_id: str, *, by: Principal) -> list[str]:
        """List the submissions that are anchors of a micro-credential."""
        permit_programme(by, Verb.ANCHORS)
        with self.desk.database.reading() as connection:
            query = (
                sa.select(SUBMISSIONS.c.id)
                .join_from(SUBMISSIONS, ENROLMENTS)
                .where(
                    ENROLMENTS.c.definition_id == definition_id,
                    ENROLMENTS.c.person_id.in_(_NOT_ERASED),
                    SUBMISSIONS.c.id.in_(sa.select(ANCHORS.c.submission_id)),
                )
            )
            return list(connection.execute(query.order_by(SUBMISSIONS.c.id)).scalars())

    def rate_anchor(
        self, submission_id: str, assessor_id: str, levels: Mapping[str, str], *, by: Principal
    ) -> Calibration:
        """Take down the levels that an assessor gives to an anchor, once.

        Returns:
            How near the assessor comes to the anchors of that micro-credential.

        Raises:
            Refused: `no-such-assessor`, `not-an-anchor`, `judged-it` by those who did,
                `rated-already`, or `not-eligible` where they are not impartial.
            InvalidDocument: a criterion is missing or unknown, or a level does not exist.
        """
        permit_judge(by, Verb.RATE_ANCHOR, assessor_id)
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            need_assessor(connection, assessor_id)
            standing = need_standing(connection, submission_id)
            right = anchor_levels(connection, submission_id)
            there = _NOT_ERASED.where(PEOPLE.c.id == standing.person_id)
            if connection.execute(there).first() is None:
                right = {}  # the person was erased, and nothing is left to look at
            _check_may_rate(connection, submission_id, assessor_id, right)
            if (why := why_partial(connection, standing, assessor_id)) is not None:
                message = f"{assessor_id} must not judge {submission_id}: {why}"
                raise Conflict(message, code="not-eligible")
            definition = kept_micro_credential(connection, standing.definition_digest)
            _check_levels(definition, levels, list(right))
            rows = [
                {"submission_id": submission_id, "criterion": name, "level": level,
                 "assessor_id": assessor_id, "at": now}
                for name, level in levels.items()
            ]  # fmt: skip
            connection.execute(CALIBRATIONS.insert(), rows)
            note(connection, assessor_id, "calibrate", Act(assessor_id, now))
            return _calibration(connection, assessor_id, standing.definition_id)[1]

    def calibration(self, assessor_id: str, definition_id: str, *, by: Principal) -> Calibration:
        """Tell how near an assessor comes to the anchors of a micro-credential.

        Raises:
            Refused: code `no-such-assessor`.
        """
        permit_judge(by, Verb.CALIBRATION, assessor_id)
        with self.desk.database.reading() as connection:
            need_assessor(connection, assessor_id)
            return _calibration(connection, assessor_id, definition_id)[1]


def is_calibrated(
    connection: sa.Connection, rule: CalibrationRule | None, assessor_id: str, definition_id: str
) -> bool:
    """Tell whether an assessor has shown what a rule asks for."""
    if rule is None:
        return True
    anchors, found = _calibration(connection, assessor_id, definition_id)
    return anchors >= rule.anchors and (found.exact.value or 0) >= rule.exact


def anchor_levels(connection: sa.Connection, submission_id: str) -> dict[str, str]:
    """Return the right levels of an anchor; none for what is no anchor."""
    query = sa.select(ANCHORS.c.criterion, ANCHORS.c.level)
    rows = connection.execute(query.where(ANCHORS.c.submission_id == submission_id))
    return {row.criterion: row.level for row in rows}


def _calibration(
    connection: sa.Connection, assessor_id: str, definition_id: str
) -> tuple[int, Calibration]:
    """Compare all that an assessor said of the anchors of a micro-credential."""
    same = sa.and_(
        ANCHORS.c.submission_id == CALIBRATIONS.c.submission_id,
        ANCHORS.c.criterion == CALIBRATIONS.c.criterion,
    )
    query = (
        sa.select(
            SUBMISSIONS.c.id,
            SUBMISSIONS.c.definition_digest,
            CALIBRATIONS.c.criterion,
            CALIBRATIONS.c.level.label("given"),
            ANCHORS.c.level.label("known"),
        )
        .join_from(CALIBRATIONS, ANCHORS, same)
        .join(SUBMISSIONS, SUBMISSIONS.c.id == ANCHORS.c.submission_id)
        .join(DEFINITION_VERSIONS)
        .where(
            CALIBRATIONS.c.assessor_id == assessor_id,
            DEFINITION_VERSIONS.c.definition_id == definition_id,
        )
    )
    places, anchors = [], set()
    for row in connection.execute(query):
        definition = kept_micro_credential(connection, row.definition_digest)
        scale, _ = scale_of(definition, row.criterion)
        places.append((scale.index(row.given), scale.index(row.known)))
        anchors.add(row.id)
    return len(anchors), calibrate(places)


def _decided_levels(connection: sa.Connection, submission_id: str) -> dict[str, str]:
    query = sa.select(DECIDED_LEVELS.c.criterion, DECIDED_LEVELS.c.level)
    rows = connection.execute(query.where(DECIDED_LEVELS.c.submission_id == submission_id))
    return {row.criterion: row.level for row in rows}


def _check_may_rate(
    connection: sa.Connection, submission_id: str, assessor_id: str, right: Mapping[str, str]
) -> None:
    if not right:
        raise Conflict(f"{submission_id} is no anchor", code="not-an-anchor")
    judged = sa.select(ASSIGNMENTS.c.rated_at).where(
        ASSIGNMENTS.c.submission_id == submission_id, ASSIGNMENTS.c.assessor_id == assessor_id
    )
    if connection.execute(judged).first() is not None:
        message = f"{assessor_id} judged {submission_id} and knows it"
        raise Conflict(message, code="judged-it")
    rated = sa.select(CALIBRATIONS.c.at).where(
        CALIBRATIONS.c.submission_id == submission_id, CALIBRATIONS.c.assessor_id == assessor_id
    )
    if connection.execute(rated).first() is not None:
        message = f"{assessor_id} has rated the anchor {submission_id} already"
        raise Conflict(message, code="rated-already")


def _check_levels(
    definition: MicroCredential, levels: Mapping[str, str], asked: Sequence[str] = ()
) -> None:
    faults = [
        Fault(f"/{name}", "rating-missing", "it must be rated")
        for name in asked
        if name not in levels
    ]
    for name, level in levels.items():
        try:
            scale, _ = scale_of(definition, name)
        except LookupError:
            faults.append(Fault(f"/{name}", "no-such-criterion", "there is no such criterion"))
            continue
        if level not in scale:
            message = f"there is no level {excerpt(level)}; there are: {', '.join(scale)}"
            faults.append(Fault(f"/{name}", "no-such-level", message))
    if faults:
        raise InvalidDocument(faults, what="rating of an anchor")
