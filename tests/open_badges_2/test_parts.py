"""Versions, timestamps, identities and the data model, each on its own."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from microcred.errors import InvalidTimestamp
from microcred.limits import MAX_FAULTS
from microcred.open_badges_2 import (
    CONTEXT,
    IdentityObject,
    check_data,
    identity_matches,
    recognize_version,
)
from microcred.open_badges_2.moments import normalize_moment, parse_moment
from microcred.open_badges_2.vocabulary import ClassName
from tests.open_badges_2.world import World


@pytest.mark.parametrize(
    ("document", "version"),
    [
        ({"@context": CONTEXT}, "2.0"),
        ({"@context": ["https://w3id.org/openbadges/v2", {"foo": "http://x/foo"}]}, "2.0"),
        ({"@context": "https://openbadgespec.org/v2/context.json"}, "2.0"),
        ({"@context": "https://w3id.org/openbadges/v1"}, "1.1"),
        ({"uid": "1", "badge": "http://x/b", "recipient": {}}, "1.0"),
        ({"name": "x", "criteria": "http://x/c", "issuer": "http://x/i"}, "1.0"),
        ({"recipient": "ana@x", "badge": {"version": "0.5.0"}}, "0.5"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, None),
        ({"@context": {"id": "@id"}}, None),
        ({"@context": [7, None]}, None),
        ({}, None),
    ],
)
def test_versions_are_told_apart(document: dict[str, Any], version: str | None) -> None:
    assert recognize_version(document) == version


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("2016-12-31T23:59:59+00:00", "2016-12-31T23:59:59+00:00"),
        ("2016-12-31T23:59Z", "2016-12-31T23:59:00Z"),
        ("2016-12-31T23:59:59.123456+0130", "2016-12-31T23:59:59.123456+01:30"),
        ("2016-12-31T23:59:59-05", "2016-12-31T23:59:59-05:00"),
    ],
)
def test_timestamps_are_read_as_iso_8601_has_them(text: str, normal: str) -> None:
    assert normalize_moment(text) == normal
    assert parse_moment(text) == parse_moment(normal)


@pytest.mark.parametrize(
    "value",
    ["2016-12-31", "2016-12-31T23:59:59", "2016-02-30T00:00:00Z", "", 1490000000, None, True,
     "2016-12-31T23:59:59Z\n", "2016-12-31T23:59:59." + "0" * 10_000 + "Z", 10**30],
)  # fmt: skip
def test_other_timestamps_are_refused(value: Any) -> None:
    with pytest.raises(InvalidTimestamp):
        parse_moment(value)


def digest(name: str, text: str) -> str:
    return f"{name}${hashlib.new(name, text.encode()).hexdigest()}"


@pytest.mark.parametrize(
    ("recipient", "wanted"),
    [
        # The specification's own example of an IdentityHash.
        ({"identity": "sha256$7a1a1b3f7d40552e4299180e346e3add12bf9a751a43d9c4ca4518febc2c60c6",
          "type": "email", "hashed": True}, "mayze"),
        ({"identity": digest("sha256", "ana@x.eduSALT"), "salt": "SALT"}, "ana@x.edu"),
        ({"identity": digest("sha256", "ana@x.edu").upper().replace("SHA", "sha")}, "ana@x.edu"),
        ({"identity": digest("md5", "ana@x.eduSALT"), "salt": "SALT"}, "mailto:ana@x.edu"),
        ({"identity": digest("sha256", "ana@x.edu")}, "Ana@X.edu"),
        ({"identity": digest("sha256", "https://ana.example/"), "type": "url"},
         "https://ana.example/"),
        ({"identity": "Ana@x.edu", "hashed": False}, "ana@x.edu"),
        ({"identity": "https://ana.example/", "hashed": False, "type": "schema:url"},
         "https://ana.example/"),
        ({"identity": "+16175551212", "hashed": False, "type": "telephone"},
         "tel:+1 617 555-1212"),
    ],
)  # fmt: skip
def test_a_recipient_is_recognized(recipient: dict[str, Any], wanted: str) -> None:
    found = IdentityObject({"type": "email", "hashed": True, **recipient})
    assert identity_matches(found, wanted)


@pytest.mark.parametrize(
    "recipient",
    [
        {"identity": digest("sha256", "ana@x.edu"), "salt": "SALT"},
        {"identity": digest("sha256", "ana@x.eduSALT")},
        {"identity": digest("sha256", "ana@x.edu"), "hashed": False},
        {"identity": digest("sha256", "ana@x.edu"), "hashed": "true"},
        {"identity": digest("sha1", "ana@x.edu")},
        {"identity": digest("sha256", "ana@x.edu")[:-1]},
        {"identity": "ana@x.edu"},
        {"identity": "https://ANA.example/", "hashed": False, "type": "url"},
        {"identity": 7},
        {},
    ],
)
def test_another_recipient_is_not(recipient: dict[str, Any]) -> None:
    found = IdentityObject({"type": "email", "hashed": True, **recipient})
    assert not identity_matches(found, "ana@x.edu")


def test_the_worlds_documents_are_without_fault() -> None:
    world = World(signed=True)
    documents: list[tuple[dict[str, Any], ClassName]] = [
        (world.assertion, "Assertion"),
        (world.badge, "BadgeClass"),
        (world.issuer, "Profile"),
        (world.key, "CryptographicKey"),
        (world.revocations, "RevocationList"),
    ]
    for document, class_name in documents:
        assert check_data(document, class_name, alone=True) == []
        assert check_data({**document, "@context": "x"}, class_name, alone=True)[0].code == (
            "wrong-context"
        )


def test_values_may_stand_in_an_array_of_one() -> None:
    world = World()
    changed = {name: value if name == "@context" else [value]
               for name, value in world.assertion.items()}  # fmt: skip
    assert check_data(changed, "Assertion", alone=True) == []


def test_evidence_may_be_a_blank_node() -> None:
    evidence = {"id": "_:work", "narrative": "She built a robot."}
    assert check_data({**World().assertion, "evidence": evidence}, "Assertion") == []


def test_verify_is_another_name_for_verification() -> None:
    world = World()
    world.assertion["verify"] = world.assertion.pop("verification")
    assert check_data(world.assertion, "Assertion") == []
    world.assertion["verify"] = {"type": "blockchain"}
    (fault,) = check_data(world.assertion, "Assertion")
    assert (fault.code, fault.pointer) == ("wrong-type-name", "/verify/type")


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"id": None}, "missing-member", "/id"),
        ({"id": []}, "missing-member", "/id"),
        ({"id": "robotics badge"}, "invalid-iri", "/id"),
        ({"id": 7}, "wrong-type", "/id"),
        ({"id": ["urn:a", "urn:b"]}, "too-many-values", "/id"),
        ({"type": "Achievement"}, "wrong-type-name", "/type"),
        ({"type": {}}, "wrong-type", "/type"),
        ({"type": []}, "missing-member", "/type"),
        ({"recipient": "ana@x.edu"}, "wrong-type", "/recipient"),
        ({"recipient": {"type": "email"}}, "missing-member", "/recipient/identity"),
        ({"recipient": {"identity": "x", "type": "shoe"}}, "unknown-identity-type",
         "/recipient/type"),
        ({"recipient": {"identity": "x", "type": "email", "hashed": "yes"}}, "wrong-type",
         "/recipient/hashed"),
        ({"recipient": {"identity": "sha256$00", "type": "email", "hashed": True}},
         "identity-hash-malformed", "/recipient/identity"),
        ({"badge": {"id": 7}}, "wrong-type", "/badge/id"),
        ({"badge": True}, "wrong-type", "/badge"),
        ({"issuedOn": "yesterday"}, "invalid-timestamp", "/issuedOn"),
        ({"issuedOn": 1490000000}, "wrong-type", "/issuedOn"),
        ({"expires": "2020-01-01T00:00:00Z"}, "dates-reversed", "/expires"),
        ({"revoked": "no"}, "wrong-type", "/revoked"),
        ({"evidence": ["https://x.example", {"name": 7}]}, "wrong-type", "/evidence/1/name"),
        ({"image": {"caption": "x"}}, "missing-member", "/image/id"),
        ({"narrative": {"@value": 7}}, "wrong-type", "/narrative"),
        ({"verification": {"type": "hosted", "verificationProperty": "uid"}},
         "unsupported-verification-property", "/verification/verificationProperty"),
        ({"version": True}, "wrong-type", "/version"),
    ],
)  # fmt: skip
def test_faults_of_an_assertion(members: dict[str, Any], code: str, pointer: str) -> None:
    (fault,) = check_data({**World().assertion, **members}, "Assertion", alone=True)
    assert (fault.code, fault.pointer) == (code, pointer)


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"criteria": {}}, "criteria-empty", "/criteria"),
        ({"criteria": "Be good"}, "invalid-iri", "/criteria"),
        ({"image": None}, "missing-member", "/image"),
        ({"tags": ["a", 1]}, "wrong-type", "/tags/1"),
        ({"alignment": {"targetName": "x"}}, "missing-member", "/alignment/targetUrl"),
        ({"alignment": ["x"]}, "wrong-type", "/alignment/0"),
        ({"issuer": {"id": "https://x.example", "type": "Issuer", "name": "x", "email": "x"}},
         "missing-member", "/issuer/url"),
    ],
)  # fmt: skip
def test_faults_of_a_badge_class(members: dict[str, Any], code: str, pointer: str) -> None:
    (fault,) = check_data({**World().badge, **members}, "BadgeClass", alone=True)
    assert (fault.code, fault.pointer) == (code, pointer)


@pytest.mark.parametrize("value", [None, 7, "x", [], True])
def test_what_is_no_object_is_one_fault(value: Any) -> None:
    (fault,) = check_data(value, "Assertion")
    assert (fault.code, fault.pointer) == ("wrong-type", "")


def test_faults_are_counted_out() -> None:
    faults = check_data({**World().badge, "tags": [0] * 10_000}, "BadgeClass")
    assert len(faults) == MAX_FAULTS + 1
    assert faults[-1].code == "more-faults"
