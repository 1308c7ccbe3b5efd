"""ecdsa-sd-2023: every intermediate of the vectors, real badges, and holders who cheat."""

from __future__ import annotations

import copy
import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from microcred.encoding import decode_multibase, encode_multibase
from microcred.errors import (
    CanonicalizationFailed,
    InvalidDocument,
    MicrocredError,
    ProofInvalid,
    UnusableKey,
)
from microcred.keys import PublicKey, SigningKey
from microcred.proofs import UnsecuredDocument
from microcred.proofs.ecdsa_sd_2023 import SUITE, derive_proof
from microcred.proofs.ecdsa_sd_2023.base import BaseTransform, sign_base, transform_base
from microcred.proofs.ecdsa_sd_2023.derive import DisclosureData, create_disclosure_data
from microcred.proofs.ecdsa_sd_2023.proof_value import (
    DerivedProofValue,
    parse_base_proof_value,
    parse_derived_proof_value,
)
from microcred.proofs.ecdsa_sd_2023.selection import select_json_ld
from microcred.proofs.ecdsa_sd_2023.signing import canonical_options, serialize_sign_data
from microcred.proofs.ecdsa_sd_2023.statements import hash_quads
from microcred.proofs.ecdsa_sd_2023.verify import split_statements
from tests.vectors import VECTORS, needs_vectors, read_vector

Contexts = dict[str, dict[str, Any]]
FOLDER = "w3c/vc-di-ecdsa"
POINTERS = {
    "prc": ("prCredMandatory", "prCredSelective"),
    "employ": ("employMandatory", "employSelective"),
}


@dataclass(frozen=True)
class Vector:
    """One vector: its files, and the objects they are about."""

    name: str
    contexts: Contexts

    def json(self, name: str) -> Any:
        return read_vector(FOLDER, "ecdsa-sd-2023", self.name, f"{name}.json")

    @property
    def keys(self) -> Any:
        return read_vector(FOLDER, "ecdsa-sd-2023", "SDKeyMaterial.json")

    @property
    def mandatory_pointers(self) -> Any:
        return read_vector(FOLDER, f"{POINTERS[self.name][0]}.json")

    @property
    def selective_pointers(self) -> Any:
        return read_vector(FOLDER, f"{POINTERS[self.name][1]}.json")

    @property
    def unsecured(self) -> UnsecuredDocument:
        # prCredUnsigned.json has another description than the document that was signed.
        return UnsecuredDocument(self.json("addSignedSDBase"), self.contexts)

    @property
    def transform(self) -> BaseTransform:
        hmac_key = bytes.fromhex(self.keys["hmacKeyString"])
        return transform_base(self.unsecured, self.mandatory_pointers, hmac_key)

    @property
    def proof(self) -> dict[str, Any]:
        config: dict[str, Any] = self.json("addProofConfig")
        return {name: value for name, value in config.items() if name != "@context"}

    @property
    def options_hash(self) -> bytes:
        nquads = canonical_options(self.unsecured, self.proof).nquads
        return hashlib.sha256(nquads.encode()).digest()

    @property
    def public_key(self) -> PublicKey:
        return PublicKey.from_multikey(self.keys["baseKeyPair"]["publicKeyMultibase"])

    @property
    def disclosed(self) -> DisclosureData:
        base = parse_base_proof_value(self.json("addSignedSDBase")["proof"]["proofValue"])
        return create_disclosure_data(self.unsecured, base, self.selective_pointers)

    @property
    def derived(self) -> DerivedProofValue:
        return parse_derived_proof_value(self.json("derivedRevealDocument")["proof"]["proofValue"])

    @property
    def split(self) -> Any:
        revealed = UnsecuredDocument(self.json("derivedRevealDocument"), self.contexts)
        return split_statements(revealed.rdfc().nquads, self.derived)


@pytest.fixture(params=["prc", "employ"])
def vector(request: pytest.FixtureRequest, vector_contexts: Contexts) -> Vector:
    return Vector(request.param, vector_contexts)


def numbered(pairs: Any) -> dict[int, str]:
    return dict(pairs["value"])


def hexes(values: Sequence[bytes]) -> list[str]:
    return [value.hex() for value in values]


def multikey(public_key: bytes) -> str:
    return encode_multibase(public_key)


