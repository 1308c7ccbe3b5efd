"""Public keys: one value, in every form the formats use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import serialization

from microcred.encoding import encode_base64url
from microcred.errors import ProofInvalid, UnusableKey
from microcred.keys.algorithms import (
    JOSE_ALGORITHMS,
    JOSE_NAMES,
    Algorithm,
    NativePublicKey,
    algorithm_of,
)
from microcred.keys.jwk import decode_public_jwk, encode_public_jwk
from microcred.keys.multikey import decode_public_multikey, encode_public_multikey
from microcred.keys.raw import parse_raw_public_key, raw_public_bytes
from microcred.keys.signatures import signature_bytes, verify_signature
from microcred.limits import MAX_KEY_FILE_BYTES, MAX_REMEMBERED_JWK_CHARACTERS
from microcred.strict_json import parse_json_object


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that was checked when it was read.

    Two keys are equal when their Multikeys are.

    Attributes:
        algorithm: see `Algorithm`.
        multikey: Multikey text, `z…`.
        native: the key object of `cryptography`.
        stated_jose: the JOSE `alg` that its JWK restricts it to (RFC 7517, section 4.4).
    """

    algorithm: Algorithm
    multikey: str
    native: NativePublicKey = field(repr=False, compare=False)
    stated_jose: str | None = field(default=None, repr=False, compare=False)

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """Read a Multikey; the last few hundred are remembered.

        Raises:
            UnusableKey: not a public key of a supported kind, or one that must not be used.
        """
        return _from_multikey(text)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """Read a public JWK; a private member is refused. The last few hundred are remembered.

        Raises:
            UnusableKey: see `from_multikey`.
        """
        texts = [*jwk, *jwk.values()]
        if (
            all(isinstance(text, str) for text in texts)
            and sum(map(len, texts)) <= MAX_REMEMBERED_JWK_CHARACTERS
        ):
            return _from_jwk(tuple(jwk.items()))
        return _read_jwk(jwk)

    @classmethod
    def from_pem(cls, data: bytes | str) -> PublicKey:
        """Read a PEM public key, SubjectPublicKeyInfo (RFC 7468) or PKCS #1; no certificate.

        Raises:
            UnusableKey: see `from_multikey`.
        """
        return cls.from_native(_load_pem(data))

    @classmethod
    def from_raw(cls, algorithm: Algorithm, data: bytes) -> PublicKey:
        """Read the bytes that a Multikey holds; see `raw.parse_raw_public_key`.

        Raises:
            UnusableKey: see `from_multikey`.
        """
        native = parse_raw_public_key(algorithm, data)
        return cls(algorithm, encode_public_multikey(algorithm, native), native)

    @classmethod
    def load(cls, text: str) -> PublicKey:
        """Read a public key in PEM, as JWK, or as Multikey, whichever it is.

        Raises:
            UnusableKey: none of them; see `from_multikey`.
            InvalidJson: it begins as JSON and is none.
        """
        text = text.strip()
        if text.startswith("{"):
            return cls.from_jwk(parse_json_object(text, max_bytes=MAX_KEY_FILE_BYTES))
        return cls.from_pem(text) if "-----BEGIN" in text else cls.from_multikey(text)

    @classmethod
    def from_native(cls, key: object) -> PublicKey:
        """Take over a key object of `cryptography`, checked as if it were read.

        Raises:
            UnusableKey: see `from_multikey`.
        """
        algorithm = algorithm_of(key)
        if algorithm is None:
            message = f"a key of the kind {type(key).__name__} is not supported"
            raise UnusableKey(message, code="unsupported-key")
        raw = raw_public_bytes(key)  # type: ignore[arg-type]  # algorithm_of has looked
        return cls.from_raw(algorithm, raw)

    @property
    def jwk(self) -> dict[str, str]:
        """The JSON Web Key: the members that make the key, and no others."""
        return encode_public_jwk(self.algorithm, self.native)

    @property
    def thumbprint(self) -> str:
        """SHA-256 thumbprint, base64url (RFC 7638)."""
        text = json.dumps(self.jwk, separators=(",", ":"), sort_keys=True)
        return encode_base64url(hashlib.sha256(text.encode()).digest())

    @property
    def did_key(self) -> str:
        """The did:key of this key."""
        return f"did:key:{self.multikey}"

    @property
    def jose_algorithms(self) -> tuple[str, ...]:
        """JOSE `alg` values that this key may verify; the first is the usual one.

        Ed25519 has two names for one algorithm (RFC 9864), RSA has several algorithms.
        """
        names = JOSE_NAMES[self.algorithm]
        if self.stated_jose is None:
            return names
        stated = JOSE_ALGORITHMS[self.stated_jose]
        return tuple(name for name in names if JOSE_ALGORITHMS[name] is stated)

    @property
    def signature_bytes(self) -> int:
        """How long a signature is that this key verifies."""
        return signature_bytes(self.native)

    def to_pem(self) -> bytes:
        """Write the key as PEM, SubjectPublicKeyInfo."""
        return self.native.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def verify(self, signature: bytes, data: bytes, jose: str | None = None) -> None:
        """Check a raw signature; `signatures` says what its bytes are.

        Args:
            signature: the signature.
            data: what was signed.
            jose: the JOSE `alg` that the signature goes by; None for the usual one of the key.

        Raises:
            ProofInvalid: code `bad-signature`; or `key-type-mismatch` for an `alg` of another
                kind of key, or another than the key is restricted to.
        """
        mine = self.jose_algorithms
        if jose is not None and jose not in mine:
            takes = " or ".join(mine)
            message = f"the signature says {jose}, but the {self.algorithm} key is for {takes}"
            raise ProofInvalid(message, code="key-type-mismatch")
        verify_signature(self.native, jose or mine[0], signature, data)

    def __reduce__(self) -> tuple[Any, ...]:
        return (PublicKey.from_multikey, (self.multikey,))


@lru_cache(maxsize=256)
def _from_multikey(text: str) -> PublicKey:
    algorithm, native = decode_public_multikey(text)
    return PublicKey(algorithm, text, native)


@lru_cache(maxsize=256)
def _from_jwk(members: tuple[tuple[str, str], ...]) -> PublicKey:
    return _read_jwk(dict(members))


def _read_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    algorithm, native = decode_public_jwk(jwk)
    multikey = encode_public_multikey(algorithm, native)
    return PublicKey(algorithm, multikey, native, jwk.get("alg"))


def _load_pem(data: bytes | str) -> object:
    encoded = data.encode("utf-8", "replace") if isinstance(data, str) else data
    if len(encoded) > MAX_KEY_FILE_BYTES:
        message = f"PEM of {len(encoded)} bytes, at most {MAX_KEY_FILE_BYTES} are read"
        raise UnusableKey(message, code="invalid-pem")
    if b"PRIVATE KEY-----" in encoded:
        message = "a private key stands where a public key belongs; replace that key"
        raise UnusableKey(message, code="secret-key-published")
    if b"-----BEGIN CERTIFICATE-----" in encoded:
        message = "a certificate stands where a public key belongs"
        raise UnusableKey(message, code="certificate-not-key")
    try:
        return serialization.load_pem_public_key(encoded)
    except Exception as error:
        raise UnusableKey("not a public key in PEM", code="invalid-pem") from error
