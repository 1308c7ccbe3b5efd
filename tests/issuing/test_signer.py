"""One signer for embedded proofs and JWTs, for keys near and far."""

from __future__ import annotations

from typing import Any, cast

import pytest

from microcred.errors import CanonicalizationFailed, InvalidDocument, UnusableKey
from microcred.fetch import OfflineFetcher
from microcred.findings import Outcome
from microcred.issuing import Issuer, Recipient, SignedBadge, Signer
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey
from microcred.models import Achievement
from microcred.proofs import SUITES, parse_jws
from microcred.status import make_entry
from microcred.strict_json import parse_json_object
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, Verifier

from .conftest import MOMENT

HASH_SUITES = [
    ("Ed25519", "eddsa-rdfc-2022"),
    ("Ed25519", "eddsa-jcs-2022"),
    ("Ed25519", "Ed25519Signature2020"),
    ("P-256", "ecdsa-rdfc-2019"),
    ("P-256", "ecdsa-jcs-2019"),
    ("P-384", "ecdsa-rdfc-2019"),
    ("P-384", "ecdsa-jcs-2019"),
]
JWT_ALGORITHMS = {"Ed25519": "EdDSA", "P-256": "ES256", "P-384": "ES384", "RSA": "RS256"}
_KEYS: dict[str, LocalKey] = {}


def key_of(algorithm: str) -> LocalKey:
    if algorithm not in _KEYS:
        _KEYS[algorithm] = SigningKey.generate(cast(Algorithm, algorithm))
    return _KEYS[algorithm]


def document_of(issuer: Issuer, achievement: Achievement, key: SigningKey) -> dict[str, Any]:
    badge = issuer.award(achievement, Recipient.email("ana@school.example"))
    document = badge.to_document()
    document["issuer"]["id"] = key.did
    return document


@pytest.mark.parametrize(("algorithm", "suite"), HASH_SUITES)
def test_each_suite_signs_what_the_verifier_calls_valid(
    algorithm: str, suite: str, issuer: Issuer, achievement: Achievement
) -> None:
    key = key_of(algorithm)
    signed = Signer(key, suite).sign(document_of(issuer, achievement, key))
    (proof,) = signed.document["proof"]
    assert suite in (proof.get("cryptosuite"), proof["type"])
    assert proof["proofPurpose"] == "assertionMethod"
    assert proof["verificationMethod"] == key.key_id
    assert Verifier().verify(signed.json()).verdict == "valid"


@pytest.mark.parametrize("algorithm", JWT_ALGORITHMS)
def test_each_key_signs_jwts(algorithm: str, issuer: Issuer, achievement: Achievement) -> None:
    key = key_of(algorithm)
    signed = Signer(key, "vc-jwt").sign(document_of(issuer, achievement, key))
    header = parse_jws(signed.jwt).header
    assert header["alg"] == JWT_ALGORITHMS[algorithm]
    assert header["kid"] == key.key_id
    assert header["jwk"] == key.public_key.jwk
    assert Verifier().verify(signed.jwt).verdict == "valid"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"])
@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        ({"statusListIndex": "x1"}, "status-index-not-decimal", "/statusListIndex"),
        ({"statusPurpose": ""}, "status-purpose-invalid", "/statusPurpose"),
        ({"statusListCredential": "lists/1"}, "status-list-url-invalid", "/statusListCredential"),
        ({"id": "https://district.example/1"}, "status-id-is-list", "/id"),
    ],
)
def test_a_status_that_no_verifier_could_look_up_is_not_signed(
    suite: str,
    change: dict[str, Any],
    code: str,
    place: str,
    issuer: Issuer,
    achievement: Achievement,
) -> None:
    key = key_of("Ed25519")
    document = document_of(issuer, achievement, key)
    entry = make_entry("https://district.example/1", 7)
    signer = Signer(key, suite)
    assert signer.sign({**document, "credentialStatus": entry}).document
    with pytest.raises(InvalidDocument) as refused:
        signer.sign({**document, "credentialStatus": [entry | change]})
    found = [(fault.pointer, fault.code) for fault in refused.value.faults]
    assert found == [(f"/credentialStatus/0{place}", code)]


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt", "vc+jwt"])
def test_a_text_that_is_no_unicode_is_not_signed(
    suite: str, issuer: Issuer, achievement: Achievement
) -> None:
    key = key_of("Ed25519")
    document = {**document_of(issuer, achievement, key), "name": "Listening \ud83d"}
    with pytest.raises(CanonicalizationFailed) as refused:
        Signer(key, suite).sign(document)
    assert (refused.value.code, refused.value.pointer) == ("lone-surrogate", "/name")


