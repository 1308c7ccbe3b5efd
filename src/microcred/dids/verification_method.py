"""Verification methods: one public key with its id, its controller and its lifetime.

Sources: Controlled Identifiers 1.0, "Verification Methods", "Multikey", "JsonWebKey"; the
older types from the Ed25519 2020 and 2018, ECDSA 2019 and JSON Web Signature 2020 suites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from microcred.encoding import decode_base58btc
from microcred.errors import MalformedInput, UnusableKey, excerpt
from microcred.keys import Algorithm, PublicKey
from microcred.timestamps import parse_timestamp

_SECRET_MEMBERS: Final = (
    "secretKeyMultibase",
    "secretKeyJwk",
    "privateKeyMultibase",
    "privateKeyJwk",
    "privateKeyBase58",
    "privateKeyPem",
    "privateKeyHex",
)
_MATERIAL_MEMBERS: Final = (
    "publicKeyMultibase",
    "publicKeyJwk",
    "publicKeyBase58",
    "publicKeyHex",
    "publicKeyPem",
)


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A verification method whose key can be used.

    Attributes:
        id: absolute URL.
        controller: who may make proofs with the key.
        public_key: the key, checked.
        type: the method's type, as written.
        expires: from this moment on the key must not be used.
        revoked: from this moment on the key must not be used.
    """

    id: str
    controller: str
    public_key: PublicKey
    type: str
    expires: datetime | None = None
    revoked: datetime | None = None

    def is_valid_at(self, moment: datetime) -> bool:
        """Tell whether the method was neither expired nor revoked at a moment."""
        return all(end is None or moment < end for end in (self.expires, self.revoked))


def parse_verification_method(members: Mapping[str, Any], method_id: str) -> VerificationMethod:
    """Read the members of a verification method whose absolute id is known already.

    Raises:
        UnusableKey: the key is not of a supported kind, or must not be used.
        MalformedInput: the method breaks its specification.
    """
    _refuse_secrets(members)
    method_type, controller = members.get("type"), members.get("controller")
    if not isinstance(controller, str) or not controller:
        message = "a verification method needs one controller"
        raise MalformedInput(message, code="invalid-verification-method")
    if not isinstance(method_type, str):
        message = f"a verification method needs one type, found {excerpt(method_type)}"
        raise MalformedInput(message, code="invalid-verification-method")
    read = _READERS.get(method_type)
    if read is None:
        message = f"verification method of type {excerpt(method_type)} is not supported"
        raise UnusableKey(message, code="unsupported-key")
    return VerificationMethod(
        id=method_id,
        controller=controller,
        public_key=read(members),
        type=method_type,
        expires=_moment(members, "expires"),
        revoked=_moment(members, "revoked"),
    )


def _refuse_secrets(members: Mapping[str, Any]) -> None:
    secret = next((name for name in _SECRET_MEMBERS if name in members), None)
    if secret:
        message = f"the document publishes the secret key in {secret!r}; replace that key"
        raise UnusableKey(message, code="secret-key-published")
    given = [name for name in _MATERIAL_MEMBERS if name in members]
    if len(given) > 1:
        message = f"the key stands there twice, in {given[0]!r} and {given[1]!r}"
        raise MalformedInput(message, code="invalid-verification-method")


def _multikey(members: Mapping[str, Any]) -> PublicKey:
    return PublicKey.from_multikey(_text(members, "publicKeyMultibase"))


def _json_web_key(members: Mapping[str, Any]) -> PublicKey:
    jwk = members.get("publicKeyJwk")
    if not isinstance(jwk, Mapping):
        message = "a verification method of this type needs an object 'publicKeyJwk'"
        raise MalformedInput(message, code="invalid-verification-method")
    return PublicKey.from_jwk(jwk)


def _only(algorithm: Algorithm) -> Callable[[Mapping[str, Any]], PublicKey]:
    """Read a type that is made for one algorithm, from whichever member its key is in."""

    def read(members: Mapping[str, Any]) -> PublicKey:
        if "publicKeyJwk" in members:
            key = _json_web_key(members)
        elif "publicKeyBase58" in members:
            key = PublicKey.from_raw(algorithm, decode_base58btc(_text(members, "publicKeyBase58")))
        elif "publicKeyHex" in members:
            key = PublicKey.from_raw(algorithm, _hexadecimal(_text(members, "publicKeyHex")))
        else:
            key = _multikey(members)
        if key.algorithm != algorithm:
            message = f"the key is of {key.algorithm}, its type wants {algorithm}"
            raise UnusableKey(message, code="wrong-algorithm")
        return key

    return read


def _rsa_2018(members: Mapping[str, Any]) -> PublicKey:
    if "publicKeyPem" not in members:
        return _only("RSA")(members)
    return PublicKey.from_pem(_text(members, "publicKeyPem"))


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any]], PublicKey]]] = {
    "Multikey": _multikey,
    "JsonWebKey": _json_web_key,
    "JsonWebKey2020": _json_web_key,
    "Ed25519VerificationKey2020": _only("Ed25519"),
    "Ed25519VerificationKey2018": _only("Ed25519"),
    "EcdsaSecp256k1VerificationKey2019": _only("secp256k1"),
    "EcdsaSecp256r1VerificationKey2019": _only("P-256"),
    "EcdsaSecp384r1VerificationKey2019": _only("P-384"),
    "EcdsaSecp521r1VerificationKey2019": _only("P-521"),
    "RsaVerificationKey2018": _rsa_2018,
}


def _text(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    if not isinstance(value, str):
        message = f"a verification method of this type needs the text {name!r}"
        raise MalformedInput(message, code="invalid-verification-method")
    return value


def _hexadecimal(text: str) -> bytes:
    if not re.fullmatch(r"[0-9A-Fa-f]*", text, re.ASCII) or len(text) % 2:
        message = "publicKeyHex of a verification method is not hexadecimal"
        raise MalformedInput(message, code="invalid-verification-method")
    return bytes.fromhex(text)


def _moment(members: Mapping[str, Any], name: str) -> datetime | None:
    value = members.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        message = f"{name!r} of a verification method must be a dateTimeStamp"
        raise MalformedInput(message, code="invalid-verification-method")
    return parse_timestamp(value)
