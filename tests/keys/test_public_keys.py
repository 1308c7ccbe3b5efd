"""Public keys: read strictly, written in every form, the same key whichever form it came in."""

from __future__ import annotations

import pickle
from typing import Any, get_args

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from cryptography.x509.oid import NameOID

from microcred.encoding import decode_base64url, encode_base64url, encode_multibase
from microcred.errors import UnusableKey
from microcred.keys import JOSE_NAMES, Algorithm, LocalKey, PublicKey, SigningKey
from microcred.keys.algorithms import CURVES
from microcred.keys.roca import has_roca_fingerprint
from microcred.timestamps import parse_timestamp
from tests.keys.weak_rsa import roca_key
from tests.vectors import needs_vectors, read_vector

ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)
RSA_NAMES = JOSE_NAMES["RSA"]
KEYS: dict[str, LocalKey] = {name: SigningKey.generate(name) for name in ALGORITHMS}


def refused_code(read: Any, source: Any) -> str:
    with pytest.raises(UnusableKey) as caught:
        read(source)
    return caught.value.code


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_form_gives_the_same_key(algorithm: Algorithm) -> None:
    key = KEYS[algorithm].public_key
    assert key.algorithm == algorithm
    assert PublicKey.from_multikey(key.multikey) == key
    assert PublicKey.from_jwk(key.jwk) == key
    assert PublicKey.from_pem(key.to_pem()) == key
    assert PublicKey.from_pem(key.to_pem().decode()) == key
    assert PublicKey.from_native(key.native) == key
    assert pickle.loads(pickle.dumps(key)) == key
    assert key.did_key == f"did:key:{key.multikey}"


@pytest.mark.parametrize(
    ("algorithm", "prefix"),
    [
        ("Ed25519", "z6Mk"),
        ("P-256", "zDn"),
        ("P-384", "z82"),
        ("P-521", "z2J9"),
        ("secp256k1", "zQ3s"),
        ("RSA", "z"),
    ],
)
def test_multikey_prefix_names_the_algorithm(algorithm: Algorithm, prefix: str) -> None:
    assert KEYS[algorithm].public_key.multikey.startswith(prefix)


@pytest.mark.parametrize("algorithm", tuple(CURVES))
def test_the_order_of_a_curve_is_that_of_the_library(algorithm: Algorithm) -> None:
    if not hasattr(CURVES[algorithm].native, "group_order"):
        pytest.skip("this cryptography does not say the order of a curve")
    assert CURVES[algorithm].order == CURVES[algorithm].native.group_order


def test_a_key_with_the_roca_fingerprint_is_refused() -> None:
    native = roca_key()
    modulus = native.public_key().public_numbers().n
    jwk = {"kty": "RSA", "e": "AQAB", "n": encode_base64url(modulus.to_bytes(256, "big"))}
    assert refused_code(PublicKey.from_native, native.public_key()) == "weak-rsa-key"
    assert refused_code(PublicKey.from_jwk, jwk) == "weak-rsa-key"
    assert refused_code(LocalKey, native) == "weak-rsa-key"
    pem = native.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    assert refused_code(SigningKey.load, pem) == "weak-rsa-key"


def test_other_rsa_keys_have_no_roca_fingerprint() -> None:
    modulus = roca_key().public_key().public_numbers().n
    assert has_roca_fingerprint(modulus)
    assert not has_roca_fingerprint(modulus + 2)
    made = (rsa.generate_private_key(65537, 2048) for _ in range(5))
    assert not any(has_roca_fingerprint(key.public_key().public_numbers().n) for key in made)


@pytest.mark.parametrize(
    ("jwk_alg", "accepted"), [("PS256", {"PS256"}), ("RS512", {"RS512"}), (None, set(RSA_NAMES))]
)
def test_an_rsa_jwk_is_for_the_algorithm_that_it_states(
    jwk_alg: str | None, accepted: set[str]
) -> None:
    jwk = KEYS["RSA"].public_key.jwk | ({"alg": jwk_alg} if jwk_alg else {})
    assert set(PublicKey.from_jwk(jwk).jose_algorithms) == accepted