@needs_vectors
def test_add_base_doc_canon(vector: Vector) -> None:
    lines = vector.unsecured.rdfc().nquads.splitlines(keepends=True)
    assert lines == vector.json("addBaseDocCanon")


@needs_vectors
def test_add_base_doc_hmac_canon(vector: Vector) -> None:
    assert list(vector.transform.statements.quads) == vector.json("addBaseDocHMACCanon")


@needs_vectors
def test_add_pointer_values(vector: Vector) -> None:
    document = vector.unsecured.document
    for item in vector.json("addPointerValues"):
        selected = select_json_ld(document, [item["pointer"]])
        assert selected is not None
        assert selected[item["pointer"].lstrip("/")] == item["value"]


@needs_vectors
def test_add_base_transform(vector: Vector) -> None:
    expected, transform = vector.json("addBaseTransform"), vector.transform
    quads, indexes = transform.statements.quads, transform.mandatory.indexes
    others = transform.statements.others(transform.mandatory)
    assert list(transform.mandatory_pointers) == expected["mandatoryPointers"]
    assert {index: quads[index] for index in indexes} == numbered(expected["mandatory"])
    assert {index: quads[index] for index in others} == numbered(expected["nonMandatory"])
    assert transform.hmac_key.hex() == expected["hmacKeyString"].lower()


@needs_vectors
def test_add_proof_config(vector: Vector) -> None:
    folder = VECTORS / FOLDER / "ecdsa-sd-2023" / vector.name
    canonical = (folder / "addProofConfigCanon.txt").read_text("utf-8")
    assert canonical_options(vector.unsecured, vector.proof).nquads == canonical


@needs_vectors
def test_add_hash_data(vector: Vector) -> None:
    expected = vector.json("addHashData")
    assert vector.options_hash.hex() == expected["proofHash"]
    assert hash_quads(vector.transform.mandatory_quads).hex() == expected["mandatoryHash"]


@needs_vectors
def test_add_raw_base_signature_info_and_base_proof(vector: Vector) -> None:
    expected = vector.json("addRawBaseSignatureInfo")
    key = SigningKey.load(vector.keys["baseKeyPair"]["secretKeyMultibase"])
    proof_key = SigningKey.load(vector.keys["proofKeyPair"]["secretKeyMultibase"])
    value = sign_base(vector.transform, vector.options_hash, key, proof_key)
    assert value.base_signature.hex() == expected["baseSignature"]
    assert multikey(value.public_key) == expected["publicKey"]
    assert hexes(value.signatures) == expected["signatures"]
    assert list(value.mandatory_pointers) == expected["mandatoryPointers"]
    signed = vector.json("addSignedSDBase")
    assert {**vector.proof, "proofValue": value.encode()} == signed["proof"]


@needs_vectors
def test_derived_recovered_base_data(vector: Vector) -> None:
    expected = vector.json("derivedRecoveredBaseData")
    value = parse_base_proof_value(vector.json("addSignedSDBase")["proof"]["proofValue"])
    assert value.base_signature.hex() == expected["baseSignature"]
    assert multikey(value.public_key) == expected["proofPublicKey"]
    assert value.hmac_key.hex() == expected["hmacKey"]
    assert hexes(value.signatures) == expected["signatures"]
    assert list(value.mandatory_pointers) == expected["mandatoryPointers"]


@needs_vectors
def test_derived_group_indexes(vector: Vector) -> None:
    expected, transform = vector.json("derivedGroupIndexes"), vector.transform
    mandatory, selective = vector.mandatory_pointers, vector.selective_pointers
    statements = transform.statements
    assert list(statements.select([*mandatory, *selective]).indexes) == expected["combinedIndexes"]
    assert list(statements.select(selective).indexes) == expected["selectiveIndexes"]
    assert list(transform.mandatory.indexes) == expected["mandatoryIndexes"]
    assert list(statements.others(transform.mandatory)) == expected["nonMandatoryIndexes"]


@needs_vectors
def test_derived_all_group_data(vector: Vector) -> None:
    statements = vector.transform.statements
    mandatory, selective = vector.mandatory_pointers, vector.selective_pointers
    pointers = {"mandatory": mandatory, "selective": selective}
    pointers["combined"] = [*mandatory, *selective]
    for name, group in vector.json("derivedAllGroupData")["groups"].items():
        indexes = statements.select(pointers[name]).indexes
        found = {index: statements.quads[index] for index in indexes}
        assert found == numbered(group["matching"])


