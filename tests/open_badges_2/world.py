"""A small Open Badges 2.0 world in memory: URLs, an issuer, a badge; a test changes one thing."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.findings import Finding
from microcred.keys import SigningKey
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.open_badges_2 import CONTEXT, BadgeCheck, Expectations, Presented, check_badge
from microcred.open_badges_2.badge_objects import SchemaChecking
from microcred.proofs import parse_jws, sign_jws, verify_jws
from microcred.strict_json import parse_json_object

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SITE = "https://district.example"
ASSERTION, BADGE, ISSUER = f"{SITE}/assertions/1", f"{SITE}/badges/5", f"{SITE}/issuer"
KEY, REVOCATIONS = f"{SITE}/keys/1", f"{SITE}/revoked"


@cache
def signing_key(number: int = 0) -> SigningKey:
    return SigningKey.generate("P-256" if number else "RSA")


@dataclass(frozen=True)
class Moved:
    """A redirect."""

    url: str


class MemoryFetcher:
    """Answers with documents of the world; a code in place of a document is why it fails."""

    def __init__(self, pages: dict[str, Any]):
        self.pages = pages
        self.asked: list[str] = []

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        self.asked.append(url)
        page = self.pages.get(url, "not-found")
        if isinstance(page, Moved):
            url = page.url
            page = self.pages.get(url, "not-found")
        if isinstance(page, str):
            raise ResolutionFailed(f"{url}: {page}", code=page)
        body = page if isinstance(page, bytes) else json.dumps(page).encode()
        return Fetched(url, accept[0], body)


@dataclass
class World:
    """A badge that is right in every way, hosted or signed."""

    signed: bool = False
    pages: dict[str, Any] = field(default_factory=dict)
    recipient: str | None = None
    trusted: frozenset[str] | None = None
    schemas: SchemaChecking | None = None

    def __post_init__(self) -> None:
        self.issuer: dict[str, Any] = {
            "@context": CONTEXT,
            "type": "Issuer",
            "id": ISSUER,
            "name": "Hill District",
            "url": SITE,
            "email": "badges@district.example",
        }
        self.badge: dict[str, Any] = {
            "@context": CONTEXT,
            "type": "BadgeClass",
            "id": BADGE,
            "name": "Active Listening",
            "description": "Listens to students so that they feel heard.",
            "image": f"{SITE}/badges/5.png",
            "criteria": {"narrative": "Submit a recording and a reflection."},
            "issuer": ISSUER,
        }
        self.assertion: dict[str, Any] = {
            "@context": CONTEXT,
            "type": "Assertion",
            "id": ASSERTION,
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": "salt",
                # sha256("ana@school.example" + "salt")
                "identity": "sha256$"
                "457d555dd9f5d5bebce1b3095389a58372fe65cfae8f5fc1415c93b3a78491ab",
            },
            "issuedOn": "2026-05-01T00:00:00+00:00",
            "badge": BADGE,
            "verification": {"type": "hosted"},
        }
        self.key: dict[str, Any] = {
            "@context": CONTEXT,
            "type": "CryptographicKey",
            "id": KEY,
            "owner": ISSUER,
            "publicKeyPem": signing_key().public_key.to_pem().decode(),
        }
        self.revocations: dict[str, Any] = {
            "@context": CONTEXT,
            "type": "RevocationList",
            "id": REVOCATIONS,
            "issuer": ISSUER,
            "revokedAssertions": ["urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4"],
        }
        self.pages.update({BADGE: self.badge, ISSUER: self.issuer, ASSERTION: self.assertion})
        if self.signed:
            del self.pages[ASSERTION]
            self.pages.update({KEY: self.key, REVOCATIONS: self.revocations})
            self.issuer.update(publicKey=KEY, revocationList=REVOCATIONS)
            self.assertion["id"] = "urn:uuid:a953081a-4bbd-4927-9653-7219bca00e3b"
            self.assertion["verification"] = {"type": "SignedBadge", "creator": KEY}

    def token(self, key: SigningKey | None = None) -> str:
        return sign_jws({}, self.assertion, key or signing_key())

    def presented(self, token: str | None = None) -> Presented:
        """Hand in the assertion as it stands now, signed or as JSON."""
        if not self.signed:
            return Presented(copy.deepcopy(self.assertion))
        jws = parse_jws(token or self.token())
        return Presented(parse_json_object(jws.payload), verify_signature=partial(verify_jws, jws))

    def check(self, presented: Presented | None = None) -> BadgeCheck:
        expectations = Expectations(NOW, self.recipient, self.trusted, schemas=self.schemas)
        self.fetcher = MemoryFetcher(self.pages)
        return check_badge(presented or self.presented(), self.fetcher, expectations)


def of(result: BadgeCheck, check: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.check == check]


def only(result: BadgeCheck, check: str) -> tuple[str, str, str]:
    """Return outcome, code and pointer of a check's only finding."""
    (finding,) = of(result, check)
    return finding.outcome, finding.code, finding.pointer


def verdict(result: BadgeCheck) -> str:
    outcomes = {finding.outcome for finding in result.findings}
    if "failed" in outcomes:
        return "invalid"
    return "undetermined" if "undetermined" in outcomes else "valid"
