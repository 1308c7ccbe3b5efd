"""An issuer on the web with a registry, a clock that a test sets, and a verifier that sees both."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from microcred.dids import ControllerDocument, Resolver, parse_controller_document
from microcred.errors import ResolutionFailed
from microcred.fetch import Fetched
from microcred.issuing import Issuer, Recipient
from microcred.keys import Algorithm, SigningKey
from microcred.ledger import (
    Award,
    ChangedStatuses,
    IssuanceSettings,
    Issued,
    ListSigner,
    Run,
    Selection,
    Terms,
    change_status,
    issue_badges,
    list_signer,
)
from microcred.ledger.badges import select_badges
from microcred.ledger.status_events import Action
from microcred.ledger.status_lists import find_editions, find_pairs
from microcred.models import Achievement, Criteria, Profile
from microcred.registry import Database
from microcred.status import make_revocation_list
from microcred.timestamps import format_timestamp
from microcred.verifying import Policy, VerificationReport, Verifier

ISSUER = "did:web:hill.example"
SITE = "https://hill.example"
SETTINGS = IssuanceSettings(site_url=SITE)
START = datetime(2026, 6, 1, 12, tzinfo=UTC)

ACHIEVEMENT = Achievement(
    id="urn:example:listening",
    name="Active Listening",
    description="Listens.",
    criteria=Criteria(narrative="A recording."),
)


class World:
    """One issuer; a test issues, changes a status or the time, and verifies."""

    def __init__(self, database: Database, algorithm: Algorithm = "Ed25519"):
        self.database = database
        self.now = START
        self.key: SigningKey = SigningKey.generate(algorithm, key_id=f"{ISSUER}#key-1")
        self.earlier_keys: list[SigningKey] = []
        self.settings = SETTINGS
        self.run = Run("run-1", "issue", "2026-06-01T12:00:00Z", "ana")

    def clock(self) -> datetime:
        return self.now

    def later(self, **duration: float) -> None:
        self.now += timedelta(**duration)

    def stamp(self) -> str:
        return format_timestamp(self.now)

    def terms(self, suite: str | None = None, **members: Any) -> Terms:
        profile = Profile(id=ISSUER, name="Hill District")
        issuer = Issuer(profile, self.key, suite=suite, clock=self.clock)
        terms = Terms(issuer=issuer, settings=self.settings, run=self.run, clock=self.clock)
        return replace(terms, **members)

    def issue(self, *awards: Award, **members: Any) -> list[Issued]:
        with self.database.writing() as connection:
            return issue_badges(connection, self.terms(**members), awards or [award()])

    @property
    def signer(self) -> ListSigner:
        return list_signer(self.terms())

    def change(self, action: Action, *ids: str, reason: str = "", **chosen: Any) -> ChangedStatuses:
        meant = Selection(ids=frozenset(ids) if ids else None, **chosen)
        with self.database.writing() as connection:
            return change_status(connection, self.signer, action, meant, actor="bo", reason=reason)

    def published(self) -> dict[str, str]:
        """Return what a site publishes of the lists, by URL."""
        with self.database.reading() as connection:
            pairs = {pair.id: pair for pair in find_pairs(connection)}
            editions = find_editions(connection)
            meant = Selection(state="revoked")
            revoked = [badge.id for badge in select_badges(connection, meant)]
        texts = {}
        for edition in editions:
            pair = pairs[edition.list_id]
            texts[pair.url(edition.purpose, ".jwt")] = edition.token
            if edition.document is not None:
                texts[pair.url(edition.purpose, ".json")] = edition.document
        url = f"{SITE}/status/revoked.json"
        made = make_revocation_list(url, ISSUER, dict.fromkeys(revoked))
        return texts | {url: json.dumps(made)}

    def verify(self, badge: Any) -> VerificationReport:
        methods = [
            {
                "id": key.key_id,
                "type": "Multikey",
                "controller": ISSUER,
                "publicKeyMultibase": key.public_key.multikey,
            }
            for key in (*self.earlier_keys, self.key)
        ]
        document = {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": ISSUER,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }
        verifier = Verifier(
            Policy(),
            fetcher=_Fetcher(self.published()),
            resolver=_Resolver(document),
            clock=self.clock,
        )
        return verifier.verify(badge)

    def statuses(self, badge: Any) -> list[str]:
        """Return the codes of a badge's status, as a verifier finds them."""
        return [check.code for check in self.verify(badge).find("status")]


def award(name: str = "ana", **members: Any) -> Award:
    address = f"{name}@school.example"
    known: dict[str, Any] = {
        "achievement": ACHIEVEMENT,
        "recipient": Recipient.email(address),
        "identifier": address,
    }
    return Award(**(known | members))


class _Fetcher:
    def __init__(self, published: dict[str, str]):
        self._published = published

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 2**23) -> Fetched:
        if url not in self._published:
            raise ResolutionFailed(f"{url} is out of reach", code="unreachable")
        text = self._published[url]
        kind = "application/vc+jwt" if text.startswith("ey") else "application/json"
        return Fetched(url, kind, text.encode())


class _Resolver(Resolver):
    def __init__(self, document: dict[str, Any]):
        super().__init__()
        self._document = document

    def resolve(self, identifier: str, at: datetime | None = None) -> ControllerDocument:
        return parse_controller_document(self._document, identifier)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)
