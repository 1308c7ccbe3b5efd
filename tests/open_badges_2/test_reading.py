"""Badge objects in other words than those of 2.0, and of other versions."""

from __future__ import annotations

import time
from typing import Any

import pytest

from microcred.errors import MalformedInput
from microcred.limits import MAX_GENERAL_VALUES
from microcred.open_badges_2 import CONTEXT, Presented, check_data, recognize_version
from microcred.open_badges_2.reading import read_object
from tests.open_badges_2.world import (
    ASSERTION,
    BADGE,
    ISSUER,
    KEY,
    REVOCATIONS,
    SITE,
    Moved,
    World,
    of,
    only,
    verdict,
)  # fmt: skip

OBI, SCHEMA = "https://w3id.org/openbadges#", "http://schema.org/"
GERMAN: dict[str, Any] = {
    "kennung": "@id", "art": "@type", "titel": f"{SCHEMA}name", "seite": {
        "@id": f"{SCHEMA}url", "@type": "@id"}, "post": f"{SCHEMA}email",
    "Aussteller": f"{OBI}Issuer",
}  # fmt: skip


def spelled_out() -> dict[str, Any]:
    """Return the issuer with every member and class as an IRI."""
    return {
        "@id": ISSUER, "@type": f"{OBI}Issuer", f"{SCHEMA}name": "Hill District",
        f"{SCHEMA}url": {"@id": SITE}, f"{SCHEMA}email": "badges@district.example",
    }  # fmt: skip


def in_german() -> dict[str, Any]:
    return {
        "@context": GERMAN, "kennung": ISSUER, "art": "Aussteller", "titel": "Hill District",
        "seite": SITE, "post": "badges@district.example",
    }  # fmt: skip


@pytest.mark.parametrize("written", [
    spelled_out(), in_german(),
    {"@context": CONTEXT, "@id": ISSUER, "@type": "Issuer", "schema:name": "Hill District",
     "url": SITE, "email": "badges@district.example"},
    {"@context": [CONTEXT, {"titel": f"{SCHEMA}name"}], "id": ISSUER, "type": "Issuer",
     "titel": "Hill District", "url": SITE, "email": "badges@district.example"},
    {"@context": CONTEXT, "@graph": [{"id": ISSUER, "type": "Issuer", "name": "Hill District",
     "url": SITE, "email": "badges@district.example"}]},
])  # fmt: skip
def test_an_object_is_read_in_whichever_words_it_is_written(written: dict[str, Any]) -> None:
    world = World()
    assert read_object(written) == world.issuer
    world.pages[ISSUER] = written
    assert verdict(world.check()) == "valid"
    assert verdict(world.check(Presented(written))) == "valid"


def test_a_whole_badge_in_other_words() -> None:
    world = World()
    world.pages[ASSERTION] = {
        "@context": [CONTEXT, {"fuer": "obi:recipient", "wofuer": {"@id": "obi:badge",
                     "@type": "@id"}}],
        "@id": ASSERTION, "@type": "obi:Assertion", "fuer": world.assertion["recipient"],
        "issuedOn": world.assertion["issuedOn"], "wofuer": BADGE,
        "verify": {"@type": "hosted"},
    }  # fmt: skip
    result = world.check()
    assert verdict(result) == "valid"
    assert (result.assertion or {})["recipient"] == world.assertion["recipient"]


@pytest.mark.parametrize("context", [{"recipient": "https://a.example/x"}, {"badge": None}])
def test_a_word_that_a_context_makes_another_is_that_no_more(context: dict[str, Any]) -> None:
    world = World()
    world.assertion["@context"] = [CONTEXT, context]
    missing = [item for item in of(world.check(), "data_model") if item.code == "missing-member"]
    assert [item.pointer for item in missing] == [f"/{next(iter(context))}"]


def test_what_uses_the_words_of_2_0_is_read_as_it_stands() -> None:
    document = {
        "@context": [CONTEXT, "https://unknown.example/context"], "id": ISSUER, "type": "Issuer",
        "extensions:x": {"@context": "https://a.example", "type": ["Extension"], "a:b": 1},
        "schema:location": {"@context": "https://a.example", "type": ["Extension", "x:y"]},
        "nothing": None, "anything": "kept",
    }  # fmt: skip
    assert read_object(document) == document


def test_relative_references_stay_relative() -> None:
    written = {"@context": [CONTEXT, {"x": "y:z"}], "type": ["Assertion", "Other"], "badge": "5",
               "x": "y", "verify": {"type": ["Merkle", "Extension"]}}  # fmt: skip
    read = read_object(written)
    assert (read["badge"], read["type"]) == ("5", ["Assertion", "Other"])
    assert read["verification"]["type"] == ["Merkle", "Extension"]
    faults = {(fault.code, fault.pointer) for fault in check_data(read, "Assertion", alone=True)}
    assert {("unknown-type", "/type"), ("invalid-iri", "/badge")} <= faults


