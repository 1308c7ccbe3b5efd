"""What an educator says about publication, recorded with the words that it was asked in."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from microcred.program.flow.evidence.intake import check_text
from microcred.program.flow.states import Action
from microcred.program.flow.tables import CONSENTS
from microcred.program.flow.trail import Act, Standing, check_step, note


@dataclass(frozen=True, slots=True)
class Consent:
    """An educator's answer.

    Attributes:
        given: whether they agree that the badge is published.
        words: what they were asked, or what they said.
    """

    given: bool
    words: str


def keep_consent(
    connection: sa.Connection, standing: Standing, consent: Consent, by: str, at: str
) -> None:
    """Record an answer in the transaction that is open.

    Raises:
        Refused: `not-now`.
        MalformedInput: the words are no text.
    """
    check_text(consent.words)
    act = Act(by, at, consent.words)
    check_step(connection, standing, Action.CHOOSE)
    values = {"given": consent.given, "words": consent.words, "at": at, "actor": by}
    connection.execute(CONSENTS.insert().values(enrolment_id=standing.enrolment_id, **values))
    note(connection, standing.id, "consent" if consent.given else "no-consent", act)
