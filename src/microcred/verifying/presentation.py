"""Presentations: a holder shows credentials (VC Data Model 2.0, "Verifiable Presentations")."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from microcred.document import as_list, id_of
from microcred.errors import MalformedInput, excerpt
from microcred.findings import Finding
from microcred.limits import MAX_CONTAINED_CREDENTIALS, MAX_PRESENTED_FINDINGS
from microcred.proofs import without_tokens
from microcred.verifying.checklist import (
    failed,
    left_out,
    out_of_time,
    passed,
    skipped,
    undetermined,
)
from microcred.verifying.checks_of_document import check_data_model, check_json_ld
from microcred.verifying.checks_of_key import check_issuer_key
from microcred.verifying.checks_of_others import carried_over
from microcred.verifying.checks_of_proof import check_proofs
from microcred.verifying.checks_of_recipient import check_presenter
from microcred.verifying.evidence import finding_inside
from microcred.verifying.judgement import Verdict
from microcred.verifying.policy import Policy, Session
from microcred.verifying.questions import QUESTION_OF, Answer, Question
from microcred.verifying.report import VerificationReport
from microcred.verifying.source import read_part
from microcred.verifying.verification import Role, Verification
from microcred.verifying.wording.report import PLAIN, Manner, tell_presentation


@dataclass(frozen=True, slots=True)
class PresentationReport:
    """All findings about a presentation.

    Attributes:
        checks: the findings about the presentation itself, and in `contained` what matters of
            each credential.
        credentials: the whole report of each credential inside.
        holder: the id of who presents: the one that it names, else whose key signed it; None
            where it names nobody and its keys are not those of one holder.
        presentation: the presentation as received, or None.
        trace: every intermediate step, of the credentials inside too.
        form_decides: see `VerificationReport`.
    """

    checks: Sequence[Finding]
    credentials: Sequence[VerificationReport]
    holder: str | None
    presentation: Mapping[str, Any] | None
    trace: Sequence[Mapping[str, Any]] = ()
    form_decides: bool = True

    def __str__(self) -> str:
        """Return what a person wants to know: the verdict, who presents, each badge inside."""
        return self.told()

    def told(self, name: str = "", manner: Manner = PLAIN) -> str:
        """Return the same, with what only the one who tells it can add; see `Manner`."""
        return tell_presentation(self.as_report(), self.holder, self.credentials, name, manner)

    @property
    def verdict(self) -> Verdict:
        """The verdict on the presentation and all its credentials."""
        return self.as_report().verdict

    @property
    def genuine(self) -> Answer:
        """Whether the holder signed this, for this session."""
        return self.as_report().genuine

    @property
    def well_formed(self) -> Answer:
        """Whether it keeps the data model of presentations."""
        return self.as_report().well_formed

    @property
    def recipient(self) -> Answer | None:
        """Whether each badge was given to who presents it; None where there is none."""
        return self.as_report().recipient

    @property
    def answers(self) -> dict[str, Answer]:
        """The answers about the presentation itself; whether a badge is in force, its own says."""
        found = self.as_report().answers
        return {name: said for name, said in found.items() if name != Question.IN_FORCE}

    @property
    def lacks_only_form(self) -> bool:
        """Whether nothing but form, its own or that of credentials inside, speaks against it."""
        questions = {
            QUESTION_OF[item.check]
            for item in self.as_report().reasons
            if item.check != "contained"
        }
        refused = [report for report in self.credentials if report.verdict != "valid"]
        if self.genuine is not Answer.YES or not (questions or refused):
            return False
        return questions <= {Question.WELL_FORMED} and all(
            report.lacks_only_form for report in refused
        )

    def find(self, check: str) -> list[Finding]:
        """Return the findings of one check."""
        return self.as_report().find(check)

    def raise_for_failures(self) -> None:
        """Raise `VerificationFailed` unless the verdict is `valid`."""
        self.as_report().raise_for_failures()

    def to_problem_details(self) -> list[dict[str, Any]]:
        """Return each failed or undetermined finding as problem details (RFC 9457)."""
        return self.as_report().to_problem_details()

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON-ready data."""
        whole = self.as_report().to_dict()
        own = {name: whole[name] for name in ("verdict", "answers", "source", "checks")}
        own["answers"] = {name: str(said) for name, said in self.answers.items()}
        inner = [report.to_dict() for report in self.credentials]
        return {**own, "holder": self.holder, "credentials": inner}

    def as_report(self) -> VerificationReport:
        """Return the findings in the shape of a badge's report."""
        return VerificationReport(
            self.checks, self.presentation, "presentation", self.trace, self.form_decides
        )


_ORDER: Final[tuple[tuple[str, Callable[[Verification], Iterable[Finding]]], ...]] = (
    # 2. contexts, types, the holder, and that credentials are what is inside
    ("data_model", check_data_model),
    # 3. no term that a signature over statements would silently leave out
    ("json_ld", check_json_ld),
    # 4. made for authentication
    ("proof", check_proofs),
    # 5. the keys are the holder's
    ("issuer_key", check_issuer_key),
)
"""The checks of a presentation itself, after `source`."""