def test_extensions_stay_as_they_are_written() -> None:
    extension = {"@context": "https://unknown.example", "type": ["Extension", "x:Y"], "a:b": [1]}
    world = World()
    world.issuer |= {"@id": world.issuer.pop("id"), "schema:location": extension}
    assert read_object(world.issuer)["schema:location"] == extension


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"@context": "https://unknown.example/c", "@type": f"{OBI}Assertion"}, "unknown-context"),
        ({"@context": [CONTEXT, {"x": {"@id": 7}}], "type": "Assertion"}, "invalid-IRI-mapping"),
        ({"@context": [CONTEXT, {"x": "y:z"}], "x": [1] * MAX_GENERAL_VALUES}, "too-many-values"),
        ({"@context": [CONTEXT, {"@import": "https://a.example"}]}, "unknown-context"),
    ],
)
def test_words_that_are_not_known_are_doubt(document: dict[str, Any], code: str) -> None:
    with pytest.raises(MalformedInput) as caught:
        read_object(document)
    assert caught.value.code == code
    result = World().check(Presented(document))
    assert only(result, "data_model")[:2] == ("undetermined", code)
    assert verdict(result) == "undetermined"


def test_a_document_that_spells_out_its_words_costs_little() -> None:
    document = {"@context": [CONTEXT, {"x": "y:z"}], "x": [{"x": str(i)} for i in range(1400)]}
    started = time.process_time()
    read_object(document)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    "document",
    [
        {"@context": ["https://www.w3.org/ns/credentials/v2", {"a": f"{OBI}badge"}],
         "type": ["VerifiableCredential"]},
        {"@context": {"a": "https://a.example/x"}, "type": "Assertion"},
        {"@context": [7, None, {"a": 7}], "type": 7},
    ],
)  # fmt: skip
def test_what_speaks_of_something_else_is_none_of_2_0(document: dict[str, Any]) -> None:
    assert recognize_version(document) is None


# older versions


def of_1_1(world: World) -> World:
    """Make a badge of 1.1, as it was published then."""
    for page in (world.assertion, world.badge, world.issuer):
        page["@context"] = "https://w3id.org/openbadges/v1"
    world.assertion |= {"issuedOn": 1777593600, "uid": "abc", "evidence": f"{SITE}/work"}
    world.assertion["verify"] = {"type": "hosted", "url": ASSERTION}
    del world.assertion["verification"]
    world.badge["alignment"] = [{"name": "A", "url": SITE, "description": "B"}]
    world.issuer["type"] = "IssuerOrg"
    del world.issuer["email"]
    return world


@pytest.mark.parametrize("when", [1777593600, "1777593600", "2026-05-01", "2026-05-01T00:00:00"])
def test_a_badge_of_1_1(when: Any) -> None:
    world = of_1_1(World())
    world.assertion["issuedOn"] = when
    result = world.check()
    assert verdict(result) == "valid"
    assembled = result.assertion or {}
    assert assembled["issuedOn"] == "2026-05-01T00:00:00Z"
    assert assembled["badge"]["alignment"] == [
        {"targetName": "A", "targetUrl": SITE, "targetDescription": "B"}
    ]
    assert assembled["badge"]["issuer"]["type"] == "Issuer"
    assert verdict(world.check(Presented(url=ASSERTION))) == "valid"


def test_a_badge_of_1_1_can_be_revoked_and_forged() -> None:
    world = of_1_1(World())
    presented = Presented({**world.assertion, "badge": f"{SITE}/badges/6"})
    assert only(world.check(presented), "proof") == ("failed", "differs-from-hosted", "/badge")
    world.pages[ASSERTION] = "gone"
    assert only(world.check(), "status")[:2] == ("failed", "revoked")


def test_a_number_is_no_date_of_2_0_and_still_a_moment() -> None:
    world = World()
    world.assertion |= {"issuedOn": 1777593600, "expires": 1780000000}
    result = world.check()
    assert {item.code for item in of(result, "data_model")} == {"wrong-type"}
    assert only(result, "validity")[:2] == ("failed", "expired")


