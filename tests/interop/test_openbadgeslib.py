"""Badges exchanged with openbadgeslib: eddsa-rdfc-2022, JWTs, and pictures with either."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

import pytest

from microcred import Signer, bake, unbake
from microcred.drawing import draw_badge_png, draw_badge_svg
from microcred.keys import Algorithm, LocalKey, SigningKey
from tests.interop.badges import TAMPERINGS, realistic_badge, tampered, without_rubric
from tests.interop.exchange import (
    accepted,
    failures,
    public_pem,
    refused,
    report_on,
    tampered_token,
)
from tests.interop.peers import Peer

pytestmark = pytest.mark.interop

ALGORITHMS: Final[tuple[tuple[str, Algorithm], ...]] = (
    ("EdDSA", "Ed25519"),
    ("ES256", "P-256"),
    ("RS256", "RSA"),
)
PICTURES: Final = {"png": draw_badge_png, "svg": draw_badge_svg}


def pem_of(key: LocalKey) -> str:
    return key.to_pem().decode()


def sign_there(peer: Peer, key: LocalKey, document: dict[str, Any]) -> dict[str, Any]:
    """Have it sign a document as it stands."""
    badge: dict[str, Any] = peer.ask(
        "signDocument", credential=document, pem=pem_of(key), key_id=key.key_id
    )
    return badge


def issue_there(peer: Peer, key: LocalKey, document: dict[str, Any]) -> str:
    """Have it sign what its own model of a badge makes of a document."""
    badge: str = peer.ask("issue", credential=document, pem=pem_of(key), key_id=key.key_id)
    return badge


def test_our_badge_verifies_there(openbadgeslib: Peer) -> None:
    key = SigningKey.generate("Ed25519")
    assert accepted(openbadgeslib.ask("verify", text=Signer(key).sign(realistic_badge(key)).json()))


def test_a_badge_signed_there_verifies_here(openbadgeslib: Peer) -> None:
    key = SigningKey.generate("Ed25519")
    report = report_on(sign_there(openbadgeslib, key, realistic_badge(key).to_document()))
    assert failures(report) == set()
    assert report.verdict == "valid"


@pytest.mark.parametrize("how", TAMPERINGS)
def test_a_changed_badge_fails_in_both(openbadgeslib: Peer, how: str) -> None:
    key = SigningKey.generate("Ed25519")
    badge = realistic_badge(key)
    ours = tampered(Signer(key).sign(badge).document, how)
    theirs = tampered(sign_there(openbadgeslib, key, badge.to_document()), how)
    for changed, pointer in ((ours, "/proof/0"), (theirs, "/proof")):
        assert failures(report_on(changed)) == {("proof", "bad-signature", pointer)}
        verdict = openbadgeslib.ask("verify", text=json.dumps(changed))
        assert refused(verdict, "signature mismatch")


@pytest.mark.parametrize(("name", "algorithm"), ALGORITHMS)
def test_our_jwt_verifies_there(openbadgeslib: Peer, name: str, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    token = Signer(key, "vc-jwt").sign(realistic_badge(key)).jwt
    assert accepted(openbadgeslib.ask("verifyJwt", token=token, pem=public_pem(key)))


@pytest.mark.parametrize(("name", "algorithm"), ALGORITHMS)
def test_a_jwt_issued_there_verifies_here(
    openbadgeslib: Peer, name: str, algorithm: Algorithm
) -> None:
    """Through its own model, and against the schema that the badge names."""
    key = SigningKey.generate(algorithm)
    document = without_rubric(realistic_badge(key).to_document())
    token = openbadgeslib.ask("signJwt", credential=document, pem=pem_of(key), algorithm=name)
    report = report_on(token)
    assert failures(report) == set()
    assert report.verdict == "valid"
    assert report.outcome("schema") == "passed"


@pytest.mark.parametrize("part", [1, 2], ids=["payload", "signature"])
@pytest.mark.parametrize(("name", "algorithm"), ALGORITHMS)
def test_a_changed_jwt_fails_in_both(
    openbadgeslib: Peer, name: str, algorithm: Algorithm, part: int
) -> None:
    key = SigningKey.generate(algorithm)
    badge = realistic_badge(key)
    ours = Signer(key, "vc-jwt").sign(badge).jwt
    theirs = openbadgeslib.ask(
        "signJwt",
        credential=without_rubric(badge.to_document()),
        pem=pem_of(key),
        algorithm=name,
    )
    for token in (tampered_token(ours, part), tampered_token(theirs, part)):
        assert report_on(token).verdict == "invalid"
        verdict = openbadgeslib.ask("verifyJwt", token=token, pem=public_pem(key))
        assert refused(verdict, "nvalid")  # signature; or the header, payload or token


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "vc-jwt"])
@pytest.mark.parametrize("form", PICTURES)
def test_our_picture_is_read_there(openbadgeslib: Peer, form: str, suite: str) -> None:
    key = SigningKey.generate("Ed25519")
    signed = Signer(key, suite).sign(realistic_badge(key))
    picture = base64.b64encode(bake(signed, PICTURES[form]("Active Listening", "Hill")))
    assert openbadgeslib.ask("unbake", image=picture.decode(), form=form) == signed.text


@pytest.mark.parametrize("form", PICTURES)
def test_a_picture_baked_there_is_read_here(openbadgeslib: Peer, form: str) -> None:
    key = SigningKey.generate("Ed25519")
    blank = PICTURES[form]("Active Listening", "Hill")
    picture = openbadgeslib.ask(
        "bake",
        credential=without_rubric(realistic_badge(key).to_document()),
        pem=pem_of(key),
        key_id=key.key_id,
        image=base64.b64encode(blank).decode(),
        form=form,
    )
    baked = base64.b64decode(picture)
    assert unbake(baked).version == "3.0"
    report = report_on(baked)
    assert report.source == form
    assert report.outcome("proof") == "passed"


# Where the two differ, and why.


def test_its_model_drops_rubric_levels_which_breaks_the_badge(openbadgeslib: Peer) -> None:
    """Its model has no rubric levels; what points at them is kept and points at nothing."""
    key = SigningKey.generate("Ed25519")
    badge = issue_there(openbadgeslib, key, realistic_badge(key).to_document())
    assert "rubricCriterionLevel" not in badge
    description = "/credentialSubject/achievement/resultDescription/0"
    assert failures(report_on(badge)) >= {
        ("open_badges", "required-level-unknown", f"{description}/requiredLevel"),
        ("open_badges", "achieved-level-unknown", "/credentialSubject/result/0/achievedLevel"),
    }


def test_its_single_proof_is_no_fault_of_the_schema_it_names(openbadgeslib: Peer) -> None:
    """It names the schema of the canonical form, in which `proof` is an array, and writes one."""
    key = SigningKey.generate("Ed25519")
    document = without_rubric(realistic_badge(key).to_document())
    badge = json.loads(issue_there(openbadgeslib, key, document))
    assert badge["credentialSchema"][0]["id"].endswith(
        "/json/ob_v3p0_achievementcredential_schema.json"
    )
    assert isinstance(badge["proof"], dict)
    assert report_on(badge).verdict == "valid"
    del badge["credentialSubject"]["achievement"]["criteria"]
    assert report_on(badge).verdict == "invalid"
