"""Keys whose private part is in a key service: a function signs, the key never comes here."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.hashes import Hash

from microcred.errors import ProofInvalid, UnusableKey
from microcred.keys.algorithms import CURVES, JOSE_ALGORITHMS
from microcred.keys.public import PublicKey
from microcred.keys.signatures import ecdsa_raw_from_der
from microcred.keys.signing import SigningKey


class CallableKey(SigningKey):
    """A key that a function signs with: that of a cloud KMS, a signing service, an enclave.

    Every signature is checked with the public key before it is given out, so that a wrong key
    name or a wrong form is found when signing and not by a verifier.

    Args:
        public_key: the public part.
        function: signs; gets the data, or its digest, and gives the signature.
        key_id: the verification method's id; by default that of the did:key.
        digest: give the function the digest (SHA-256, for P-384 SHA-384, for P-521 SHA-512) and
            not the data. Not for Ed25519, which signs the data itself.
        der: the function gives an ECDSA signature in DER, as most key services do.

    Raises:
        UnusableKey: `digest` for Ed25519, or `der` for a key that is not ECDSA.
    """

    def __init__(
        self,
        public_key: PublicKey,
        function: Callable[[bytes], bytes],
        *,
        key_id: str | None = None,
        digest: bool = False,
        der: bool = False,
    ):
        if digest and public_key.algorithm == "Ed25519":
            raise UnusableKey("Ed25519 signs the data, not a digest", code="wrong-algorithm")
        if der and public_key.algorithm not in CURVES:
            message = f"signatures of {public_key.algorithm} are not in DER"
            raise UnusableKey(message, code="wrong-algorithm")
        self._public_key = public_key
        self._function = function
        self._key_id = key_id or f"{public_key.did_key}#{public_key.multikey}"
        self._digest, self._der = digest, der

    @property
    def public_key(self) -> PublicKey:
        """The public part."""
        return self._public_key

    @property
    def key_id(self) -> str:
        """Id of the verification method."""
        return self._key_id

    def sign(self, data: bytes) -> bytes:
        """Sign `data`; raw signature bytes.

        Raises:
            UnusableKey: code `wrong-signature`; what the function gave does not fit the key.
        """
        signature = self._function(digest_for(self._public_key, data) if self._digest else data)
        if self._der:
            signature = ecdsa_raw_from_der(self.algorithm, signature)
        check_made(self._public_key, signature, data)
        return signature

    def __repr__(self) -> str:
        return f"CallableKey(algorithm={self.algorithm!r}, key_id={self.key_id!r})"


def digest_for(key: PublicKey, data: bytes) -> bytes:
    """Return the digest that an ECDSA or RSA key signs (RFC 7518, sections 3.3 and 3.4)."""
    made = Hash(JOSE_ALGORITHMS[key.jose_algorithms[0]].hash)
    made.update(data)
    return made.finalize()


def check_made(key: PublicKey, signature: bytes, data: bytes) -> None:
    """Check a signature that was made elsewhere.

    Raises:
        UnusableKey: code `wrong-signature`.
    """
    try:
        key.verify(signature, data)
    except ProofInvalid as error:
        message = (
            "the signature that was made does not fit the public key: another key, or another form"
        )
        raise UnusableKey(message, code="wrong-signature") from error