@needs_vectors
def test_derived_adjusted_mandatory_indexes(vector: Vector) -> None:
    expected = vector.json("derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]
    assert list(vector.disclosed.proof_value.mandatory_indexes) == expected


@needs_vectors
def test_derived_adjusted_signatures(vector: Vector) -> None:
    expected = vector.json("derivedAdjSignatures")["filteredSignatures"]
    assert hexes(vector.disclosed.proof_value.signatures) == expected


@needs_vectors
def test_derived_unsigned_reveal(vector: Vector) -> None:
    assert vector.disclosed.reveal_document == vector.json("derivedUnsignedReveal")


@needs_vectors
def test_derived_disclosure_data(vector: Vector) -> None:
    expected, value = vector.json("derivedDisclosureData"), vector.disclosed.proof_value
    assert value.base_signature.hex() == expected["baseSignature"]
    assert multikey(value.public_key) == expected["publicKey"]
    assert hexes(value.signatures) == expected["signatures"]
    assert value.label_map == dict(expected["labelMap"]["value"])
    assert list(value.mandatory_indexes) == expected["mandatoryIndexes"]


@needs_vectors
def test_derived_reveal_document_with_its_proof_value(vector: Vector) -> None:
    base = vector.json("addSignedSDBase")
    revealed = derive_proof(base, base["proof"], vector.selective_pointers, vector.contexts)
    assert revealed == vector.json("derivedRevealDocument")


@needs_vectors
def test_verify_derived_proof_value(vector: Vector) -> None:
    expected, value = vector.json("verifyDerivedProofValue"), vector.derived
    assert value.base_signature.hex() == expected["baseSignature"]
    assert multikey(value.public_key) == expected["publicKey"]
    assert hexes(value.signatures) == expected["signatures"]
    assert value.label_map == dict(expected["labelMap"])
    assert list(value.mandatory_indexes) == expected["mandatoryIndexes"]


@needs_vectors
def test_verify_nquads(vector: Vector) -> None:
    split = vector.split
    assert sorted([*split.mandatory, *split.non_mandatory]) == vector.json("verifyNQuads")


@needs_vectors
def test_verify_create_verify_data(vector: Vector) -> None:
    expected, split = vector.json("verifyCreateVerifyData"), vector.split
    assert vector.derived.base_signature.hex() == expected["baseSignature"]
    assert vector.options_hash.hex() == expected["proofHash"]
    assert multikey(vector.derived.public_key) == expected["publicKey"]
    assert hexes(vector.derived.signatures) == expected["signatures"]
    assert split.non_mandatory == expected["nonMandatory"]
    assert hash_quads(split.mandatory).hex() == expected["mandatoryHash"]


@needs_vectors
def test_the_vectors_derived_credential_verifies(vector: Vector) -> None:
    signed = vector.json("derivedRevealDocument")
    unsecured = UnsecuredDocument(signed, vector.contexts)
    transcript = SUITE.verify(unsecured, signed["proof"], vector.public_key)
    expected = vector.json("verifyCreateVerifyData")
    proof_key = decode_multibase(expected["publicKey"])
    assert transcript.options_hash.hex() == expected["proofHash"]
    assert transcript.document_hash.hex() == expected["mandatoryHash"]
    assert transcript.signing_input == serialize_sign_data(
        transcript.options_hash, proof_key, transcript.document_hash
    )


@needs_vectors
def test_the_vectors_base_proof_verifies_for_its_holder_only(vector: Vector) -> None:
    signed = vector.json("addSignedSDBase")
    unsecured = UnsecuredDocument(signed, vector.contexts)
    SUITE.verify_base(unsecured, signed["proof"], vector.public_key)
    with pytest.raises(ProofInvalid) as caught:
        SUITE.verify(unsecured, signed["proof"], vector.public_key)
    assert caught.value.code == "base-proof"


BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "urn:uuid:6c5ffb3a-2cf8-4d1c-b1c6-0a34ad5d1c3f",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:example:district", "type": ["Profile"], "name": "Hill District"},
    "validFrom": "2026-01-01T00:00:00Z",
    "name": "Active Listening",
    "credentialStatus": {
        "id": "https://district.example/status/1#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://district.example/status/1",
    },
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "ana@school.example",
                "identityType": "emailAddress",
            }
        ],
        "achievement": {
            "id": "https://district.example/active-listening",
            "type": ["Achievement"],
            "name": "Active Listening",
            "description": "Listens so that learners think aloud.",
            "criteria": {"narrative": "Three conversations, transcribed."},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "Learning Designs",
                    "targetUrl": "https://standards.example/designs",
                    "targetType": "CFItem",
                },
                {
                    "type": ["Alignment"],
                    "targetName": "Implementation",
                    "targetUrl": "https://standards.example/implementation",
                    "targetType": "CFItem",
                },
            ],
            "resultDescription": [
                {
                    "id": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                    "type": ["ResultDescription"],
                    "name": "Transcript",
                    "resultType": "LetterGrade",
                    "allowedValue": ["A", "B", "C"],
                }
            ],
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:f6ab24cd-86e8-4eaf-b8c6-ded74e8fd41c",
                "value": "B",
            }
        ],
    },
    "evidence": [
        {"type": ["Evidence"], "narrative": "Recorded twice."},
        {"type": ["Evidence"], "narrative": "Recorded twice."},
        {"id": "https://district.example/e/1", "type": ["Evidence"], "name": "Transcript"},
    ],
}
KEY = SigningKey.generate("P-256")
OPTIONS = {
    "created": "2026-01-01T00:00:00Z",
    "verificationMethod": KEY.key_id,
    "proofPurpose": "assertionMethod",
}
ALIGNMENT = "/credentialSubject/achievement/alignment"
ALLOWED = "/credentialSubject/achievement/resultDescription/0/allowedValue"
EVERYTHING = [f"/{name}" for name in BADGE if name != "@context"]


