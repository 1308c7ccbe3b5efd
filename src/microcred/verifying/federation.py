"""Asks a trust anchor about one subject (OpenID Federation 1.0).

The trust anchor's entity configuration says where it answers and with which keys it signs; its
fetch endpoint gives what it states about a subject. Only what the anchor itself states counts:
chains over intermediates are not followed.
"""

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
    UnusableKey,
    excerpt,
)
from microcred.fetch import Fetcher
from microcred.keys import PublicKey
from microcred.limits import MAX_ENTITY_STATEMENT_BYTES, MAX_FEDERATION_KEYS
from microcred.proofs import CompactJws, parse_jws, verify_jws
from microcred.strict_json import parse_json_object

WELL_KNOWN: Final = "/.well-known/openid-federation"
_MEDIA_TYPES: Final = ("application/entity-statement+jwt", "application/jwt", "text/plain")
_TYPE: Final = "entity-statement+jwt"
_NOT_LISTED: Final = frozenset({"not-found", "gone"})


@dataclass(frozen=True, slots=True)
class TrustAnchor:
    """A trust anchor of an OpenID Federation.

    Attributes:
        entity_id: its entity identifier, an HTTPS URL.
        name: for reports.
        keys: the keys it signs with; where there are none, those of its entity configuration
            count, which then rests on TLS alone.
        fetch_endpoint: where it answers; used only together with `keys`, else its entity
            configuration says it.
    """

    entity_id: str
    name: str = ""
    keys: tuple[PublicKey, ...] = ()
    fetch_endpoint: str | None = None


@dataclass(frozen=True, slots=True)
class Now:
    """The reference time of a verification.

    Attributes:
        moment: the time.
        clock_skew_seconds: how far two clocks may differ.
    """

    moment: datetime
    clock_skew_seconds: int


_Keys = list[tuple[str | None, PublicKey]]


def fetch_statement(
    anchor: TrustAnchor, subject: str, fetcher: Fetcher, now: Now
) -> Mapping[str, Any] | None:
    """Give what the anchor states about `subject`, verified; None where it knows no such.

    Raises:
        ResolutionFailed: the anchor could not be asked.
        ProofInvalid: the statement is forged, about somebody else, or not of this time.
        MalformedInput: what came is no entity statement.
    """
    keys: _Keys = [(None, key) for key in anchor.keys]
    endpoint = anchor.fetch_endpoint
    if not keys or endpoint is None:
        endpoint, keys = _configuration(anchor, keys, fetcher, now)
    try:
        token = _fetch(_question(endpoint, subject), fetcher)
    except ResolutionFailed as error:
        if error.code in _NOT_LISTED:
            return None
        raise
    return _read(token, keys, (anchor.entity_id, subject), now)


def name_in(statement: Mapping[str, Any]) -> str:
    """Give the name of the organization that a statement is about; empty where it has none."""
    metadata = statement.get("metadata")
    for entity in metadata.values() if isinstance(metadata, dict) else ():
        if isinstance(entity, dict) and (name := text_of(entity.get("organization_name"))):
            return name
    return ""


def _configuration(
    anchor: TrustAnchor, trusted: _Keys, fetcher: Fetcher, now: Now
) -> tuple[str, _Keys]:
    """Give the fetch endpoint and the keys of the anchor's entity configuration."""
    token = _fetch(anchor.entity_id.rstrip("/") + WELL_KNOWN, fetcher)
    stated = parse_json_object(token.payload)
    keys = trusted or _keys_of(stated)
    _read(token, keys, (anchor.entity_id, anchor.entity_id), now)
    metadata = stated.get("metadata")
    entity = metadata.get("federation_entity") if isinstance(metadata, dict) else None
    endpoint = entity.get("federation_fetch_endpoint") if isinstance(entity, dict) else None
    if not isinstance(endpoint, str):
        message = "the trust anchor's entity configuration names no fetch endpoint"
        raise MalformedInput(message, code="no-fetch-endpoint")
    return endpoint, keys


