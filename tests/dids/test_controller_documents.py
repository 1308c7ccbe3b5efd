"""Controller documents: what they list, what they must not hold, and how much of it is read."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from microcred.dids import ControllerDocument, parse_controller_document
from microcred.encoding import encode_base58btc
from microcred.errors import KeyNotListed, MicrocredError, UnusableAnswer, UnusableKey
from microcred.keys import SigningKey
from microcred.keys.raw import raw_public_bytes
from microcred.timestamps import parse_timestamp
from tests.fetch.world import budget

ID = "https://issuer.example/profile"
ED = SigningKey.generate("Ed25519")
P256 = SigningKey.generate("P-256")
P521 = SigningKey.generate("P-521")
K256 = SigningKey.generate("secp256k1")
K256_RAW = raw_public_bytes(K256.public_key.native)
RSA = SigningKey.generate("RSA")


def method(number: int = 1, **members: Any) -> dict[str, Any]:
    return {
        "id": f"{ID}#{number}",
        "type": "Multikey",
        "controller": ID,
        "publicKeyMultibase": ED.public_key.multikey,
    } | members


def document(*methods: Any, **members: Any) -> dict[str, Any]:
    return {"id": ID, "verificationMethod": list(methods)} | members


def read(*methods: Any, **members: Any) -> ControllerDocument:
    return parse_controller_document(document(*methods, **members), ID)


def refused(value: object) -> MicrocredError:
    with pytest.raises(MicrocredError) as caught:
        parse_controller_document(value, ID)
    return caught.value


def unusable_code(**members: Any) -> str:
    without = {name: value for name, value in method(**members).items() if value is not None}
    parsed = read(without)
    assert not parsed.verification_methods
    with pytest.raises(UnusableKey) as caught:
        parsed.method(f"{ID}#1")
    assert caught.value.pointer == "/verificationMethod/0"
    return caught.value.code


def test_relationships_are_read() -> None:
    embedded = method(3, publicKeyMultibase=P256.public_key.multikey)
    parsed = read(
        method(1),
        method(2),
        assertionMethod=["#1", embedded],
        authentication=[f"{ID}#2", "did:web:b.example#k"],
        alsoKnownAs=["did:web:issuer.example", 5],
        name="Kept",
    )
    assert parsed.assertion_methods == {f"{ID}#1", f"{ID}#3"}
    assert parsed.authentication_methods == {f"{ID}#2", "did:web:b.example#k"}
    assert set(parsed.verification_methods) == {f"{ID}#1", f"{ID}#2", f"{ID}#3"}
    assert parsed.method(f"{ID}#3").public_key == P256.public_key
    assert parsed.also_known_as == ("did:web:issuer.example",)
    assert parsed.document["name"] == "Kept"


def test_single_values_count_as_arrays_of_one() -> None:
    parsed = parse_controller_document(
        {"id": ID, "verificationMethod": method(1), "assertionMethod": "#1"}, ID
    )
    assert parsed.assertion_methods == set(parsed.verification_methods) == {f"{ID}#1"}


def test_document_without_methods_is_one() -> None:
    parsed = parse_controller_document({"id": ID, "type": "Profile"}, ID)
    assert not parsed.verification_methods
    assert not parsed.assertion_methods


def test_question_whether_a_method_may_make_claims() -> None:
    parsed = read(method(1), method(2), assertionMethod=["#1", "https://keys.example/1"])
    listed, other = parsed.method(f"{ID}#1"), parsed.method(f"{ID}#2")
    assert parsed.lists_for_assertion(listed)
    assert not parsed.lists_for_assertion(other)
    fake = method(1, publicKeyMultibase=P256.public_key.multikey)
    assert not parsed.lists_for_assertion(read(fake).method(f"{ID}#1"))
    assert not parsed.lists_for_assertion(read(method(1, controller="x:y")).method(f"{ID}#1"))
    elsewhere = read(method(1, id="https://keys.example/1")).method("https://keys.example/1")
    assert parsed.lists_for_assertion(elsewhere)
    broken = read(method(1, revoked="yesterday"), assertionMethod="#1")
    assert not broken.lists_for_assertion(listed)
    assert parsed.methods_with(ED.public_key) == (listed, other)
    assert parsed.methods_with(P256.public_key) == ()


def test_lifetimes_are_read() -> None:
    parsed = read(method(1, expires="2025-01-01T00:00:00Z", revoked="2024-06-01T02:00:00+02:00"))
    found = parsed.method(f"{ID}#1")
    assert found.expires == parse_timestamp("2025-01-01T00:00:00Z")
    assert found.revoked == parse_timestamp("2024-06-01T00:00:00Z")
    assert found.is_valid_at(parse_timestamp("2024-05-31T23:59:59Z"))
    assert not found.is_valid_at(parse_timestamp("2024-06-01T00:00:00Z"))
    expiring = read(method(1, expires="2025-01-01T00:00:00Z")).method(f"{ID}#1")
    assert expiring.is_valid_at(parse_timestamp("2024-12-31T23:59:59Z"))
    assert not expiring.is_valid_at(parse_timestamp("2025-01-01T00:00:00Z"))


@pytest.mark.parametrize(
    "members",
    [
        {"type": "JsonWebKey", "publicKeyJwk": ED.public_key.jwk},
        {"type": "JsonWebKey2020", "publicKeyJwk": P256.public_key.jwk},
        {"type": "Ed25519VerificationKey2020"},
        {"type": "Ed25519VerificationKey2018"},
        {
            "type": "Ed25519VerificationKey2018",
            "publicKeyBase58": encode_base58btc(ED.public_key.native.public_bytes_raw()),  # type: ignore[union-attr]
        },
        {"type": "EcdsaSecp256r1VerificationKey2019", "publicKeyJwk": P256.public_key.jwk},
        {"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyJwk": K256.public_key.jwk},
        {"type": "EcdsaSecp256k1VerificationKey2019", "publicKeyHex": K256_RAW.hex()},
        {
            "type": "EcdsaSecp256k1VerificationKey2019",
            "publicKeyBase58": encode_base58btc(K256_RAW),
        },
        {"type": "EcdsaSecp521r1VerificationKey2019", "publicKeyJwk": P521.public_key.jwk},
        {"type": "RsaVerificationKey2018", "publicKeyPem": RSA.public_key.to_pem().decode()},
        {"type": "RsaVerificationKey2018", "publicKeyJwk": RSA.public_key.jwk},
    ],
)
def test_every_type_of_method_is_read(members: dict[str, Any]) -> None:
    given = method(1) | members
    if any(name.startswith("publicKey") for name in members):
        del given["publicKeyMultibase"]
    found = read(given).method(f"{ID}#1")
    assert found.type == members["type"]
    assert found.public_key in [key.public_key for key in (ED, P256, P521, K256, RSA)]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"type": "EcdsaSecp256k1VerificationKey2019"}, "wrong-algorithm"),
        ({"type": "Bls12381G2Key2020"}, "unsupported-key"),
        ({"type": ["Multikey"]}, "invalid-verification-method"),
        ({"type": None}, "invalid-verification-method"),
        (
            {
                "type": "EcdsaSecp256k1VerificationKey2019",
                "publicKeyMultibase": None,
                "publicKeyHex": "0x",
            },
            "invalid-verification-method",
        ),
        ({"type": "EcdsaSecp256r1VerificationKey2019"}, "wrong-algorithm"),
        (
            {
                "type": "Ed25519VerificationKey2020",
                "publicKeyMultibase": P256.public_key.multikey,
            },
            "wrong-algorithm",
        ),
        ({"controller": None}, "invalid-verification-method"),
        ({"controller": [ID]}, "invalid-verification-method"),
        ({"controller": ""}, "invalid-verification-method"),
        ({"publicKeyMultibase": None}, "invalid-verification-method"),
        ({"publicKeyMultibase": 5}, "invalid-verification-method"),
        ({"publicKeyMultibase": "0"}, "invalid-multikey"),
        ({"publicKeyJwk": ED.public_key.jwk}, "invalid-verification-method"),
        ({"type": "JsonWebKey"}, "invalid-verification-method"),
        ({"secretKeyMultibase": "z"}, "secret-key-published"),
        ({"privateKeyJwk": {}}, "secret-key-published"),
        (
            {
                "type": "JsonWebKey",
                "publicKeyMultibase": None,
                "publicKeyJwk": ED.to_jwk(private=True),
            },
            "secret-key-published",
        ),
        (
            {
                "type": "Ed25519VerificationKey2018",
                "publicKeyMultibase": None,
                "publicKeyBase58": "1" * 31,
            },
            "wrong-key-length",
        ),
        (
            {
                "type": "Ed25519VerificationKey2018",
                "publicKeyMultibase": None,
                "publicKeyBase58": "0",
            },
            "invalid-base58btc",
        ),
        ({"expires": "soon"}, "invalid-timestamp"),
        ({"revoked": 5}, "invalid-verification-method"),
        ({"revoked": "2024-01-01"}, "invalid-timestamp"),
    ],
)
def test_method_that_cannot_be_used_keeps_its_reason(members: dict[str, Any], code: str) -> None:
    assert unusable_code(**members) == code


def test_certificate_in_place_of_a_key_is_refused() -> None:
    native = P256.native
    assert isinstance(native, ec.EllipticCurvePrivateKey)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer.example")])
    moment = parse_timestamp("2020-01-01T00:00:00Z")
    certificate = x509.CertificateBuilder(name, name, native.public_key(), 1, moment, moment)
    pem = certificate.sign(native, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    members = {"type": "RsaVerificationKey2018", "publicKeyMultibase": None}
    assert unusable_code(publicKeyPem=pem.decode(), **members) == "certificate-not-key"


def test_one_unusable_method_does_not_spoil_the_others() -> None:
    parsed = read(method(1, type="Unknown"), method(2), assertionMethod=["#1", "#2"])
    assert parsed.method(f"{ID}#2").public_key == ED.public_key
    assert set(parsed.unusable_methods) == {f"{ID}#1"}


@pytest.mark.parametrize("again", [method(1), method(1, id="#1")])
def test_a_method_that_is_repeated_in_the_same_words_is_one(again: dict[str, Any]) -> None:
    parsed = read(method(1), again, assertionMethod=[again], authentication=[method(1)])
    assert set(parsed.verification_methods) == {f"{ID}#1"}
    assert parsed.assertion_methods == parsed.authentication_methods == {f"{ID}#1"}
    assert read(method(1, type="?"), method(1, type="?")).unusable_methods.keys() == {f"{ID}#1"}


@pytest.mark.parametrize(
    ("members", "blames_document"),
    [
        ({"publicKeyMultibase": "0"}, True),
        ({"publicKeyMultibase": None}, True),
        ({"revoked": "yesterday"}, True),
        ({"secretKeyMultibase": "z"}, False),
        ({"type": "EcdsaSecp256r1VerificationKey2019"}, False),
        ({"type": "Unknown"}, False),
    ],
)
def test_a_document_that_was_fetched_and_is_damaged_says_nothing_about_the_key(
    members: dict[str, Any], blames_document: bool
) -> None:
    url = "https://issuer.example/profile"
    parsed = parse_controller_document(document(method(1, **members)), ID, url)
    with pytest.raises(UnusableAnswer if blames_document else UnusableKey) as caught:
        parsed.method(f"{ID}#1")
    assert (url in caught.value.message) or not blames_document


def test_method_that_is_not_there() -> None:
    with pytest.raises(KeyNotListed) as caught:
        read(method(1)).method(f"{ID}#9")
    assert caught.value.code == "unknown-verification-method"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ([], "invalid-controller-document"),
        (None, "invalid-controller-document"),
        ({}, "wrong-document-id"),
        ({"id": [ID]}, "wrong-document-id"),
        ({"id": ID + "/"}, "wrong-document-id"),
        ({"id": "did:web:issuer.example"}, "wrong-document-id"),
        (document("#1"), "invalid-controller-document"),
        (document(5), "invalid-controller-document"),
        (document({}), "invalid-controller-document"),
        (document(method(id=5)), "invalid-controller-document"),
        (document(assertionMethod=[5]), "invalid-controller-document"),
        (document(assertionMethod=[""]), "invalid-controller-document"),
        (
            document(method(1), method(1, expires="2030-01-01T00:00:00Z")),
            "duplicate-verification-method",
        ),
        (document(method(1), assertionMethod=[method(1, x=1)]), "duplicate-verification-method"),
        (document(method(1, type="?"), method(1)), "duplicate-verification-method"),
    ],
)
def test_wrong_document_is_refused(value: object, code: str) -> None:
    assert refused(value).code == code


@pytest.mark.parametrize("name", ["verificationMethod", "assertionMethod", "authentication"])
def test_document_of_a_million_keys_is_refused_in_time(name: str) -> None:
    members: list[Any] = [method(number) for number in range(300)]
    few = {"id": ID, name: members}
    many = {"id": ID, name: members * 3334}
    references = {"id": ID, name: [f"#{number}" for number in range(1_000_000)]}
    with budget():
        assert refused(few).code == "too-many-verification-methods"
        assert refused(many).code == "too-many-verification-methods"
        if name != "verificationMethod":
            assert refused(references).code == "too-many-verification-methods"


def test_as_many_methods_as_allowed_are_read() -> None:
    parsed = read(*(method(number) for number in range(256)), assertionMethod=["#0", "#255"])
    assert len(parsed.verification_methods) == 256
