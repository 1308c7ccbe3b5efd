"""The example of a key in a key service, as the security page has it, signs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from microcred.keys import SigningKey

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"


class FakeClient:
    """A key service that holds one P-256 key."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def public_key_pem(self, name: str) -> bytes:
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, name: str, data: bytes, algorithm: str) -> bytes:
        assert algorithm == "ECDSA_SHA_256"
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


def test_key_of_a_key_service_signs() -> None:
    block = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert block
    names: dict[str, Any] = {}
    exec(block[1], names)
    key = names["CloudKey"](FakeClient(), "badges", "did:web:issuer.example#key-1")
    assert isinstance(key, SigningKey)
    assert (key.algorithm, key.did) == ("P-256", "did:web:issuer.example")
    key.public_key.verify(key.sign(b"text"), b"text")