def base_proof(document: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    return SUITE.create(UnsecuredDocument(document), {**OPTIONS, **options}, KEY)


@pytest.fixture(scope="module", name="proof")
def proof_of_badge() -> dict[str, Any]:
    return base_proof(BADGE)


def verify(document: Mapping[str, Any], key: PublicKey = KEY.public_key) -> None:
    SUITE.verify(UnsecuredDocument(document), document["proof"], key)


def refusal(document: Mapping[str, Any], key: PublicKey = KEY.public_key) -> str:
    with pytest.raises(ProofInvalid) as caught:
        verify(document, key)
    return caught.value.code


def fault_codes(error: pytest.ExceptionInfo[InvalidDocument]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in error.value.faults]


@pytest.mark.parametrize(
    "pointers",
    [
        [],
        ["/credentialSubject"],
        EVERYTHING,
        [f"{ALIGNMENT}/1"],
        [f"{ALIGNMENT}/0", f"{ALIGNMENT}/1/targetName"],
        [ALLOWED],
        ["/credentialSubject/result/0/value"],
        ["/evidence/1"],
        ["/evidence/2/name", "/evidence/0/narrative"],
        ["/evidence"],
        ["/issuer/name", "/id", "/type/0", "/@context/1"],
    ],
    ids=str,
)
def test_an_open_badge_is_disclosed_part_by_part(
    proof: dict[str, Any], pointers: list[str]
) -> None:
    verify(derive_proof(BADGE, proof, pointers))


def test_what_was_not_selected_is_not_there(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, [f"{ALIGNMENT}/1/targetName"])
    subject = revealed["credentialSubject"]
    assert subject == {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://district.example/active-listening",
            "type": ["Achievement"],
            "alignment": [{"type": ["Alignment"], "targetName": "Implementation"}],
        },
    }
    assert "evidence" not in revealed
    assert "name" not in revealed


def test_everything_selected_is_the_whole_document(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, EVERYTHING)
    del revealed["proof"]
    assert revealed == BADGE


def test_issuer_dates_and_status_cannot_be_hidden_unless_the_issuer_says_so(
    proof: dict[str, Any],
) -> None:
    revealed = derive_proof(BADGE, proof, ["/name"])
    for member in ("issuer", "validFrom", "credentialStatus"):
        assert revealed[member] == BADGE[member]
        del revealed[member]
        assert refusal(revealed) in ("mandatory-indexes", "signature-count", "label-map")
        revealed[member] = BADGE[member]
    own = derive_proof(BADGE, base_proof(BADGE, mandatoryPointers=["/issuer"]), ["/name"])
    verify(own)
    assert "credentialStatus" not in own