def test_rsa_did_key_of_the_method_specification_is_read() -> None:
    """The RSA 2048 example of the did:key method specification."""
    multikey = (
        "z4MXj1wBzi9jUstyPMS4jQqB6KdJaiatPkAtVtGc6bQEQEEsKTic4G7Rou3iBf9vPmT5dbkm9qsZsuVNjq8HCuW1w24"
        "nhBFGkRE4cd2Uf2tfrB3N7h4mnyPp1BF3ZttHTYv3DLUPi1zMdkULiow3M1GfXkoC6DoxDUm1jmN6GBj22SjVsr6dxez"
        "RVQc7aj9TxE7JLbMH1wh5X3kA58H3DFW8rnYMakFGbca5CB2Jf6CnGQZmL7o5uJAdTwXfy2iiiyPxXEGerMhHwhjTA1m"
        "KYobyk2CpeEcmvynADfNZ5MBvcCS7m3XkFCMNUYBS9NQ3fze6vMSUPsNa6GVYmKx2x6JrdEjCk3qRMMmyjnjCMfR4pXb"
        "RMZa3i"
    )
    key = PublicKey.from_multikey(multikey)
    assert key.algorithm == "RSA"
    assert PublicKey.from_jwk(key.jwk).multikey == multikey


def test_thumbprint_of_rfc_7638() -> None:
    n = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECP"
        "ebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY"
        "368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0f"
        "M4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    jwk = {"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"}
    assert PublicKey.from_jwk(jwk).thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


def test_thumbprint_of_rfc_8037() -> None:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert PublicKey.from_jwk(jwk).thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@needs_vectors
def test_public_and_secret_keys_of_the_signing_vectors_belong_together() -> None:
    pairs = [
        read_vector("w3c", "vc-di-eddsa", "keyPair.json"),
        read_vector("w3c", "vc-di-ecdsa", "p256KeyPair.json"),
        read_vector("w3c", "vc-di-ecdsa", "p384KeyPair.json"),
        *read_vector("w3c", "vc-di-eddsa", "proof-set-chain", "multiKeyPairs.json").values(),
    ]
    for pair in pairs:
        key = SigningKey.load(pair)
        assert key.public_key.multikey == pair["publicKeyMultibase"]
        secret = pair.get("secretKeyMultibase") or pair["privateKeyMultibase"]
        assert key.to_secret_multikey() == secret


def p256_jwk() -> dict[str, Any]:
    return dict(KEYS["P-256"].public_key.jwk)


def shifted(text: str) -> str:
    """The same number off by one: not on the curve any more."""
    data = decode_base64url(text)
    return encode_base64url(data[:-1] + bytes([data[-1] ^ 1]))


def test_jwk_with_a_private_member_is_refused_for_every_algorithm() -> None:
    for key in KEYS.values():
        assert refused_code(PublicKey.from_jwk, key.to_jwk(private=True)) == "secret-key-published"
    oct_key = {"kty": "oct", "k": "c2VjcmV0"}
    assert refused_code(PublicKey.from_jwk, oct_key) == "secret-key-published"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"crv": "P-384"}, "wrong-key-length"),
        ({"crv": "secp256k1"}, "point-not-on-curve"),
        ({"crv": "brainpoolP256r1"}, "unsupported-key"),
        ({"kty": "OKP", "crv": "Ed448"}, "unsupported-key"),
        ({"kty": "AKP", "crv": None}, "unsupported-key"),
        ({"crv": ["P-256"]}, "invalid-jwk"),
        ({"kty": "OKP"}, "invalid-jwk"),
        ({"kty": "RSA"}, "invalid-jwk"),
        ({"kty": None}, "invalid-jwk"),
        ({"y": None}, "invalid-jwk"),
        ({"x": 5}, "invalid-jwk"),
        ({"x": "AAAA"}, "wrong-key-length"),
        ({"x": "A" * 100_000}, "invalid-jwk"),
        ({"alg": "RS256"}, "wrong-algorithm"),
        ({"alg": "HS256"}, "wrong-algorithm"),
        ({"alg": "none"}, "wrong-algorithm"),
        ({"use": "enc"}, "wrong-key-use"),
        ({"key_ops": ["deriveKey"]}, "wrong-key-use"),
        ({"key_ops": "verify"}, "wrong-key-use"),
    ],
)
def test_wrong_jwk_is_refused(change: dict[str, Any], code: str) -> None:
    assert refused_code(PublicKey.from_jwk, p256_jwk() | change) == code


