"""Every Data Integrity vector, byte for byte at every intermediate step."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

import pytest

from microcred.document import as_list
from microcred.encoding import encode_multibase
from microcred.errors import InvalidDocument, ProofInvalid, UnusableKey
from microcred.keys import PublicKey, SigningKey
from microcred.proofs import SUITES, HashSuite, UnsecuredDocument, previous_proofs, suite_of
from tests.vectors import VECTORS, needs_vectors, read_vector

pytestmark = needs_vectors


@dataclass(frozen=True)
class Vector:
    """Where the files of one vector lie; they differ in their suffix only."""

    folder: str
    suffix: str
    keys: str
    hash_prefix: str = ""

    def text(self, name: str) -> str:
        return (VECTORS / "w3c" / self.folder / f"{name}{self.suffix}.txt").read_text("utf-8")

    def json(self, name: str) -> Any:
        return read_vector("w3c", self.folder, f"{name}{self.suffix}.json")

    def key(self) -> SigningKey:
        pair = read_vector("w3c", *self.keys.split("/"))
        return SigningKey.load(pair.get("privateKeyMultibase") or pair["secretKeyMultibase"])


EDDSA, P256, P384 = (
    "vc-di-eddsa/keyPair.json",
    "vc-di-ecdsa/p256KeyPair.json",
    "vc-di-ecdsa/p384KeyPair.json",
)
W3C = [
    Vector("vc-di-eddsa/eddsa-rdfc-2022", "DataInt", EDDSA),
    Vector("vc-di-eddsa/eddsa-rdfc-2022/employ", "DataInt", EDDSA),
    Vector("vc-di-eddsa/eddsa-jcs-2022", "JCS", EDDSA),
    Vector("vc-di-eddsa/Ed25519Signature2020", "EdSig", EDDSA),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", P256),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", P256),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", P384),
    Vector("vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", P384),
    Vector("vc-di-ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", P256),
    Vector("vc-di-ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", P384),
]


@pytest.mark.parametrize("vector", W3C, ids=lambda vector: vector.folder)
def test_w3c_vector_verifies_with_every_intermediate(
    vector: Vector, vector_contexts: dict[str, dict[str, Any]]
) -> None:
    signed = vector.json("signed")
    proof = signed["proof"]
    suite = suite_of(proof)
    assert suite is not None
    unsecured = UnsecuredDocument(signed, vector_contexts)
    transcript = suite.verify(unsecured, proof, vector.key().public_key)
    assert transcript.canonical_document == vector.text("canonDoc").encode()
    assert transcript.canonical_options == vector.text("proofCanon").encode()
    assert transcript.document_hash.hex() == vector.text("docHash")
    assert transcript.options_hash.hex() == vector.text("proofHash")
    assert transcript.signing_input.hex() == vector.text("combinedHash")


@pytest.mark.parametrize("vector", W3C[:4], ids=lambda vector: vector.folder)
def test_w3c_eddsa_vector_is_signed_alike(
    vector: Vector, vector_contexts: dict[str, dict[str, Any]]
) -> None:
    signed = vector.json("signed")
    proof = signed["proof"]
    suite = suite_of(proof)
    assert suite is not None
    set_by_suite = ("type", "cryptosuite", "proofValue", "@context")
    options = {name: value for name, value in proof.items() if name not in set_by_suite}
    made = suite.create(UnsecuredDocument(signed, vector_contexts), options, vector.key())
    assert made == proof


def test_1edtech_vector_is_signed_and_verified_alike() -> None:
    folder = "1edtech/eddsa-rdfc-2022"
    known = read_vector(folder, "keys-and-hashes.json")
    signed = read_vector(folder, "signed.json")
    key = PublicKey.from_multikey(known["publicKeyMultibase"])
    suite = SUITES["eddsa-rdfc-2022"]
    transcript = suite.verify(UnsecuredDocument(signed), signed["proof"], key)
    canonical = (VECTORS / folder / "document-canon.txt").read_bytes()
    assert transcript.canonical_document == canonical
    assert transcript.canonical_options == (VECTORS / folder / "proof-canon.txt").read_bytes()
    assert transcript.document_hash.hex() == known["documentHash"]
    assert transcript.options_hash.hex() == known["proofHash"]


def test_1edtech_vector_signs_to_the_same_bytes() -> None:
    folder = "1edtech/eddsa-rdfc-2022"
    known = read_vector(folder, "keys-and-hashes.json")
    signed = read_vector(folder, "signed.json")
    key = SigningKey.load(
        seed_multibase(bytes.fromhex(known["privateKeyHex"])[:32]),
        key_id=known["verificationMethod"],
    )
    options = {
        "created": known["created"],
        "verificationMethod": key.key_id,
        "proofPurpose": "assertionMethod",
    }
    unsigned = read_vector(folder, "unsigned.json")
    proof = SUITES["eddsa-rdfc-2022"].create(UnsecuredDocument(unsigned), options, key)
    assert proof == signed["proof"]


def seed_multibase(seed: bytes) -> str:
    return encode_multibase(b"\x80\x26" + seed)


CHAINS = ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"]


@pytest.mark.parametrize("name", CHAINS)
def test_w3c_proof_sets_and_chains_verify(
    name: str, vector_contexts: dict[str, dict[str, Any]]
) -> None:
    signed = read_vector("w3c/vc-di-eddsa/proof-set-chain", f"{name}.json")
    verify_all(signed, vector_contexts)


def test_a_chained_proof_covers_the_proof_before_it(
    vector_contexts: dict[str, dict[str, Any]],
) -> None:
    signed = read_vector("w3c/vc-di-eddsa/proof-set-chain", "signedProofChain2.json")
    # Another valid-looking value in the third proof breaks the fourth, which was made over it.
    signed["proof"][2]["created"] = "2023-02-26T22:06:39Z"
    with pytest.raises(ProofInvalid):
        verify_one(signed, signed["proof"][3], vector_contexts)


def verify_all(signed: dict[str, Any], contexts: dict[str, dict[str, Any]]) -> None:
    for proof in as_list(signed["proof"]):
        verify_one(signed, proof, contexts)


def verify_one(
    signed: dict[str, Any], proof: dict[str, Any], contexts: dict[str, dict[str, Any]]
) -> None:
    suite = suite_of(proof)
    assert suite is not None
    key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    unsecured = UnsecuredDocument(signed, contexts)
    previous = previous_proofs(proof, as_list(signed["proof"]))
    suite.verify(unsecured.with_proofs(previous) if previous else unsecured, proof, key)


@pytest.mark.parametrize("named", ["urn:nowhere", ["urn:a", "urn:nowhere"], "urn:self", 7])
def test_a_previous_proof_must_exist_once(named: object) -> None:
    proof = {"id": "urn:self", "previousProof": named}
    with pytest.raises(ProofInvalid) as caught:
        previous_proofs(proof, [{"id": "urn:a"}, proof])
    assert caught.value.code == "previous-proof"


BADGE = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh"},
}
OPTIONS = {
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": "did:example:issuer#key",
    "proofPurpose": "assertionMethod",
}
PAIRS = [
    (suite.name, algorithm)
    for suite in SUITES.values()
    if isinstance(suite, HashSuite)
    for algorithm in sorted(suite.algorithms)
]


@pytest.mark.parametrize(("name", "algorithm"), PAIRS, ids=str)
def test_what_a_suite_signs_it_verifies_and_nothing_else(name: str, algorithm: Any) -> None:
    suite = SUITES[name]
    key = SigningKey.generate(algorithm)
    document = suite.prepare(BADGE)
    proof = suite.create(UnsecuredDocument(document), OPTIONS, key)
    suite.verify(UnsecuredDocument(document), proof, key.public_key)

    for changed, options in (
        ({**document, "validFrom": "2023-01-01T00:00:01Z"}, proof),
        (document, {**proof, "created": "2023-02-24T23:36:39Z"}),
        (document, {**proof, "verificationMethod": "did:example:other#key"}),
    ):
        with pytest.raises(ProofInvalid) as caught:
            suite.verify(UnsecuredDocument(changed), options, key.public_key)
        assert caught.value.code == "bad-signature"
    other = SigningKey.generate(algorithm).public_key
    with pytest.raises(ProofInvalid) as caught:
        suite.verify(UnsecuredDocument(document), proof, other)
    assert caught.value.code == "bad-signature"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"proofValue": None}, "proof-value-missing"),
        ({"proofValue": "zz0"}, "proof-value-encoding"),
        ({"proofValue": "u" + "A" * 86}, "proof-value-encoding"),
        ({"proofValue": "z" + "1" * 63}, "proof-value-length"),
        ({"proofValue": "z" + "1" * 100_000}, "proof-value-length"),
        ({"type": "DataIntegrityProof2"}, "proof-type-mismatch"),
        ({"addedLater": "unsigned"}, "unsigned-proof-member"),
        ({"@context": "https://example.org/unsigned"}, "proof-own-context"),
    ],
)
def test_a_malformed_proof_says_what_is_wrong(change: dict[str, Any], code: str) -> None:
    key = SigningKey.generate("Ed25519")
    suite = SUITES["eddsa-rdfc-2022"]
    proof = suite.create(UnsecuredDocument(BADGE), OPTIONS, key)
    with pytest.raises(ProofInvalid) as caught:
        suite.verify(UnsecuredDocument(BADGE), {**proof, **change}, key.public_key)
    assert caught.value.code == code


def test_a_key_of_another_kind_neither_signs_nor_verifies() -> None:
    suite = SUITES["eddsa-rdfc-2022"]
    other = SigningKey.generate("P-256")
    with pytest.raises(UnusableKey):
        suite.create(UnsecuredDocument(BADGE), OPTIONS, other)
    proof = suite.create(UnsecuredDocument(BADGE), OPTIONS, SigningKey.generate("Ed25519"))
    with pytest.raises(ProofInvalid) as caught:
        suite.verify(UnsecuredDocument(BADGE), proof, other.public_key)
    assert caught.value.code == "key-type-mismatch"


@pytest.mark.parametrize("name", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_signing_refuses_a_term_that_would_be_dropped(name: str) -> None:
    document = copy.deepcopy(BADGE) | {"surname": "nobody defines this"}
    with pytest.raises(InvalidDocument) as caught:
        SUITES[name].create(UnsecuredDocument(document), OPTIONS, SigningKey.generate("Ed25519"))
    assert [fault.pointer for fault in caught.value.faults] == ["/surname"]


def test_json_without_contexts_is_signed_as_it_stands() -> None:
    """An entry of a did:webvh's log, say: no term of it means anything that could be lost."""
    suite, key = SUITES["eddsa-jcs-2022"], SigningKey.generate("Ed25519")
    document = {"versionId": "1-Qm", "parameters": {"anything": [1, None]}}
    proof = suite.create(UnsecuredDocument(document), {"proofPurpose": "assertionMethod"}, key)
    assert "@context" not in proof
    suite.verify(UnsecuredDocument(document), proof, key.public_key)
    with pytest.raises(ProofInvalid) as caught:
        suite.verify(UnsecuredDocument(document | {"versionId": "2-Qm"}), proof, key.public_key)
    assert caught.value.code == "bad-signature"