def test_mandatory_pointers_are_no_part_of_the_proof() -> None:
    proof = base_proof(BADGE, mandatoryPointers=["/issuer/id"])
    assert sorted(proof) == sorted([*OPTIONS, "type", "cryptosuite", "proofValue"])
    assert parse_base_proof_value(proof["proofValue"]).mandatory_pointers == ("/issuer/id",)


def test_nothing_mandatory_and_nothing_selected_is_refused() -> None:
    proof = base_proof(BADGE, mandatoryPointers=[])
    verify(derive_proof(BADGE, proof, ["/name"]))
    with pytest.raises(InvalidDocument) as caught:
        derive_proof(BADGE, proof, [])
    assert fault_codes(caught) == [("", "nothing-selected")]


def test_a_part_of_an_ordered_list_cannot_be_disclosed_alone(proof: dict[str, Any]) -> None:
    with pytest.raises(InvalidDocument) as caught:
        derive_proof(BADGE, proof, [f"{ALLOWED}/1"])
    assert fault_codes(caught) == [("", "partial-list")]
    with pytest.raises(InvalidDocument) as caught:
        base_proof(BADGE, mandatoryPointers=[f"{ALLOWED}/1"])
    assert fault_codes(caught) == [("", "partial-list")]


def test_every_pointer_to_nothing_is_named(proof: dict[str, Any]) -> None:
    pointers = ["/nowhere", "/evidence/3", "/evidence/01", "/evidence/-", "/name/x", "x", "", "/id"]
    pointers += ["/proof", "/evidence/99999999999999999999", "/evidence/~2", "/type/VC"]
    with pytest.raises(InvalidDocument) as caught:
        derive_proof({**BADGE, "proof": proof}, proof, pointers)
    wrong = [pointer for pointer in pointers if pointer != "/id"]
    assert fault_codes(caught) == [(pointer, "pointer-not-found") for pointer in wrong]


@pytest.mark.parametrize("pointers", ["/issuer", [7], {"/issuer": 1}, 7])
def test_mandatory_pointers_must_be_an_array_of_strings(pointers: Any) -> None:
    with pytest.raises(InvalidDocument) as caught:
        base_proof(BADGE, mandatoryPointers=pointers)
    assert fault_codes(caught) == [("/mandatoryPointers", "invalid-pointer")]


def test_what_must_stay_in_sight_is_mandatory_as_a_whole_or_not_at_all() -> None:
    """Whoever sees one of two entries can not know that there was another."""
    entry = BADGE["credentialStatus"]
    other = {**entry, "id": f"{entry['id']}0", "statusPurpose": "suspension"}
    badge = {**BADGE, "credentialStatus": [entry, other]}
    with pytest.raises(InvalidDocument) as caught:
        base_proof(badge, mandatoryPointers=["/issuer", "/credentialStatus/0"])
    assert fault_codes(caught) == [("/credentialStatus", "mandatory-in-part")]
    for pointers in (["/credentialStatus"], ["/credentialStatus/1", "/credentialStatus/0"]):
        base = base_proof(badge, mandatoryPointers=["/issuer", *pointers])
        assert len(derive_proof(badge, base, ["/name"])["credentialStatus"]) == 2


def test_a_chained_proof_is_refused() -> None:
    with pytest.raises(InvalidDocument) as caught:
        base_proof(BADGE, previousProof="urn:uuid:1")
    assert fault_codes(caught) == [("/previousProof", "chain-not-supported")]


@needs_vectors
def test_the_specifications_full_badge_with_embedded_endorsements() -> None:
    badge = read_vector("1edtech", "examples", "fullOpenBadge--complete-openbadgecredential.json")
    proof = base_proof(badge)
    for pointers in (["/credentialSubject"], ["/endorsement"], [f"{ALIGNMENT}/1"]):
        revealed = derive_proof(badge, proof, pointers)
        verify(revealed)
    changed = copy.deepcopy(revealed)
    changed["credentialSubject"]["achievement"]["alignment"][0]["targetName"] = "Another"
    assert refusal(changed) == "bad-signature"


