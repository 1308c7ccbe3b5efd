"""Badges whose algorithm, key or proof is an unusual one, by code and verdict."""

from __future__ import annotations

from microcred.fetch import OfflineFetcher
from microcred.verifying import VerificationReport, Verifier
from tests.vectors import needs_cases, read_case

pytestmark = needs_cases


def verify(name: str) -> VerificationReport:
    return Verifier(fetcher=OfflineFetcher()).verify(read_case(name))


def codes(report: VerificationReport, check: str) -> list[tuple[str, str]]:
    return [(item.outcome.value, item.code) for item in report.find(check)]


def test_es256k_is_verified() -> None:
    report = verify("es256k.jwt")
    assert report.verdict == "valid"
    assert codes(report, "proof") == [("passed", "signature-valid")]
    assert codes(report, "issuer_key") == [("passed", "key-confirmed")]


def test_es256k_with_a_changed_signature_is_not() -> None:
    token = read_case("es256k.jwt").decode().strip()
    changed = token[:-20] + ("A" if token[-20] != "A" else "B") + token[-19:]
    report = Verifier(fetcher=OfflineFetcher()).verify(changed)
    assert codes(report, "proof") == [("failed", "bad-signature")]


def test_a_proof_with_a_context_of_its_own_is_not_accepted_and_told_as_it_is() -> None:
    report = verify("proof-with-own-suite-context.json")
    assert report.verdict == "invalid"
    assert codes(report, "proof") == [("failed", "proof-own-context")]
    [finding] = report.find("proof")
    assert "as the issuer delivered it" not in finding.advice
    assert report.credential is not None
