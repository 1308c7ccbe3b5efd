"""The other verifiers that are known, and what they would say: every rule of each is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from microcred.limits import MAX_FAULTS
from microcred.prediction import public_validator, verifier_core
from microcred.prediction.rule import Answer, Examined, Prediction, Rule
from microcred.verifying.report import VerificationReport
from microcred.verifying.source import Source

_Rules = Sequence[tuple[Rule, str]]

VERIFIERS: Final[Mapping[str, Callable[[Source], _Rules]]] = {
    public_validator.VERIFIER: public_validator.rules_for,
    verifier_core.VERIFIER: verifier_core.rules_for,
}
"""Each verifier, with what gives its rules, and the basis of each, for one form of badge."""

ALL_RULES: Final[Mapping[str, _Rules]] = {
    public_validator.VERIFIER: public_validator.ALL_RULES,
    verifier_core.VERIFIER: verifier_core.ALL_RULES,
}
"""Every rule of each verifier, with its basis."""

_NO_OBJECTION: Final = "no rule of it that is known here speaks against the badge"


def predict(source: Source, report: VerificationReport) -> list[Prediction]:
    """Say what other verifiers make of a badge; each has at least one prediction.

    Nothing is fetched. What depends on answers of the network is taken from the report where
    its verification got that answer, and is otherwise said not to be known.

    Args:
        source: the badge as found; see `read_source`.
        report: its verification here, with its trace.
    """
    predictions: list[Prediction] = []
    for verifier, rules_for in VERIFIERS.items():
        told = [
            Prediction(
                verifier,
                answer.accepts,
                answer.code,
                answer.pointer,
                answer.reason,
                answer.advice,
                basis,
            )
            for rule, basis in rules_for(source)
            for answer in _worst_of(list(rule(_examined(verifier, source, report))))
        ]
        if all(prediction.accepts for prediction in told):
            told.append(
                Prediction(verifier, True, "no-objection", "", _NO_OBJECTION, "", "all its rules")
            )
        predictions += told
    return predictions


def _worst_of(answers: list[Answer]) -> list[Answer]:
    """Keep up to `MAX_FAULTS` answers of one rule; where there are more, refusals first."""
    if len(answers) <= MAX_FAULTS:
        return answers
    order: list[bool | None] = [False, None, True]
    return sorted(answers, key=lambda answer: order.index(answer.accepts))[:MAX_FAULTS]


def _examined(verifier: str, source: Source, report: VerificationReport) -> Examined:
    of_1edtech = verifier == public_validator.VERIFIER
    document = public_validator.document_of(source) if of_1edtech else source.document
    return Examined(source, report, document)


def opinion_of(predictions: Iterable[Prediction], verifier: str) -> bool | None:
    """Return whether `verifier` would accept the badge; None where that cannot be known here."""
    answers = {item.accepts for item in predictions if item.verifier == verifier}
    if False in answers:
        return False
    return None if None in answers or not answers else True
