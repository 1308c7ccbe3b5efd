"""From 2.0 to 3.0, as the migration guide has it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from microcred.canonical import canonicalize
from microcred.errors import InvalidDocument, MalformedInput, ResolutionFailed
from microcred.fetch import OfflineFetcher
from microcred.limits import MAX_FAULTS
from microcred.models import check_credential, check_open_badge, check_schema
from microcred.models.context_urls import CREDENTIALS_V2, OPEN_BADGES
from microcred.open_badges_2 import CONTEXT
from microcred.open_badges_2.conversion import (
    Converted,
    check_convertible,
    convert,
    convert_assertion,
    convert_badge_class,
    embed_linked,
)
from tests.open_badges_2.world import ASSERTION, BADGE, ISSUER, SITE, MemoryFetcher, World
from tests.vectors import needs_vectors, read_vector

DID = "did:web:district.example"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


def whole(world: World) -> dict[str, Any]:
    """Return the assertion with everything in its place."""
    return embed_linked(world.assertion, MemoryFetcher(world.pages))


def credential(world: World, **options: Any) -> dict[str, Any]:
    return convert_assertion(whole(world), **options).model.to_document()


def achievement(**members: Any) -> dict[str, Any]:
    world = World()
    badge = {**world.badge, "issuer": world.issuer, **members}
    return convert_badge_class(badge).model.to_document()


def lost(converted: Converted[Any]) -> list[tuple[str, str]]:
    return [(loss.code, loss.pointer) for loss in converted.losses]


def losses(**members: Any) -> list[tuple[str, str]]:
    """Return what a badge class loses beyond what every one here does."""
    world = World()
    badge = {**world.badge, "issuer": world.issuer, **members}
    found = lost(convert_badge_class(badge, issuer_id=DID))
    return [loss for loss in found if not loss[1].startswith("/issuer")]


@pytest.mark.parametrize("issuer_id", [None, DID])
@pytest.mark.parametrize("signed", [False, True])
def test_a_converted_assertion_keeps_every_rule_of_3(signed: bool, issuer_id: str | None) -> None:
    world = World(signed)
    token = world.token() if signed else None
    document = credential(world, issuer_id=issuer_id, token=token)
    assert check_credential(document) == []
    assert check_open_badge(document) == []
    assert check_schema(document, SCHEMA) == []
    assert canonicalize(document).losses == ()


def test_what_the_credential_says() -> None:
    world = World()
    world.assertion.update(
        expires="2027-05-01T00:00Z",
        narrative="How the pieces belong together",
        image=f"{SITE}/assertions/1.png",
    )
    document = credential(world)
    assert document["@context"] == [CREDENTIALS_V2, OPEN_BADGES]
    assert document["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert document["name"] == "Active Listening"
    assert document["validFrom"] == "2026-05-01T00:00:00+00:00"
    assert document["validUntil"] == "2027-05-01T00:00:00Z"
    assert "proof" not in document
    subject = document["credentialSubject"]
    assert subject["narrative"] == "How the pieces belong together"
    assert subject["image"] == {"id": f"{SITE}/assertions/1.png", "type": "Image"}
    assert subject["identifier"] == [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": world.assertion["recipient"]["identity"],
            "identityType": "emailAddress",
            "salt": "salt",
        }
    ]
    assert "id" not in subject


def test_ids_are_new_and_the_same_each_time() -> None:
    first, again = credential(World()), credential(World())
    assert first["id"] == again["id"] == "urn:uuid:595a1c39-c1f3-5b26-bc10-f072d6defdc4"
    made = first["credentialSubject"]["achievement"]["id"]
    assert made == achievement()["id"] == "urn:uuid:a01819cc-dca1-5255-a38c-362aae927ec6"


def test_the_achievement_is_related_to_its_badge_class() -> None:
    made = achievement()
    assert made["type"] == ["Achievement", "https://w3id.org/openbadges#BadgeClass"]
    assert made["related"] == [
        {
            "id": BADGE,
            "type": ["Related", "https://w3id.org/openbadges#BadgeClass"],
            "version": "Open Badges v2p0",
        }
    ]


def test_other_editions_stay_related() -> None:
    spanish = {"id": f"{BADGE}/es", "@language": "es-mx", "version": 1}
    made = achievement(related=[spanish, f"{BADGE}/old", f"{BADGE}/old", BADGE])
    kind = ["Related", "https://w3id.org/openbadges#BadgeClass"]
    assert made["related"] == [
        {"id": BADGE, "type": kind, "version": "Open Badges v2p0"},
        {"id": f"{BADGE}/es", "type": kind, "inLanguage": "es-MX", "version": "1"},
        {"id": f"{BADGE}/old", "type": kind},
    ]


@needs_vectors
def test_the_ids_that_2_links_to_are_taken() -> None:
    folder = ("1edtech", "examples")
    badge = read_vector(*folder, "migrating--openbadges-2-0-with-related-openbadges-3-0.json")
    name = "migrating--issuer-profile-relation-between-open-badges-2-0-and-open-bad.json"
    issuer = read_vector(*folder, name)
    made = achievement(**badge, issuer=issuer)
    assert made["id"] == badge["related"][0]["id"]
    assert [entry["id"] for entry in made["related"]] == [badge["id"]]
    assert made["creator"]["id"] == issuer["related"][0]["id"]
    assert made["creator"]["alsoKnownAs"] == issuer["id"]


@needs_vectors
def test_an_upgraded_assertion_has_the_shape_of_the_guides_example() -> None:
    example = read_vector(
        "1edtech", "examples", "migrating--upgraded-ob-2-0-assertion-included-within-clr-2-0.json"
    )
    document = credential(World(), issuer_id=DID)
    assert example.keys() <= document.keys()
    assert document["evidence"][0].keys() == example["evidence"][0].keys()
    assert document["evidence"][0]["type"] == example["evidence"][0]["type"]
    assert document["evidence"][0]["name"] == example["evidence"][0]["name"]
    issuer = document["issuer"]
    assert example["issuer"].keys() <= issuer.keys()
    assert issuer["alsoKnownAs"] == issuer["otherIdentifier"][0]["identifier"] == ISSUER


def test_the_original_is_the_last_piece_of_evidence() -> None:
    world = World()
    photos = {"id": f"{SITE}/photos", "name": "Photos", "genre": "Photography"}
    world.assertion["evidence"] = [f"{SITE}/work", photos]
    work, converted, original = credential(world)["evidence"]
    assert work == {"id": f"{SITE}/work", "type": ["Evidence"]}
    assert converted == {"type": ["Evidence"], **photos}
    assert original["id"] == ASSERTION
    assert original["type"] == ["Evidence", "https://w3id.org/openbadges#Assertion"]


def test_the_token_of_a_signed_assertion_is_kept() -> None:
    world = World(signed=True)
    token = world.token()
    (original,) = credential(world, token=token)["evidence"]
    assert original["id"] == f"data:application/jose,{token}"


def test_the_issuers_id_in_3_leads_back_to_2() -> None:
    document = credential(World(), issuer_id=DID)
    issuer = document["issuer"]
    assert issuer["id"] == DID
    assert issuer["alsoKnownAs"] == ISSUER
    assert issuer["otherIdentifier"] == [
        {"type": "IdentifierEntry", "identifier": ISSUER, "identifierType": "identifier"}
    ]
    assert document["@context"][2:] == [
        {
            "alsoKnownAs": {
                "@id": "https://www.w3.org/ns/activitystreams#alsoKnownAs",
                "@type": "@id",
            }
        }
    ]
    quads = canonicalize(document).nquads
    assert f"<{DID}> <https://www.w3.org/ns/activitystreams#alsoKnownAs> <{ISSUER}>" in quads


def test_an_issuer_that_keeps_its_id_is_told_so() -> None:
    converted = convert_assertion(whole(World()))
    assert ("same-issuer-id", "/badge/issuer/id") in lost(converted)
    assert ("same-issuer-id", "/badge/issuer/id") not in lost(
        convert_assertion(whole(World()), issuer_id=DID)
    )


def test_a_profile() -> None:
    world = World()
    world.issuer.update(
        telephone="+16175551212",
        description="Schools of the hill",
        image={"id": f"{SITE}/logo.png", "caption": "A hill", "author": ISSUER},
        publicKey=f"{SITE}/keys/1",
        revocationList=f"{SITE}/revoked",
        verification={"allowedOrigins": "district.example"},
        **{
            "schema:location": {
                "@context": "https://w3id.org/openbadges/extensions/geoCoordinatesExtension/",
                "type": ["Extension", "extensions:GeoCoordinates", "schema:Place"],
                "description": "The hill",
                "geo": {"latitude": 54.9, "longitude": -1},
            }
        },
    )
    converted = convert_assertion(whole(world), issuer_id=DID)
    issuer = converted.model.to_document()["issuer"]
    assert issuer["phone"] == "+16175551212"
    assert issuer["description"] == "Schools of the hill"
    assert issuer["image"] == {"id": f"{SITE}/logo.png", "type": "Image", "caption": "A hill"}
    geo = {"type": "GeoCoordinates", "latitude": 54.9, "longitude": -1}
    assert issuer["address"] == {"type": ["Address"], "geo": geo}
    assert lost(converted) == [
        ("no-place-in-3", "/badge/issuer/image/author"),
        ("no-place-in-3", "/badge/issuer/schema:location/description"),
        ("belongs-to-2", "/badge/issuer/publicKey"),
        ("belongs-to-2", "/badge/issuer/revocationList"),
        ("belongs-to-2", "/badge/issuer/verification"),
        ("belongs-to-2", "/verification"),
    ]


def test_members_of_a_badge_class() -> None:
    made = achievement(
        criteria={"id": f"{SITE}/criteria", "narrative": "Listen"},
        image={"id": "data:image/png;base64,AAAA", "caption": "An ear"},
        tags=["listening", "talk"],
        version=2,
        **{"@language": "pt_br"},
    )
    assert made["criteria"] == {"id": f"{SITE}/criteria", "narrative": "Listen"}
    assert made["image"]["caption"] == "An ear"
    assert made["tag"] == ["listening", "talk"]
    assert made["version"] == "2"
    assert made["inLanguage"] == "pt-BR"
    assert made["creator"]["id"] == ISSUER


def test_criteria_may_be_a_page() -> None:
    assert achievement(criteria=f"{SITE}/criteria")["criteria"] == {"id": f"{SITE}/criteria"}


def test_text_keeps_its_language() -> None:
    name = {"@value": "Zuhören", "@language": "de"}
    assert achievement(name=name)["name"] == name


def test_alignments_get_their_names_of_3() -> None:
    new = {
        "targetName": "RST.11-12.3",
        "targetUrl": "https://core.example/3",
        "targetDescription": "Follow a procedure",
        "targetFramework": "Core",
        "targetCode": "3",
    }
    old = {"name": "Problem-Solving", "url": "https://skills.example/", "description": "Research"}
    made = achievement(alignment=[new, old])["alignment"]
    assert made == [
        {"type": ["Alignment"], **new},
        {
            "type": ["Alignment"],
            "targetName": "Problem-Solving",
            "targetUrl": "https://skills.example/",
            "targetDescription": "Research",
        },
    ]


def test_an_original_creator_becomes_the_creator() -> None:
    extension = {
        "@context": "https://openbadgespec.org/extensions/originalCreatorExtension/context.json",
        "type": ["Extension", "extensions:OriginalCreator"],
        "url": "https://author.example/issuer",
    }
    made = achievement(**{"extensions:OriginalCreator": extension})
    assert made["creator"] == {"id": "https://author.example/issuer", "type": ["Profile"]}
    assert losses(**{"extensions:OriginalCreator": extension}) == []


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        ({"type": "url", "identity": "https://ana.example/"}, {"id": "https://ana.example/"}),
        (
            {"type": "schema:telephone", "identity": "+16175551212", "hashed": False},
            {"identifier": ["+16175551212", "ext:telephone", False]},
        ),
        (
            {"type": "https://x.example/student id", "identity": "7", "hashed": False},
            {"identifier": ["7", "ext:https-x.example-student-id", False]},
        ),
        (
            {"type": "url", "identity": "md5$" + "0" * 32, "hashed": True},
            {"identifier": ["md5$" + "0" * 32, "ext:url", True]},
        ),
    ],
)
def test_recipients(recipient: dict[str, Any], expected: dict[str, Any]) -> None:
    world = World()
    world.assertion["recipient"] = recipient
    subject = credential(world)["credentialSubject"]
    found = [
        [item["identityHash"], item["identityType"], item["hashed"]]
        for item in subject.get("identifier", [])
    ]
    assert {"id": subject["id"]} if "id" in subject else {"identifier": found[0]} == expected


# what is left behind


@pytest.mark.parametrize(
    ("members", "loss"),
    [
        ({"tags": ["a", 7]}, ("unreadable", "/tags/1")),
        ({"alignment": {"targetName": "x"}}, ("unreadable", "/alignment")),
        ({"alignment": ["x"]}, ("unreadable", "/alignment/0")),
        ({"image": {"caption": "x"}}, ("unreadable", "/image")),
        ({"image": 7}, ("unreadable", "/image")),
        ({"related": [7]}, ("unreadable", "/related/0")),
        ({"version": {}}, ("unreadable", "/version")),
        ({"@language": "english"}, ("unreadable", "/@language")),
        ({"endorsement": f"{SITE}/e"}, ("endorsement-not-carried", "/endorsement")),
        ({"extensions:ApplyLink": {"type": ["Extension", "extensions:ApplyLink"]}},
         ("extension-not-carried", "/extensions:ApplyLink")),
        ({"https://x.example/level": 3}, ("no-place-in-3", "/https:~1~1x.example~1level")),
        ({"criteria": {"narrative": "Listen", "steps": 3}}, ("no-place-in-3", "/criteria/steps")),
    ],
)  # fmt: skip
def test_what_cannot_be_carried_over_is_said(
    members: dict[str, Any], loss: tuple[str, str]
) -> None:
    assert losses(**members) == [loss]


def test_losses_are_cut() -> None:
    found = losses(tags=list(range(100_000)))
    assert len(found) == MAX_FAULTS + 1
    assert found[-1][0] == "more-losses"


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"id": None}, "missing-member", "/badge/id"),
        ({"name": None}, "missing-member", "/badge/name"),
        ({"description": 7}, "missing-member", "/badge/description"),
        ({"criteria": "Be good"}, "missing-member", "/badge/criteria"),
        ({"criteria": {}}, "missing-member", "/badge/criteria"),
        ({"issuer": None}, "missing-member", "/badge/issuer/id"),
    ],
)
def test_what_3_needs_of_the_badge_class(members: dict[str, Any], code: str, pointer: str) -> None:
    document = whole(World())
    document["badge"] = {**document["badge"], **members}
    with pytest.raises(InvalidDocument) as caught:
        convert(document)
    assert [(fault.code, fault.pointer) for fault in caught.value.faults] == [(code, pointer)]


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"id": "x"}, "missing-member", "/id"),
        ({"recipient": None}, "missing-member", "/recipient"),
        ({"recipient": {"type": "email"}}, "missing-member", "/recipient/identity"),
        ({"recipient": {"type": "email", "identity": "sha256$0", "hashed": True}},
         "identity-hash-malformed", "/recipient/identity"),
        ({"issuedOn": None}, "missing-member", "/issuedOn"),
        ({"expires": "never"}, "invalid-timestamp", "/expires"),
        ({"badge": BADGE}, "badge-class-needed", "/badge"),
        ({"revoked": True}, "revoked", "/revoked"),
    ],
)  # fmt: skip
def test_what_3_needs_of_the_assertion(members: dict[str, Any], code: str, pointer: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        convert({**whole(World()), **members})
    assert [(fault.code, fault.pointer) for fault in caught.value.faults] == [(code, pointer)]


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"}, "open-badges-1"),
        ({"@context": CREDENTIALS_V2, "type": "OpenBadgeCredential"}, "not-open-badges-2"),
        ({"@context": CONTEXT, "type": "Issuer"}, "not-convertible"),
    ],
)
def test_other_documents_are_refused(document: dict[str, Any], code: str) -> None:
    for refuse in (check_convertible, convert):
        with pytest.raises(MalformedInput) as caught:
            refuse(document)
        assert caught.value.code == code


# links


def test_what_is_written_out_is_not_asked_for() -> None:
    world = World()
    world.assertion["badge"] = {**world.badge, "issuer": world.issuer}
    assert embed_linked(world.assertion, OfflineFetcher()) == world.assertion


def test_a_badge_class_out_of_reach_cannot_be_converted() -> None:
    with pytest.raises(ResolutionFailed):
        embed_linked(World().assertion, OfflineFetcher())


def test_an_issuer_out_of_reach_stays_a_url() -> None:
    world = World()
    badge = copy.deepcopy(world.badge)
    converted = convert(embed_linked(badge, OfflineFetcher()))
    assert ("issuer-not-read", "/issuer") in lost(converted)
    assert converted.model.to_document()["creator"] == {"id": ISSUER, "type": ["Profile"]}


HOSTILE = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "vbscript:x",
    "file:///etc/passwd",
    "data:text/html,<script>alert(1)</script>".replace("<", "%3C").replace(">", "%3E"),
    "data:image/png,x",
    "blob:https://a.example/x",
]


@pytest.mark.parametrize("link", HOSTILE)
def test_only_links_that_a_page_may_show_are_carried_over(link: str) -> None:
    world = World()
    world.badge |= {
        "criteria": {"id": link, "narrative": "Submit a recording."},
        "alignment": [{"targetName": "A", "targetUrl": link}, {"name": "B", "url": link}],
        "related": [link, {"id": link, "@language": "es"}],
        "extensions:creator": {"type": ["Extension", "extensions:OriginalCreator"], "url": link},
    }
    world.issuer |= {"url": link, "related": {
        "id": link, "type": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Profile",
    }}  # fmt: skip
    world.assertion |= {"evidence": [link, {"id": link}, {"id": link, "narrative": "a tape"}]}
    converted = convert_assertion(whole(world), issuer_id=DID)
    assert link not in json.dumps(converted.model.to_document())
    places = {loss.pointer for loss in converted.losses if loss.code == "link-not-carried"}
    assert places >= {
        "/evidence/0", "/evidence/1/id", "/evidence/2/id", "/badge/criteria/id",
        "/badge/alignment/0/targetUrl", "/badge/alignment/1/url", "/badge/related/0",
        "/badge/related/1", "/badge/extensions:creator/url", "/badge/issuer/url",
    }  # fmt: skip
    evidence = converted.model.to_document()["evidence"]
    assert [piece.get("narrative") for piece in evidence[:-1]] == ["a tape"]


@pytest.mark.parametrize("link", [item for item in HOSTILE if "image" not in item])
def test_a_picture_is_no_program(link: str) -> None:
    for image in (link, {"id": link}, [link]):
        assert losses(image=image)[0][0] == "link-not-carried"
        assert "image" not in achievement(image=image)


@pytest.mark.parametrize("link", HOSTILE)
def test_nobody_is_named_by_a_link_that_runs(link: str) -> None:
    world = World()
    world.assertion["recipient"] = {"type": "url", "hashed": False, "identity": link}
    with pytest.raises(InvalidDocument):
        convert_assertion(whole(world), issuer_id=DID)
    with pytest.raises(InvalidDocument):
        convert_badge_class({**World().badge, "id": link, "issuer": World().issuer})


@pytest.mark.parametrize(
    "link", ["https://a.example", "http://a.example", "mailto:a@a.example", "tel:+12025550100",
             "urn:uuid:6deb4a00-ebce-4b28-8cc2-afa705ef7be4", "did:web:a.example"]
)  # fmt: skip
def test_links_of_known_schemes_are_carried_over(link: str) -> None:
    badge = achievement(criteria={"id": link, "narrative": "x"}, image=link)
    assert (badge["criteria"]["id"], badge["image"]["id"]) == (link, link)
