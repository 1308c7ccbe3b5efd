"""Signatures: the edge cases of each algorithm, whoever below is expected to catch them."""

from __future__ import annotations

import random
from typing import get_args

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from microcred.encoding import decode_multibase
from microcred.errors import ProofInvalid, UnusableKey
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey, ecdsa_raw_from_der
from microcred.keys.algorithms import CURVES, usual_jose
from tests.vectors import VECTORS, needs_vectors, read_vector

ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
KEYS: dict[str, LocalKey] = {name: SigningKey.generate(name) for name in ALGORITHMS}
LENGTHS = {"Ed25519": 64, "P-256": 64, "P-384": 96, "P-521": 132, "secp256k1": 64, "RSA": 384}
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493


def assert_bad(key: PublicKey, signature: bytes, data: bytes = b"text") -> str:
    with pytest.raises(ProofInvalid) as caught:
        key.verify(signature, data)
    assert caught.value.code == "bad-signature"
    return caught.value.message


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_signature_is_raw_and_verifies(algorithm: Algorithm) -> None:
    key = KEYS[algorithm]
    signature = key.sign(b"text")
    assert len(signature) == LENGTHS[algorithm]
    assert key.sign(b"text") == signature  # deterministic: RFC 8032, RFC 6979, PKCS #1 v1.5
    key.public_key.verify(signature, b"text")
    assert_bad(key.public_key, signature, b"texT")
    assert_bad(SigningKey.generate(algorithm).public_key, signature)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_flipped_bit_is_noticed(algorithm: Algorithm) -> None:
    signature = KEYS[algorithm].sign(b"text")
    for bit in random.Random(1).sample(range(8 * len(signature)), 40):
        changed = bytearray(signature)
        changed[bit // 8] ^= 1 << bit % 8
        assert_bad(KEYS[algorithm].public_key, bytes(changed))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_signature_of_another_length_is_refused(algorithm: Algorithm) -> None:
    key, signature = KEYS[algorithm].public_key, KEYS[algorithm].sign(b"text")
    for other in (b"", signature[:-1], signature + b"\0", b"\0" + signature, signature * 1000):
        assert_bad(key, other)
    assert_bad(key, bytes(len(signature)))
    assert_bad(key, b"\xff" * len(signature))


def test_ed25519_s_not_below_the_order_is_refused() -> None:
    """RFC 8032, section 5.1.7: otherwise one signature has several spellings."""
    signature = KEYS["Ed25519"].sign(b"text")
    s = int.from_bytes(signature[32:], "little")
    for multiple in (1, 2, 8, 15):
        other = (s + multiple * ED25519_ORDER) % 2**256
        assert_bad(KEYS["Ed25519"].public_key, signature[:32] + other.to_bytes(32, "little"))


@pytest.mark.parametrize("algorithm", tuple(CURVES))
def test_ecdsa_numbers_out_of_range_are_refused(algorithm: Algorithm) -> None:
    key, signature = KEYS[algorithm].public_key, KEYS[algorithm].sign(b"text")
    size, order = CURVES[algorithm].coordinate_bytes, CURVES[algorithm].order
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    top = 2 ** (8 * size) - 1
    for bad in [(0, 0), (0, s), (r, 0), (order, s), (r, order), (order, order), (top, top)]:
        message = assert_bad(key, b"".join(number.to_bytes(size, "big") for number in bad))
        assert "order of the curve" in message
    for small in [(1, 1), (1, order - 1), (order - 1, 1)]:
        assert_bad(key, b"".join(number.to_bytes(size, "big") for number in small))


@pytest.mark.parametrize("algorithm", tuple(CURVES))
def test_ecdsa_with_a_high_s_verifies(algorithm: Algorithm) -> None:
    """RFC 7518 and Data Integrity allow both; a signature is therefore no identifier."""
    signature = KEYS[algorithm].sign(b"text")
    size, order = CURVES[algorithm].coordinate_bytes, CURVES[algorithm].order
    other_s = order - int.from_bytes(signature[size:], "big")
    KEYS[algorithm].public_key.verify(signature[:size] + other_s.to_bytes(size, "big"), b"text")


@pytest.mark.parametrize("algorithm", tuple(CURVES))
def test_ecdsa_in_der_is_not_a_raw_signature(algorithm: Algorithm) -> None:
    native = KEYS[algorithm].native
    assert isinstance(native, ec.EllipticCurvePrivateKey)
    der = native.sign(b"text", ec.ECDSA(usual_jose(algorithm).hash))
    assert_bad(KEYS[algorithm].public_key, der)
    KEYS[algorithm].public_key.verify(ecdsa_raw_from_der(algorithm, der), b"text")


def test_ecdsa_with_another_hash_is_refused() -> None:
    native = KEYS["P-384"].native
    assert isinstance(native, ec.EllipticCurvePrivateKey)
    der = native.sign(b"text", ec.ECDSA(hashes.SHA256()))
    assert_bad(KEYS["P-384"].public_key, ecdsa_raw_from_der("P-384", der))


@pytest.mark.parametrize("algorithm", get_args(Algorithm))
def test_a_key_says_how_long_its_signatures_are(algorithm: Algorithm) -> None:
    assert KEYS[algorithm].public_key.signature_bytes == len(KEYS[algorithm].sign(b"text"))


@pytest.mark.parametrize("algorithm", get_args(Algorithm))
def test_a_key_is_asked_for_the_algorithm_by_name(algorithm: Algorithm) -> None:
    key, signature = KEYS[algorithm].public_key, KEYS[algorithm].sign(b"text")
    key.verify(signature, b"text", key.jose_algorithms[0])
    for name in {"none", "HS256", "ES256", "EdDSA", "RS256"} - set(key.jose_algorithms):
        with pytest.raises(ProofInvalid) as caught:
            key.verify(signature, b"text", name)
        assert caught.value.code == "key-type-mismatch"


def test_a_key_that_is_for_one_padding_takes_no_other() -> None:
    key, signature = KEYS["RSA"].public_key, KEYS["RSA"].sign(b"text")
    restricted = PublicKey.from_jwk(key.jwk | {"alg": "PS256"})
    assert restricted.jose_algorithms == ("PS256",)
    assert_bad(restricted, signature)
    with pytest.raises(ProofInvalid) as caught:
        restricted.verify(signature, b"text", "RS256")
    assert caught.value.code == "key-type-mismatch"


@pytest.mark.parametrize(
    "der",
    [
        b"",
        b"\x30\x00",
        bytes(64),
        encode_dss_signature(1, 1 << 300),
        bytes.fromhex("30060201ff020101"),
    ],
)
def test_wrong_der_from_a_key_service_is_refused(der: bytes) -> None:
    with pytest.raises(UnusableKey) as caught:
        ecdsa_raw_from_der("P-256", der)
    assert caught.value.code == "invalid-der-signature"


def test_ed25519_has_no_der_form() -> None:
    with pytest.raises(UnusableKey) as caught:
        ecdsa_raw_from_der("Ed25519", b"")
    assert caught.value.code == "wrong-algorithm"


@needs_vectors
@pytest.mark.parametrize(
    ("pair", "folder", "suffix"),
    [
        ("p256KeyPair.json", "ecdsa-rdfc-2019-p256", "ECDSAP256"),
        ("p256KeyPair.json", "ecdsa-jcs-2019-p256", "JCSECDSAP256"),
        ("p384KeyPair.json", "ecdsa-rdfc-2019-p384", "ECDSAP384"),
        ("p384KeyPair.json", "ecdsa-jcs-2019-p384", "JCSECDSAP384"),
    ],
)
def test_ecdsa_signatures_of_the_vectors_are_made_byte_for_byte(
    pair: str, folder: str, suffix: str
) -> None:
    base = VECTORS / "w3c" / "vc-di-ecdsa"
    hashed = bytes.fromhex((base / folder / f"combinedHash{suffix}.txt").read_text())
    expected = decode_multibase((base / folder / f"sigBTC58{suffix}.txt").read_text().strip())
    key = SigningKey.load(read_vector("w3c", "vc-di-ecdsa", pair))
    key.public_key.verify(expected, hashed)
    assert key.sign(hashed) == expected


@needs_vectors
def test_ed25519_signature_of_the_open_badges_guide() -> None:
    vector = read_vector("1edtech", "eddsa-rdfc-2022", "keys-and-hashes.json")
    hashed = bytes.fromhex(vector["proofHash"] + vector["documentHash"])
    key = PublicKey.from_multikey(vector["publicKeyMultibase"])
    key.verify(bytes.fromhex(vector["signatureHex"]), hashed)