def test_a_badge_of_1_0() -> None:
    world = World()
    recipient = {"type": "email", "hashed": False, "identity": "ana@school.example"}
    world.pages = {
        ASSERTION: {"uid": "abc", "recipient": recipient, "badge": BADGE,
                    "issuedOn": 1777593600, "verify": {"type": "hosted", "url": ASSERTION}},
        BADGE: {"name": "A", "description": "B", "image": f"{SITE}/i.png",
                "criteria": f"{SITE}/c", "issuer": ISSUER},
        ISSUER: {"name": "Hill District", "url": SITE},
    }  # fmt: skip
    assert verdict(world.check(Presented(world.pages[ASSERTION]))) == "valid"
    assert verdict(world.check(Presented(url=ASSERTION))) == "valid"
    world.pages[ASSERTION]["verify"]["url"] = f"{SITE}/other"
    result = world.check(Presented(url=ASSERTION))
    assert only(result, "proof")[:2] == ("failed", "hosted-assertion-missing")


def of_0_5(origin: str = SITE) -> dict[str, Any]:
    return {
        "recipient": "sha256$457d555dd9f5d5bebce1b3095389a58372fe65cfae8f5fc1415c93b3a78491ab",
        "salt": "salt", "issued_on": "2012-06-01", "badge": {
            "version": "0.5.0", "name": "A", "image": "/i.png", "description": "B",
            "criteria": "/c", "issuer": {"origin": origin, "name": "Hill", "org": "District"},
        },
    }  # fmt: skip


def test_a_badge_of_0_5_is_its_origins() -> None:
    world = World(pages={ASSERTION: of_0_5()}, recipient="ana@school.example")
    world.pages = {ASSERTION: of_0_5()}
    result = world.check(Presented(url=ASSERTION))
    assert verdict(result) == "valid"
    assert (result.assertion or {})["badge"]["criteria"] == f"{SITE}/c"
    assert world.fetcher.asked == [ASSERTION]
    world.pages = {ASSERTION: of_0_5("https://other.example")}
    result = world.check(Presented(url=ASSERTION))
    assert only(result, "issuer_key") == ("failed", "outside-issuer-scope", "/id")


def test_a_badge_of_0_5_in_hand_does_not_say_where_it_is() -> None:
    result = World().check(Presented(of_0_5()))
    assert only(result, "proof")[:2] == ("undetermined", "no-url")


# where an answer came from


ELSEWHERE = "https://evil.example"


@pytest.mark.parametrize("url", [ASSERTION, BADGE, ISSUER])
def test_an_open_redirect_lets_nobody_speak_for_the_host(url: str) -> None:
    world = World()
    evil = f"{ELSEWHERE}/copy"
    world.pages[evil] = {**world.pages[url]}
    world.pages[url] = Moved(evil)
    result = world.check()
    told = [item for item in result.findings if item.code == "answered-from-elsewhere"]
    assert told
    assert all(evil in item.message and url in item.message for item in told)
    assert verdict(result) == "undetermined"
    assert only(result, "issuer_key")[0] == "undetermined"


@pytest.mark.parametrize("url", [KEY, REVOCATIONS])
def test_an_open_redirect_neither_confirms_a_key_nor_clears_a_badge(url: str) -> None:
    world = World(signed=True)
    evil = f"{ELSEWHERE}/copy"
    world.pages[evil] = {**world.pages[url]}
    world.pages[url] = Moved(evil)
    result = world.check()
    check = "issuer_key" if url == KEY else "status"
    assert only(result, check)[0] == "undetermined"
    assert evil in of(result, check)[0].message
    assert verdict(result) == "undetermined"


def test_a_redirect_within_the_site_is_the_issuers_word() -> None:
    world = World()
    world.pages[f"{ASSERTION}.json"] = world.assertion
    world.pages[ASSERTION] = Moved(f"{ASSERTION}.json")
    assert verdict(world.check()) == "valid"


def test_a_redirect_out_of_the_issuers_own_folder_is_not() -> None:
    """Two issuers share a host; one of them has an open redirect."""
    world = World()
    world.issuer["verification"] = {"startsWith": f"{SITE}/assertions/"}
    world.pages[f"{SITE}/eve/1"] = world.assertion
    world.pages[ASSERTION] = Moved(f"{SITE}/eve/1")
    result = world.check()
    assert only(result, "issuer_key") == ("undetermined", "answered-from-elsewhere", "/id")


def test_an_id_with_http_is_asked_over_https() -> None:
    world = World()
    old = ASSERTION.replace("https:", "http:")
    world.assertion["id"] = old
    world.pages |= {old: "insecure-url", ASSERTION: {**world.assertion, "id": ASSERTION}}
    assert verdict(world.check()) == "valid"
    assert world.fetcher.asked[:2] == [old, ASSERTION]
    world.pages[ASSERTION] = Moved(f"{ELSEWHERE}/copy")
    world.pages[f"{ELSEWHERE}/copy"] = world.assertion
    assert only(world.check(), "proof")[:2] == ("undetermined", "answered-from-elsewhere")
