"""How the library is meant to be used, for the type checker: `mypy --strict` reads this file.

What it must find wrong is marked with an ignore, and an ignore that is not needed is an error, too.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import microcred
import microcred.canonical
import microcred.models
import microcred.program
from microcred import (
    Achievement,
    Answer,
    Award,
    Criteria,
    Evidence,
    Finding,
    Issued,
    IssueOptions,
    Issuer,
    MicrocredError,
    OpenBadgeCredential,
    Policy,
    Principal,
    Profile,
    Recipient,
    Result,
    SignedBadge,
    SigningKey,
    VerificationReport,
    Verifier,
    Workspace,
    bake,
    convert,
    disclose,
    evidence_at,
    issue,
    result_for,
)
from microcred.program import MicroCredential, Stack, load_awardable


def issuing(key: SigningKey) -> SignedBadge:
    issuer = Issuer(Profile(id=key.did, name="Hill District"), key)
    achievement = Achievement(
        id="https://hill.example/a",
        name="Listening",
        description="Listens.",
        criteria=Criteria(narrative="Submit a recording."),
    )
    badge = issuer.award(
        achievement,
        Recipient.email("ana@school.example"),
        evidence=[evidence_at("https://hill.example/evidence/1")],
        results=[result_for(achievement, "Listens", "Proficient")],
    )
    assert_type(badge, OpenBadgeCredential)
    assert_type(evidence_at("https://hill.example"), Evidence)
    assert_type(result_for(achievement, "Listens", "Proficient"), Result)
    issuer.award(achievement, "ana@school.example")  # type: ignore[arg-type]
    Issuer(Profile(id=key.did, name="Hill District"), "key.pem")  # type: ignore[arg-type]
    return issuer.sign(badge)


def verifying(badge: SignedBadge) -> None:
    report = Verifier(Policy(recipient="ana@school.example")).verify(badge)
    assert_type(report, VerificationReport)
    assert_type(report.genuine, Answer)
    assert_type(report.find("proof"), list[Finding])
    Verifier().verify(None)  # type: ignore[arg-type]
    Verifier({"recipient": "ana@school.example"})  # type: ignore[arg-type]
    microcred.Verifer()  # type: ignore[attr-defined]


def in_a_workspace(folder: Path, achievement: Achievement) -> None:
    workspace = Workspace(folder)
    awards = [Award.to("ana@school.example", achievement)]
    lms = Principal.operator("lms")
    assert_type(issue(workspace, awards, IssueOptions(form="png"), by=lms), tuple[Issued, ...])
    issue(workspace, awards, by="lms")  # type: ignore[arg-type]


def other_things(signed: SignedBadge, path: Path) -> None:
    assert_type(bake(signed, path.read_bytes()), bytes)
    assert_type(disclose(signed, ["/name"]), SignedBadge)
    assert_type(load_awardable(path).achievement, Achievement)
    assert_type(load_awardable(path).definition, MicroCredential | Stack | None)
    try:
        assert_type(convert({}).model, Achievement | OpenBadgeCredential)
    except MicrocredError as error:
        assert_type(error.code, str)


def mistyped() -> None:
    microcred.program.Catalog  # type: ignore[attr-defined]  # noqa: B018
    microcred.models.Acheivement  # type: ignore[attr-defined]  # noqa: B018
    microcred.canonical.canonicalise  # type: ignore[attr-defined]  # noqa: B018
