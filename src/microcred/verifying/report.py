"""The verification report: what was checked, what came out, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from microcred.errors import VerificationFailed
from microcred.findings import Outcome
from microcred.verifying.judgement import WRONG, Judgement
from microcred.verifying.wording.report import tell_report


@dataclass(frozen=True, slots=True)
class NestedReport:
    """The report of a credential that stands in another.

    Attributes:
        pointer: where it stands, as a JSON pointer into the outer one.
        report: all findings about it.
    """

    pointer: str
    report: VerificationReport

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data; the credential itself is where `pointer` says."""
        own = self.report.to_dict()
        del own["credential"]
        return {"pointer": self.pointer, **own}


@dataclass(frozen=True, slots=True, repr=False)
class VerificationReport(Judgement):
    """All findings about one badge; `print(report)` tells them as the command does.

    Attributes:
        checks: every finding, in the order of `CHECKS`; each check occurs at least once.
        credential: the credential as received, or None when none was found.
        source: what was handed in: `json`, `jwt`, `sd-jwt`, the name of a carrier, or None.
        steps: every intermediate step as it was noted; `trace` has them in words.
        form_decides: whether the policy refuses what is not well formed; else it is reported.
        endorsements: the report of each endorsement that was verified; none decides the verdict.
        contained: the report of each credential in a learner record; each decides the verdict.
    """

    endorsements: Sequence[NestedReport] = ()
    contained: Sequence[NestedReport] = ()

    def __str__(self) -> str:
        """Return what a person wants to know: the verdict, the reasons, what the badge says."""
        return tell_report(self)

    @property
    def trace(self) -> list[Mapping[str, Any]]:
        """Return every intermediate step, for whoever must find where two verifiers part."""
        return [_tell(step) for step in self.steps]

    def raise_for_failures(self) -> None:
        """Raise `VerificationFailed` unless the verdict is `valid`.

        Raises:
            VerificationFailed: the verdict is `invalid` or `undetermined`.
        """
        if self.verdict == "valid":
            return
        wrong = Outcome.FAILED if self.verdict == "invalid" else Outcome.UNDETERMINED
        findings = [finding for finding in self.reasons if finding.outcome is wrong]
        reasons = "; ".join(f"{finding.check}: {finding.message}" for finding in findings[:3])
        raise VerificationFailed(f"the badge is {self.verdict}: {reasons}", self)

    def to_problem_details(self) -> list[dict[str, Any]]:
        """Return each failed or undetermined finding as problem details (RFC 9457).

        VC Data Model 2.0, "Problem Details": `type` names the check and the code and is stable;
        `title` is the code in words, `detail` the message; `pointer`, `outcome`, `advice` and
        `spec` are members of ours.
        """
        return [
            {
                "type": f"urn:microcred:problem:{finding.check}:{finding.code}",
                "title": finding.code.replace("-", " "),
                "detail": finding.message,
                "pointer": finding.pointer,
                "outcome": str(finding.outcome),
                "advice": finding.advice,
                "spec": finding.spec,
            }
            for finding in self.checks
            if finding.outcome in WRONG
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data; names and codes are stable."""
        return {
            "verdict": self.verdict,
            "answers": {name: str(said) for name, said in self.answers.items()},
            "source": self.source,
            "checks": [
                {name: str(value) for name, value in finding._asdict().items() if value}
                for finding in self.checks
            ],
            "endorsements": [nested.to_dict() for nested in self.endorsements],
            "contained": [nested.to_dict() for nested in self.contained],
            "credential": self.credential,
        }


def _tell(step: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a step with the transcript of its proof, if it has one, as text."""
    if "transcript" not in step:
        return step
    facts = dict(step)
    transcript = facts.pop("transcript")
    return {**facts, **transcript.to_dict()}