@pytest.mark.parametrize(
    ("algorithm", "suite"),
    [
        ("Ed25519", "eddsa-rdfc-2022"),
        ("P-256", "ecdsa-rdfc-2019"),
        ("P-384", "ecdsa-rdfc-2019"),
        ("RSA", "vc-jwt"),
    ],
)
def test_the_default_suite_fits_the_key(algorithm: str, suite: str) -> None:
    assert Signer(key_of(algorithm)).suites == (suite,)


def test_both_formats_on_one_credential(issuer: Issuer, achievement: Achievement) -> None:
    key = issuer.signer.key
    signer = Signer(key, ["eddsa-rdfc-2022", "vc-jwt"])
    signed = signer.sign(document_of(issuer, achievement, key))
    assert signed.text == signed.json()
    for text in (signed.json(), signed.jwt):
        report = Verifier().verify(text)
        assert report.verdict == "valid"
    proofs = Verifier().verify(signed.jwt).find("proof")
    assert len([item for item in proofs if item.outcome is Outcome.PASSED]) == 2


def test_two_embedded_suites_make_a_proof_set(issuer: Issuer, achievement: Achievement) -> None:
    key = issuer.signer.key
    signer = Signer(key, ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
    signed = signer.sign(document_of(issuer, achievement, key))
    suites = [proof["cryptosuite"] for proof in signed.document["proof"]]
    assert suites == ["eddsa-rdfc-2022", "eddsa-jcs-2022"]
    assert Verifier().verify(signed).verdict == "valid"


def test_a_proof_that_is_there_stays(issuer: Issuer, achievement: Achievement) -> None:
    key = issuer.signer.key
    once = Signer(key).sign(document_of(issuer, achievement, key))
    twice = Signer(key, "eddsa-jcs-2022").sign(once.document)
    assert twice.document["proof"][0] == once.document["proof"][0]
    assert len(twice.document["proof"]) == 2
    assert Verifier().verify(twice).verdict == "valid"


def test_created_comes_from_the_clock(issuer: Issuer, achievement: Achievement) -> None:
    signed = issuer.sign(issuer.award(achievement, Recipient.did("did:key:z6Mk1")))
    created = signed.document["proof"][0]["created"]
    assert created == MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_mapping_is_signed_as_it_stands(issuer: Issuer, achievement: Achievement) -> None:
    document = document_of(issuer, achievement, issuer.signer.key)
    document["type"].reverse()
    before = dict(document)
    signed = issuer.signer.sign(document)
    assert {**signed.document, "proof": None} == {**document, "proof": None}
    assert document == before


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "vc-jwt"])
def test_a_term_that_would_not_be_signed_is_refused(
    suite: str, issuer: Issuer, achievement: Achievement
) -> None:
    key = issuer.signer.key
    document = document_of(issuer, achievement, key)
    document["credentialSubject"]["secondName"] = "undefined anywhere"
    with pytest.raises(InvalidDocument) as caught:
        Signer(key, suite).sign(document)
    assert "/credentialSubject/secondName" in [fault.pointer for fault in caught.value.faults]


def test_an_unknown_context_is_refused_unless_it_is_given(
    issuer: Issuer, achievement: Achievement
) -> None:
    key = issuer.signer.key
    url = "https://district.example/c.json"
    document = document_of(issuer, achievement, key)
    document["@context"].append(url)
    with pytest.raises(CanonicalizationFailed) as caught:
        Signer(key).sign(document)
    assert caught.value.code == "unknown-context"
    assert Signer(key, contexts={url: {"@context": {}}}).sign(document).document["proof"]


@pytest.mark.parametrize(
    "issuer_id", ["did:web:other.example", "https://other.example", "did:key:z6MkOther"]
)
def test_another_issuers_name_is_not_signed(
    issuer_id: str, issuer: Issuer, achievement: Achievement
) -> None:
    document = document_of(issuer, achievement, issuer.signer.key)
    document["issuer"]["id"] = issuer_id
    with pytest.raises(InvalidDocument) as caught:
        issuer.signer.sign(document)
    assert [fault.code for fault in caught.value.faults] == ["issuer-key-mismatch"]


def test_a_wrong_document_lists_every_fault(issuer: Issuer, achievement: Achievement) -> None:
    document = document_of(issuer, achievement, issuer.signer.key)
    del document["validFrom"]
    document["credentialSubject"]["achievement"]["name"] = 7
    with pytest.raises(InvalidDocument) as caught:
        issuer.signer.sign(document)
    pointers = {fault.pointer for fault in caught.value.faults}
    assert {"/validFrom", "/credentialSubject/achievement/name"} <= pointers


