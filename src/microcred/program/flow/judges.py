"""Who must not judge a submission, and why: asked anew whenever somebody judges.

Assigning, opening the evidence, rating, adjudicating and deciding all ask here, so that what
becomes known after somebody was assigned counts as well.
"""

from __future__ import annotations

import sqlalchemy as sa

from microcred.authority import Principal
from microcred.errors import Conflict, Forbidden
from microcred.program.flow.calibrating import is_calibrated
from microcred.program.flow.desk import Desk
from microcred.program.flow.impartial import why_partial
from microcred.program.flow.people import need_assessor
from microcred.program.flow.ratings import assessments_of
from microcred.program.flow.trail import Standing


def why_not_judge(
    connection: sa.Connection, desk: Desk, standing: Standing, assessor_id: str
) -> str | None:
    """Tell why an assessor must not judge a submission now; None where they may.

    Raises:
        Refused: code `no-such-assessor`.
    """
    assessor = need_assessor(connection, assessor_id)
    if (partial := why_partial(connection, standing, assessor_id)) is not None:
        return partial
    if assessor.left_at is not None:
        return "they left"
    rule = desk.settings.calibration
    if not is_calibrated(connection, rule, assessor_id, standing.definition_id):
        return "they are not calibrated for this micro-credential"
    return None


def check_may_judge(
    connection: sa.Connection,
    desk: Desk,
    standing: Standing,
    assessor_id: str,
    *,
    on_it: bool = True,
) -> None:
    """Check that an assessor may judge a submission now.

    Args:
        connection: an open one.
        desk: has the settings.
        standing: the submission.
        assessor_id: who is to judge it.
        on_it: whether they are on it already, and are to be taken off.

    Raises:
        Refused: `no-such-assessor`, or `not-eligible` for the reason given.
    """
    why = why_not_judge(connection, desk, standing, assessor_id)
    if why is not None:
        message = f"{assessor_id} must not judge {standing.id}: {why}"
        if on_it:
            raise Forbidden(message, code="not-eligible", data=_on_it(standing, assessor_id))
        raise Conflict(message, code="not-eligible")


def _on_it(standing: Standing, assessor_id: str) -> dict[str, str]:
    return {"submission": standing.id, "on_it": assessor_id}


def check_may_decide(connection: sa.Connection, standing: Standing, by: Principal) -> None:
    """Check that who decides is impartial, and so is everybody on whose word it is decided.

    Call it while the person is held, so that nobody notes a conflict meanwhile.

    Raises:
        Refused: code `not-eligible`.
    """
    for who in filter(None, (by.name, by.person, by.assessor)):
        if (why := why_partial(connection, standing, who)) is not None:
            message = f"{by.name} must not decide on {standing.id}: {why}; somebody else decides"
            raise Forbidden(message, code="not-eligible")
    check_word_counts(connection, standing)


def check_word_counts(connection: sa.Connection, standing: Standing) -> None:
    """Check that everybody is impartial who has judged a submission.

    Raises:
        Refused: code `not-eligible`.
    """
    for assessment in assessments_of(connection, standing.id):
        name = assessment.assessor_id
        if (why := why_partial(connection, standing, name)) is not None:
            message = f"the word of {name} on {standing.id} does not count: {why}"
            raise Conflict(message, code="not-eligible", data=_on_it(standing, name))
