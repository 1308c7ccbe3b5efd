"""Findings about one badge, and the answers and the verdict that follow from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from microcred.findings import Finding, Outcome
from microcred.verifying.questions import (
    ALWAYS_ANSWERED,
    QUESTION_OF,
    WHEN_ASKED,
    Answer,
    Question,
    answer,
)

Verdict = Literal["valid", "invalid", "undetermined"]

WRONG: Final = (Outcome.FAILED, Outcome.UNDETERMINED)
"""The outcomes that speak against a badge, the worse one first."""


@dataclass(frozen=True, slots=True, repr=False)
class Judgement:
    """All findings about one badge, and what they come to.

    Attributes:
        checks: every finding, in the order of `CHECKS`; each check occurs at least once.
        credential: the credential as received, or None when none was found.
        source: what was handed in: `json`, `jwt`, `sd-jwt`, the name of a carrier, or None.
        steps: every intermediate step as it was noted; `trace` of a report has them in words.
        form_decides: whether the policy refuses what is not well formed; else it is reported.
    """

    checks: Sequence[Finding]
    credential: Mapping[str, Any] | None
    source: str | None
    steps: Sequence[Mapping[str, Any]] = ()
    form_decides: bool = True

    def __repr__(self) -> str:
        """Return the verdict and the answers; `str` tells the reasons."""
        answers = ", ".join(f"{name} {said}" for name, said in self.answers.items())
        return f"<{type(self).__name__} {self.verdict}: {answers}>"

    @property
    def verdict(self) -> Verdict:
        """The verdict on all that the policy asks for.

        `invalid` if a check that is asked for failed, else `undetermined` if one could not be
        completed, else `valid`.
        """
        outcomes = {finding.outcome for finding in self.reasons}
        if Outcome.FAILED in outcomes:
            return "invalid"
        return "undetermined" if Outcome.UNDETERMINED in outcomes else "valid"

    @property
    def reasons(self) -> list[Finding]:
        """Every finding that speaks against `valid`, in the order of the checks."""
        aside = {Question.ASIDE} if self.form_decides else {Question.ASIDE, Question.WELL_FORMED}
        return [
            finding
            for finding in self.checks
            if finding.outcome in WRONG
            and (finding.check == "source" or QUESTION_OF[finding.check] not in aside)
        ]

    @property
    def genuine(self) -> Answer:
        """Whether the issuer signed this, and all of it that is read."""
        return answer(Question.GENUINE, self.checks) or Answer.UNKNOWN

    @property
    def in_force(self) -> Answer:
        """Whether it counts at the moment that was asked about: dates, status, refresh."""
        return answer(Question.IN_FORCE, self.checks) or Answer.UNKNOWN

    @property
    def well_formed(self) -> Answer:
        """Whether it keeps the data model, its schemas and the rules of Open Badges."""
        return answer(Question.WELL_FORMED, self.checks) or Answer.UNKNOWN

    @property
    def recipient(self) -> Answer | None:
        """Whether it was given to the person asked for; None where nobody asked."""
        return answer(Question.RECIPIENT, self.checks)

    @property
    def trusted(self) -> Answer | None:
        """Whether the issuer is one that the policy trusts; None where nobody asked."""
        return answer(Question.TRUSTED, self.checks)

    @property
    def answers(self) -> dict[str, Answer]:
        """The answer to each question by its name in JSON; what nobody asked is left out."""
        found = {name: answer(name, self.checks) for name in (*ALWAYS_ANSWERED, *WHEN_ASKED)}
        return {str(name): said for name, said in found.items() if said is not None}

    @property
    def lacks_only_form(self) -> bool:
        """Whether nothing but form speaks against a badge that is genuine and in force."""
        return (
            (self.genuine, self.in_force) == (Answer.YES, Answer.YES)
            and bool(self.reasons)
            and all(QUESTION_OF[item.check] is Question.WELL_FORMED for item in self.reasons)
            and self.verdict == "invalid"
        )

    def find(self, check: str) -> list[Finding]:
        """Return the findings of one check."""
        return [finding for finding in self.checks if finding.check == check]

    def outcome(self, check: str) -> Outcome:
        """Return the worst outcome of one check: failed, undetermined, passed, skipped."""
        outcomes = {finding.outcome for finding in self.find(check)}
        order = (Outcome.FAILED, Outcome.UNDETERMINED, Outcome.PASSED)
        return next((outcome for outcome in order if outcome in outcomes), Outcome.SKIPPED)
