"""Whose key it was, asked over real HTTPS on loopback: every branch of issuer_key."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from microcred.fetch import Fetcher, OfflineFetcher
from microcred.findings import Outcome
from microcred.keys import SigningKey
from microcred.limits import MAX_VERIFICATION_SECONDS
from microcred.proofs import SUITES, UnsecuredDocument, claims_of, sign_jws
from microcred.status import make_entry
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, VerificationReport, Verifier
from tests.fetch.world import Handler, Reply
from tests.fetch.world import World as Web
from tests.verifying.world import BADGE, NOW

pytestmark = pytest.mark.loopback

PASSED, FAILED, UNDETERMINED = Outcome.PASSED, Outcome.FAILED, Outcome.UNDETERMINED


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    served = Web(tmp_path)
    yield served
    served.close()


class Issuer:
    """An issuer on the web: its badge, its key, and what it publishes."""

    def __init__(self, web: Web, issuer_id: str, key_id: str):
        self.web, self.id = web, issuer_id
        self.key = SigningKey.generate("Ed25519", key_id=key_id)
        self.badge: dict[str, Any] = copy.deepcopy(BADGE)
        self.badge["issuer"]["id"] = issuer_id

    def method(self, controller: str | None = None) -> dict[str, str]:
        return {
            "id": self.key.key_id,
            "type": "Multikey",
            "controller": self.id if controller is None else controller,
            "publicKeyMultibase": self.key.public_key.multikey,
        }

    def document(self, **members: Any) -> dict[str, Any]:
        listed = {"verificationMethod": [self.method()], "assertionMethod": [self.key.key_id]}
        return {"id": self.id, "type": ["Profile"], "name": "Hill District", **listed, **members}

    def signed(self) -> dict[str, Any]:
        options = {
            "created": "2026-05-01T00:00:00Z",
            "verificationMethod": self.key.key_id,
            "proofPurpose": "assertionMethod",
        }
        proof = SUITES["eddsa-rdfc-2022"].create(UnsecuredDocument(self.badge), options, self.key)
        return {**self.badge, "proof": [proof]}

    def token(self, **header: Any) -> str:
        return sign_jws({"typ": "JWT", **header}, claims_of(self.badge), self.key)

    def verify(
        self, badge: Any = None, fetcher: Fetcher | None = None, **policy: Any
    ) -> VerificationReport:
        verifier = Verifier(
            Policy(**policy), fetcher=fetcher or self.web.fetcher(), clock=fixed_clock(NOW)
        )
        return verifier.verify(self.signed() if badge is None else badge)


def key_findings(report: VerificationReport) -> list[tuple[Outcome, str]]:
    return [(item.outcome, item.code) for item in report.find("issuer_key")]


@pytest.fixture
def did_web(web: Web) -> Issuer:
    did = f"did:web:issuer.example%3A{web.port}"
    issuer = Issuer(web, did, f"{did}#key-1")
    web.serve("issuer.example", "/.well-known/did.json", issuer.document())
    return issuer


@pytest.fixture
def profile(web: Web) -> Issuer:
    url = web.url("issuer.example", "/profile.json")
    issuer = Issuer(web, url, f"{url}#key-1")
    web.serve("issuer.example", "/profile.json", issuer.document())
    return issuer


def test_did_web_that_lists_the_key(did_web: Issuer) -> None:
    report = did_web.verify()
    assert key_findings(report) == [(PASSED, "key-confirmed")]
    assert report.verdict == "valid"


def test_servers_that_drip_take_no_more_than_the_time_of_one_verification(
    did_web: Issuer,
) -> None:
    """The clock of the wall this time; tests/verifying/test_time.py has the rules."""

    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        with suppress(OSError):
            for _ in range(100):
                handler.wfile.write(b" ")
                handler.wfile.flush()
                time.sleep(0.1)

    for number in range(3):
        url = did_web.web.url("a.example", f"/{number}")
        did_web.web.replies["a.example", f"/{number}"] = Reply(raw=drip)
        did_web.badge.setdefault("credentialStatus", []).append(make_entry(url, 5, "revocation"))
    badge = did_web.signed()
    began = time.monotonic()
    report = did_web.verify(badge)
    assert MAX_VERIFICATION_SECONDS <= time.monotonic() - began < 5
    assert [item.code for item in report.find("status")] == ["timeout", *["out-of-time"] * 2]


def test_did_web_with_a_path(web: Web) -> None:
    did = f"did:web:issuer.example%3A{web.port}:schools:hill"
    issuer = Issuer(web, did, f"{did}#key-1")
    web.serve("issuer.example", "/schools/hill/did.json", issuer.document())
    assert issuer.verify().verdict == "valid"


def test_did_web_that_is_not_there(did_web: Issuer) -> None:
    did_web.web.replies.clear()
    report = did_web.verify()
    assert [(item.outcome, item.code) for item in report.find("proof")] == [
        (UNDETERMINED, "not-found")
    ]
    assert report.verdict == "undetermined"


def test_did_web_offline(did_web: Issuer) -> None:
    report = did_web.verify(fetcher=OfflineFetcher())
    assert [item.code for item in report.find("proof")] == ["offline"]
    assert report.verdict == "undetermined"
    assert did_web.web.asked == []


def test_did_web_that_dropped_the_key(did_web: Issuer) -> None:
    signed = did_web.signed()
    document = did_web.document(verificationMethod=[], assertionMethod=[])
    did_web.web.serve("issuer.example", "/.well-known/did.json", document)
    report = did_web.verify(signed)
    assert [item.code for item in report.find("proof")] == ["unknown-verification-method"]
    assert report.verdict == "invalid"


def test_did_web_that_lists_the_key_for_something_else(did_web: Issuer) -> None:
    document = did_web.document(assertionMethod=[], authentication=[did_web.key.key_id])
    did_web.web.serve("issuer.example", "/.well-known/did.json", document)
    assert key_findings(did_web.verify()) == [(FAILED, "not-for-this-purpose")]


def test_issuer_profile_that_lists_the_key(profile: Issuer) -> None:
    report = profile.verify()
    assert key_findings(report) == [(PASSED, "key-confirmed")]
    assert report.verdict == "valid"


def test_issuer_profile_and_a_jwt(profile: Issuer) -> None:
    assert profile.verify(profile.token(kid=profile.key.key_id)).verdict == "valid"
    jwk = dict(profile.key.public_key.jwk)
    assert profile.verify(profile.token(jwk=jwk)).verdict == "valid"


def test_issuer_profile_without_keys_confirms_nothing(web: Web, profile: Issuer) -> None:
    web.serve(
        "issuer.example", "/profile.json", {"id": profile.id, "type": ["Profile"], "name": "Hill"}
    )
    report = profile.verify(profile.token(jwk=dict(profile.key.public_key.jwk)))
    assert [item.code for item in report.find("proof")] == ["signature-valid"]
    assert key_findings(report) == [(FAILED, "key-not-listed")]


@pytest.fixture
def fragment(web: Web) -> Issuer:
    """The form that many badges have: the key itself in the fragment of the issuer's URL."""
    url = web.url("issuer.example", "/issuers/1")
    issuer = Issuer(web, url, "about:blank")
    issuer.key = issuer.key.with_key_id(f"{url}#{issuer.key.public_key.multikey}")
    return issuer