def test_a_jcs_proof_is_bound_to_the_context_it_signed() -> None:
    key = SigningKey.generate("Ed25519")
    suite = SUITES["eddsa-jcs-2022"]
    proof = suite.create(UnsecuredDocument(BADGE), OPTIONS, key)
    longer = {**BADGE, "@context": [*BADGE["@context"], "https://example.org/more"]}
    suite.verify(UnsecuredDocument(longer), proof, key.public_key)
    other = {**BADGE, "@context": ["https://www.w3.org/2018/credentials/v1"]}
    with pytest.raises(ProofInvalid) as caught:
        suite.verify(UnsecuredDocument(other), proof, key.public_key)
    assert caught.value.code == "context-mismatch"


def test_the_draft_name_is_verified_but_never_issued() -> None:
    key = SigningKey.generate("Ed25519")
    with pytest.raises(UnusableKey):
        SUITES["eddsa-2022"].create(UnsecuredDocument(BADGE), OPTIONS, key)


def test_a_suite_adds_its_context_only_where_none_defines_it() -> None:
    old = {"@context": ["https://www.w3.org/2018/credentials/v1"]}
    assert SUITES["eddsa-rdfc-2022"].prepare(old)["@context"] == [
        "https://www.w3.org/2018/credentials/v1",
        "https://w3id.org/security/data-integrity/v2",
    ]
    assert SUITES["eddsa-rdfc-2022"].prepare(BADGE)["@context"] == BADGE["@context"]
    assert SUITES["Ed25519Signature2020"].prepare(BADGE)["@context"] == [
        "https://www.w3.org/ns/credentials/v2",
        "https://w3id.org/security/suites/ed25519-2020/v1",
    ]


def test_an_unknown_suite_is_not_found() -> None:
    assert suite_of({"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2099"}) is None
    assert suite_of({"type": "eddsa-rdfc-2022"}) is None
    assert suite_of({"type": "Ed25519Signature2020"}) is SUITES["Ed25519Signature2020"]
    assert suite_of({"type": ["DataIntegrityProof"]}) is None
