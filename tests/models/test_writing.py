"""Constructing in Python is pleasant, and writing is strict."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest

from microcred.errors import InvalidDocument
from microcred.models import (
    Achievement,
    AchievementSubject,
    AchievementType,
    Address,
    Alignment,
    CredentialSchema,
    CredentialStatus,
    Criteria,
    EndorsementCredential,
    EndorsementSubject,
    Evidence,
    GeoCoordinates,
    IdentifierType,
    IdentityObject,
    Image,
    OpenBadgeCredential,
    Profile,
    RefreshService,
    ResultDescription,
    ResultStatus,
    ResultType,
    VerifiableCredential,
    check_credential,
    check_open_badge,
    check_schema,
)
from tests.models.badges import badge, places

SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def achievement(**members: Any) -> Achievement:
    return Achievement(
        id="urn:uuid:1",
        name="Listening",
        description="Listens.",
        criteria=Criteria(narrative="Show it."),
        **members,
    )


def credential(**members: Any) -> OpenBadgeCredential:
    defaults: dict[str, Any] = {
        "id": "urn:uuid:2",
        "issuer": Profile(id="did:example:hill", name="Hill"),
        "valid_from": "2026-01-01T00:00:00Z",
        "credential_subject": AchievementSubject(id="did:example:ana", achievement=achievement()),
    }
    return OpenBadgeCredential(**defaults | members)


def test_a_badge_made_in_python_is_canonical() -> None:
    document = credential().to_document()
    assert document == {
        "@context": [V2, OPEN_BADGES],
        "id": "urn:uuid:2",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:example:hill", "type": ["Profile"], "name": "Hill"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:ana",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1",
                "type": ["Achievement"],
                "name": "Listening",
                "description": "Listens.",
                "criteria": {"narrative": "Show it."},
            },
        },
    }
    assert check_credential(document) == check_open_badge(document) == []
    assert check_schema(document, SCHEMA) == []


def test_members_are_written_in_reading_order() -> None:
    written = credential(
        evidence=[Evidence(name="Recording")],
        endorsement_jwt=["a.b.c"],
        description="d",
        name="n",
        image=Image(id="https://x.example/1.png"),
        awarded_date="2026-01-01T00:00:00Z",
        valid_until="2027-01-01T00:00:00Z",
        credential_schema=[CredentialSchema(id=SCHEMA, type="JsonSchema")],
        extra=1,
    ).to_document()
    assert " ".join(written) == (
        "@context id type name description image awardedDate issuer validFrom validUntil "
        "credentialSubject evidence endorsementJwt credentialSchema extra"
    )


@pytest.mark.parametrize(
    ("member", "value"),
    [
        (
            "credential_schema",
            CredentialSchema(id="urn:x:1", type="1EdTechJsonSchemaValidator2019"),
        ),
        ("credential_status", CredentialStatus(id="urn:x:1", type="1EdTechRevocationList")),
        ("refresh_service", RefreshService(id="urn:x:1", type="1EdTechCredentialRefresh")),
    ],
)
def test_an_extension_type_brings_its_context(member: str, value: Any) -> None:
    assert credential(**{member: value}).to_document()["@context"] == [V2, OPEN_BADGES, EXTENSIONS]
    later = credential()
    setattr(later, member, [value])
    assert later.to_document()["@context"] == [V2, OPEN_BADGES, EXTENSIONS]


def test_contexts_that_were_chosen_or_read_are_left_alone() -> None:
    status = CredentialStatus(id="urn:x:1", type="1EdTechRevocationList")
    chosen = credential(context=[V2, OPEN_BADGES, "urn:mine"], credential_status=status)
    assert chosen.to_document()["@context"] == [V2, OPEN_BADGES, "urn:mine"]
    read = badge() | {"credentialStatus": {"id": "urn:x:1", "type": "1EdTechRevocationList"}}
    assert OpenBadgeCredential.from_document(read).to_document() == read


def test_other_status_types_bring_no_context() -> None:
    status = CredentialStatus(id="urn:x:1", type="BitstringStatusListEntry")
    assert credential(credential_status=status).to_document()["@context"] == [V2, OPEN_BADGES]


def test_one_status_is_written_alone_and_several_as_an_array() -> None:
    one = CredentialStatus(id="urn:x:1", type="BitstringStatusListEntry", statusListIndex="7")
    alone = {"id": "urn:x:1", "type": "BitstringStatusListEntry", "statusListIndex": "7"}
    assert credential(credential_status=one).to_document()["credentialStatus"] == alone
    several = credential(credential_status=[one, one]).to_document()["credentialStatus"]
    assert several == [alone, alone]


def test_none_and_empty_arrays_are_not_written() -> None:
    document = credential(name=None, evidence=[], endorsement=None, image=None).to_document()
    assert document == credential().to_document()
    read = badge() | {"endorsement": []}
    assert OpenBadgeCredential.from_document(read).to_document() == badge()


def test_nested_mappings_are_completed() -> None:
    made = credential(
        issuer={"id": "did:example:hill", "address": {"geo": {"latitude": 1, "longitude": 2.5}}},
        credential_subject={
            "identifier": {
                "hashed": False,
                "identity_hash": "ana@example.org",
                "identityType": IdentifierType.EMAIL_ADDRESS,
                "salt": None,
            },
            "achievement": achievement(
                achievement_type=AchievementType.MICRO_CREDENTIAL,
                alignment=[{"target_name": "Design", "target_url": "https://x.example"}],
            ),
            "result": ({"status": ResultStatus.COMPLETED},),
        },
    ).to_document()
    assert made["issuer"]["type"] == ["Profile"]
    assert made["issuer"]["address"] == {
        "type": ["Address"],
        "geo": {"type": "GeoCoordinates", "latitude": 1, "longitude": 2.5},
    }
    subject = made["credentialSubject"]
    assert subject["identifier"] == [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "ana@example.org",
            "identityType": "emailAddress",
        }
    ]
    assert subject["achievement"]["alignment"][0]["type"] == ["Alignment"]
    assert subject["achievement"]["achievementType"] == "MicroCredential"
    assert type(subject["achievement"]["achievementType"]) is str
    assert subject["result"] == [{"type": ["Result"], "status": "Completed"}]
    assert check_schema(made, SCHEMA) == []


def test_dates_of_python_are_written_in_utc() -> None:
    made = credential(valid_from=datetime(2026, 1, 1, 12, tzinfo=UTC))
    assert made.to_document()["validFrom"] == "2026-01-01T12:00:00Z"
    born = Profile(id="urn:x:1", date_of_birth=date(1990, 5, 4))
    assert born.to_document()["dateOfBirth"] == "1990-05-04"
    with pytest.raises(InvalidDocument) as refusal:
        Profile(id="urn:x:1", date_of_birth="1990-02-30")
    assert places(refusal.value.faults) == [("/dateOfBirth", "invalid-date")]


@pytest.mark.parametrize(
    ("model", "written"),
    [
        (Image(id="urn:x:1"), {"id": "urn:x:1", "type": "Image"}),
        (GeoCoordinates(latitude=1, longitude=2), None),
        (Address(address_country_code="NL"), None),
        (Alignment(target_name="n", target_url="https://x.example"), None),
        (IdentityObject(hashed=False, identity_hash="a", identity_type="ext:own"), None),
        (ResultDescription(id="urn:x:1", name="n", result_type=ResultType.STATUS), None),
        (
            EndorsementCredential(
                id="urn:x:1",
                name="n",
                issuer="did:example:board",
                valid_from="2026-01-01T00:00:00Z",
                credential_subject=EndorsementSubject(id="did:example:hill"),
            ),
            None,
        ),
        (
            VerifiableCredential(issuer="urn:x:1", credential_subject={"id": "urn:x:2"}),
            {
                "@context": [V2],
                "type": ["VerifiableCredential"],
                "issuer": "urn:x:1",
                "credentialSubject": {"id": "urn:x:2"},
            },
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_class_writes_what_it_reads(model: Any, written: dict[str, Any] | None) -> None:
    document = model.to_document()
    assert written is None or document == written
    assert type(model).from_document(document) == model


def test_wrong_values_in_python_are_listed_like_those_in_a_document() -> None:
    members: dict[str, Any] = {"issuer": 7, "valid_from": "yesterday", "evidence": [{"name": 7}]}
    with pytest.raises(InvalidDocument) as refusal:
        OpenBadgeCredential(**members)
    assert places(refusal.value.faults) == [
        ("/id", "missing-member"),
        ("/issuer", "wrong-type"),
        ("/validFrom", "invalid-timestamp"),
        ("/credentialSubject", "missing-member"),
        ("/evidence/0/name", "wrong-type"),
    ]


@pytest.mark.parametrize(
    ("member", "value", "place"),
    [
        ("valid_from", "2026-01-01", ("/validFrom", "invalid-timestamp")),
        ("valid_until", "2025-01-01T00:00:00Z", ("/validUntil", "dates-reversed")),
        ("credential_subject", "nobody", ("/credentialSubject", "wrong-type")),
        ("evidence", [7], ("/evidence/0", "wrong-type")),
        ("context", None, ("/@context", "missing-member")),
    ],
)
def test_what_was_changed_later_is_checked_when_written(
    member: str, value: Any, place: tuple[str, str]
) -> None:
    changed = credential()
    setattr(changed, member, value)
    with pytest.raises(InvalidDocument) as refusal:
        changed.to_document()
    assert places(refusal.value.faults) == [place]


def test_what_json_cannot_say_is_a_fault() -> None:
    with pytest.raises(InvalidDocument) as refusal:
        credential(extension={"thing": object()}).to_document()
    assert places(refusal.value.faults) == [("", "not-json")]
    circle = Profile(id="urn:x:1")
    circle.parent_org = circle
    with pytest.raises(InvalidDocument):
        circle.to_document()


def test_a_later_item_is_written() -> None:
    made = credential()
    made.evidence.append(Evidence(id="https://x.example/1"))
    assert made.to_document()["evidence"] == [{"id": "https://x.example/1", "type": ["Evidence"]}]
    assert credential().evidence == []


def test_the_representation_shows_what_is_there() -> None:
    assert repr(Criteria(narrative="Show it.")) == "Criteria(narrative='Show it.')"


def test_importing_the_models_builds_no_schema() -> None:
    program = (
        "import microcred.models as models\n"
        "from microcred.models.wire import WireModel\n"
        "waiting, built = [WireModel], []\n"
        "while waiting:\n"
        "    model = waiting.pop()\n"
        "    waiting += model.__subclasses__()\n"
        "    kind = type(model.__pydantic_validator__).__name__\n"
        "    built += [model] * (kind == 'SchemaValidator')\n"
        "assert not built, built\n"
        "import sys\n"
        "assert not {'yaml', 'jsonschema_rs', 'jsonschema'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
