"""Signed badges to begin with; key, dates and ids are fixed, so that every find can be repeated."""

from __future__ import annotations

import functools
import json
from datetime import UTC, datetime
from typing import Any

from microcred.carriers import bake
from microcred.drawing import draw_badge_png, draw_badge_svg
from microcred.fetch import OfflineFetcher
from microcred.keys import LocalKey, SigningKey
from microcred.proofs import SUITES, UnsecuredDocument, claims_of, sign_jws
from microcred.proofs.sd_jwt import issue_sd_jwt_badge
from microcred.timestamps import fixed_clock
from microcred.verifying import Verifier

NOW = datetime(2026, 6, 1, tzinfo=UTC)
VERIFIER = Verifier(fetcher=OfflineFetcher(), clock=fixed_clock(NOW))


@functools.cache
def key() -> LocalKey:
    """Return the key of RFC 8037, appendix A; anybody has it."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
           "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}  # fmt: skip
    return SigningKey.load(jwk)


def badge() -> dict[str, Any]:
    """Return an unsigned badge."""
    criterion = {"id": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c001",
                 "type": ["ResultDescription"], "name": "Listens", "resultType": "Percent",
                 "valueMax": "100", "valueMin": "0"}  # fmt: skip
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2",
                     "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:0e7b4d5a-6f1c-4a6e-9b7a-2f8f3c1d9e01",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Active Listening",
        "issuer": {"id": key().did, "type": ["Profile"], "name": "Hill District"},
        "validFrom": "2026-05-01T00:00:00Z",
        "validUntil": "2027-05-01T00:00:00Z",
        "evidence": [{"id": "https://hill.example/e", "type": ["Evidence"], "name": "Lesson"}],
        "credentialSubject": {
            "id": "did:example:ana",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://hill.example/a", "type": ["Achievement"], "name": "Active Listening",
                "description": "Listens to students.", "tag": ["talk", "care"],
                "criteria": {"narrative": "Submit a recording."}, "creditsAvailable": 1.5,
                "resultDescription": [criterion],
            },
            "result": [{"type": ["Result"], "resultDescription": criterion["id"], "value": "90"}],
        },
    }  # fmt: skip


@functools.cache
def _signed(suite: str) -> str:
    maker = SUITES[suite]
    document = maker.prepare(badge())
    options = {"created": "2026-05-01T00:00:00Z", "verificationMethod": key().key_id,
               "proofPurpose": "assertionMethod"}  # fmt: skip
    return json.dumps(
        {**document, "proof": maker.create(UnsecuredDocument(document), options, key())}
    )


def signed(suite: str = "eddsa-rdfc-2022") -> dict[str, Any]:
    """Return a badge with an embedded proof; each call a new copy."""
    document: dict[str, Any] = json.loads(_signed(suite))
    return document


@functools.cache
def token() -> str:
    """Return the badge as a JWT."""
    return sign_jws({"typ": "JWT", "kid": key().key_id}, claims_of(badge()), key())


@functools.cache
def sd_jwt() -> str:
    """Return the badge as an SD-JWT; its salts differ each time."""
    return issue_sd_jwt_badge(badge(), key())


@functools.cache
def png() -> bytes:
    return bytes(bake(json.dumps(signed()), draw_badge_png("a", "b", size=64)))


@functools.cache
def svg() -> bytes:
    return bytes(bake(token(), draw_badge_svg("a", "b")))
