"""The verification report: what was checked, what came out, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from microcred.errors import VerificationFailed
from microcred.verifying.finding import Check, Outcome
from microcred.verifying.judgement import CHECKS, WRONG, Judgement, Verdict
from microcred.verifying.wording.report import tell_report

__all__ = [
    "ADVICE_ON_DOUBT",
    "ADVICE_ON_DOUBT_OF",
    "ADVICE_ON_FAILURE",
    "ADVICE_ON_FAILURE_OF",
    "AT_STAKE",
    "CHECKS",
    "Check",
    "Outcome",
    "Verdict",
    "VerificationReport",
]

_CORRECT: Final = "The issuer has to correct the badge and sign it again."
_AS_DELIVERED: Final = "ask the holder for the badge as the issuer delivered it."

ADVICE_ON_FAILURE: Final[Mapping[str, str]] = {
    "source": "Hand in the file, the text or the picture as the issuer delivered it.",
    "data_model": _CORRECT,
    "json_ld": f"Do not rely on what is named here. {_CORRECT}",
    "open_badges": _CORRECT,
    "proof": "Do not use it; the issuer has to sign it again, if it is the issuer's at all.",
    "issuer_key": "Do not use it; ask the issuer whether it issued this badge.",
    "schema": f"It is not what the schema that it names demands. {_CORRECT}",
    "resources": "Do not rely on what it points at; ask the issuer.",
    "refresh": "Ask the issuer for the newest version.",
    "status": "Do not accept the badge before the issuer says whether it was revoked.",
    "validity": "Ask the issuer whether the dates of the badge are right.",
    "recipient": "Ask the holder whom the badge was issued to.",
    "endorsements": "Do not rely on this endorsement; ask who made it.",
    "contained": "Do not rely on this credential, whatever it is contained in.",
    "trust": "Where you know that this id is the issuer's, add it to your list; else ask who keeps "
    "the list.",
}
"""What to do about a check that failed, where nothing better is known."""

_TOO_MUCH: Final = "Ask the issuer for a smaller one; it is more than is looked at here."

ADVICE_ON_FAILURE_OF: Final[Mapping[str, str]] = {
    "algorithm-refused": "Do not use it; whoever made it has proved nothing about who they are.",
    "base-proof": "Ask the holder to show a badge made from it; this form is the holder's own.",
    "created-in-future": "A clock may be wrong, the issuer's or this one; look again later.",
    "proof-expired": "Ask the issuer to sign it again.",
    "bad-signature": "The badge was changed after signing, or is not what the issuer signed. "
    f"Do not use it; {_AS_DELIVERED}",
    "limit-exceeded": _TOO_MUCH,
    "no-issuer": "Do not use it; nobody says that it is theirs.",
    "no-proof": f"Do not use it; {_AS_DELIVERED}",
    "proof-own-context": "That is how it was made; ask the issuer to sign it in a form of today.",
    "weak-rsa-key": "Anybody could have made it; ask the issuer to sign it with another key.",
    "private-jwk": "Do not use it; tell the issuer that its private key may be known.",
    "too-deep": _TOO_MUCH,
    "too-many-values": _TOO_MUCH,
    "secret-key-published": "Do not use it; tell the issuer that everybody knows its private key.",
}
"""What to do about what failed, by its code, where that says more than the check does."""

AT_STAKE: Final[Mapping[str, str]] = {
    "json_ld": "until then nobody knows what is signed",
    "proof": "until then nothing shows that its issuer stands by it",
    "issuer_key": "until then nothing says who signed",
    "resources": "until then do not rely on what it points at",
    "refresh": "the badge itself was checked as it is",
    "status": "the badge may have been revoked",
    "endorsements": "until then do not rely on the endorsement",
    "contained": "until then do not rely on this credential",
    "trust": "until then nothing says that the issuer is one you trust",
}
"""What it means that a check could not be completed."""

_ASK: Final = "Ask the issuer"

ADVICE_ON_DOUBT: Final[Mapping[str, str]] = {
    "source": f"{_ASK} for the badge in another form.",
    "data_model": f"{_ASK}.",
    "json_ld": f"{_ASK}; {AT_STAKE['json_ld']}.",
    "open_badges": f"{_ASK}.",
    "proof": f"{_ASK} for a badge with a signature of a usual kind.",
    "issuer_key": f"{_ASK}; {AT_STAKE['issuer_key']}.",
    "schema": f"{_ASK} for a badge that names a schema of a usual kind.",
    "resources": f"{_ASK}; {AT_STAKE['resources']}.",
    "refresh": f"{_ASK} for the newest version; {AT_STAKE['refresh']}.",
    "status": f"{_ASK} whether the badge was revoked.",
    "validity": f"{_ASK} whether the badge has expired.",
    "recipient": f"{_ASK} for a badge that names its holder.",
    "endorsements": f"Do not rely on the endorsement; {_ASK.lower()}.",
    "contained": "Verify it by itself; until then do not rely on this credential.",
    "trust": f"Ask who keeps the list; {AT_STAKE['trust']}.",
}
"""What to do about a check that could not be completed, where nothing better is known.

Another try is not among it: it helps where something is fetched, and `doubt` knows that.
"""

ADVICE_ON_DOUBT_OF: Final[Mapping[str, str]] = {"limit-exceeded": _TOO_MUCH}
"""What to do about what could not be completed, by its code, where that says more."""


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


@dataclass(frozen=True, slots=True)
class VerificationReport(Judgement):
    """All findings about one badge; `print(report)` tells them as the command does.

    Attributes:
        checks: every finding, in the order of `CHECKS`; each check occurs at least once.
        credential: the credential as received, or None when none was found.
        source: what was handed in: `json`, `jwt`, `sd-jwt`, `png` or `svg`, or None.
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
