"""The questions that a report answers apart, and the check that belongs to each.

A badge can be badly formed and genuine, or genuine and withdrawn: who is shown one wants to know
which. "No" needs evidence against the badge itself; "unknown" is neither "no" nor "yes".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from microcred.findings import Finding, Outcome


class Answer(StrEnum):
    """The answer to a question; its text is what the report's JSON has."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Question(StrEnum):
    """What somebody who is shown a badge wants to know; its text is the name in JSON.

    `CONTENTS` and `ASIDE` have no answer of their own: what a learner record or a presentation
    contains, and what endorses a badge, are credentials with reports of their own. Those that
    are contained decide the verdict with the others, an endorsement never does.
    """

    GENUINE = "genuine"
    IN_FORCE = "inForce"
    WELL_FORMED = "wellFormed"
    RECIPIENT = "recipient"
    TRUSTED = "trusted"
    CONTENTS = "contents"
    ASIDE = "aside"


QUESTION_OF: Final[Mapping[str, Question]] = {
    "source": Question.WELL_FORMED,
    "data_model": Question.WELL_FORMED,
    "json_ld": Question.GENUINE,
    "open_badges": Question.WELL_FORMED,
    "proof": Question.GENUINE,
    "issuer_key": Question.GENUINE,
    "schema": Question.WELL_FORMED,
    "resources": Question.WELL_FORMED,
    "refresh": Question.IN_FORCE,
    "status": Question.IN_FORCE,
    "validity": Question.IN_FORCE,
    "recipient": Question.RECIPIENT,
    "endorsements": Question.ASIDE,
    "contained": Question.CONTENTS,
    "trust": Question.TRUSTED,
}
"""The one question of each check; this table is the only place that says so."""

ALWAYS_ANSWERED: Final = (Question.GENUINE, Question.IN_FORCE, Question.WELL_FORMED)
WHEN_ASKED: Final = (Question.RECIPIENT, Question.TRUSTED)

LEFT_OUT: Final = "left-out"
"""The code of a check that the policy leaves out."""

ACCEPTED: Final = "accepted-by-policy"
"""The code of what a policy accepts although it proves nothing."""


def answer(question: Question, findings: Iterable[Finding]) -> Answer | None:
    """Answer one question from all findings; None where nobody asked it.

    What a badge says of its dates, its status and its holder proves nothing unless the badge is
    genuine: then "yes" is "unknown", while "no" stays.
    """
    findings = tuple(findings)
    own = [item for item in findings if QUESTION_OF[item.check] is question]
    found = _answer_alone(question, own)
    if found is not Answer.YES or question in (Question.GENUINE, Question.WELL_FORMED):
        return found
    genuine = answer(Question.GENUINE, findings)
    return Answer.YES if genuine is Answer.YES else Answer.UNKNOWN


def _answer_alone(question: Question, own: Iterable[Finding]) -> Answer | None:
    """Answer a question from the findings about it."""
    outcomes = {item.outcome for item in own}
    if Outcome.FAILED in outcomes:
        return Answer.NO
    if outcomes <= {Outcome.SKIPPED} and question in WHEN_ASKED:
        return None
    if Outcome.UNDETERMINED in outcomes or Outcome.PASSED not in outcomes:
        return Answer.UNKNOWN
    is_unsure = any(item.code in (ACCEPTED, LEFT_OUT) for item in own)
    return Answer.UNKNOWN if is_unsure else Answer.YES
