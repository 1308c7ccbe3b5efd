"""Reading is tolerant of compaction, and names every fault with its place."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microcred.errors import InvalidDocument, InvalidJson, MicrocredError
from microcred.limits import MAX_FAULTS, MAX_MODEL_ITEMS
from microcred.models import (
    Achievement,
    EndorsementCredential,
    OpenBadgeCredential,
    Profile,
    VerifiableCredential,
    check_credential,
    check_open_badge,
    check_schema,
    is_open_badge,
    plain_text,
    read_credential,
)
from tests.models.badges import ENDORSEMENT, badge, badge_with, badge_without, places

SUBJECT = "credentialSubject"
ACHIEVEMENT = "credentialSubject/achievement"


def test_a_sound_badge_has_no_faults() -> None:
    assert check_credential(badge()) == []


def test_a_document_is_read_from_text_and_bytes() -> None:
    text = json.dumps(badge())
    for form in (text, text.encode()):
        assert OpenBadgeCredential.from_document(form).to_document() == badge()
    with pytest.raises(InvalidJson):
        OpenBadgeCredential.from_document("[]")


@pytest.mark.parametrize(
    "path",
    [
        "evidence",
        f"{ACHIEVEMENT}/alignment",
        f"{ACHIEVEMENT}/tag",
        f"{SUBJECT}/identifier",
        f"{SUBJECT}/type",
        f"{ACHIEVEMENT}/type",
        "issuer/type",
    ],
)
def test_a_single_value_may_stand_for_an_array(path: str) -> None:
    value: Any = badge()
    for part in path.split("/"):
        value = value[part]
    expected = badge_with(path, value[:1])
    compact = badge_with(path, value[0])
    assert OpenBadgeCredential.from_document(compact).to_document() == expected


def test_the_type_of_a_closed_class_may_stand_in_an_array() -> None:
    document = badge_with(f"{ACHIEVEMENT}/image/type", ["Image"])
    assert OpenBadgeCredential.from_document(document).to_document() == badge()


def test_the_issuer_may_be_a_uri() -> None:
    document = badge_with("issuer", "did:example:hill")
    credential = OpenBadgeCredential.from_document(document)
    assert credential.issuer == credential.issuer_id == "did:example:hill"
    assert credential.to_document() == document
    assert OpenBadgeCredential.from_document(badge()).issuer_id == "did:example:hill"


@pytest.mark.parametrize(
    ("path", "value", "pointer", "code"),
    [
        ("@context", "https://www.w3.org/ns/credentials/v2", "/@context", "wrong-type"),
        ("@context/0", "https://example.com", "/@context/0", "wrong-context"),
        ("@context/1", "https://example.com", "/@context/1", "wrong-context"),
        ("@context", [], "/@context/0", "wrong-context"),
        ("@context", badge()["@context"][:1], "/@context/1", "wrong-context"),
        ("@context", badge()["@context"][::-1], "/@context/0", "wrong-context"),
        ("@context", [*badge()["@context"], 7], "/@context/2", "wrong-type"),
        ("type", ["OpenBadgeCredential"], "/type", "wrong-type-name"),
        ("type", ["OpenBadgeCredential", 7], "/type/1", "wrong-type"),
        ("id", "no-uri", "/id", "invalid-uri"),
        ("id", "urn:x> <urn:forged> .", "/id", "invalid-uri"),
        ("id", None, "/id", "null-value"),
        ("id", 7, "/id", "wrong-type"),
        ("issuer", 7, "/issuer", "wrong-type"),
        ("issuer", "hill", "/issuer", "invalid-uri"),
        ("issuer/id", "hill", "/issuer/id", "invalid-uri"),
        ("name", {}, "/name", "wrong-type"),
        ("name", [], "/name", "wrong-type"),
        ("name", {"en": 7}, "/name", "wrong-type"),
        ("name", None, "/name", "null-value"),
        ("validFrom", "2026-01-01", "/validFrom", "invalid-timestamp"),
        ("validFrom", "2026-01-01T00:00:00", "/validFrom", "invalid-timestamp"),
        ("validFrom", "2026-02-30T00:00:00Z", "/validFrom", "invalid-timestamp"),
        ("validFrom", 1767225600, "/validFrom", "wrong-type"),
        ("validUntil", "2025-01-01T00:00:00Z", "/validUntil", "dates-reversed"),
        ("evidence", None, "/evidence", "null-value"),
        ("evidence/1", "text", "/evidence/1", "wrong-type"),
        ("evidence", "text", "/evidence", "wrong-type"),
        ("evidence/1/type", ["Proof"], "/evidence/1/type", "wrong-type-name"),
        ("evidence/1/type", [], "/evidence/1/type", "wrong-type-name"),
        (SUBJECT, [], "/credentialSubject", "wrong-type"),
        (f"{SUBJECT}/identifier/0/hashed", "true", f"/{SUBJECT}/identifier/0/hashed", "wrong-type"),
        (
            f"{SUBJECT}/identifier/0/identityType",
            "email",
            f"/{SUBJECT}/identifier/0/identityType",
            "unknown-term",
        ),
        (f"{SUBJECT}/result/0/status", "ext:Done", f"/{SUBJECT}/result/0/status", "unknown-term"),
        (
            f"{ACHIEVEMENT}/achievementType",
            "Hat",
            f"/{ACHIEVEMENT}/achievementType",
            "unknown-term",
        ),
        (f"{ACHIEVEMENT}/achievementType", 7, f"/{ACHIEVEMENT}/achievementType", "wrong-type"),
        (f"{ACHIEVEMENT}/image/type", "Picture", f"/{ACHIEVEMENT}/image/type", "wrong-type-name"),
        (f"{ACHIEVEMENT}/image", "https://x.example", f"/{ACHIEVEMENT}/image", "wrong-type"),
        (f"{ACHIEVEMENT}/creditsAvailable", "3", f"/{ACHIEVEMENT}/creditsAvailable", "wrong-type"),
        (f"{ACHIEVEMENT}/creditsAvailable", True, f"/{ACHIEVEMENT}/creditsAvailable", "wrong-type"),
        (
            f"{ACHIEVEMENT}/creditsAvailable",
            float("nan"),
            f"/{ACHIEVEMENT}/creditsAvailable",
            "wrong-type",
        ),
        (f"{ACHIEVEMENT}/inLanguage", "English", f"/{ACHIEVEMENT}/inLanguage", "invalid-language"),
        (f"{ACHIEVEMENT}/tag", 7, f"/{ACHIEVEMENT}/tag", "wrong-type"),
        (f"{ACHIEVEMENT}/tag/1", 7, f"/{ACHIEVEMENT}/tag/1", "wrong-type"),
        ("endorsementJwt", ["a.b"], "/endorsementJwt/0", "not-compact-jws"),
        ("proof", {"cryptosuite": "x"}, "/proof/type", "missing-member"),
        ("credentialStatus", {"type": "X"}, "/credentialStatus/id", "missing-member"),
    ],
)
def test_a_fault_is_named_with_its_place(path: str, value: Any, pointer: str, code: str) -> None:
    document = badge_with(path, value)
    assert places(check_credential(document)) == [(pointer, code)]
    with pytest.raises(InvalidDocument) as refusal:
        OpenBadgeCredential.from_document(document)
    assert places(refusal.value.faults) == [(pointer, code)]


@pytest.mark.parametrize(
    "path",
    [
        "@context",
        "id",
        "type",
        "issuer",
        "issuer/id",
        "issuer/type",
        "validFrom",
        SUBJECT,
        f"{SUBJECT}/type",
        ACHIEVEMENT,
        f"{ACHIEVEMENT}/id",
        f"{ACHIEVEMENT}/type",
        f"{ACHIEVEMENT}/name",
        f"{ACHIEVEMENT}/description",
        f"{ACHIEVEMENT}/criteria",
        f"{ACHIEVEMENT}/alignment/0/targetUrl",
        f"{ACHIEVEMENT}/resultDescription/0/resultType",
        f"{SUBJECT}/identifier/0/identityHash",
        "evidence/0/type",
    ],
)
def test_a_required_member_is_missed(path: str) -> None:
    with pytest.raises(InvalidDocument) as refusal:
        OpenBadgeCredential.from_document(badge_without(path))
    assert places(refusal.value.faults) == [(f"/{path}", "missing-member")]


def test_every_fault_is_listed_in_one_error() -> None:
    document = badge_with(f"{ACHIEVEMENT}/tag", [1, "two", 3])
    del document["validFrom"]
    document["evidence"][1]["id"] = "nowhere"
    document["endorsement"] = [{**ENDORSEMENT, "validUntil": "2020-01-01T00:00:00Z"}]
    with pytest.raises(InvalidDocument) as refusal:
        OpenBadgeCredential.from_document(document)
    assert sorted(places(refusal.value.faults)) == [
        ("/credentialSubject/achievement/tag/0", "wrong-type"),
        ("/credentialSubject/achievement/tag/2", "wrong-type"),
        ("/endorsement/0/validUntil", "dates-reversed"),
        ("/evidence/1/id", "invalid-uri"),
        ("/validFrom", "missing-member"),
    ]
    assert "expected text, found number 3" in "\n".join(map(str, refusal.value.faults))


def test_a_number_that_python_will_not_print_is_a_fault() -> None:
    faults = check_credential(badge_with(f"{ACHIEVEMENT}/version", 10**5000))
    assert places(faults) == [(f"/{ACHIEVEMENT}/version", "wrong-type")]


def test_many_faults_are_cut_and_the_rest_counted() -> None:
    faults = check_credential(badge_with(f"{ACHIEVEMENT}/tag", [7] * (MAX_FAULTS + 50)))
    assert len(faults) == MAX_FAULTS + 1
    assert places(faults)[-1] == ("", "more-faults")


def test_an_endless_array_is_refused_before_its_items_are_read() -> None:
    faults = check_credential(badge_with(f"{ACHIEVEMENT}/alignment", [{}] * (MAX_MODEL_ITEMS + 1)))
    assert places(faults) == [(f"/{ACHIEVEMENT}/alignment", "too-many-items")]


def test_a_python_object_that_contains_itself_is_a_fault() -> None:
    document = badge()
    document["issuer"]["parentOrg"] = document["issuer"]
    assert places(check_credential(document)) == [("/issuer/parentOrg", "recursion")]
    document = badge()
    document["credentialSubject"]["achievement"]["creator"] = document
    assert "recursion" not in [fault.code for fault in check_credential(document)]


@pytest.mark.parametrize("document", [None, [], "text", 7, b"bytes"])
def test_what_is_no_object_is_a_fault(document: object) -> None:
    assert places(check_credential(document)) == [("", "wrong-type")]


@pytest.mark.parametrize(
    "context",
    [
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context/ob_v3p0.jsonld",
    ],
)
def test_every_version_of_the_open_badges_context_is_known(context: str) -> None:
    assert check_credential(badge_with("@context/1", context)) == []


def test_further_contexts_may_be_urls_or_objects() -> None:
    contexts = [*badge()["@context"], "https://example.com/more", {"@vocab": "urn:x:"}]
    document = badge_with("@context", contexts)
    assert OpenBadgeCredential.from_document(document).to_document() == document


def test_both_names_of_the_credential_are_open_badges() -> None:
    for name in ("OpenBadgeCredential", "AchievementCredential"):
        document = badge_with("type/1", name)
        assert is_open_badge(document)
        assert type(read_credential(document)) is OpenBadgeCredential
    assert not is_open_badge(ENDORSEMENT)


@pytest.mark.parametrize(
    "name",
    [
        {"@value": "Zuhören", "@language": "de", "@direction": "ltr"},
        {"en": "Listening", "de-AT": ["Zuhören"]},
        [{"@value": "Listening", "@language": "en"}, "Zuhören"],
    ],
)
def test_names_in_languages_are_kept(name: Any) -> None:
    document = badge_with(f"{ACHIEVEMENT}/name", name)
    assert OpenBadgeCredential.from_document(document).to_document() == document


def test_a_name_in_languages_is_shown_in_the_best_one() -> None:
    name = [{"@value": "Listening", "@language": "en"}, {"@value": "Zuhören", "@language": "de-AT"}]
    assert plain_text(name, "de", "en") == "Zuhören"
    assert plain_text(name, "fr") == "Listening"
    assert plain_text([*name, "Luisteren"], "fr") == "Luisteren"
    assert plain_text({"en": ["Listening"], "@none": "Luisteren"}) == "Luisteren"
    assert plain_text({"en": ["Listening"]}, "EN") == "Listening"
    assert plain_text("Listening", "de") == "Listening"
    assert plain_text(None) == ""


class TestVcdm1:
    """VCDM 1.1 has other names for the validity period, and another first context."""

    @staticmethod
    def older() -> dict[str, Any]:
        document = badge()
        document["@context"][0] = "https://www.w3.org/2018/credentials/v1"
        document["issuanceDate"] = document.pop("validFrom")
        document["expirationDate"] = document.pop("validUntil")
        return document

    def test_its_names_are_read_and_written_back(self) -> None:
        credential = OpenBadgeCredential.from_document(self.older())
        assert credential.valid_from == "2026-01-01T00:00:00Z"
        assert credential.valid_until == "2029-01-01T00:00:00+02:00"
        assert credential.to_document() == self.older()

    def test_an_embedded_endorsement_keeps_its_own_version(self) -> None:
        document = badge_with("issuer/endorsement", [copy.deepcopy(ENDORSEMENT)])
        endorsement = document["issuer"]["endorsement"][0]
        endorsement["@context"][0] = "https://www.w3.org/2018/credentials/v1"
        endorsement["issuanceDate"] = endorsement.pop("validFrom")
        assert OpenBadgeCredential.from_document(document).to_document() == document

    def test_a_missing_date_has_its_name_of_the_version(self) -> None:
        document = self.older()
        del document["issuanceDate"]
        assert places(check_credential(document)) == [("/issuanceDate", "missing-member")]

    def test_the_newer_one_does_not_know_its_names(self) -> None:
        document = badge()
        document["issuanceDate"] = document.pop("validFrom")
        assert places(check_credential(document)) == [("/issuanceDate", "wrong-vcdm-member")]
        document = badge() | {"expirationDate": "2029-01-01T00:00:00Z"}
        assert places(check_credential(document)) == [("/expirationDate", "wrong-vcdm-member")]

    def test_its_context_defines_the_newer_names_too(self) -> None:
        beside = {
            "issued": "2026-01-01T00:00:00Z",
            "validFrom": "2026-01-02T00:00:00Z",
            "validUntil": "2028-01-01T00:00:00Z",
        }
        document = self.older() | beside
        credential = OpenBadgeCredential.from_document(document)
        assert credential.valid_from == "2026-01-02T00:00:00Z"
        assert credential.to_document() == document
        del document["expirationDate"]
        assert OpenBadgeCredential.from_document(document).to_document() == document

    def test_it_requires_its_own_name_of_the_start(self) -> None:
        document = self.older()
        document["validFrom"] = document.pop("issuanceDate")
        assert places(check_credential(document)) == [("/issuanceDate", "missing-member")]

    @pytest.mark.parametrize("name", ["issued", "issuanceDate", "validFrom", "validUntil"])
    @pytest.mark.parametrize("value", ["2026-01-01", 2026])
    def test_each_of_its_dates_is_a_moment(self, name: str, value: object) -> None:
        document = self.older() | {
            "validFrom": "2026-01-01T00:00:00Z",
            "validUntil": "2028-01-01T00:00:00Z",
            name: value,
        }
        (place,) = {pointer for pointer, _ in places(check_credential(document))}
        assert place == f"/{name}"

    @pytest.mark.parametrize("end", ["expirationDate", "validUntil"])
    def test_neither_end_is_before_a_start(self, end: str) -> None:
        document = self.older() | {"validFrom": "2026-01-01T00:00:00Z", end: "2025-06-01T00:00:00Z"}
        assert set(places(check_credential(document))) == {(f"/{end}", "dates-reversed")}

    def test_its_dates_are_in_order_too(self) -> None:
        document = self.older() | {"expirationDate": "2025-01-01T00:00:00Z"}
        assert places(check_credential(document)) == [("/expirationDate", "dates-reversed")]


class TestOtherVocabularies:
    """A credential that is no Open Badge is held to VCDM alone."""

    credential: ClassVar[dict[str, Any]] = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential", "ExampleCredential"],
        "issuer": "https://issuer.example",
        "credentialSubject": {"id": "did:example:1", "knows": "something"},
    }

    def changed(self, **members: Any) -> list[tuple[str, str]]:
        return places(check_credential(self.credential | members))

    @pytest.mark.parametrize(
        "name", ["credentialSchema", "credentialStatus", "refreshService", "termsOfUse", "evidence"]
    )
    def test_an_extension_point_has_types(self, name: str) -> None:
        """ "Types": one or more names, for each of these objects."""
        place = {"id": "https://issuer.example/1"}
        assert self.changed(**{name: {**place, "type": ["One", "Two"]}}) == []
        assert self.changed(**{name: {**place, "type": "One"}}) == []
        assert self.changed(**{name: place}) == [(f"/{name}/type", "missing-member")]
        assert len(self.changed(**{name: {**place, "type": []}})) == 1

    @pytest.mark.parametrize("name", ["credentialStatus", "refreshService", "termsOfUse"])
    def test_only_a_schema_needs_an_id(self, name: str) -> None:
        assert self.changed(**{name: {"type": "One"}}) == []
        wrong = self.changed(credentialSchema={"type": "One"})
        assert wrong == [("/credentialSchema/id", "missing-member")]

    def test_a_related_resource_has_a_digest_and_is_named_once(self) -> None:
        """ "Integrity of Related Resources"."""
        first = {"id": "https://issuer.example/1", "digestMultibase": "uABC"}
        second = {"id": "https://issuer.example/2", "digestSRI": "sha256-ABC"}
        assert self.changed(relatedResource=[first, second]) == []
        bare = {"id": "https://issuer.example/3"}
        assert self.changed(relatedResource=[first, bare]) == [
            ("/relatedResource/1", "digest-missing")
        ]
        assert self.changed(relatedResource=[first, {**second, "id": first["id"]}]) == [
            ("/relatedResource/1", "duplicate-id")
        ]

    @pytest.mark.parametrize(
        ("value", "right"),
        [
            ({"@value": "x", "@language": "pt-BR", "@direction": "ltr"}, True),
            ({"@value": "x", "@direction": "rtl"}, True),
            ({"@value": "x", "@direction": "sideways"}, False),
            ({"@value": "x", "@direction": "auto"}, False),
            ({"@value": "x", "@language": "no tag"}, False),
            ({"@value": "x", "@language": "@none"}, False),
            ({"@none": "x"}, True),
        ],
    )
    def test_a_text_s_language_and_direction_are_ones(self, value: object, right: bool) -> None:
        """ "Language and Base Direction"."""
        assert self.changed(name=value) == ([] if right else [("/name", "wrong-type")])

    def test_only_what_vcdm_requires_is_required(self) -> None:
        assert self.changed() == []
        assert type(read_credential(self.credential)) is VerifiableCredential
        assert self.changed(credentialStatus={"type": "BitstringStatusListEntry"}) == []
        assert self.changed(credentialSubject=[{"id": "urn:a:1"}, {"knows": 1}]) == []
        assert self.changed(evidence=[{"type": ["Anything"]}]) == []

    def test_vcdm_1_requires_an_issuance_date(self) -> None:
        older = ["https://www.w3.org/2018/credentials/v1"]
        missing = [("/issuanceDate", "missing-member")]
        assert self.changed(**{"@context": older}) == missing
        assert self.changed(**{"@context": older}, issuanceDate="2026-01-01T00:00:00Z") == []

    def test_what_vcdm_requires_is_missed(self) -> None:
        assert places(check_credential({"type": "VerifiableCredential"})) == [
            ("/@context", "missing-member"),
            ("/issuer", "missing-member"),
            ("/credentialSubject", "missing-member"),
        ]
        assert self.changed(type="ExampleCredential") == [("/type", "wrong-type-name")]
        assert self.changed(issuer={"name": "x"}) == [("/issuer/id", "missing-member")]
        assert self.changed(credentialSubject={}) == [("/credentialSubject", "empty-subject")]
        assert self.changed(credentialSubject=[]) == [("/credentialSubject", "empty-subject")]
        assert self.changed(credentialStatus={"id": "urn:a:1"}) == [
            ("/credentialStatus/type", "missing-member")
        ]
        assert self.changed(evidence={"type": []}) == [("/evidence/type", "wrong-type-name")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=8,
)


@given(place=st.integers(min_value=0), value=JSON)
@settings(max_examples=150)
def test_no_value_anywhere_stops_a_check(place: int, value: Any) -> None:
    document = badge()
    holders: list[Any] = [document]
    for holder in holders:
        items = holder.values() if isinstance(holder, dict) else holder
        holders += [item for item in items if isinstance(item, dict | list)]
    holder = holders[place % len(holders)]
    names = list(holder) if isinstance(holder, dict) else range(len(holder))
    holder[names[place % len(names)]] = value
    faults = check_credential(document) + check_open_badge(document)
    for schema in ("credential", "profile"):
        faults += check_schema(document, f"urn:microcred:schema:{schema}") or []
    assert all(fault.code and fault.message for fault in faults)


def test_an_endorsement_is_read_by_its_own_model() -> None:
    assert check_credential(ENDORSEMENT) == []
    assert type(read_credential(ENDORSEMENT)) is EndorsementCredential
    without_name = {key: value for key, value in ENDORSEMENT.items() if key != "name"}
    assert places(check_credential(without_name)) == [("/name", "missing-member")]


def test_a_datetime_is_written_as_a_timestamp() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    credential = OpenBadgeCredential.from_document(badge_with("validFrom", moment))
    assert credential.to_document() == badge()
    naive = badge_with("validFrom", moment.replace(tzinfo=None))
    assert places(check_credential(naive)) == [("/validFrom", "invalid-timestamp")]


def test_each_class_reads_its_own_document() -> None:
    achievement = badge()["credentialSubject"]["achievement"]
    assert Achievement.from_document(achievement).to_document() == achievement
    with pytest.raises(MicrocredError) as refusal:
        Profile.from_document(achievement)
    assert isinstance(refusal.value, InvalidDocument)
    assert places(refusal.value.faults) == [("/type", "wrong-type-name")]
