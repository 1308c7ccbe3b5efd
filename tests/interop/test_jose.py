"""JWTs, exchanged with jose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from microcred import Signer
from microcred.keys import Algorithm, LocalKey, SigningKey
from microcred.timestamps import parse_timestamp
from tests.interop.badges import VALID_FROM, in_data_model_1, realistic_badge
from tests.interop.exchange import accepted, failures, refused, report_on, tampered_token
from tests.interop.peers import Peer

pytestmark = pytest.mark.interop

ALGORITHMS: Final[tuple[tuple[str, Algorithm], ...]] = (
    ("EdDSA", "Ed25519"),
    ("ES256", "P-256"),
    ("ES384", "P-384"),
    ("ES512", "P-521"),
    ("RS256", "RSA"),
)
NOT_BEFORE: Final = int(parse_timestamp(VALID_FROM).timestamp())


def flat(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims as Open Badges 3.0 has them: the credential, and what repeats it."""
    issuer = document["issuer"]["id"]
    return {**document, "iss": issuer, "jti": document["id"], "nbf": NOT_BEFORE}


def nested(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims as VC Data Model 1.1 has them."""
    claims = {"iss": document["issuer"]["id"], "jti": document["id"], "nbf": NOT_BEFORE}
    return {**claims, "vc": in_data_model_1(document)}


FORMS: Final = (
    pytest.param("JWT", flat, id="Open Badges 3.0"),
    pytest.param("JWT", nested, id="vc claim"),
    pytest.param("vc+jwt", dict, id="vc+jwt"),
)


def sign_there(
    peer: Peer, name: str, key: LocalKey, payload: Mapping[str, Any], **header: Any
) -> str:
    """Have jose sign."""
    header = {"alg": name, "typ": "JWT", "jwk": key.to_jwk(), **header}
    token: str = peer.ask("signJwt", payload=payload, header=header, jwk=key.to_jwk(private=True))
    return token


@pytest.mark.parametrize(("name", "algorithm"), ALGORITHMS)
def test_our_badge_verifies_there(digitalbazaar: Peer, name: str, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    badge = realistic_badge(key)
    verdict = digitalbazaar.ask(
        "verifyJwt", token=Signer(key, "vc-jwt").sign(badge).jwt, algorithms=[name]
    )
    assert accepted(verdict)
    payload = verdict["payload"]
    assert type(payload.pop("iat")) is int  # when it was signed
    assert payload == flat(badge.to_document())


@pytest.mark.parametrize(("typ", "claims"), FORMS)
@pytest.mark.parametrize(("name", "algorithm"), ALGORITHMS)
def test_a_badge_issued_there_verifies_here(
    digitalbazaar: Peer, name: str, algorithm: Algorithm, typ: str, claims: Any
) -> None:
    key = SigningKey.generate(algorithm)
    payload = claims(realistic_badge(key).to_document())
    report = report_on(sign_there(digitalbazaar, name, key, payload, typ=typ, kid=key.key_id))
    assert failures(report) == set()
    assert report.verdict == "valid"


def test_a_key_in_the_header_alone_is_found_at_the_issuer(digitalbazaar: Peer) -> None:
    key = SigningKey.generate("P-256")
    token = sign_there(digitalbazaar, "ES256", key, flat(realistic_badge(key).to_document()))
    assert report_on(token).verdict == "valid"


@pytest.mark.parametrize("part", [1, 2], ids=["payload", "signature"])
@pytest.mark.parametrize(("name", "algorithm"), ALGORITHMS)
def test_a_changed_badge_fails_in_both(
    digitalbazaar: Peer, name: str, algorithm: Algorithm, part: int
) -> None:
    key = SigningKey.generate(algorithm)
    ours = Signer(key, "vc-jwt").sign(realistic_badge(key)).jwt
    payload = flat(realistic_badge(key).to_document())
    theirs = sign_there(digitalbazaar, name, key, payload, kid=key.key_id)
    for token in (tampered_token(ours, part), tampered_token(theirs, part)):
        assert report_on(token).verdict == "invalid"
        verdict = digitalbazaar.ask("verifyJwt", token=token, algorithms=[name])
        assert refused(verdict, "signature verification failed")


def test_claims_that_contradict_the_credential_fail_here_only(digitalbazaar: Peer) -> None:
    """What makes a JWT a badge is no business of a JOSE library."""
    key = SigningKey.generate("Ed25519")
    payload = {**flat(realistic_badge(key).to_document()), "jti": "urn:uuid:another"}
    token = sign_there(digitalbazaar, "EdDSA", key, payload, kid=key.key_id)
    assert failures(report_on(token)) == {("proof", "claim-mismatch", "/jti")}
    assert accepted(digitalbazaar.ask("verifyJwt", token=token, algorithms=["EdDSA"]))
