"""Sign credentials: one signer for embedded proofs and JWTs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from pydantic_core import to_json

from microcred.arguments import expect, expect_clock
from microcred.document import as_list, id_of
from microcred.errors import InvalidDocument, UnusableKey, excerpt
from microcred.findings import Fault
from microcred.issuing.proof_options import ProofOptions
from microcred.keys import SigningKey
from microcred.models import (
    WireModel,
    check_credential,
    check_open_badge,
    is_open_badge,
)
from microcred.models.verifiable import CredentialMembers
from microcred.proofs import (
    SUITES,
    UnsecuredDocument,
    claims_around,
    claims_of,
    previous_proofs,
    sign_jws,
)
from microcred.status import find_entry_faults
from microcred.timestamps import Clock, format_timestamp, system_clock

VC_JWT: Final = "vc-jwt"


class TokenKind(NamedTuple):
    """A kind of JWT.

    Attributes:
        typ: of its header.
        payload_of: makes the payload of a credential.
        alg: of its header; None is the usual one of the key.
    """

    typ: str
    payload_of: Callable[[Mapping[str, Any]], dict[str, Any]]
    alg: str | None = None


TOKENS: Final[Mapping[str, TokenKind]] = {
    VC_JWT: TokenKind("JWT", claims_of),
    "vc-jwt-1.1": TokenKind("JWT", claims_around),
    "vc+jwt": TokenKind("vc+jwt", dict),
    "vc-jwt-ed25519": TokenKind("JWT", claims_of, "Ed25519"),
    "vc+jwt-ed25519": TokenKind("vc+jwt", dict, "Ed25519"),
}
"""The kinds of JWT by name: as Open Badges 3.0 has it, in the `vc` claim of VC Data Model 1.1, and
bare as in Securing Verifiable Credentials using JOSE and COSE. With `-ed25519`, an Ed25519 key says
`alg: Ed25519` (RFC 9864) and not `EdDSA`, which older verifiers want."""

_SELECTIVE: Final = "ecdsa-sd-2023"

_SELF_CERTIFYING: Final = ("did:key:", "did:jwk:")


@dataclass(frozen=True, slots=True)
class SignedBadge:
    """A signed credential.

    Attributes:
        document: the credential as signed, with its embedded proof where it has one.
        token: the compact JWT, where one was asked for.
    """

    document: Mapping[str, Any]
    token: str | None = None

    @property
    def jwt(self) -> str:
        """Return the compact JWT.

        Raises:
            LookupError: the badge was signed with an embedded proof only.
        """
        if self.token is None:
            raise LookupError(f"not signed as a JWT; ask the Signer for suite {VC_JWT!r}")
        return self.token

    def json(self, *, indent: int | None = None) -> str:
        """Return the credential with its embedded proof as JSON text.

        Raises:
            LookupError: the badge was signed as a JWT only.
        """
        if "proof" not in self.document:
            raise LookupError("signed as a JWT only; there is no embedded proof")
        if indent is None:
            return to_json(self.document).decode()
        return json.dumps(self.document, ensure_ascii=False, indent=indent)

    def envelope(self) -> dict[str, Any]:
        """Return the JWT as an EnvelopedVerifiableCredential (VC Data Model 2.0).

        Raises:
            LookupError: the badge was signed with an embedded proof only.
        """
        media_type = "application/dc+sd-jwt" if "~" in self.jwt else "application/vc+jwt"
        return {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "id": f"data:{media_type},{self.jwt}",
            "type": "EnvelopedVerifiableCredential",
        }

    @property
    def text(self) -> str:
        """Return what goes into a file or a picture: the JSON, or the JWT where that is all."""
        return self.json() if "proof" in self.document else self.jwt


class Signer:
    """Signs credentials with one key.

    `key`, `suites` and `contexts` can be read back.

    Args:
        key: a local key or an external signer.
        suite: a name from `microcred.proofs.SUITES` or `TOKENS`, or several. Several embedded
            suites make a proof set; with a JWT among them it carries the embedded proofs
            (Open Badges 3.0, "Verification", step 2). By default what fits the key:
            eddsa-rdfc-2022, ecdsa-rdfc-2019, or vc-jwt where no embedded suite takes it.
        clock: gives the proof's `created`.
        contexts: JSON-LD contexts of your own extensions, by URL, beside the pinned ones. What
            verifies the badge must know them too.
        any_issuer: sign in the name of issuers whose key this is not known to be. Only a
            verifier that does not ask whose key it is (`Policy.require_issuer_is_controller`)
            accepts that of a key whose DID says whose it is.

    Raises:
        UnusableKey: an unknown suite, or one that does not sign with this kind of key.
        WrongArgument: the key is no `SigningKey`, or the clock no function.
    """

    def __init__(
        self,
        key: SigningKey,
        suite: str | Sequence[str] | None = None,
        *,
        clock: Clock = system_clock,
        contexts: Mapping[str, dict[str, Any]] | None = None,
        any_issuer: bool = False,
    ):
        load = "SigningKey.load(path) reads one from its file"
        expect(key, SigningKey, "key", "a SigningKey", load)
        expect_clock(clock)
        suites = _default_suite(key) if suite is None else suite
        self.key = key
        self.suites = (suites,) if isinstance(suites, str) else tuple(suites)
        self.contexts = dict(contexts or {})
        _check_suites(self.suites, key)
        self._embedded = [SUITES[name] for name in self.suites if name not in TOKENS]
        self._token = next((TOKENS[name] for name in self.suites if name in TOKENS), None)
        self._clock = clock
        self._any_issuer = any_issuer

    def with_suite(self, suite: str | Sequence[str] | None) -> Signer:
        """Return a signer that differs in how it signs only; None is what fits the key."""
        return Signer(
            self.key,
            suite,
            clock=self._clock,
            contexts=self.contexts,
            any_issuer=self._any_issuer,
        )

    def sign(
        self, credential: WireModel | Mapping[str, Any], options: ProofOptions | None = None
    ) -> SignedBadge:
        """Sign a credential.

        A model is written in its canonical form; a mapping is signed as it stands.

        Args:
            credential: what to sign; the proofs that it has already stay.
            options: what is chosen for the embedded proof.

        Raises:
            InvalidDocument: the credential breaks the data model, is not this key's issuer's,
                or has a term that would be left out of the signature; or the id of the proof is
                taken.
            ProofInvalid: an earlier proof that is named is not there.
            UnusableKey: options for a kind of proof that this signer does not make.
            WrongArgument: it is no credential.
        """
        award = "Issuer.award(achievement, recipient) makes one"
        expect(credential, (CredentialMembers, Mapping), "credential", "a credential", award)
        options = options or ProofOptions()
        _check_options(self.suites, options)
        document = _document_of(credential)
        if not self._any_issuer:
            _check_issuer(document, self.key)
        for suite in self._embedded:
            document = suite.prepare(document)
        if self._embedded:
            document = {**document, "proof": self._proofs(document, options)}
        if self._token is None:
            return SignedBadge(document)
        if not self._embedded and (losses := self._unsecured(document).losses()):
            raise InvalidDocument(losses, what="credential to sign")
        token_type, payload_of, alg = self._token
        header = {"typ": token_type, **({"alg": alg} if alg else {}), **_key_header(self.key)}
        # When it was signed: what the key signed stays good when it is retired later
        # (Securing Verifiable Credentials using JOSE and COSE, "JWT Claims").
        payload = {**payload_of(document), "iat": int(self._clock().timestamp())}
        return SignedBadge(document, sign_jws(header, payload, self.key))

    def _proofs(self, document: Mapping[str, Any], options: ProofOptions) -> list[Any]:
        unsecured = self._unsecured(document)
        members = {
            "created": format_timestamp(self._clock().replace(microsecond=0)),
            "verificationMethod": self.key.key_id,
            "proofPurpose": "assertionMethod",
            **options.members(),
        }
        earlier = as_list(document.get("proof"))
        if options.previous_proof:
            unsecured = unsecured.with_proofs(previous_proofs(members, _objects_in(earlier)))
        pointers = options.mandatory_pointers
        proofs = list(earlier)
        for suite in self._embedded:
            chosen = members
            if suite.name == _SELECTIVE and pointers is not None:
                chosen = {**members, "mandatoryPointers": list(pointers)}
            proofs.append(suite.create(unsecured, chosen, self.key))
        _check_proof_ids(proofs)
        return proofs

    def _unsecured(self, document: Mapping[str, Any]) -> UnsecuredDocument:
        return UnsecuredDocument(document, self.contexts)


def _check_suites(names: Sequence[str], key: SigningKey) -> None:
    fitting = [name for name, suite in SUITES.items() if key.algorithm in suite.algorithms]
    takes = (None, *key.public_key.jose_algorithms)
    fitting += [name for name, token in TOKENS.items() if token.alg in takes]
    if not names or len(set(names)) < len(names) or len(TOKENS.keys() & set(names)) > 1:
        known = ", ".join(fitting)
        message = f"name at least one suite, none twice, one kind of JWT; this key can do {known}"
        raise UnusableKey(message, code="unknown-suite")
    for name in names:
        if name not in fitting:
            message = (
                f"suite {excerpt(name)} does not sign with a {key.algorithm} key; "
                f"this key can do {', '.join(fitting)}"
            )
            raise UnusableKey(message, code="unknown-suite")


def _check_options(suites: Sequence[str], options: ProofOptions) -> None:
    """Refuse what would be left out of every proof that is made."""
    message = ""
    if options.mandatory_pointers is not None and _SELECTIVE not in suites:
        message = f"mandatory pointers are for {_SELECTIVE}; this signer does {', '.join(suites)}"
    elif options != ProofOptions() and TOKENS.keys() >= set(suites):
        message = "a JWT has no options of a proof; this signer makes no embedded one"
    if message:
        raise UnusableKey(message, code="unknown-suite")


def _check_proof_ids(proofs: Sequence[Any]) -> None:
    """Check that a proof can be told apart by its id ("Proof Chains")."""
    names = [str(proof["id"]) for proof in _objects_in(proofs) if "id" in proof]
    if len(set(names)) < len(names):
        message = f"two proofs would have one id: {excerpt(names)}"
        raise InvalidDocument([Fault("/proof", "duplicate-proof-id", message)])


def _objects_in(values: Sequence[Any]) -> list[dict[str, Any]]:
    return [value for value in values if isinstance(value, dict)]


def _default_suite(key: SigningKey) -> str:
    """Return the first suite that signs with the key; they stand in the order of preference."""
    fitting = (name for name, suite in SUITES.items() if key.algorithm in suite.algorithms)
    return next(fitting, VC_JWT)


def _document_of(credential: WireModel | Mapping[str, Any]) -> dict[str, Any]:
    if isinstance(credential, WireModel):
        document = credential.to_document()
        faults = []
    else:
        document = dict(credential)
        faults = check_credential(document)
    if not faults and is_open_badge(document):
        faults = check_open_badge(document)
    faults = faults or find_entry_faults(document)
    if faults:
        raise InvalidDocument(faults, what="credential to sign")
    return document


def _check_issuer(document: Mapping[str, Any], key: SigningKey) -> None:
    """Refuse to sign in the name of another issuer, where the key's id can tell."""
    issuer_id = id_of(document.get("issuer")) or ""
    is_did = issuer_id.startswith("did:")
    if issuer_id == key.did or not (is_did or key.did.startswith(_SELF_CERTIFYING)):
        return
    message = f"the issuer is {issuer_id}, but the key belongs to {key.did}"
    advice = "Sign with the issuer's key, or set the issuer's id to the key's DID."
    raise InvalidDocument([Fault("/issuer/id", "issuer-key-mismatch", message, advice)])


def _key_header(key: SigningKey) -> dict[str, Any]:
    """Name the key (Open Badges 3.0, "Create the JOSE Header"): by id, and in full.

    A verifier that resolves no DIDs finds a self-certifying key in `jwk`.
    """
    if key.did.startswith(_SELF_CERTIFYING):
        return {"kid": key.key_id, "jwk": dict(key.public_key.jwk)}
    return {"kid": key.key_id}
