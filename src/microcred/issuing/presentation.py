"""Present credentials as their holder (VC Data Model 2.0, "Verifiable Presentations")."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from microcred.arguments import expect
from microcred.document import as_list, id_of, types_of
from microcred.errors import InvalidDocument, UnusableKey, excerpt
from microcred.findings import Fault
from microcred.issuing.signer import VC_JWT, SignedBadge
from microcred.keys import SigningKey
from microcred.models import check_presentation
from microcred.models.context_urls import CREDENTIALS_V2
from microcred.models.credential_rules import is_vcdm_1
from microcred.proofs import SUITES, HashSuite, UnsecuredDocument, sign_jws, without_tokens
from microcred.timestamps import Clock, format_timestamp, system_clock


@dataclass(frozen=True, slots=True)
class Holder:
    """Who presents: a key, and how it signs.

    Attributes:
        key: the holder's key; its DID is the holder.
        suite: a name from `microcred.proofs.SUITES`, or `vc-jwt`.
        clock: gives the time of the proof.
        contexts: JSON-LD contexts of what is presented, by URL, beside the pinned ones.

    Raises:
        WrongArgument: the key is no `SigningKey`.
    """

    key: SigningKey
    suite: str = "eddsa-rdfc-2022"
    clock: Clock = system_clock
    contexts: Mapping[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        load = "SigningKey.load(path) reads one from its file"
        expect(self.key, SigningKey, "key", "a SigningKey", load)

    def present(
        self,
        credentials: Sequence[SignedBadge | Mapping[str, Any] | str] = (),
        *,
        challenge: str | None = None,
        domain: str | None = None,
    ) -> SignedBadge:
        """Make and sign a presentation; without credentials it shows who the holder is.

        Args:
            credentials: signed badges, documents with a proof, or compact JWTs; a JWT is put
                into an envelope.
            challenge: what the verifier gave against replay.
            domain: who the presentation is for.

        Raises:
            UnusableKey: the suite does not sign with this kind of key, or a credential is not
                signed.
            InvalidDocument: a term would be left out of the signature.
            WrongArgument: `credentials` is no list.
        """
        expect(credentials, (list, tuple), "credentials", "a list of badges", "[badge] is one")
        # Each credential brings contexts of its own: here it begins anew (JSON-LD context of
        # VC Data Model 2.0, "verifiableCredential"), so those of VCDM 1.1 can be inside as well.
        presentation: dict[str, Any] = {
            "@context": [CREDENTIALS_V2],
            "id": f"urn:uuid:{uuid.uuid4()}",
            "type": ["VerifiablePresentation"],
            "holder": self.key.did,
        }
        if credentials:
            presentation["verifiableCredential"] = [_presentable(item) for item in credentials]
        return self.sign(presentation, challenge=challenge, domain=domain)

    def sign(
        self,
        presentation: Mapping[str, Any],
        *,
        challenge: str | None = None,
        domain: str | None = None,
    ) -> SignedBadge:
        """Sign a presentation as it stands, of VC Data Model 2.0 or 1.1.

        Args:
            presentation: with or without holder and credentials, and without a proof.
            challenge: see `present`.
            domain: see `present`.

        Raises:
            UnusableKey: the suite does not sign with this kind of key.
            InvalidDocument: it breaks the data model, or a term would be left out of the
                signature.
        """
        if faults := check_presentation(presentation) or self._check_holder(presentation):
            raise InvalidDocument(faults, what="presentation")
        if self.suite == VC_JWT:
            return self._sign_as_token(dict(presentation), challenge, domain)
        suite = SUITES.get(self.suite)
        if not isinstance(suite, HashSuite):  # what is derived from a base proof is an issuer's
            message = f"suite {excerpt(self.suite)} does not sign presentations"
            raise UnusableKey(message, code="unknown-suite")
        document = suite.prepare(presentation)
        options = {
            "created": format_timestamp(self.clock().replace(microsecond=0)),
            "verificationMethod": self.key.key_id,
            "proofPurpose": "authentication",
        }
        options |= {"challenge": challenge} if challenge is not None else {}
        options |= {"domain": domain} if domain is not None else {}
        proof = suite.create(UnsecuredDocument(document, self.contexts), options, self.key)
        return SignedBadge({**document, "proof": [*as_list(document.get("proof")), proof]})

    def _check_holder(self, presentation: Mapping[str, Any]) -> list[Fault]:
        """Refuse to present in the name of somebody else; nobody would accept it."""
        holder = id_of(presentation.get("holder", self.key.did))
        if holder == self.key.did:
            return []
        message = f"the holder is {excerpt(holder, 200)}, but the key belongs to {self.key.did}"
        return [Fault("/holder", "holder-key-mismatch", message)]

    def _sign_as_token(
        self, presentation: dict[str, Any], challenge: str | None, domain: str | None
    ) -> SignedBadge:
        if losses := UnsecuredDocument(without_tokens(presentation), self.contexts).losses():
            raise InvalidDocument(losses, what="presentation")
        claims: dict[str, Any] = {"iss": self.key.did, "iat": int(self.clock().timestamp())}
        claims |= {"nonce": challenge} if challenge is not None else {}
        claims |= {"aud": domain} if domain is not None else {}
        if is_vcdm_1(presentation):
            claims |= {"jti": presentation["id"]} if "id" in presentation else {}
            header, payload = {"typ": "JWT"}, {**claims, "vp": presentation}
        else:
            header, payload = {"typ": "vp+jwt"}, {**claims, **presentation}
        token = sign_jws({**header, "kid": self.key.key_id}, payload, self.key)
        return SignedBadge(presentation, token)


def _presentable(credential: SignedBadge | Mapping[str, Any] | str) -> dict[str, Any]:
    """Return a credential with an embedded proof as it is, and a JWT in an envelope."""
    if isinstance(credential, str):
        return SignedBadge({}, credential).envelope()
    document = credential.document if isinstance(credential, SignedBadge) else credential
    is_enveloped = "EnvelopedVerifiableCredential" in types_of(document)
    if "proof" in document or is_enveloped:
        return dict(document)
    if isinstance(credential, SignedBadge):
        return credential.envelope()
    message = "a credential to present must be signed"
    raise UnusableKey(message, code="not-signed")
