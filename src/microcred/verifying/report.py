"""The verification report: what was checked, what came out, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from microcred.errors import VerificationFailed
from microcred.verifying.finding import Check, Outcome
from microcred.verifying.questions import (
    ALWAYS_ANSWERED,
    QUESTION_OF,
    WHEN_ASKED,
    Answer,
    Question,
    answer,
)

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

Verdict = Literal["valid", "invalid", "undetermined"]

CHECKS: Final[Mapping[str, str]] = {
    "source": "Open Badges 3.0, Serialization, Document Format and Baking",
    "data_model": "VC Data Model 2.0, Basic Concepts; Open Badges 3.0, Data Model",
    "json_ld": "VC Data Integrity 1.0, Contexts and Vocabularies",
    "open_badges": "Open Badges 3.0, Data Model",
    "proof": "VC Data Integrity 1.0, Verify Proof; Open Badges 3.0, Proofs (Signatures)",
    "issuer_key": "Controlled Identifiers 1.0, Verification Relationships",
    "schema": "VC Data Model 2.0, Data Schemas",
    "resources": "VC Data Model 2.0, Integrity of Related Resources",
    "refresh": "1EdTech Credential Refresh Service 1.0",
    "status": "Bitstring Status List 1.0; 1EdTech Revocation List Status Method 1.0",
    "validity": "VC Data Model 2.0, Validity Period",
    "recipient": "Open Badges 3.0, Verify the Recipient Using an Identifier",
    "endorsements": "Open Badges 3.0, EndorsementCredential Verification",
    "contained": "Comprehensive Learner Record 2.0, ClrSubject; VC Data Model 2.0, Presentations",
    "trust": "VC Data Model 2.0, Validation: Issuer",
}
"""Every check in the order in which it runs, with the section it stands on."""


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

_WRONG: Final = (Outcome.FAILED, Outcome.UNDETERMINED)


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
class VerificationReport:
    """All findings about one badge.

    Attributes:
        checks: every finding, in the order of `CHECKS`; each check occurs at least once.
        credential: the credential as received, or None when none was found.
        source: what was handed in: `json`, `jwt`, `sd-jwt`, `png` or `svg`, or None.
        steps: every intermediate step as it was noted; `trace` has them in words.
        form_decides: whether the policy refuses what is not well formed; else it is reported.
        endorsements: the report of each endorsement that was verified; none decides the verdict.
        contained: the report of each credential in a learner record; each decides the verdict.
    """

    checks: Sequence[Check]
    credential: Mapping[str, Any] | None
    source: str | None
    steps: Sequence[Mapping[str, Any]] = ()
    form_decides: bool = True
    endorsements: Sequence[NestedReport] = ()
    contained: Sequence[NestedReport] = ()

    @property
    def trace(self) -> list[Mapping[str, Any]]:
        """Return every intermediate step, for whoever must find where two verifiers part."""
        return [_tell(step) for step in self.steps]

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
    def reasons(self) -> list[Check]:
        """Every finding that speaks against `valid`, in the order of the checks."""
        aside = {Question.ASIDE} if self.form_decides else {Question.ASIDE, Question.WELL_FORMED}
        return [
            finding
            for finding in self.checks
            if finding.outcome in _WRONG
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

    def find(self, check: str) -> list[Check]:
        """Return the findings of one check."""
        return [finding for finding in self.checks if finding.check == check]

    def outcome(self, check: str) -> Outcome:
        """Return the worst outcome of one check: failed, undetermined, passed, skipped."""
        outcomes = {finding.outcome for finding in self.find(check)}
        order = (Outcome.FAILED, Outcome.UNDETERMINED, Outcome.PASSED)
        return next((outcome for outcome in order if outcome in outcomes), Outcome.SKIPPED)

    def raise_for_failures(self) -> None:
        """Raise `VerificationFailed` unless the verdict is `valid`."""
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
            if finding.outcome in _WRONG
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
