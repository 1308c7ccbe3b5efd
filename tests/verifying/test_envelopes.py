"""Envelopes: what they say of the token inside is true, and nothing else is read from them."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from microcred.encoding import encode_base64url
from microcred.findings import Outcome
from microcred.issuing.presentation import Holder
from microcred.keys import SigningKey
from microcred.models.context_urls import CREDENTIALS_V2
from microcred.proofs.sd_jwt import issue_sd_jwt_badge
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, PresentationReport, VerificationReport
from tests.verifying.world import NOW, World

CREDENTIAL, PRESENTATION = "EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"
Report = VerificationReport | PresentationReport


@pytest.fixture
def world() -> World:
    return World()


def envelope(token: str, media_type: str = "application/vc+jwt", kind: str = CREDENTIAL) -> Any:
    return {"@context": CREDENTIALS_V2, "id": f"data:{media_type},{token}", "type": kind}


def wrong(report: Report) -> list[tuple[str, str, str]]:
    return [
        (item.check, item.pointer, item.code)
        for item in report.checks
        if item.outcome in (Outcome.FAILED, Outcome.UNDETERMINED)
    ]


def present(*badges: Any) -> str:
    return Holder(SigningKey.generate("Ed25519"), "vc-jwt", fixed_clock(NOW)).present(badges).jwt


@pytest.mark.parametrize(
    "media_type",
    [
        "application/vc+jwt",
        "application/jwt",
        "Application/VC+JWT",
        "application/vc+ld+json+jwt",
        "application/vc+jwt;charset=utf-8",
    ],
)
def test_an_envelope_is_opened(world: World, media_type: str) -> None:
    report = world.verify(envelope(world.token(), media_type))
    assert (report.verdict, report.source, wrong(report)) == ("valid", "jwt", [])


@pytest.mark.parametrize("contexts", [CREDENTIALS_V2, [CREDENTIALS_V2], [CREDENTIALS_V2, "urn:x"]])
def test_its_first_context_is_that_of_version_2(world: World, contexts: object) -> None:
    assert wrong(world.verify({**envelope(world.token()), "@context": contexts})) == []


def test_the_url_may_be_in_base64(world: World) -> None:
    encoded = b64encode(world.token().encode()).decode()
    assert world.verify(envelope(encoded, "application/vc+jwt;base64")).verdict == "valid"


@pytest.mark.parametrize(
    "contexts",
    [
        None,
        [],
        "https://www.w3.org/ns/credentials/examples/v2",
        ["https://www.w3.org/ns/credentials/examples/v2", CREDENTIALS_V2],
        "https://www.w3.org/2018/credentials/v1",
        {"id": "@id"},
    ],
)
def test_another_context_is_a_fault_of_form(world: World, contexts: object) -> None:
    """The badge inside is as genuine as it was."""
    report = world.verify({**envelope(world.token()), "@context": contexts})
    assert wrong(report) == [("data_model", "/@context", "wrong-context")]
    assert (report.verdict, str(report.genuine)) == ("invalid", "yes")


@pytest.mark.parametrize(
    ("media_type", "header"),
    [
        ("application/vp+jwt", None),
        ("application/vc+sd-jwt", None),
        ("application/vp+jwt", "JWT"),
    ],
)
def test_the_media_type_is_that_of_what_is_inside(
    world: World, media_type: str, header: str | None
) -> None:
    named = {"kid": world.key.key_id} | ({} if header is None else {"typ": header})
    report = world.verify(envelope(world.token(named), media_type))
    assert wrong(report) == [("data_model", "/id", "media-type-mismatch")]


def test_the_typ_of_the_token_is_that_of_what_is_inside(world: World) -> None:
    token = world.token({"kid": world.key.key_id, "typ": "vp+jwt"})
    report = world.verify(envelope(token))
    assert ("data_model", "/id", "media-type-mismatch") in wrong(report)


@pytest.mark.parametrize("media_type", ["application/dc+sd-jwt", "application/sd-jwt"])
def test_an_sd_jwt_is_opened(world: World, media_type: str) -> None:
    token = issue_sd_jwt_badge(world.badge, world.key, conceal=[])
    assert wrong(world.verify(envelope(token, media_type))) == []
    as_jwt = world.verify(envelope(token, "application/vc+jwt"))
    assert wrong(as_jwt) == [("data_model", "/id", "media-type-mismatch")]


def test_an_envelope_of_a_presentation_is_no_credential(world: World) -> None:
    report = world.verify(envelope(world.token(), kind=PRESENTATION))
    assert wrong(report) == [("data_model", "/type", "envelope-mismatch")]
    shown = envelope(present(world.signed()), "application/vp+jwt", PRESENTATION)
    assert [item.code for item in world.verify(shown).find("source")] == ["is-a-presentation"]


def test_an_envelope_of_a_credential_is_no_presentation(world: World) -> None:
    verifier = world.verifier(Policy(holder="anyone"))
    token = present(world.signed())
    right = verifier.verify_presentation(envelope(token, "application/vp+jwt", PRESENTATION))
    assert (right.verdict, wrong(right)) == ("valid", [])
    other = verifier.verify_presentation(envelope(token, "application/vp+jwt"))
    assert wrong(other) == [("data_model", "/type", "envelope-mismatch")]
    other = verifier.verify_presentation(envelope(world.token(), kind=PRESENTATION))
    assert [item.code for item in other.find("source")] == ["not-a-presentation"]


@pytest.mark.parametrize(
    "types", [[CREDENTIAL, "VerifiableCredential"], [CREDENTIAL, PRESENTATION]]
)
def test_an_envelope_is_nothing_else(world: World, types: list[str]) -> None:
    """Members beside its id would be read by some, and are signed by nobody."""
    report = world.verify({**envelope(world.token()), "type": types})
    assert wrong(report) == [("data_model", "/type", "envelope-mismatch")]


def test_an_envelope_in_an_envelope_is_no_credential(world: World) -> None:
    world.badge = envelope(world.token())
    report = world.verify(envelope(world.token(iss=world.issuer)))
    assert ("data_model", "/type", "wrong-type-name") in wrong(report)
    assert report.verdict == "invalid"


@pytest.mark.parametrize("media_type", ["application/vc+cose", "application/vp+cose;base64"])
def test_what_is_not_read_here_is_no_evidence(world: World, media_type: str) -> None:
    """Securing Verifiable Credentials using JOSE and COSE has it, and another verifier may."""
    sealed = envelope("0oRYVqQBJg==", media_type)
    report = world.verify(sealed)
    (found,) = report.find("source")
    assert (str(found.outcome), found.code) == ("undetermined", "unsupported-envelope")
    assert report.verdict == "undetermined"
    shown = world.verifier(Policy()).verify_presentation(present(sealed))
    assert (shown.verdict, wrong(shown)) == (
        "undetermined",
        [("contained", "/verifiableCredential/0/id", "unsupported-envelope")],
    )


def test_a_presented_envelope_is_held_to_the_same(world: World) -> None:
    made = present(envelope(world.token(), "application/vp+jwt"))
    report = world.verifier(Policy(holder="anyone")).verify_presentation(made)
    assert wrong(report) == [("contained", "/verifiableCredential/0/id", "media-type-mismatch")]


def test_an_sd_jwt_is_presented_in_an_envelope_of_its_kind(world: World) -> None:
    made = present(issue_sd_jwt_badge(world.badge, world.key, conceal=[]))
    report = world.verifier(Policy(holder="anyone")).verify_presentation(made)
    assert (report.verdict, wrong(report)) == ("valid", [])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (None, "invalid-envelope"),
        ("data:application/vc+jpeg,eyJhbGciOiJFZERTQSJ9.e30.AA", "invalid-envelope"),
        ("eyJhbGciOiJFZERTQSJ9.e30.AA", "invalid-envelope"),
        ("https://district.example/badge.jwt", "invalid-envelope"),
        ("data:application/vc+jwt", "invalid-envelope"),
        ("data:vc+jwt,eyJhbGciOiJFZERTQSJ9.e30.AA", "invalid-envelope"),
        ("data:text/html,eyJhbGciOiJFZERTQSJ9.e30.AA", "invalid-envelope"),
        ("data:application/vc+jwt;base64,ey!", "invalid-envelope"),
        ("data:application/vc+jwt;base64,/w==", "invalid-envelope"),
        ("data:application/vc+jwt,hello", "invalid-token"),
        ("data:application/vc+jwt," + encode_base64url(b"x"), "invalid-token"),
    ],
)
def test_a_broken_envelope_fails_at_the_source(world: World, url: object, code: str) -> None:
    report = world.verify({"type": ["EnvelopedVerifiableCredential"], "id": url})
    assert [(str(item.outcome), item.code) for item in report.find("source")] == [("failed", code)]
    assert report.verdict == "invalid"
