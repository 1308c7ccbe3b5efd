"""A small world in memory: an issuer, a badge, a clock; a test changes one thing in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from microcred.dids import ControllerDocument, Resolver, parse_controller_document
from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.keys import Algorithm, SigningKey
from microcred.proofs import SUITES, UnsecuredDocument, claims_of
from microcred.timestamps import fixed_clock
from microcred.verifying import AnyPolicy, Policy, VerificationReport, Verifier
from tests.any_token import sign_any

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ISSUER = "did:web:district.example"


class MemoryFetcher:
    """Answers with what is published in the world: parsed JSON, text, or an error to raise."""

    def __init__(self, published: dict[str, Any], asked: list[str] | None = None):
        self.published = published
        self.asked = [] if asked is None else asked

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 2**23) -> Fetched:
        self.asked.append(url)
        found = self.published.get(url)
        if isinstance(found, ResolutionFailed):
            raise found
        if found is None:
            raise ResolutionFailed(f"{url} is out of reach", code="unreachable")
        text = found if isinstance(found, str) else json.dumps(found)
        kind = "application/vc+jwt" if isinstance(found, str) else "application/json"
        return Fetched(url, kind, text.encode())


class MemoryResolver(Resolver):
    """Answers with documents of the world; what is not there cannot be asked for."""

    def __init__(self, documents: dict[str, dict[str, Any]]):
        super().__init__()
        self.documents = documents

    def resolve(self, identifier: str, at: datetime | None = None) -> ControllerDocument:
        if identifier.startswith(("did:key:", "did:jwk:")):
            return super().resolve(identifier, at)
        if identifier not in self.documents:
            raise ResolutionFailed(f"{identifier} is out of reach", code="unreachable")
        return parse_controller_document(self.documents[identifier], identifier)


@dataclass
class World:
    """An issuer with a did:web and one key, and a badge that is right in every way."""

    algorithm: Algorithm = "Ed25519"
    suite: str = "eddsa-rdfc-2022"
    issuer: str = ISSUER
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    policy: Policy = field(default_factory=Policy)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.key = SigningKey.generate(self.algorithm, key_id=f"{self.issuer}#key-1")
        self.method = {
            "id": self.key.key_id,
            "type": "Multikey",
            "controller": self.issuer,
            "publicKeyMultibase": self.key.public_key.multikey,
        }
        self.documents[self.issuer] = {
            "@context": [
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
            ],
            "id": self.issuer,
            "verificationMethod": [self.method],
            "assertionMethod": [self.key.key_id],
        }
        self.badge: dict[str, Any] = copy.deepcopy(BADGE)
        self.options: dict[str, Any] = {
            "created": "2026-05-01T00:00:00Z",
            "verificationMethod": self.key.key_id,
            "proofPurpose": "assertionMethod",
        }

    def signed(self, **options: Any) -> dict[str, Any]:
        """Sign the badge as it stands now, whatever is wrong with it."""
        suite = SUITES[self.suite]
        document = suite.prepare(self.badge)
        chosen = {name: value for name, value in (self.options | options).items() if value}
        proof = suite.create(UnsecuredDocument(document), chosen, self.key)
        return {**document, "proof": [proof]}

    def token(self, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """Sign the badge as a JWT."""
        header = {"kid": self.key.key_id} if header is None else header
        return sign_any({"typ": "JWT", **header}, claims_of(self.badge) | claims, self.key)

    def verify(self, badge: Any = None) -> VerificationReport:
        """Verify a badge, or the world's own signed now."""
        return self.verifier(self.policy).verify(self.signed() if badge is None else badge)

    def verifier(self, policy: AnyPolicy) -> Verifier:
        """Make a verifier that lives in the world."""
        return Verifier(
            policy,
            fetcher=MemoryFetcher(self.published, self.asked),
            resolver=MemoryResolver(self.documents),
            clock=fixed_clock(self.now),
            stopwatch=lambda: 0.0,  # nobody waits here; tests/verifying/test_time.py does
        )


BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:0e7b4d5a-6f1c-4a6e-9b7a-2f8f3c1d9e01",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Active Listening",
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Hill District"},
    "validFrom": "2026-05-01T00:00:00Z",
    "validUntil": "2027-05-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                # sha256("ana@school.example" + "salt")
                "identityHash": "sha256$"
                "457d555dd9f5d5bebce1b3095389a58372fe65cfae8f5fc1415c93b3a78491ab",
                "identityType": "emailAddress",
                "salt": "salt",
            },
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "S-1001",
                "identityType": "systemId",
            },
        ],
        "achievement": {
            "id": "https://district.example/achievements/active-listening",
            "type": ["Achievement"],
            "name": "Active Listening",
            "description": "Listens to students so that they feel heard.",
            "criteria": {"narrative": "Submit a recording and a reflection."},
            "resultDescription": [
                {
                    "id": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c001",
                    "type": ["ResultDescription"],
                    "name": "Listens to understand",
                    "resultType": "RubricCriterionLevel",
                    "rubricCriterionLevel": [
                        {
                            "id": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c012",
                            "type": ["RubricCriterionLevel"],
                            "name": "Proficient",
                        }
                    ],
                }
            ],
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c001",
                "achievedLevel": "urn:uuid:0c6f1a43-6f3f-4f1c-8a8e-7a5fd0c2c012",
            }
        ],
    },
}