def test_an_object_that_is_a_json_literal_is_one_value() -> None:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    entry = {"id": "urn:x:schema", "type": "JsonSchema", "jsonSchema": schema}
    badge = {**BADGE, "type": [*BADGE["type"], "JsonSchemaCredential"]}
    badge["credentialSchema"] = [entry]
    badge["credentialSubject"] = entry
    proof = base_proof(badge, mandatoryPointers=["/issuer"])
    verify(derive_proof(badge, proof, ["/credentialSubject"]))
    with pytest.raises(InvalidDocument) as caught:
        derive_proof(badge, proof, ["/credentialSubject/jsonSchema/type"])
    assert fault_codes(caught) == [("", "partial-list")]


def test_text_that_looks_like_a_blank_node_or_a_name_of_one_changes_nothing() -> None:
    badge = {**BADGE, "name": '_:sd1 <urn:x> \\ "_:c14n0" \u2028 _:c14n1'}
    proof = base_proof(badge)
    revealed = derive_proof(badge, proof, ["/name", "/credentialSubject"])
    verify(revealed)
    assert revealed["name"] == badge["name"]


def test_a_nested_context_is_kept_along_the_way() -> None:
    badge = copy.deepcopy(BADGE)
    badge["credentialSubject"]["@context"] = {"shoeSize": "urn:example:shoeSize"}
    badge["credentialSubject"]["shoeSize"] = 38
    revealed = derive_proof(badge, base_proof(badge), ["/credentialSubject/shoeSize"])
    verify(revealed)
    assert revealed["credentialSubject"]["shoeSize"] == 38


def test_signing_refuses_a_term_that_would_be_dropped() -> None:
    with pytest.raises(InvalidDocument) as caught:
        base_proof({**BADGE, "surname": "nobody defines this"})
    assert "/surname" in [fault.pointer for fault in caught.value.faults]
    with pytest.raises(InvalidDocument):
        base_proof(BADGE, addedLater="unsigned")


def test_the_base_proof_is_checked_by_issuer_and_holder_only(proof: dict[str, Any]) -> None:
    SUITE.verify_base(UnsecuredDocument(BADGE), proof, KEY.public_key)
    assert refusal({**BADGE, "proof": proof}) == "base-proof"
    changed = UnsecuredDocument({**BADGE, "name": "Deep Listening"})
    with pytest.raises(ProofInvalid) as caught:
        SUITE.verify_base(changed, proof, KEY.public_key)
    assert caught.value.code == "bad-signature"
    fewer = {name: value for name, value in BADGE.items() if name != "validFrom"}
    with pytest.raises(ProofInvalid) as caught:
        SUITE.verify_base(UnsecuredDocument(fewer), proof, KEY.public_key)
    assert caught.value.code == "mandatory-pointers"