def test_jwk_members_about_its_use_are_obeyed_and_others_ignored() -> None:
    more = {"alg": "ES256", "use": "sig", "key_ops": ["verify"], "kid": "1", "x5c": ["no matter"]}
    assert PublicKey.from_jwk(p256_jwk() | more) == KEYS["P-256"].public_key


def test_jwk_point_off_the_curve_is_refused() -> None:
    jwk = p256_jwk()
    assert refused_code(PublicKey.from_jwk, jwk | {"y": shifted(jwk["y"])}) == "point-not-on-curve"
    zero = encode_base64url(bytes(32))
    assert refused_code(PublicKey.from_jwk, jwk | {"x": zero, "y": zero}) == "point-not-on-curve"


def test_jwk_in_another_spelling_is_refused() -> None:
    jwk = p256_jwk()
    for spelling in (jwk["x"] + "=", jwk["x"] + " ", jwk["x"][:-1] + "B", "+" + jwk["x"][1:]):
        assert refused_code(PublicKey.from_jwk, jwk | {"x": spelling}) == "invalid-jwk"
    rsa_jwk = KEYS["RSA"].public_key.jwk
    padded = encode_base64url(b"\0" + decode_base64url(rsa_jwk["n"]))
    assert refused_code(PublicKey.from_jwk, rsa_jwk | {"n": padded}) == "invalid-jwk"


@pytest.mark.parametrize(
    ("modulus", "exponent", "code"),
    [
        ((1 << 2047) + 1, 3, "invalid-rsa-key"),
        ((1 << 2047) + 1, 65538, "invalid-rsa-key"),
        ((1 << 2047) + 1, (1 << 2000) + 1, "invalid-rsa-key"),
        (1 << 2047, 65537, "invalid-rsa-key"),
        ((1 << 2046) + 1, 65537, "rsa-key-size"),
        ((1 << 1023) + 1, 65537, "rsa-key-size"),
        ((1 << 8192) + 1, 65537, "rsa-key-size"),
    ],
    ids=["e=3", "e even", "e huge", "n even", "2047 bits", "1024 bits", "8193 bits"],
)
def test_rsa_key_of_the_wrong_size_or_shape_is_refused(
    modulus: int, exponent: int, code: str
) -> None:
    def number(value: int) -> str:
        return encode_base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))

    jwk = {"kty": "RSA", "n": number(modulus), "e": number(exponent)}
    assert refused_code(PublicKey.from_jwk, jwk) == code
    if exponent % 2 == 0:
        return  # the library below makes no such key
    native = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    der = native.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    multikey = encode_multibase(b"\x85\x24" + der)
    assert refused_code(PublicKey.from_multikey, multikey) == code


def test_rsa_multikey_holds_rsapublickey_and_nothing_else() -> None:
    native = KEYS["RSA"].public_key.native
    spki = native.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for der in (spki, b"", b"\x30\x00", spki[:100]):
        multikey = encode_multibase(b"\x85\x24" + der)
        assert refused_code(PublicKey.from_multikey, multikey) == "invalid-rsa-key"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "invalid-multikey"),
        ("z", "invalid-multikey"),
        ("z0OIl", "invalid-multikey"),
        ("mMe0B", "invalid-multikey"),
        (encode_multibase(b"\xed\x01" + bytes(31) + b"\x01", "u"), "invalid-multikey"),
        (encode_multibase(b"\xed\x81\x00" + bytes(32)), "invalid-multikey"),
        (encode_multibase(b"\xed\x01" + bytes(31)), "wrong-key-length"),
        (encode_multibase(b"\x80\x24" + b"\x04" + bytes(64)), "wrong-key-length"),
        (encode_multibase(b"\x80\x24" + b"\x05" + bytes(32)), "wrong-key-length"),
        (encode_multibase(b"\x80\x24" + b"\x02" + b"\xff" * 32), "point-not-on-curve"),
        (encode_multibase(b"\x80\x26" + bytes(32)), "secret-key-published"),
        (encode_multibase(b"\xe7\x01" + b"\x02" + b"\xff" * 32), "point-not-on-curve"),
        (encode_multibase(b"\xe7\x01" + bytes(32)), "wrong-key-length"),
        (encode_multibase(b"\x83\x24" + bytes(57)), "unsupported-key"),
        (encode_multibase(b"\xec\x01" + bytes(32)), "unsupported-key"),
        ("z" + "2" * 100_000, "invalid-multikey"),
    ],
)
def test_wrong_multikey_is_refused(text: str, code: str) -> None:
    assert refused_code(PublicKey.from_multikey, text) == code


