"""Present credentials as their holder (VC Data Model 2.0, "Verifiable Presentations")."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from microcred.document import as_list
from microcred.errors import InvalidDocument, UnusableKey
from microcred.issuing.signer import VC_JWT, SignedBadge
from microcred.keys import SigningKey
from microcred.proofs import SUITES, UnsecuredDocument, sign_jws
from microcred.timestamps import Clock, format_timestamp, system_clock

_VCDM: Final = "https://www.w3.org/ns/credentials/v2"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who presents: a key, and how it signs.

    Attributes:
        key: the holder's key; its DID is the holder.
        suite: a name from `microcred.proofs.SUITES`, or `vc-jwt`.
        clock: gives the time of the proof.
    """

    key: SigningKey
    suite: str = "eddsa-rdfc-2022"
    clock: Clock = system_clock

    def present(
        self,
        credentials: Sequence[SignedBadge | Mapping[str, Any] | str],
        *,
        challenge: str | None = None,
        domain: str | None = None,
    ) -> SignedBadge:
        """Sign a presentation.

        Args:
            credentials: signed badges, documents with a proof, or compact JWTs; a JWT is put
                into an envelope.
            challenge: what the verifier gave against replay.
            domain: who the presentation is for.

        Raises:
            UnusableKey: the suite does not sign with this kind of key.
            InvalidDocument: a term would be left out of the signature.
        """
        presentation: dict[str, Any] = {
            "@context": _contexts([item for item in map(_document, credentials) if item]),
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": ["VerifiablePresentation"],
            "holder": self.key.did,
            "verifiableCredential": [_document(item) or _envelope(item) for item in credentials],
        }
        if self.suite == VC_JWT:
            return self._present_as_token(presentation, challenge, domain)
        suite = SUITES.get(self.suite)
        if suite is None:
            message = f"unknown suite {self.suite!r}"
            raise UnusableKey(message, code="unknown-suite")
        presentation = suite.prepare(presentation)
        options = {
            "created": format_timestamp(self.clock().replace(microsecond=0)),
            "verificationMethod": self.key.key_id,
            "proofPurpose": "authentication",
        }
        options |= {"challenge": challenge} if challenge is not None else {}
        options |= {"domain": domain} if domain is not None else {}
        proof = suite.create(UnsecuredDocument(presentation), options, self.key)
        return SignedBadge({**presentation, "proof": [proof]})

    def _present_as_token(
        self, presentation: dict[str, Any], challenge: str | None, domain: str | None
    ) -> SignedBadge:
        if losses := UnsecuredDocument(presentation).losses():
            raise InvalidDocument(losses, what="presentation")
        claims: dict[str, Any] = {"iss": self.key.did, "iat": int(self.clock().timestamp())}
        claims |= {"nonce": challenge} if challenge is not None else {}
        claims |= {"aud": domain} if domain is not None else {}
        header = {"typ": "vp+jwt", "kid": self.key.key_id}
        token = sign_jws(header, {**claims, **presentation}, self.key)
        return SignedBadge(presentation, token)


def _document(credential: SignedBadge | Mapping[str, Any] | str) -> dict[str, Any] | None:
    """Give a credential with an embedded proof, or None for one that is a JWT."""
    if isinstance(credential, str):
        return None
    document = credential.document if isinstance(credential, SignedBadge) else credential
    return dict(document) if "proof" in document else None


def _envelope(credential: SignedBadge | Mapping[str, Any] | str) -> dict[str, Any]:
    if isinstance(credential, Mapping):
        message = "a credential to present must be signed"
        raise UnusableKey(message, code="not-signed")
    badge = SignedBadge({}, credential) if isinstance(credential, str) else credential
    return badge.envelope()


def _contexts(documents: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Give the contexts of what is inside, each once, VC Data Model 2.0 first."""
    contexts = [_VCDM]
    for document in documents:
        contexts += [item for item in as_list(document.get("@context")) if item not in contexts]
    return contexts
