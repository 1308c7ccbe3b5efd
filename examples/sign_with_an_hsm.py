"""Sign with a key that never leaves its device: an HSM, a smart card or a cloud's key service.

    python examples/sign_with_an_hsm.py

`DeviceKey` is all that microcred needs: the public key, the key's id, and a way to sign. The
device is played here by a class that keeps a P-256 key to itself and signs digests as DER, as
PKCS #11 modules and cloud services do.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from microcred import (
    Achievement,
    Criteria,
    Issuer,
    Profile,
    PublicKey,
    Recipient,
    SigningKey,
    ecdsa_raw_from_der,
)


class Device:
    """What stands for the HSM: it gives its public key and signs SHA-256 digests."""

    def __init__(self) -> None:
        self.__key = ec.generate_private_key(ec.SECP256R1())

    def public_key_pem(self) -> bytes:
        """Return the public key."""
        return self.__key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign_digest(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest; DER."""
        return self.__key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))


class DeviceKey(SigningKey):
    """A key in a device.

    Args:
        device: signs.
        key_id: the verification method's id, for example `did:web:hill.example#hsm-1`; by
            default the key's own did:key.
    """

    def __init__(self, device: Device, key_id: str | None = None):
        self._device = device
        self._public_key = PublicKey.from_pem(device.public_key_pem())
        did_key = self._public_key.did_key
        self._key_id = key_id or f"{did_key}#{self._public_key.multikey}"

    @property
    def public_key(self) -> PublicKey:
        """The public part."""
        return self._public_key

    @property
    def key_id(self) -> str:
        """Id of the verification method."""
        return self._key_id

    def sign(self, data: bytes) -> bytes:
        """Sign `data`: the device does it, and microcred wants r and s one after the other."""
        signature = self._device.sign_digest(hashlib.sha256(data).digest())
        return ecdsa_raw_from_der("P-256", signature)


def award() -> str:
    """Issue a badge with the device's key."""
    key = DeviceKey(Device())
    issuer = Issuer(Profile(id=key.did, name="Hill District"), key)
    achievement = Achievement(
        id="urn:uuid:2f7d3c5e-0d0c-4b39-8a1f-6a8e0f2f9f11",
        name="Active Listening",
        description="Listens to students so that they feel heard.",
        criteria=Criteria(narrative="Submit a recording of a class discussion."),
    )
    return issuer.sign(issuer.award(achievement, Recipient.email("ana@school.example"))).json()


if __name__ == "__main__":
    print(award())