def test_a_key_in_the_fragment_that_the_issuer_lists(web: Web, fragment: Issuer) -> None:
    web.serve("issuer.example", "/issuers/1", fragment.document())
    assert fragment.verify().verdict == "valid"


def test_a_key_in_the_fragment_that_the_issuer_does_not_list(web: Web, fragment: Issuer) -> None:
    web.serve(
        "issuer.example", "/issuers/1", {"id": fragment.id, "type": ["Profile"], "name": "Hill"}
    )
    report = fragment.verify()
    assert [item.code for item in report.find("proof")] == ["signature-valid"]
    assert report.outcome("issuer_key") is FAILED
    assert report.verdict == "invalid"


def test_a_key_in_the_fragment_of_an_issuer_out_of_reach(fragment: Issuer) -> None:
    report = fragment.verify(fetcher=OfflineFetcher())
    assert [item.code for item in report.find("proof")] == ["signature-valid"]
    assert key_findings(report) == [(UNDETERMINED, "offline")]
    loud = fragment.verify(fetcher=OfflineFetcher(), accept_unlisted_keys=True)
    assert key_findings(loud) == [(PASSED, "accepted-by-policy")]
    assert "proves nothing about who signed" in loud.find("issuer_key")[0].message
    assert loud.verdict == "valid"


