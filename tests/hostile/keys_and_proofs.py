"""Hostile keys, signatures and proofs."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from microcred.encoding import encode_base58btc, encode_base64url, encode_multibase
from microcred.keys import SigningKey
from microcred.proofs.ecdsa_sd_2023.cbor import encode_cbor
from tests.hostile.badge import KEY, badge, did_jwk, did_key, nested, signed, signed_by, with_proof
from tests.hostile.budget import Attempt

ED25519, P256, P384, RSA = b"\xed\x01", b"\x80\x24", b"\x81\x24", b"\x85\x24"
SMALL_ORDER = "0100000000000000000000000000000000000000000000000000000000000000"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB" + "A" * 400 + "\n-----END CERTIFICATE-----\n"


def by_method(method: Any) -> Attempt:
    return Attempt(with_proof(verificationMethod=method))


def _ecdsa(change: Callable[[bytes], bytes]) -> Attempt:
    document = signed_by(SigningKey.generate("P-256"), "ecdsa-rdfc-2019")
    from microcred.encoding import decode_multibase

    raw = decode_multibase(document["proof"]["proofValue"])
    document["proof"]["proofValue"] = encode_multibase(change(raw))
    return Attempt(document)


def _high_s_of_another(raw: bytes) -> bytes:
    """Negate s of a changed badge: malleability must not make anything valid that is not."""
    s = P256_ORDER - int.from_bytes(raw[32:], "big")
    return raw[:31] + bytes([raw[31] ^ 1]) + s.to_bytes(32, "big")


def many_proofs(count: int, **members: Any) -> Attempt:
    document = signed()
    return Attempt(document | {"proof": [document["proof"] | members] * count})


def costly(make: Callable[[int], dict[str, Any]]) -> Attempt:
    """Sixteen proofs, each of which is as costly as one may be."""
    document = signed()
    proofs = [document["proof"] | make(i) for i in range(16)]
    return Attempt(document | {"name": "Changed", "proof": proofs})


def _poisoned_proof(index: int) -> dict[str, Any]:
    graph = [{"https://a.example/p": [{"@id": f"_:b{j}"} for j in range(10) if j != i],
              "@id": f"_:b{i}"} for i in range(10)]  # fmt: skip
    return {"id": f"urn:p:{index}", "https://a.example/q": graph}


def chained(size: int, suite: str = "eddsa-rdfc-2022") -> Attempt:
    """Sixteen proofs, each over a large document together with the proof before it."""
    document = signed(
        badge(
            evidence=[{"id": f"https://a.example/{i}", "type": ["Evidence"]} for i in range(size)]
        )
    )
    first = document["proof"] | {"cryptosuite": suite}
    proofs = [first | {"id": f"urn:p:{i}", "previousProof": f"urn:p:{(i or 16) - 1}"}
              for i in range(16)]  # fmt: skip
    return Attempt(document | {"proof": proofs})


def _derived(*components: Any) -> Attempt:
    value = encode_multibase(b"\xd9\x5d\x01" + encode_cbor(list(components)), "u")
    return Attempt(with_proof(cryptosuite="ecdsa-sd-2023", proofValue=value))


@functools.cache
def _rsa_method(bits: int) -> str:
    key = rsa.generate_private_key(65537, bits).public_key()
    return did_key(RSA, key.public_bytes(Encoding.DER, PublicFormat.PKCS1))


def _jwk(**members: Any) -> Attempt:
    return by_method(did_jwk(json.dumps(members)))


def _compressed(curve: ec.EllipticCurve) -> bytes:
    key = ec.generate_private_key(curve).public_key()
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def _forged_rsa(exponent: str) -> Attempt:
    return _jwk(kty="RSA", e=exponent, n=encode_base64url(b"\xff" * 1024))


X = encode_base64url(bytes(32))
DUMMY = bytes(64)
KEYS_AND_PROOFS: dict[str, Callable[[], Attempt]] = {
    "100,000 proofs": lambda: many_proofs(30_000),
    "100,000 empty proofs": lambda: Attempt(signed() | {"proof": [{}] * 100_000}),
    "a million proofs that are nothing": lambda: Attempt(signed() | {"proof": [0] * 1_000_000}),
    "16 proofs, each a poison graph": lambda: costly(_poisoned_proof),
    "16 proofs, each of 30,000 members": lambda: costly(
        lambda i: {f"m{i}-{j}": j for j in range(20_000)}),
    "16 proofs, each with a context": lambda: costly(lambda i: {
        "@context": {f"t{j}": f"https://a.example/{j}/{i}" for j in range(8_000)}}),
    "16 proofs nested": lambda: costly(lambda i: {"proof": nested(50, {}, "proof")}),
    "16 proofs by RSA keys": lambda: costly(
        lambda i: {"verificationMethod": _rsa_method(2048), "cryptosuite": "eddsa-rdfc-2022"}),
    "chain of 16 over a large badge": lambda: chained(25_000),
    "chain of 16 over a large badge, jcs": lambda: chained(40_000, "eddsa-jcs-2022"),
    "previousProof of itself": lambda: many_proofs(1, id="urn:p", previousProof="urn:p"),
    "previousProof in a ring": lambda: chained(1),
    "previousProof of 100,000": lambda: Attempt(with_proof(previousProof=["urn:p"] * 100_000)),
    "previousProof of every kind": lambda: Attempt(with_proof(previousProof=[None, 1, {}, [[]]])),
    "proof with a proof": lambda: Attempt(with_proof(proof=signed()["proof"])),
    "proof without anything": lambda: Attempt(signed() | {"proof": {}}),
    "cryptosuite of 7 MB": lambda: Attempt(with_proof(cryptosuite="e" * 7_000_000)),
    "proofValue of 7 MB": lambda: Attempt(with_proof(proofValue="z" + "1" * 7_000_000)),
    "proofValue of 127 characters of 1": lambda: Attempt(with_proof(proofValue="z" + "1" * 127)),
    "proofValue of zeros": lambda: Attempt(with_proof(proofValue=encode_multibase(DUMMY))),
    "proofValue one byte short": lambda: Attempt(with_proof(proofValue=encode_multibase(DUMMY[1:]))),
    "proofValue with other digits": lambda: Attempt(with_proof(proofValue="z" + "１" * 88)),
    "signature with s above the order": lambda: Attempt(
        with_proof(proofValue=encode_multibase(bytes(32) + b"\xff" * 32))),
    "ecdsa all zero": lambda: _ecdsa(lambda raw: bytes(64)),
    "ecdsa r zero": lambda: _ecdsa(lambda raw: bytes(32) + raw[32:]),
    "ecdsa s zero": lambda: _ecdsa(lambda raw: raw[:32] + bytes(32)),
    "ecdsa r is the order": lambda: _ecdsa(lambda raw: P256_ORDER.to_bytes(32, "big") + raw[32:]),
    "ecdsa high s, r changed": lambda: _ecdsa(_high_s_of_another),
    "ecdsa one byte long": lambda: _ecdsa(lambda raw: raw + b"\0"),
    "ecdsa in DER": lambda: _ecdsa(lambda raw: b"\x30\x06\x02\x01\x01\x02\x01\x01"),
    "ed25519 key of small order": lambda: by_method(did_key(ED25519, bytes.fromhex(SMALL_ORDER))),
    "ed25519 key of zeros": lambda: by_method(did_key(ED25519, bytes(32))),
    "ed25519 key, not canonical": lambda: by_method(did_key(ED25519, b"\xff" * 32)),
    "small order, all-zero signature": lambda: Attempt(with_proof(
        verificationMethod=did_key(ED25519, bytes.fromhex(SMALL_ORDER)),
        proofValue=encode_multibase(bytes.fromhex(SMALL_ORDER) + bytes(32)))),
    "key of the wrong curve": lambda: by_method(did_key(P256, _compressed(ec.SECP256R1()))),
    "P-384 bytes as P-256": lambda: by_method(did_key(P256, _compressed(ec.SECP384R1()))),
    "secp256k1 as P-256": lambda: by_method(did_key(P256, _compressed(ec.SECP256K1()))),
    "secp256k1 as itself": lambda: by_method(did_key(b"\xe7\x01", _compressed(ec.SECP256K1()))),
    "P-256 point off the curve": lambda: by_method(did_key(P256, b"\x02" + b"\x05" * 32)),
    "P-256 infinity": lambda: by_method(did_key(P256, bytes(33))),
    "P-256 uncompressed": lambda: by_method(did_key(P256, b"\x04" + bytes(64))),
    "RSA of 16 KB": lambda: by_method(did_key(RSA, b"\x30\x82\x20\x00" + b"\x01" * 8_000)),
    "JWK off the curve": lambda: _jwk(kty="EC", crv="P-256", x=X, y=X),
    "JWK with a coordinate of 1 MB": lambda: _jwk(kty="EC", crv="P-256", x="A" * 4_000, y=X),
    "JWK private": lambda: _jwk(kty="OKP", crv="Ed25519", x=X, d=X),
    "JWK symmetric": lambda: _jwk(kty="oct", k=X),
    "JWK RSA exponent 1": lambda: _forged_rsa("AQ"),
    "JWK RSA exponent huge": lambda: _forged_rsa(encode_base64url(b"\x01" * 1000)),
    "JWK RSA modulus of 0 bits": lambda: _jwk(kty="RSA", n="", e="AQAB"),
    "JWK of every kind": lambda: _jwk(kty=["RSA"], n=1, e=None, crv={}),
    "JWK nested": lambda: by_method(did_jwk('{"kty":' + "[" * 3000)),
    "certificate as a key": lambda: by_method(did_key(ED25519, _CERTIFICATE.encode()[:32])),
    "certificate as a method": lambda: by_method(_CERTIFICATE),
    "x5c in a JWK": lambda: _jwk(kty="EC", crv="P-256", x5c=["MIIB"]),
    "method is an object": lambda: by_method({"id": KEY.key_id, "publicKeyMultibase": "z"}),
    "method of 7 MB": lambda: by_method("did:key:z" + "1" * 7_000_000),
    "method of 16,000 ones": lambda: by_method("did:key:z" + "1" * 8_000),
    "method with controls": lambda: by_method("did:key:\x1b[2J\u202e#\0"),
    "method of every scheme": lambda: by_method("file:///etc/passwd#z6Mk"),
    "key in a fragment": lambda: by_method(f"https://a.example/#{KEY.public_key.multikey}"),
    "created of every kind": lambda: Attempt(with_proof(created=10**200, expires=[{}])),
    "challenge of 7 MB": lambda: Attempt(with_proof(challenge="c" * 7_000_000)),
    "sd: nothing in it": _derived,
    "sd: zeros": lambda: _derived(DUMMY, P256 + bytes(33), [], {}, []),
    "sd: 10,000 signatures": lambda: _derived(DUMMY, P256 + _compressed(ec.SECP256R1()),
                                              [DUMMY] * 10_000, {}, list(range(50))),
    "sd: indexes beyond": lambda: _derived(DUMMY, P256 + _compressed(ec.SECP256R1()), [DUMMY],
                                           {0: bytes(32)}, [2**63] * 9_000),
    "sd: labels beyond": lambda: _derived(DUMMY, P256 + _compressed(ec.SECP256R1()), [DUMMY],
                                          {i: bytes(32) for i in range(9_000)}, []),
    "sd: CBOR that lies": lambda: Attempt(with_proof(
        cryptosuite="ecdsa-sd-2023", proofValue="u" + encode_base64url(b"\xd9\x5d\x01\x9a\xff\xff\xff\xff"))),
    "sd: CBOR nested": lambda: Attempt(with_proof(
        cryptosuite="ecdsa-sd-2023", proofValue="u" + encode_base64url(b"\xd9\x5d\x01" + b"\x81" * 100_000))),
    "sd: 16 proofs of 9,000 signatures": lambda: costly(lambda i: {
        "cryptosuite": "ecdsa-sd-2023", "proofValue": _derived(
            DUMMY, P256 + _compressed(ec.SECP256R1()), [DUMMY] * 5_000, {}, []
        ).badge["proof"]["proofValue"]}),
    "base58 of 16,384 characters": lambda: Attempt(with_proof(
        type="Ed25519Signature2020", cryptosuite=None,
        proofValue="z" + encode_base58btc(b"\xff" * 11_900))),
}  # fmt: skip
