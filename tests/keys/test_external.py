"""Keys that a function signs with."""

from __future__ import annotations

from typing import Any, cast

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from microcred.errors import UnusableKey
from microcred.issuing import Issuer, Recipient
from microcred.keys import Algorithm, LocalKey, SigningKey
from microcred.keys.algorithms import usual_jose
from microcred.keys.external import CallableKey
from microcred.models import Achievement, Criteria, Profile
from microcred.verifying import Verifier

ALGORITHMS: tuple[Algorithm, ...] = ("Ed25519", "P-256", "P-384", "P-521", "RSA")
KEYS: dict[str, LocalKey] = {name: SigningKey.generate(name) for name in ALGORITHMS}


def service(name: str, *, digest: bool, der: bool) -> Any:
    """Sign as a key service does that takes this input and gives this form."""
    key = KEYS[name]
    native: Any = key.native

    def sign(data: bytes) -> bytes:
        if name == "RSA" and digest:
            signed: bytes = native.sign(data, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
            return signed
        if not der:
            return key.sign(data)
        made = usual_jose(KEYS[name].algorithm).hash
        return cast(bytes, native.sign(data, ec.ECDSA(Prehashed(made) if digest else made)))

    return sign


@pytest.mark.parametrize(
    ("name", "digest", "der"),
    [
        ("Ed25519", False, False),
        ("P-256", False, False),
        ("P-256", True, True),
        ("P-256", False, True),
        ("P-384", True, True),
        ("P-521", True, True),
        ("RSA", False, False),
        ("RSA", True, False),
    ],
)
def test_a_badge_signed_by_a_key_service_is_valid(name: str, digest: bool, der: bool) -> None:
    sign = service(name, digest=digest, der=der)
    key = CallableKey(KEYS[name].public_key, sign, digest=digest, der=der)
    assert key.key_id == KEYS[name].key_id
    issuer = Issuer(Profile(id=key.did, name="Hill"), key)
    achievement = Achievement(
        id="urn:example:a", name="A", description="D", criteria=Criteria(narrative="N")
    )
    signed = issuer.sign(issuer.award(achievement, Recipient.did("did:key:z6Mk1")))
    assert Verifier().verify(signed.text).verdict == "valid"


@pytest.mark.parametrize(
    ("digest", "der"), [(True, False), (False, True)], ids=["data, not digest", "raw, not DER"]
)
def test_a_function_of_another_form_is_found_out_when_signing(digest: bool, der: bool) -> None:
    key = CallableKey(KEYS["P-256"].public_key, KEYS["P-256"].sign, digest=digest, der=der)
    with pytest.raises(UnusableKey) as caught:
        key.sign(b"data")
    assert caught.value.code in ("wrong-signature", "invalid-der-signature")


def test_a_function_that_signs_with_another_key_is_found_out() -> None:
    key = CallableKey(KEYS["Ed25519"].public_key, SigningKey.generate().sign)
    with pytest.raises(UnusableKey) as caught:
        key.sign(b"data")
    assert caught.value.code == "wrong-signature"


@pytest.mark.parametrize(("name", "options"), [("Ed25519", {"digest": True}),
                                               ("Ed25519", {"der": True}),
                                               ("RSA", {"der": True})])  # fmt: skip
def test_forms_that_an_algorithm_does_not_have(name: str, options: Any) -> None:
    with pytest.raises(UnusableKey) as caught:
        CallableKey(KEYS[name].public_key, KEYS[name].sign, **options)
    assert caught.value.code == "wrong-algorithm"
