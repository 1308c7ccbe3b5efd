"""Signing keys: the interface, and keys held in memory.

A key in an HSM, a smart card or a cloud KMS is a subclass of `SigningKey` with three members
(`docs/security.md` has an example); everything that signs takes any of them.
"""

from __future__ import annotations

import abc
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NoReturn, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from microcred.arguments import expect
from microcred.errors import UnusableKey, excerpt
from microcred.files import write_file
from microcred.keys.algorithms import CURVES, KEY_KINDS, Algorithm, NativePrivateKey
from microcred.keys.jwk import encode_private_jwk
from microcred.keys.multikey import encode_secret_multikey
from microcred.keys.public import PublicKey
from microcred.keys.reading import read_private_key
from microcred.keys.signatures import make_signature

_RSA_BITS: Final = 3072
_KEY_ID: Final = re.compile(r"[!-~]{1,2048}\Z", re.ASCII)


class SigningKey(abc.ABC):
    """A key that signs, wherever its private part is kept.

    A subclass has `public_key`, `key_id` and `sign`. `sign` gives the raw form of the
    algorithm: 64 bytes for Ed25519, r and s for the ECDSA curves (`ecdsa_raw_from_der` turns
    DER into it), PKCS #1 v1.5 with SHA-256 for RSA. It hashes itself: `data` is what is signed.
    """

    __slots__ = ()

    @property
    @abc.abstractmethod
    def public_key(self) -> PublicKey:
        """The public part."""

    @property
    @abc.abstractmethod
    def key_id(self) -> str:
        """Id of the verification method, for `verificationMethod` and `kid`."""

    @abc.abstractmethod
    def sign(self, data: bytes) -> bytes:
        """Sign `data`; raw signature bytes."""

    @property
    def algorithm(self) -> Algorithm:
        """The algorithm of the public key."""
        return self.public_key.algorithm

    @property
    def embeds(self) -> bool:
        """Whether some suite of embedded proofs signs with this key; else it signs JWTs only."""
        return KEY_KINDS[self.algorithm].embeds

    @property
    def did(self) -> str:
        """The DID or URL of the controller document: the key id up to its fragment."""
        return self.key_id.partition("#")[0]

    @staticmethod
    def generate(algorithm: Algorithm = "Ed25519", key_id: str | None = None) -> LocalKey:
        """Make a fresh key in memory; RSA has 3072 bits.

        Raises:
            UnusableKey: an algorithm that is not supported.
        """
        if algorithm == "Ed25519":
            return LocalKey(Ed25519PrivateKey.generate(), key_id)
        if algorithm == "RSA":
            return LocalKey(rsa.generate_private_key(65537, _RSA_BITS), key_id)
        if algorithm in CURVES:
            return LocalKey(ec.generate_private_key(CURVES[algorithm].native), key_id)
        message = f"no key algorithm {excerpt(algorithm)}; {', '.join(KEY_KINDS)}"
        raise UnusableKey(message, code="unsupported-key")

    @staticmethod
    def load(
        source: bytes | str | os.PathLike[str] | Mapping[str, Any],
        passphrase: str | bytes | None = None,
        key_id: str | None = None,
    ) -> LocalKey:
        """Read a private key into memory.

        Args:
            source: PEM (PKCS #8, encrypted or not; PKCS #1; SEC 1), a JWK, a secret Multikey or
                a multibase seed (Ed25519), as bytes or text; a JWK or key pair as mapping; or
                the path of a file with one of them.
            passphrase: opens an encrypted PEM; not used for a key that is not encrypted.
            key_id: id of the verification method; the key's did:key where it is None and
                `source` is not a key pair that names its id.

        Raises:
            UnusableKey: not a private key that can be used; never says anything of it.
            WrongPassphrase: encrypted, and no passphrase or the wrong one.
            WrongArgument: it is none of these.
        """
        kinds = (bytes, str, os.PathLike, Mapping)
        expect(source, kinds, "source", "a path, or a key as text, bytes or a dict")
        native, named_id = read_private_key(source, passphrase)
        return LocalKey(native, key_id or named_id)


class LocalKey(SigningKey):
    """A private key in memory. It shows neither in `repr` nor in messages, and is not pickled."""

    __slots__ = ("_key_id", "_native", "_public_key")

    def __init__(self, native: NativePrivateKey, key_id: str | None = None):
        """Take over a private key object of `cryptography`."""
        self._native = native
        self._public_key = PublicKey.from_native(native.public_key())
        multikey = self._public_key.multikey
        self._key_id = f"did:key:{multikey}#{multikey}"
        if key_id is not None:
            self._key_id = _checked_key_id(key_id)

    @property
    def public_key(self) -> PublicKey:
        """The public part."""
        return self._public_key

    @property
    def key_id(self) -> str:
        """Id of the verification method."""
        return self._key_id

    @property
    def native(self) -> NativePrivateKey:
        """The private key object of `cryptography`, for libraries that sign by themselves."""
        return self._native

    def sign(self, data: bytes) -> bytes:
        """Sign `data`; raw signature bytes."""
        return make_signature(self._native, data)

    def with_key_id(self, key_id: str) -> LocalKey:
        """Return the same key under another verification method id."""
        return LocalKey(self._native, key_id)

    def to_pem(self, passphrase: str | bytes | None = None) -> bytes:
        """Write the private key as PEM, PKCS #8; encrypted (AES-256) with a passphrase.

        Raises:
            UnusableKey: an empty passphrase.
        """
        encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase is not None:
            secret = passphrase.encode() if isinstance(passphrase, str) else passphrase
            if not secret:
                raise UnusableKey("an empty passphrase protects nothing", code="empty-passphrase")
            encryption = serialization.BestAvailableEncryption(secret)
        return self._native.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )

    def to_jwk(self, *, private: bool = False) -> dict[str, str]:
        """Write the JWK: the public one, unless `private` is asked for."""
        if private:
            return encode_private_jwk(self.algorithm, self._native)
        return self._public_key.jwk

    def to_secret_multikey(self) -> str:
        """Write the private key as secret Multikey."""
        return encode_secret_multikey(self.algorithm, self._native)

    def save(self, path: str | os.PathLike[str], passphrase: str | bytes | None = None) -> None:
        """Write the private key as PEM to a new file that only its owner may read.

        Raises:
            ConfigurationError: there is such a file already, or it cannot be written.
        """
        write_file(Path(path), self.to_pem(passphrase), mode=0o600)

    def __repr__(self) -> str:
        return f"LocalKey(algorithm={self.algorithm!r}, key_id={self.key_id!r})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _memo: dict[int, object]) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        message = "a private key is not pickled; save it, and load it where it is needed"
        raise UnusableKey(message, code="private-key-not-pickled")


def _checked_key_id(key_id: str) -> str:
    if not _KEY_ID.match(key_id):
        message = "a key id is a URL of a verification method: ASCII, without spaces"
        raise UnusableKey(message, code="invalid-key-id")
    return key_id
