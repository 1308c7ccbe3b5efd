"""Entity statements of an OpenID Federation: fetched, verified, read (OpenID Federation 1.0)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from microcred.document import text_of
from microcred.errors import (
    MalformedInput,
    MicrocredError,
    ProofInvalid,
    ResolutionFailed,
    UnusableAnswer,
    UnusableKey,
    excerpt,
)
from microcred.fetch import Fetcher, reading
from microcred.keys import PublicKey
from microcred.limits import MAX_AUTHORITY_HINTS, MAX_ENTITY_STATEMENT_BYTES, MAX_FEDERATION_KEYS
from microcred.proofs import CompactJws, parse_jws, verify_jws
from microcred.strict_json import parse_json_object

WELL_KNOWN: Final = "/.well-known/openid-federation"
_MEDIA_TYPES: Final = ("application/entity-statement+jwt", "application/jwt", "text/plain")
_TYPE: Final = "entity-statement+jwt"
_NOT_LISTED: Final = frozenset({"not-found", "gone"})
_CRITICAL: Final = ("crit", "metadata_policy_crit")

Keys = list[tuple[str | None, PublicKey]]
"""Public keys, each with its `kid` where it has one."""


@dataclass(frozen=True, slots=True)
class Now:
    """The reference time of a verification.

    Attributes:
        moment: the time.
        clock_skew_seconds: how far two clocks may differ.
    """

    moment: datetime
    clock_skew_seconds: int


@dataclass(frozen=True, slots=True)
class EntityStatement:
    """What one entity states about another, or about itself (an entity configuration).

    Attributes:
        token: the JWT as received.
        claims: its payload.
    """

    token: CompactJws
    claims: Mapping[str, Any]

    @property
    def subject(self) -> str:
        """Return the id of the entity that this is about."""
        return str(self.claims["sub"])

    @property
    def keys(self) -> Keys:
        """Return the keys with which the subject signs."""
        key_set = self.claims.get("jwks")
        return read_keys(key_set.get("keys") if isinstance(key_set, dict) else None)

    @property
    def superiors(self) -> list[str]:
        """Return the ids that the subject names in `authority_hints`."""
        hints = self.claims.get("authority_hints")
        listed = hints[:MAX_AUTHORITY_HINTS] if isinstance(hints, list) else []
        return [hint for hint in listed if isinstance(hint, str) and hint.startswith("https://")]

    @property
    def constraints(self) -> Any:
        """Return what this sets for every chain that goes through it, as it stands, or None."""
        return self.claims.get("constraints")

    @property
    def fetch_endpoint(self) -> str:
        """Return where the subject answers what it states about others.

        Raises:
            MalformedInput: code `no-fetch-endpoint`.
        """
        metadata = self.claims.get("metadata")
        entity = metadata.get("federation_entity") if isinstance(metadata, dict) else None
        endpoint = entity.get("federation_fetch_endpoint") if isinstance(entity, dict) else None
        if not isinstance(endpoint, str):
            subject = excerpt(self.subject, 200)
            message = f"the entity configuration of {subject} names no fetch endpoint"
            raise MalformedInput(message, code="no-fetch-endpoint")
        return endpoint

    @property
    def name(self) -> str:
        """Return the subject's name; empty where it has none."""
        metadata = self.claims.get("metadata")
        for entity in metadata.values() if isinstance(metadata, dict) else ():
            if isinstance(entity, dict) and (name := text_of(entity.get("organization_name"))):
                return name
        return ""


def fetch_configuration(
    entity_id: str, trusted: Keys, fetcher: Fetcher, now: Now
) -> EntityStatement:
    """Return what an entity states about itself, signed with `trusted` keys or else with its own.

    Raises:
        ResolutionFailed: it could not be had; `UnusableAnswer` where what came is no entity
            statement, not signed so, about another, or not of this time.
    """
    statement = _fetch(entity_id.rstrip("/") + WELL_KNOWN, fetcher)
    check_signature(statement, trusted or statement.keys)
    _check_claims(statement.claims, (entity_id, entity_id), now)
    return statement


