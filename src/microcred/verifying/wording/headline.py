"""The answers of a report in people's words: one line, and one sentence under it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from microcred.findings import Outcome
from microcred.open_badges_2 import recognize_version
from microcred.verifying.judgement import Judgement
from microcred.verifying.questions import QUESTION_OF, Answer, Question

_VERDICTS: Final = {"valid": "VALID", "invalid": "INVALID", "undetermined": "UNDETERMINED"}
_WORDS: Final = {
    (Question.GENUINE, Answer.YES): "GENUINE",
    (Question.GENUINE, Answer.NO): "NOT GENUINE",
    (Question.GENUINE, Answer.UNKNOWN): "NOT KNOWN WHETHER GENUINE",
    (Question.IN_FORCE, Answer.YES): "IN FORCE",
    (Question.IN_FORCE, Answer.NO): "NOT IN FORCE",
    (Question.IN_FORCE, Answer.UNKNOWN): "NOT KNOWN WHETHER IN FORCE",
    (Question.WELL_FORMED, Answer.YES): "WELL FORMED",
    (Question.WELL_FORMED, Answer.NO): "NOT WELL FORMED",
    (Question.WELL_FORMED, Answer.UNKNOWN): "NOT KNOWN WHETHER WELL FORMED",
    (Question.RECIPIENT, Answer.NO): "NOT GIVEN TO WHOM YOU ASKED FOR",
    (Question.RECIPIENT, Answer.UNKNOWN): "NOT KNOWN WHETHER GIVEN TO WHOM YOU ASKED FOR",
    (Question.TRUSTED, Answer.NO): "NOT FROM AN ISSUER THAT YOU TRUST",
    (Question.TRUSTED, Answer.UNKNOWN): "NOT KNOWN WHETHER YOU TRUST THE ISSUER",
}


def tell_headline(report: Judgement) -> str:
    """Return the answers in a line of capitals, or `VALID` for a badge that has them all.

    Where it is not known to be genuine, nothing else that it says is told.
    """
    if report.outcome("source") is Outcome.FAILED:
        return "NO BADGE TO CHECK"
    if report.source == "presentation" or (report.verdict == "valid" and _has_all(report)):
        return _VERDICTS[report.verdict]
    if report.genuine is not Answer.YES:
        return _WORDS[Question.GENUINE, report.genuine]
    answers = (
        (Question.GENUINE, report.genuine),
        (Question.IN_FORCE, report.in_force),
        (Question.WELL_FORMED, report.well_formed),
        (Question.RECIPIENT, report.recipient),
        (Question.TRUSTED, report.trusted),
    )
    words = [_WORDS[asked] for asked in answers if asked in _WORDS]
    return ", ".join([*words, *_tell_contents(report)])


def _tell_contents(report: Judgement) -> list[str]:
    """Say what speaks against what stands inside, if anything does."""
    contents = {
        item.outcome for item in report.reasons if QUESTION_OF[item.check] is Question.CONTENTS
    }
    if Outcome.FAILED in contents:
        return ["NOT ALL OF ITS CONTENTS COUNT"]
    return ["NOT KNOWN WHETHER ALL OF ITS CONTENTS COUNT"] if contents else []


def tell_answers(report: Judgement) -> str:
    """Return the answers in a sentence that says what they mean; empty where nothing is to add."""
    if report.source == "presentation" or report.outcome("source") is Outcome.FAILED:
        return ""
    if report.genuine is Answer.NO:
        return "what it says is not what its issuer signed, or nothing shows that it is"
    if report.verdict == "valid" and _has_all(report):
        return ""
    if report.genuine is Answer.UNKNOWN:
        return "whether its issuer signed this could not be found out, which is no word against it"
    hosted = any(item.code == "hosted-by-issuer" for item in report.find("proof"))
    told = ["its issuer hosts this" if hosted else "its issuer signed this"]
    told.append(_IN_FORCE.get(report.in_force, "it counts now"))
    if report.well_formed is Answer.NO:
        told += _tell_form(report)
    return "; ".join(told)


_IN_FORCE: Final = {
    Answer.NO: "it does not count now",
    Answer.UNKNOWN: "whether it counts now could not be found out",
}


def _has_all(report: Judgement) -> bool:
    return all(said is Answer.YES for said in report.answers.values())


def _tell_form(report: Judgement) -> Iterator[str]:
    """Say what is wrong with its form; that a resource was changed breaks no rule."""
    wrong = [
        item.check
        for item in report.checks
        if item.outcome is Outcome.FAILED and QUESTION_OF[item.check] is Question.WELL_FORMED
    ]
    if rules := len(wrong) - wrong.count("resources"):
        version = recognize_version(report.credential or {}) or "3.0"
        counted = "a rule" if rules == 1 else f"{rules} rules"
        yield f"it breaks {counted} of Open Badges {version}"
    if "resources" in wrong:
        yield "something that it points at is not what it was"