def test_a_forged_key_in_the_fragment_is_never_the_issuers(web: Web, fragment: Issuer) -> None:
    web.serve("issuer.example", "/issuers/1", fragment.document())
    forger = Issuer(web, fragment.id, "about:blank")
    forger.key = forger.key.with_key_id(f"{fragment.id}#{forger.key.public_key.multikey}")
    report = forger.verify()
    assert [item.code for item in report.find("proof")] == ["signature-valid"]
    assert report.outcome("issuer_key") is FAILED


@pytest.mark.parametrize("form", ["Multikey", "JWK", "JWKS"])
def test_a_key_at_a_url_of_its_own(web: Web, form: str) -> None:
    profile_url = web.url("issuer.example", "/profile.json")
    key_url = web.url("keys.example", "/hill") + ("#key-1" if form == "JWKS" else "")
    issuer = Issuer(web, profile_url, key_url)
    jwk = {**issuer.key.public_key.jwk, "kid": "key-1"}
    published = {"Multikey": issuer.method(), "JWK": jwk, "JWKS": {"keys": [jwk]}}
    web.serve("keys.example", "/hill", published[form])
    web.serve("issuer.example", "/profile.json", issuer.document())
    assert issuer.verify().verdict == "valid"
    assert issuer.verify(issuer.token(kid=key_url)).verdict == "valid"
    web.serve(
        "issuer.example", "/profile.json", {"id": profile_url, "type": ["Profile"], "name": "Hill"}
    )
    report = issuer.verify()
    assert [item.code for item in report.find("proof")] == ["signature-valid"]
    assert report.outcome("issuer_key") is FAILED


def test_another_issuers_key_is_a_mismatch_unless_the_policy_accepts(
    web: Web, did_web: Issuer
) -> None:
    victim = f"did:web:a.example%3A{web.port}"
    web.serve("a.example", "/.well-known/did.json", {**did_web.document(), "id": victim})
    did_web.badge["issuer"]["id"] = victim
    assert key_findings(did_web.verify()) == [(FAILED, "issuer-mismatch")]
    report = did_web.verify(require_issuer_is_controller=False)
    assert key_findings(report) == [(PASSED, "accepted-by-policy")]


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data", "https://10.0.0.1/"])
def test_a_redirect_to_metadata_or_inside_is_not_followed(
    web: Web, profile: Issuer, target: str
) -> None:
    web.redirect("issuer.example", "/profile.json", target)
    report = profile.verify()
    assert report.outcome("proof") is UNDETERMINED
    assert report.verdict == "undetermined"


def test_a_redirect_to_the_same_document_is_followed(web: Web, profile: Issuer) -> None:
    web.redirect(
        "issuer.example",
        "/profile.json",
        web.serve("issuer.example", "/moved.json", profile.document()),
    )
    assert profile.verify().verdict == "valid"


def test_html_in_place_of_a_profile_is_a_matter_of_doubt(web: Web, profile: Issuer) -> None:
    web.serve("issuer.example", "/profile.json", b"<html></html>", content_type="text/html")
    report = profile.verify()
    (proof,) = report.find("proof")
    assert (proof.outcome, proof.code) == (UNDETERMINED, "wrong-content-type")
    assert f"'{profile.id}' gave a web page (text/html)" in proof.message


@pytest.mark.parametrize("form", ["named", "jwk", "fragment"])
def test_an_open_redirect_lets_nobody_sign_in_the_name_of_its_host(web: Web, form: str) -> None:
    """The document is perfect, and stands where the attacker publishes."""
    path = "/go?to=b.example"
    mine = Issuer(web, web.url("issuer.example", path), f"{web.url('issuer.example', path)}#key-1")
    web.redirect("issuer.example", path, web.serve("b.example", "/mine", mine.document()))
    badge: Any = mine.signed()
    if form == "jwk":
        badge = mine.token(jwk=dict(mine.key.public_key.jwk))
    elif form == "fragment":
        mine.key = mine.key.with_key_id(f"{mine.id}#{mine.key.public_key.multikey}")
        badge = mine.signed()
    report = mine.verify(badge)
    doubts = [item for item in report.reasons if item.code == "answered-from-elsewhere"]
    assert report.verdict == "undetermined"
    assert [item.outcome for item in doubts] == [UNDETERMINED]
    assert mine.id in doubts[0].message
    assert "b.example" in doubts[0].message