def fetch_statement(
    endpoint: str, keys: Keys, names: tuple[str, str], fetcher: Fetcher, now: Now
) -> EntityStatement | None:
    """Return what an issuer (`names[0]`) states about a subject (`names[1]`); None if nothing.

    Raises:
        ResolutionFailed: it could not be asked; `UnusableAnswer` where what came is no entity
            statement, forged, about somebody else, or not of this time.
    """
    try:
        statement = _fetch(_question(endpoint, names[1]), fetcher)
    except ResolutionFailed as error:
        if error.code in _NOT_LISTED:
            return None
        raise
    check_signature(statement, keys)
    _check_claims(statement.claims, names, now)
    return statement


def check_signature(statement: EntityStatement, keys: Keys) -> None:
    """Check that one of `keys` signed a statement.

    Raises:
        UnusableAnswer: none of them did, or the JWT is of another kind.
    """
    header = statement.token.header
    if header.get("typ") != _TYPE:
        message = f"a JWT of type {excerpt(header.get('typ'))}, expected {_TYPE}"
        raise _unusable(statement.claims, message, "statement-type-mismatch")
    error: MicrocredError = ProofInvalid("its signer has no such key", code="key-not-listed")
    for name, key in keys[:MAX_FEDERATION_KEYS]:
        if name is not None and name != header.get("kid"):
            continue
        try:
            verify_jws(statement.token, key)
        except ProofInvalid as failure:
            error = failure
        else:
            return
    raise _unusable(statement.claims, error.message, error.code)


def read_keys(listed: object) -> Keys:
    """Read the public keys of a JWK Set with their `kid`; those of other kinds are passed over."""
    keys: Keys = []
    for jwk in listed[:MAX_FEDERATION_KEYS] if isinstance(listed, list) else ():
        try:
            key = PublicKey.from_jwk(jwk) if isinstance(jwk, dict) else None
        except UnusableKey:
            continue
        if key is not None:
            kid = jwk.get("kid")
            keys.append((kid if isinstance(kid, str) else None, key))
    return keys


def _fetch(url: str, fetcher: Fetcher) -> EntityStatement:
    fetched = fetcher.fetch(url, accept=_MEDIA_TYPES, max_bytes=MAX_ENTITY_STATEMENT_BYTES)
    with reading(fetched, "an entity statement"):
        # what is not ASCII is no base64url either, and is told as such
        token = parse_jws(fetched.body.decode("latin-1").strip())
        return EntityStatement(token, parse_json_object(token.payload))


def _question(endpoint: str, subject: str) -> str:
    """Make the fetch request (OpenID Federation 1.0, "Fetch Subordinate Statement Request")."""
    value = quote(subject, safe="")
    if endpoint.endswith(("?sub=", "&sub=")):
        return endpoint + value
    return f"{endpoint}{'&' if '?' in endpoint else '?'}sub={value}"


def _check_claims(claims: Mapping[str, Any], names: tuple[str, str], now: Now) -> None:
    """Check who states it about whom, and when ("Entity Statement Validation")."""
    for name, expected in zip(("iss", "sub"), names, strict=True):
        if claims.get(name) != expected:
            message = f"expected {excerpt(expected, 100)} as its {name}"
            raise _unusable(claims, message, "statement-mismatch")
    for name in _CRITICAL:
        if name in claims:
            message = f"{excerpt(claims[name])} is critical to it, which is not understood here"
            raise _unusable(claims, message, "critical-claim")
    _check_times(claims, now)


def _check_times(claims: Mapping[str, Any], now: Now) -> None:
    issued: Any = claims.get("iat")
    expires: Any = claims.get("exp")
    if type(issued) not in (int, float) or type(expires) not in (int, float):
        raise _unusable(claims, "it must have iat and exp", "statement-without-times")
    moment = now.moment.timestamp()
    if issued > moment + now.clock_skew_seconds:
        raise _unusable(claims, "it is of the future", "statement-not-yet-valid")
    if expires < moment - now.clock_skew_seconds:
        raise _unusable(claims, "it has expired", "statement-expired")


def _unusable(claims: Mapping[str, Any], message: str, code: str) -> UnusableAnswer:
    """Make the error for a statement that says nothing about whom it should be about."""
    names = [excerpt(claims.get(name), 100) for name in ("iss", "sub")]
    return UnusableAnswer(f"what {names[0]} states about {names[1]}: {message}", code=code)