@pytest.mark.parametrize(
    ("algorithm", "suite"),
    [
        ("Ed25519", "ecdsa-rdfc-2019"),
        ("P-256", "eddsa-rdfc-2022"),
        ("RSA", "eddsa-rdfc-2022"),
        ("Ed25519", "eddsa-2022"),
        ("Ed25519", "no-such-suite"),
        ("Ed25519", []),
        ("Ed25519", ["vc-jwt", "vc-jwt"]),
    ],
)
def test_a_suite_that_does_not_fit_is_refused(algorithm: str, suite: Any) -> None:
    with pytest.raises(UnusableKey) as caught:
        Signer(key_of(algorithm), suite)
    assert caught.value.code == "unknown-suite"
    assert "vc-jwt" in caught.value.message


def test_what_was_not_asked_for_is_not_there(issuer: Issuer, achievement: Achievement) -> None:
    badge = issuer.award(achievement, Recipient.did("did:key:z6Mk1"))
    with pytest.raises(LookupError):
        _ = issuer.sign(badge).jwt
    as_jwt = Signer(issuer.signer.key, "vc-jwt").sign(badge)
    with pytest.raises(LookupError):
        as_jwt.json()
    assert as_jwt.text == as_jwt.jwt


class RemoteKey(SigningKey):
    """A key whose private part is elsewhere."""

    def __init__(self, inside: LocalKey):
        self._inside = inside
        self.asked: list[bytes] = []

    @property
    def public_key(self) -> PublicKey:
        return self._inside.public_key

    @property
    def key_id(self) -> str:
        return self._inside.key_id

    def sign(self, data: bytes) -> bytes:
        self.asked.append(data)
        return self._inside.sign(data)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "vc-jwt"])
def test_an_external_signer_signs(suite: str, issuer: Issuer, achievement: Achievement) -> None:
    remote = RemoteKey(key_of("Ed25519"))
    signed = Signer(remote, suite).sign(document_of(issuer, achievement, remote))
    assert len(remote.asked) == 1
    assert Verifier().verify(signed).verdict == "valid"


def test_an_external_signer_that_signs_nonsense_is_found_out(
    issuer: Issuer, achievement: Achievement
) -> None:
    class Broken(RemoteKey):
        def sign(self, data: bytes) -> bytes:
            return super().sign(data + b"!")

    remote = Broken(key_of("Ed25519"))
    signed = Signer(remote).sign(document_of(issuer, achievement, remote))
    assert Verifier().verify(signed).outcome("proof") is Outcome.FAILED


def test_every_suite_that_signs_is_tested_here() -> None:
    signing = {(item, name) for name, suite in SUITES.items() for item in suite.algorithms}
    # Selective disclosure has tests of its own.
    assert {pair for pair in signing if "-sd-" not in pair[1]} == set(HASH_SUITES)


def test_json_is_compact_unless_asked(issuer: Issuer, achievement: Achievement) -> None:
    signed: SignedBadge = issuer.sign(issuer.award(achievement, Recipient.did("did:key:z6Mk1")))
    assert "\n" not in signed.json()
    assert signed.json(indent=2).startswith('{\n  "@context"')


def test_a_jwt_says_when_it_was_signed(issuer: Issuer, achievement: Achievement) -> None:
    """Without it, what a key signed would count no more once the key is retired."""
    key = key_of("Ed25519")
    signer = Signer(key, "vc-jwt", clock=fixed_clock(MOMENT))
    signed = signer.sign(document_of(issuer, achievement, key))
    payload = parse_json_object(parse_jws(signed.jwt).payload)
    assert payload["iat"] == int(MOMENT.timestamp())
    assert "iat" not in signed.document


def test_who_signs_for_any_issuer_says_so(
    issuer: Issuer, achievement: Achievement, key: LocalKey
) -> None:
    document = document_of(issuer, achievement, key)
    document["issuer"]["id"] = "https://hill.example/issuer"
    with pytest.raises(InvalidDocument) as caught:
        Signer(key).sign(document)
    assert caught.value.faults[0].code == "issuer-key-mismatch"
    signed = Signer(key, any_issuer=True).with_suite(None).sign(document)
    loose = Policy(require_issuer_is_controller=False)
    assert Verifier(loose, fetcher=OfflineFetcher()).verify(signed.json()).verdict == "valid"
    report = Verifier(fetcher=OfflineFetcher()).verify(signed.json())
    assert report.outcome("proof") == "passed"
    assert report.outcome("issuer_key") == "undetermined"  # the issuer's own page says more