def test_a_derived_proof_is_no_base_proof(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/name"])
    with pytest.raises(ProofInvalid) as caught:
        derive_proof(revealed, revealed["proof"], ["/name"])
    assert caught.value.code == "derived-proof"
    with pytest.raises(ProofInvalid) as caught:
        SUITE.verify_base(UnsecuredDocument(revealed), revealed["proof"], KEY.public_key)
    assert caught.value.code == "derived-proof"


def test_a_base_proof_of_another_document_derives_nothing(proof: dict[str, Any]) -> None:
    with pytest.raises(ProofInvalid) as caught:
        derive_proof({**BADGE, "description": "one statement more"}, proof, ["/name"])
    assert caught.value.code == "signature-count"


def test_a_key_of_another_kind_neither_signs_nor_verifies(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/name"])
    for algorithm in ("P-384", "Ed25519"):
        other = SigningKey.generate(algorithm)
        with pytest.raises(UnusableKey):
            SUITE.create(UnsecuredDocument(BADGE), OPTIONS, other)
        assert refusal(revealed, other.public_key) == "key-type-mismatch"
    assert refusal(revealed, SigningKey.generate("P-256").public_key) == "bad-signature"


@pytest.mark.parametrize(
    "path",
    [
        ("issuer", "name"),
        ("validFrom",),
        ("credentialStatus", "statusListIndex"),
        ("credentialSubject", "achievement", "name"),
        ("credentialSubject", "id"),
        ("proof", "created"),
        ("proof", "verificationMethod"),
    ],
    ids="-".join,
)
def test_a_changed_value_fails(proof: dict[str, Any], path: tuple[str, ...]) -> None:
    revealed = derive_proof(BADGE, proof, ["/credentialSubject"])
    place = revealed
    for name in path[:-1]:
        place = place[name]
    later = {"validFrom": "2026-01-01T00:00:01Z", "created": "2026-01-01T00:00:01Z"}
    place[path[-1]] = later.get(path[-1], "did:example:changed")
    assert refusal(revealed) == "bad-signature"


def test_an_added_or_removed_statement_fails(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/credentialSubject"])
    assert refusal({**revealed, "name": "Active Listening"}) == "signature-count"
    del revealed["credentialSubject"]["achievement"]["description"]
    assert refusal(revealed) == "signature-count"


def test_a_member_added_to_the_proof_fails(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/name"])
    revealed["proof"]["addedLater"] = "unsigned"
    assert refusal(revealed) == "unsigned-proof-member"


def test_an_own_context_in_the_proof_fails(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/name"])
    revealed["proof"]["@context"] = [*revealed["@context"], "https://w3id.org/security/v2"]
    assert refusal(revealed) == "proof-own-context"
    revealed["proof"]["@context"] = revealed["@context"]
    verify(revealed, KEY.public_key)


@pytest.mark.parametrize("change", [{"type": "Other"}, {"cryptosuite": "bbs-2023"}])
def test_a_proof_of_another_kind_is_refused(proof: dict[str, Any], change: Any) -> None:
    revealed = derive_proof(BADGE, proof, ["/name"])
    assert refusal({**revealed, "proof": {**revealed["proof"], **change}}) == "proof-type-mismatch"


def cheat(revealed: dict[str, Any], **changes: Any) -> dict[str, Any]:
    value = parse_derived_proof_value(revealed["proof"]["proofValue"])
    text = dataclasses.replace(value, **changes).encode()
    return {**revealed, "proof": {**revealed["proof"], "proofValue": text}}


def test_a_holder_who_cheats_with_labels_or_indexes_fails(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/credentialSubject"])
    value = parse_derived_proof_value(revealed["proof"]["proofValue"])
    labels = dict(value.label_map)
    first, second, *_ = labels
    assert refusal(cheat(revealed, label_map={**labels, first: labels[second]})) == "label-map"
    swapped = {**labels, first: labels[second], second: labels[first]}
    assert refusal(cheat(revealed, label_map=swapped)) == "bad-signature"
    missing = {label: blinded for label, blinded in labels.items() if label != first}
    assert refusal(cheat(revealed, label_map=missing)) == "label-map"

    short = {**labels, first: "uAAAA"}
    assert refusal(cheat(revealed, label_map=short)) == "proof-value-malformed"

    indexes = value.mandatory_indexes
    assert refusal(cheat(revealed, mandatory_indexes=(*indexes, 999))) == "mandatory-indexes"
    assert refusal(cheat(revealed, mandatory_indexes=(*indexes, indexes[0]))) == "mandatory-indexes"
    assert refusal(cheat(revealed, mandatory_indexes=indexes[1:])) == "signature-count"
    free = next(index for index in range(99) if index not in indexes)
    assert refusal(cheat(revealed, mandatory_indexes=(*indexes[1:], free))) == "bad-signature"


def test_signatures_in_another_order_or_number_fail(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/credentialSubject"])
    signatures = parse_derived_proof_value(revealed["proof"]["proofValue"]).signatures
    assert refusal(cheat(revealed, signatures=signatures[::-1])) == "bad-signature"
    assert refusal(cheat(revealed, signatures=signatures[1:])) == "signature-count"
    zeros = (b"\0" * 64, *signatures[1:])
    assert refusal(cheat(revealed, signatures=zeros)) == "bad-signature"


def test_a_key_of_the_holders_own_in_the_proof_fails(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/name"])
    own = decode_multibase(SigningKey.generate("P-256").public_key.multikey)
    assert refusal(cheat(revealed, public_key=own)) == "bad-signature"
    not_on_curve = b"\x80\x24\x02" + b"\xff" * 32
    assert refusal(cheat(revealed, public_key=not_on_curve)) == "proof-value-malformed"
    ed25519 = b"\xed\x01" + decode_multibase(SigningKey.generate().public_key.multikey)[2:] + b"\0"
    assert refusal(cheat(revealed, public_key=ed25519)) == "proof-value-malformed"


SOME_BYTES = b"\x58\x40" + b"\1" * 64


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "proof-value-missing"),
        (7, "proof-value-missing"),
        ("", "proof-value-encoding"),
        ("z2V0B", "proof-value-encoding"),
        ("u2V0B!", "proof-value-encoding"),
        ("u", "proof-value-malformed"),
        (b"\xd9\x5d\x02\x80", "proof-value-malformed"),
        (b"\xd9\x5d\x01", "proof-value-malformed"),
        (b"\xd9\x5d\x01\x80", "proof-value-malformed"),
        (b"\xd9\x5d\x01\x85" + SOME_BYTES * 5, "proof-value-malformed"),
        (b"\xd9\x5d\x01\x85" + SOME_BYTES + b"\x40\x80\xa0\x80", "proof-value-malformed"),
        (b"\xd9\x5d\x01\x9b" + b"\xff" * 8, "proof-value-malformed"),
        (b"\xd9\x5d\x01" + b"\x81" * 100_000, "proof-value-malformed"),
        (b"\xd9\x5d\x01\x9a\x00\x98\x96\x80" + b"\0" * 5_000_000, "proof-value-malformed"),
        ("u" + "A" * 9_000_000, "proof-value-length"),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_malformed_proof_value_says_what_is_wrong(
    proof: dict[str, Any], value: Any, code: str
) -> None:
    revealed = derive_proof(BADGE, proof, [])
    text = encode_multibase(value, "u") if isinstance(value, bytes) else value
    assert refusal({**revealed, "proof": {**revealed["proof"], "proofValue": text}}) == code
    with pytest.raises(ProofInvalid):
        derive_proof(BADGE, {**proof, "proofValue": text}, [])


def test_any_damaged_proof_value_gives_an_error_of_ours(proof: dict[str, Any]) -> None:
    revealed = derive_proof(BADGE, proof, ["/credentialSubject"])
    data = decode_multibase(revealed["proof"]["proofValue"])
    for position in range(0, len(data), 3):
        damaged = data[:position] + bytes([data[position] ^ 0x41]) + data[position + 1 :]
        text = encode_multibase(damaged, "u")
        with pytest.raises(MicrocredError):
            verify({**revealed, "proof": {**revealed["proof"], "proofValue": text}})


def test_a_document_of_too_many_statements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    module = "microcred.proofs.ecdsa_sd_2023.statements.MAX_SD_STATEMENTS"
    monkeypatch.setattr(module, 20)
    with pytest.raises(MicrocredError) as caught:
        base_proof(BADGE)
    assert caught.value.code == "too-many-statements"


def test_a_blank_node_that_the_document_itself_names_keeps_its_name() -> None:
    badge = copy.deepcopy(BADGE)
    badge["evidence"][0]["id"] = "_:sd1"
    badge["evidence"][2] = {"id": "_:sd1", "type": ["Evidence"], "name": "The same one"}
    revealed = derive_proof(badge, base_proof(badge), ["/evidence/0/narrative", "/evidence/2"])
    verify(revealed)
    assert [item["id"] for item in revealed["evidence"]] == ["_:sd1", "_:sd1"]


def test_two_lists_of_one_property_cannot_be_told_from_each_other() -> None:
    badge = copy.deepcopy(BADGE)
    badge["@context"].append({"ranking": {"@id": "urn:example:ranking"}})
    badge["ranking"] = [{"@list": ["a", "b"]}, {"@list": ["b", "a"]}]
    with pytest.raises(CanonicalizationFailed) as caught:
        base_proof(badge)
    assert caught.value.code == "unnamed-blank-node"
    badge["ranking"] = {"@list": ["a", "b", {"@value": "c"}]}
    verify(derive_proof(badge, base_proof(badge), ["/ranking"]))


def test_a_language_map_is_no_node() -> None:
    badge = copy.deepcopy(BADGE)
    badge["@context"].append({"motto": {"@id": "urn:example:motto", "@container": "@language"}})
    badge["motto"] = {"en": "Listen", "es": "Escucha"}
    revealed = derive_proof(badge, base_proof(badge), ["/motto/es"])
    verify(revealed)
    assert revealed["motto"] == {"es": "Escucha"}