_P = 2**255 - 19
_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", [0, 1, _P - 1, _ORDER_8, _P - _ORDER_8, _P, _P + 1])
def test_ed25519_key_of_small_order_is_refused(y: int, sign: int) -> None:
    """All eight points of the torsion subgroup, in all their encodings (RFC 8032, 5.1.3)."""
    data = (y | sign << 255).to_bytes(32, "little")
    code = refused_code(PublicKey.from_multikey, encode_multibase(b"\xed\x01" + data))
    assert code == ("point-not-on-curve" if y >= _P else "small-order-key")
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(data)}
    assert refused_code(PublicKey.from_jwk, jwk) == code


def test_small_order_key_would_fit_a_signature_that_nobody_made() -> None:
    """Why such keys are refused: the library below accepts one signature for every text."""
    identity = ed25519.Ed25519PublicKey.from_public_bytes((1).to_bytes(32, "little"))
    forged = (1).to_bytes(32, "little") + bytes(32)
    identity.verify(forged, b"any text at all")
    identity.verify(forged, b"another")


def test_ed25519_bytes_that_are_no_point_are_refused() -> None:
    for y in (2, 7, _P - 2, 2**255 - 1):
        multikey = encode_multibase(b"\xed\x01" + y.to_bytes(32, "little"))
        assert refused_code(PublicKey.from_multikey, multikey) == "point-not-on-curve"


def certificate() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer.example")])
    native = KEYS["P-256"].native
    assert isinstance(native, ec.EllipticCurvePrivateKey)
    moment = parse_timestamp("2020-01-01T00:00:00Z")
    return (
        x509.CertificateBuilder(name, name, native.public_key(), 1, moment, moment)
        .sign(native, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )


def test_pem_of_something_else_is_refused() -> None:
    assert refused_code(PublicKey.from_pem, certificate()) == "certificate-not-key"
    assert refused_code(PublicKey.from_pem, KEYS["P-256"].to_pem()) == "secret-key-published"
    assert refused_code(PublicKey.from_pem, b"") == "invalid-pem"
    assert refused_code(PublicKey.from_pem, "\ud800") == "invalid-pem"
    assert refused_code(PublicKey.from_pem, b"A" * 100_000) == "invalid-pem"
    natives: list[Any] = [
        x25519.X25519PrivateKey.generate(),
        ec.generate_private_key(ec.BrainpoolP256R1()),
    ]
    for native in natives:
        pem = native.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        assert refused_code(PublicKey.from_pem, pem) == "unsupported-key"
    weak = rsa.RSAPublicNumbers(65537, (1 << 1023) + 1).public_key()
    assert refused_code(PublicKey.from_native, weak) == "rsa-key-size"
    assert refused_code(PublicKey.from_native, "text") == "unsupported-key"


def test_a_jwk_is_read_by_all_it_says_however_often() -> None:
    jwk = KEYS["P-256"].public_key.jwk
    for _ in range(2):
        assert PublicKey.from_jwk(jwk) == KEYS["P-256"].public_key
        assert refused_code(PublicKey.from_jwk, jwk | {"use": "enc"}) == "wrong-key-use"
        assert refused_code(PublicKey.from_jwk, jwk | {"d": "AA"}) == "secret-key-published"
        assert PublicKey.from_jwk(jwk | {"kid": "x" * 5000}) == KEYS["P-256"].public_key
