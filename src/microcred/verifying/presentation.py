"""Presentations: a holder shows credentials (VC Data Model 2.0, "Verifiable Presentations")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from microcred.document import as_list, id_of, objects_of, types_of
from microcred.errors import MalformedInput, excerpt
from microcred.limits import MAX_CONTAINED_CREDENTIALS, MAX_PRESENTED_FINDINGS
from microcred.verifying.case import (
    Case,
    Role,
    carried_over,
    failed,
    failed_by,
    passed,
    undetermined,
)
from microcred.verifying.checks_of_document import check_json_ld
from microcred.verifying.checks_of_proof import check_issuer_key, check_proofs
from microcred.verifying.policy import Session
from microcred.verifying.report import Check, Verdict, VerificationReport
from microcred.verifying.source import Source, read_source


@dataclass(frozen=True, slots=True)
class PresentationReport:
    """All findings about a presentation.

    Attributes:
        checks: the findings about the presentation itself, and in `contained` what matters of
            each credential.
        credentials: the whole report of each credential inside.
        holder: the id of who presents, or None.
        presentation: the presentation as received, or None.
        trace: every intermediate step, of the credentials inside too.
        form_decides: see `VerificationReport`.
    """

    checks: Sequence[Check]
    credentials: Sequence[VerificationReport]
    holder: str | None
    presentation: Mapping[str, Any] | None
    trace: Sequence[Mapping[str, Any]] = ()
    form_decides: bool = True

    @property
    def verdict(self) -> Verdict:
        """The verdict on the presentation and all its credentials."""
        return self.as_report().verdict

    @property
    def lacks_only_form(self) -> bool:
        """Whether nothing but the form of some credentials speaks against it."""
        own = [item for item in self.as_report().reasons if item.check != "contained"]
        refused = [report for report in self.credentials if report.verdict != "valid"]
        return not own and bool(refused) and all(report.lacks_only_form for report in refused)

    def find(self, check: str) -> list[Check]:
        """Give the findings of one check."""
        return self.as_report().find(check)

    def raise_for_failures(self) -> None:
        """Raise `VerificationFailed` unless the verdict is `valid`."""
        self.as_report().raise_for_failures()

    def to_problem_details(self) -> list[dict[str, Any]]:
        """Give each failed or undetermined finding as problem details (RFC 9457)."""
        return self.as_report().to_problem_details()

    def to_dict(self) -> dict[str, Any]:
        """Give the report as JSON-ready data."""
        own = self.as_report().to_dict()
        del own["credential"]
        inner = [report.to_dict() for report in self.credentials]
        return {**own, "holder": self.holder, "credentials": inner}

    def as_report(self) -> VerificationReport:
        """Give the findings in the shape of a badge's report."""
        return VerificationReport(
            self.checks, self.presentation, "presentation", self.trace, self.form_decides
        )


def is_presentation(document: Mapping[str, Any]) -> bool:
    """Tell whether a document is a presentation."""
    return "VerifiablePresentation" in types_of(document)


def check_presentation(case: Case, session: Session) -> PresentationReport:
    """Run every check on a presentation and on the credentials inside it."""
    checks = [
        passed("source", "presentation-found", f"a presentation was found ({case.source.kind})"),
        *check_json_ld(case),
        *check_proofs(case),
        *check_issuer_key(case),
        *_check_session(case, session),
    ]
    reports: list[VerificationReport] = []
    findings = 0
    for pointer, found in _credentials(case.document):
        if isinstance(found, Check):
            checks.append(found)
            continue
        if findings > MAX_PRESENTED_FINDINGS:
            message = f"more than {MAX_PRESENTED_FINDINGS} findings already; this one was left out"
            checks.append(undetermined("contained", "limit-exceeded", message, pointer))
            continue
        report = case.look_into(found, Role.BADGE)
        findings += len(report.checks)
        reports.append(report)
        name = excerpt(id_of(found.document) or "without id", 100)
        checks += carried_over("contained", report, f"the credential {name}", pointer)
        checks.append(_check_holder(case, found, pointer))
    if not reports:
        checks.append(failed("contained", "nothing-presented", "there is no credential inside"))
    form_decides = case.policy.form == "require"
    return PresentationReport(
        checks, reports, case.owner_id, case.document, case.trace, form_decides
    )


def _credentials(document: Mapping[str, Any]) -> Iterator[tuple[str, Source | Check]]:
    items = as_list(document.get("verifiableCredential"))
    if len(items) > MAX_CONTAINED_CREDENTIALS:
        message = f"{len(items)} credentials inside, at most {MAX_CONTAINED_CREDENTIALS}"
        yield "", failed("contained", "limit-exceeded", message, "/verifiableCredential")
        return
    for index, item in enumerate(items):
        pointer = f"/verifiableCredential/{index}"
        try:
            yield pointer, read_source(item if isinstance(item, dict) else str(item))
        except MalformedInput as error:
            yield pointer, failed_by("contained", error, pointer)


def _check_session(case: Case, session: Session) -> Iterator[Check]:
    """Check that the presentation was made for this session, where one was asked for."""
    for name, claim, wanted in (
        ("challenge", "nonce", session.challenge),
        ("domain", "aud", session.domain),
    ):
        if wanted is None:
            continue
        payload = case.source.payload
        if payload is not None:
            said = [as_list(payload.get(claim))]
        else:
            said = [as_list(proof.get(name)) for _, proof in case.members("proof")]
        if said and all(wanted in values for values in said):
            yield passed("proof", f"{name}-matches", f"made for this {name}")
        else:
            message = f"not made for the {name} {excerpt(wanted)}; it may be a replay"
            yield failed("proof", f"{name}-mismatch", message)


def _check_holder(case: Case, credential: Source, pointer: str) -> Check:
    """Check that who presents the credential is whom it was given to."""
    holder = case.owner_id
    subjects = [
        identifier
        for _, subject in objects_of(credential.document.get("credentialSubject"))
        if (identifier := id_of(subject)) is not None
    ]
    if holder is not None and holder in subjects:
        message = "the holder is the subject"
        return passed("recipient", "holder-is-subject", message, pointer)
    if holder is None or not subjects:
        message = "nothing in the credential tells whether the holder is its subject"
        return undetermined("recipient", "holder-not-comparable", message, pointer)
    message = f"given to {excerpt(subjects[0], 100)}, presented by {excerpt(holder, 100)}"
    return failed("recipient", "holder-is-not-subject", message, pointer)


def as_presentation(case: Case) -> Case:
    """Give the case of a presentation: the holder owns the key, and it is for authentication."""
    return replace(case, role=Role.PRESENTATION)
