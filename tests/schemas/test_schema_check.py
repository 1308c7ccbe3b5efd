"""Documents that name a published schema are checked without fetching it."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.limits import MAX_FAULTS
from microcred.models import check_schema
from tests.models.badges import ENDORSEMENT, badge, badge_with, badge_without, places
from tests.schemas.test_schema_export import DOCUMENTS

PUBLISHED = "https://purl.imsglobal.org/spec/ob/v3p0/schema"
CREDENTIAL = f"{PUBLISHED}/json/ob_v3p0_achievementcredential_schema.json"
RECORDS = "https://purl.imsglobal.org/spec/clr/v2p0/schema"
RECORD = DOCUMENTS["clr"]
COMPACTED = f"{PUBLISHED}/json-ld/ob_v3p0_achievementcredential_schema.json"


@pytest.mark.parametrize(
    ("schema_id", "document"),
    [
        (CREDENTIAL, badge()),
        (COMPACTED, badge()),
        (f"{PUBLISHED}/json/ob_v3p0_0_3_achievementcredential_schema.json", badge()),
        (f"{PUBLISHED}/json-ld/ob_v3p0_anyachievementcredential_schema.json", badge()),
        (f"{PUBLISHED}/json/ob_v3p0_endorsementcredential_schema.json", ENDORSEMENT),
        (f"{PUBLISHED}/json-ld/ob_v3p0_anyendorsementcredential_schema.json", ENDORSEMENT),
        (f"{PUBLISHED}/json/ob_v3p0_profile_schema.json", badge()["issuer"]),
        (f"{RECORDS}/json/clr_v2p0_clrcredential_schema.json", RECORD),
        (f"{RECORDS}/json-ld/clr_v2p0_anyclrcredential_schema.json", RECORD),
        (f"{RECORDS}/json/clr_v2p0_achievementcredential_schema.json", badge()),
        ("urn:microcred:schema:credential", badge()),
        ("urn:microcred:schema:achievement", badge()["credentialSubject"]["achievement"]),
    ],
)
def test_a_known_schema_is_checked(schema_id: str, document: Any) -> None:
    assert check_schema(document, schema_id) == []
    assert check_schema({}, schema_id)


@pytest.mark.parametrize(
    "schema_id",
    [
        "",
        "https://example.com/schema.json",
        CREDENTIAL.replace("https", "http"),
        CREDENTIAL + "#",
        CREDENTIAL + "\n",
        f"{PUBLISHED}/json/ob_v3p0_imsx_statusinfo_schema.json",
        f"{PUBLISHED}/json/clr_v2p0_clrcredential_schema.json",
        "urn:microcred:schema:../../pyproject",
    ],
)
def test_an_unknown_schema_is_not_judged(schema_id: str) -> None:
    assert check_schema(badge(), schema_id) is None


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["VerifiableCredential"]},
        {"partial": "yes"},
        {"validFrom": "soon"},
        {"credentialSubject": {"id": "did:example:ana", "type": ["ClrSubject"]}},
        {"credentialSubject": RECORD["credentialSubject"] | {"verifiableCredential": []}},
        {"credentialSubject": RECORD["credentialSubject"] | {"association": [{}]}},
    ],
)
def test_a_record_that_breaks_its_schema_is_found(change: dict[str, Any]) -> None:
    assert check_schema(RECORD | change, f"{RECORDS}/json/clr_v2p0_clrcredential_schema.json")


def test_faults_have_their_places() -> None:
    assert places(check_schema(badge_without("validFrom"), CREDENTIAL) or []) == [("", "schema")]
    wrong = badge_with("evidence/1/type", "Evidence")
    faults = check_schema(wrong, CREDENTIAL) or []
    assert places(faults) == [("/evidence/1/type", "schema")]
    assert "Evidence" in faults[0].message


def test_only_the_compacted_edition_accepts_compacted_forms() -> None:
    document = badge_with("evidence/1/type", "Evidence")
    document["proof"] = {"type": "DataIntegrityProof"}
    document["credentialSchema"] = {"id": COMPACTED, "type": "1EdTechJsonSchemaValidator2019"}
    assert check_schema(document, COMPACTED) == []
    assert len(check_schema(document, CREDENTIAL) or []) == 3
    wrong = badge_with("evidence/1/type", "Proof")
    assert check_schema(wrong, COMPACTED)
    assert check_schema(badge_with("evidence", badge()["evidence"][0]), COMPACTED)


def test_a_vcdm_1_credential_is_held_to_its_own_names() -> None:
    document = badge_with("@context/0", "https://www.w3.org/2018/credentials/v1")
    assert places(check_schema(document, CREDENTIAL) or []) == [("", "schema")]
    document["issuanceDate"] = document.pop("validFrom")
    assert check_schema(document, CREDENTIAL) == []
    assert check_schema(document, COMPACTED) == []
    del document["validUntil"]
    document["expirationDate"] = "never"
    assert places(check_schema(document, CREDENTIAL) or []) == [("/expirationDate", "schema")]


def test_formats_are_checked() -> None:
    assert check_schema(badge_with("validFrom", "yesterday"), CREDENTIAL)
    assert check_schema(badge_with("issuer/dateOfBirth", "1990-02-30"), CREDENTIAL)


def test_many_faults_are_cut_and_nothing_stops_the_check() -> None:
    many = badge_with("credentialSubject/achievement/tag", [7] * (MAX_FAULTS + 50))
    assert len(check_schema(many, CREDENTIAL) or []) == MAX_FAULTS
    others: list[Any] = [None, 7, [], {"a": object()}, {"a": {1, 2}}, {1: 2}]
    for document in others:
        assert check_schema(document, CREDENTIAL)