def check_presentation(verification: Verification, session: Session) -> PresentationReport:
    """Run every check on a presentation and on the credentials inside it."""
    # 1. the presentation was found
    checks = [
        passed("source", "presentation-found", verification.source.found, verification.source.place)
    ]
    for name, check in _ORDER:
        checks += [left_out(name)] if name in verification.policy.left_out else check(verification)
    # 6. for this session
    checks += _check_session(verification, session)
    holder = verification.owner_id or _authenticated(verification, checks)
    # 7. each credential, and whether who presents it is its subject
    reports: list[VerificationReport] = []
    for findings, report in _check_credentials(verification, holder):
        checks += findings
        reports += [report] if report else []
    form_decides = verification.policy.form == "require"
    return PresentationReport(
        checks, reports, holder, verification.document, verification.trace, form_decides
    )


def _authenticated(verification: Verification, checks: Sequence[Finding]) -> str | None:
    """Return whose key signed a presentation that names no holder, where it is one holder's."""
    keys = [item for item in checks if item.check == "issuer_key"]
    owners = {item.key.controller.id for item in verification.verified if item.key.controller}
    confirmed = all(item.code == "holder-authenticated" for item in keys)
    return owners.pop() if len(owners) == 1 and confirmed else None


def _check_credentials(
    verification: Verification, holder: str | None
) -> Iterator[tuple[list[Finding], VerificationReport | None]]:
    """Yield the findings about each credential inside, and its report where it has one."""
    items = as_list(verification.document.get("verifiableCredential"))
    if "contained" in verification.policy.left_out:
        yield [left_out("contained")], None
        return
    if not items:
        yield [*_nothing_presented(verification.policy)], None
    if len(items) > MAX_CONTAINED_CREDENTIALS:
        message = f"{len(items)} credentials inside, at most {MAX_CONTAINED_CREDENTIALS}"
        pointer = "/verifiableCredential"
        yield [undetermined("contained", "limit-exceeded", message, pointer)], None
        return
    findings = 0
    for index, item in enumerate(items):
        pointer = f"/verifiableCredential/{index}"
        if findings > MAX_PRESENTED_FINDINGS:
            message = f"more than {MAX_PRESENTED_FINDINGS} findings already; this one was left out"
            yield [undetermined("contained", "limit-exceeded", message, pointer)], None
            continue
        if verification.deadline.is_over():
            yield [out_of_time("contained", pointer)], None
            continue
        try:
            source = read_part(item)
        except MalformedInput as error:
            yield [finding_inside("contained", error, pointer)], None
            continue
        report = verification.look_into(source, Role.BADGE)
        findings += len(report.checks)
        name = excerpt(id_of(source.document) or "without id", 100)
        found = [*carried_over("contained", report, f"the credential {name}", pointer)]
        if "recipient" in verification.policy.left_out:
            found.append(left_out("recipient"))
        else:
            found.append(check_presenter(verification.policy, holder, report, pointer))
        yield found, report


def _nothing_presented(policy: Policy) -> Iterator[Finding]:
    """Say that there is no credential; what the policy asks of one is then not known."""
    message = "there is no credential inside; it shows who presents, and nothing else"
    yield skipped("contained", "nothing-presented", message)
    advice = "Ask the holder to present a badge."
    for check, asked in (
        ("recipient", policy.recipient is not None),
        ("trust", policy.asks_for_trust),
    ):
        if asked and check not in policy.left_out:
            yield undetermined(check, "nothing-presented", message, "", advice)


def _check_session(verification: Verification, session: Session) -> Iterator[Finding]:
    """Check that the presentation was made for this session, where one was asked for."""
    for name, claim, wanted in (
        ("challenge", "nonce", session.challenge),
        ("domain", "aud", session.domain),
    ):
        if wanted is None:
            continue
        # Each signature must be for this session: one beside an older one freshens it no more.
        said = [as_list(proof.get(name)) for _, proof in verification.members("proof")]
        if verification.source.payload is not None:
            said.append(as_list(verification.source.payload.get(claim)))
        if said and all(wanted in values for values in said):
            yield passed("proof", f"{name}-matches", f"made for this {name}")
        else:
            message = f"not made for the {name} {excerpt(wanted)}; it may be a replay"
            yield failed("proof", f"{name}-mismatch", message)


def as_presentation(verification: Verification) -> Verification:
    """Return the verification of a presentation: its holder owns the key, to authenticate with."""
    unsecured = verification.unsecured
    if verification.source.jws is not None and "proof" not in verification.document:
        known = without_tokens(verification.document)
        unsecured = unsecured if known is verification.document else verification.unsecure(known)
    return replace(verification, role=Role.PRESENTATION, unsecured=unsecured)