def _fetch(url: str, fetcher: Fetcher) -> CompactJws:
    fetched = fetcher.fetch(url, accept=_MEDIA_TYPES, max_bytes=MAX_ENTITY_STATEMENT_BYTES)
    try:
        return parse_jws(fetched.body.decode("ascii").strip())
    except UnicodeDecodeError as error:
        message = f"{excerpt(url, 200)} gave no entity statement"
        raise MalformedInput(message, code="malformed-statement") from error


def _question(endpoint: str, subject: str) -> str:
    """Make the fetch request (OpenID Federation 1.0, "Fetch Subordinate Statement Request")."""
    value = quote(subject, safe="")
    if endpoint.endswith(("?sub=", "&sub=")):
        return endpoint + value
    return f"{endpoint}{'&' if '?' in endpoint else '?'}sub={value}"


def _read(token: CompactJws, keys: _Keys, names: tuple[str, str], now: Now) -> Mapping[str, Any]:
    """Verify a statement by issuer `names[0]` about subject `names[1]` and give its claims.

    See OpenID Federation 1.0, "Entity Statement Validation".
    """
    if token.header.get("typ") != _TYPE:
        message = f"a JWT of type {excerpt(token.header.get('typ'))}, expected {_TYPE}"
        raise ProofInvalid(message, code="statement-type-mismatch")
    claims = parse_json_object(token.payload)
    _verify_signature(token, keys)
    for name, expected in zip(("iss", "sub"), names, strict=True):
        if claims.get(name) != expected:
            message = f"an entity statement whose {name} is {excerpt(claims.get(name), 100)}"
            raise ProofInvalid(
                f"{message}, expected {excerpt(expected, 100)}", code="statement-mismatch"
            )
    if "crit" in claims:
        message = f"the statement marks {excerpt(claims['crit'])} as critical"
        raise ProofInvalid(f"{message}, which is not understood", code="critical-claim")
    _check_times(claims, now)
    return claims


def _verify_signature(token: CompactJws, keys: _Keys) -> None:
    kid = token.header.get("kid")
    error: MicrocredError = ProofInvalid("the trust anchor has no such key", code="key-not-listed")
    for name, key in keys[:MAX_FEDERATION_KEYS]:
        if name is not None and name != kid:
            continue
        try:
            verify_jws(token, key)
        except ProofInvalid as failure:
            error = failure
        else:
            return
    raise error


def _check_times(claims: Mapping[str, Any], now: Now) -> None:
    issued: Any = claims.get("iat")
    expires: Any = claims.get("exp")
    if type(issued) not in (int, float) or type(expires) not in (int, float):
        message = "an entity statement must have iat and exp"
        raise ProofInvalid(message, code="statement-without-times")
    moment = now.moment.timestamp()
    if issued > moment + now.clock_skew_seconds:
        raise ProofInvalid("the entity statement is of the future", code="statement-not-yet-valid")
    if expires < moment - now.clock_skew_seconds:
        raise ProofInvalid("the entity statement has expired", code="statement-expired")


def _keys_of(stated: Mapping[str, Any]) -> _Keys:
    """Read the keys of an entity configuration; those of other kinds are passed over."""
    key_set = stated.get("jwks")
    listed = key_set.get("keys") if isinstance(key_set, dict) else None
    return read_keys(listed)


def read_keys(listed: object) -> _Keys:
    """Read the public keys of a JWK Set with their `kid`; those of other kinds are passed over."""
    keys: _Keys = []
    for jwk in listed[:MAX_FEDERATION_KEYS] if isinstance(listed, list) else ():
        try:
            key = PublicKey.from_jwk(jwk) if isinstance(jwk, dict) else None
        except UnusableKey:
            continue
        if key is not None:
            kid = jwk.get("kid")
            keys.append((kid if isinstance(kid, str) else None, key))
    return keys
