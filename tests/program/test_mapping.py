"""Definitions as Open Badges achievements: which member becomes what, and that badges verify."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from microcred.errors import InvalidDocument, MalformedInput
from microcred.issuing import Issuer, Recipient
from microcred.keys import SigningKey
from microcred.models import Achievement, Profile
from microcred.program.definition import MicroCredential, Stack, read_any
from microcred.program.frameworks import Framework, FrameworkShelf, Item, Wording
from microcred.program.mapping import Surroundings, award_members, make_achievement
from microcred.program.results import make_results
from microcred.verifying import Verifier
from tests.schemas.test_official import official
from tests.vectors import needs_vectors

from .definitions import FRAMEWORKS, ID, OTHER_ID, micro_credential, stack

AROUND = Surroundings(FRAMEWORKS, {ID: "Wait time"}, image="https://hill.example/wait.png")


def achievement(document: dict[str, Any], language: str | None = None) -> Achievement:
    return make_achievement(read_any(document), AROUND, language)


def narrative(document: dict[str, Any], language: str | None = None) -> str:
    return achievement(document, language).criteria.narrative or ""


def in_spanish() -> dict[str, Any]:
    document = stack(languages=["es"])
    document["name"] = {"en": "Questioning", "es": "Preguntar"}
    document["competency"] = {"en": "The educator leads.", "es": "El docente conduce."}
    document["requires"][1]["name"] = {"en": "One more", "es": "Uno más"}
    return document


def test_the_members_that_have_a_place_in_open_badges() -> None:
    document = micro_credential(
        id="https://hill.example/micro-credentials/wait-time",
        code="MC-7",
        identifiers=[{"type": "ext:catalogue", "value": "7"}],
        image={"file": "images/wait.png", "caption": "A clock"},
    )
    definition = MicroCredential.from_document(document)
    made = make_achievement(definition, AROUND).to_document()
    made["criteria"].pop("narrative")
    descriptions = made.pop("resultDescription")
    assert made == {
        "id": "https://hill.example/micro-credentials/wait-time",
        "type": ["Achievement"],
        "achievementType": "MicroCredential",
        "name": "Wait time",
        "description": "The educator waits after a question, so that more students think.",
        "criteria": {"id": "https://hill.example/micro-credentials/wait-time"},
        "image": {
            "id": "https://hill.example/wait.png",
            "type": "Image",
            "caption": "A clock",
        },
        "alignment": [
            {
                "type": ["Alignment"],
                "targetCode": "S.1",
                "targetDescription": "It says so.",
                "targetName": "Standard one",
                "targetFramework": "The list",
                "targetType": "CFItem",
                "targetUrl": "https://standards.example/one",
            }
        ],
        "tag": ["questions"],
        "creator": {
            "id": "https://hill.example/",
            "type": ["Profile"],
            "name": "Hill District",
            "url": "https://hill.example/",
        },
        "creditsAvailable": 10,
        "fieldOfStudy": "any",
        "humanCode": "MC-7",
        "inLanguage": "en",
        "version": "1.0",
        "otherIdentifier": [
            {
                "type": "IdentifierEntry",
                "identifier": "7",
                "identifierType": "ext:catalogue",
            },
            {
                "type": "IdentifierEntry",
                "identifier": definition.digest,
                "identifierType": "ext:microcredDefinitionDigest",
            },
        ],
    }
    assert [each["name"] for each in descriptions] == ["Waits", "Reflects", "Records"]


def test_the_rubric_becomes_result_descriptions() -> None:
    waits, _, records = achievement(micro_credential()).result_description
    assert waits.id == f"{ID}#waits"
    assert waits.result_type == "RubricCriterionLevel"
    assert waits.required_level == f"{ID}#waits/proficient"
    assert [
        (level.id, level.name, level.description, level.level)
        for level in waits.rubric_criterion_level
    ] == [
        (f"{ID}#waits/emerging", "Emerging", "Seldom.", "1"),
        (f"{ID}#waits/proficient", "Proficient", "Mostly.", "2"),
        (f"{ID}#waits/accomplished", "Accomplished", "Always.", "3"),
    ]
    assert records.required_level is None
    assert records.rubric_criterion_level[1].points == "2"


def test_without_a_web_address_the_narrative_is_the_criteria() -> None:
    assert achievement(micro_credential()).criteria.id is None
    page = achievement(micro_credential(page="https://hill.example/wait")).criteria.id
    assert page == "https://hill.example/wait"


def test_a_published_page_is_the_criteria() -> None:
    around = replace(AROUND, page_of=lambda own_id: f"https://site.example/{own_id[-2:]}/")
    definition = read_any(micro_credential())
    assert make_achievement(definition, around).criteria.id == "https://site.example/e7/"
    stated = read_any(micro_credential(page="https://hill.example/wait"))
    assert make_achievement(stated, around).criteria.id == "https://hill.example/wait"


def test_the_narrative_tells_the_whole_definition() -> None:
    told = narrative(micro_credential())
    for text in (
        "## Competency\n\nThe educator waits after a question",
        "## Key method\n\nThree seconds of silence",
        "- **Ask:** Ask an open question.",
        "### A lesson\n\n- **Recording** (as file: video / MP3, link; 1 to 2)",
        "**Passes when an assessor says yes to:** The answer describes the class.",
        "**Passes when it reaches, in the rubric:** Waits – Proficient\n",
        "### Records\n\nTold, but not required.\n\n- **Partly**: Voices are lost.",
        "- **Proficient** (required): Mostly.",
        "- [Standard one](https://standards.example/one) (The list) – It is one.",
        "- A work (2001). <https://doi.org/10.1000/1>",
        "- [Waiting](https://example.org/waiting) – Shows it in a lesson.",
        "- **For whom:** teacher; any; K-12",
        "- **Licence:** [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
    ):
        assert text in told, text


def test_a_name_with_markup_is_shown_as_it_is() -> None:
    document = micro_credential(authors=[{"name": "<b>A*B</b>\n# [C](x)"}])
    assert "**Written by:** \\<b>A\\*B\\</b> # \\[C\\](x)\n" in narrative(document)


def test_a_stack_tells_what_must_be_held() -> None:
    told = narrative(stack())
    assert "All of:\n\n- Wait time\n\n### One more" in told
    assert f"At least 1 of:\n\n- Wait time\n- {OTHER_ID}\n" in told
    linked = stack(requires=[{"of": ["https://hill.example/a"]}])
    assert "- [https://hill.example/a](https://hill.example/a)\n" in narrative(linked)
    assert achievement(stack()).result_description == []


def test_each_language_is_an_achievement_that_names_the_others() -> None:
    english, spanish = achievement(in_spanish()), achievement(in_spanish(), "es")
    assert (english.name, english.in_language) == ("Questioning", "en")
    assert (spanish.name, spanish.in_language) == ("Preguntar", "es")
    assert spanish.id == f"{english.id}#in-es"
    assert [(each.id, each.in_language) for each in english.related] == [(spanish.id, "es")]
    assert [(each.id, each.in_language) for each in spanish.related] == [(english.id, "en")]
    assert narrative(in_spanish(), "es").startswith("## Competencia\n\nEl docente conduce.")


def test_a_language_that_it_is_not_in() -> None:
    with pytest.raises(MalformedInput) as caught:
        achievement(in_spanish(), "fr")
    assert caught.value.code == "no-such-language"


def test_an_alignment_whose_item_is_not_there() -> None:
    document = micro_credential()
    document["alignments"].append({"framework": "list", "item": "two"})
    with pytest.raises(InvalidDocument) as caught:
        achievement(document)
    assert [(each.pointer, each.code) for each in caught.value.faults] == [
        ("/alignments/1/item", "no-such-target")
    ]


def test_an_alignment_that_says_all_itself() -> None:
    document = micro_credential(
        alignments=[
            {
                "name": "Asking",
                "url": "https://skills.example/asking",
                "framework": "Skills",
                "code": "A1",
                "description": "Asks.",
                "type": "ceasn:Competency",
            }
        ]
    )
    (made,) = achievement(document).alignment
    assert made.to_document() == {
        "type": ["Alignment"],
        "targetCode": "A1",
        "targetDescription": "Asks.",
        "targetName": "Asking",
        "targetFramework": "Skills",
        "targetType": "ceasn:Competency",
        "targetUrl": "https://skills.example/asking",
    }


@needs_vectors
@pytest.mark.parametrize("document", [micro_credential(), stack()], ids=["one", "stack"])
def test_a_badge_is_what_the_official_schema_asks_and_verifies(document: dict[str, Any]) -> None:
    definition = read_any(document)
    key = SigningKey.generate("Ed25519")
    issuer = Issuer(Profile(id=key.did, name="Hill District"), key)
    results = []
    if isinstance(definition, MicroCredential):
        results = make_results(definition, {"waits": "accomplished", "reflects": "proficient"})
    badge = issuer.award(
        achievement(document),
        Recipient.email("ana@school.example"),
        results=results,
        **award_members(definition),
    )
    signed = issuer.sign(badge)
    assert list(official().iter_errors(signed.document)) == []
    assert Verifier().verify(signed.json()).verdict == "valid"
    subject = signed.document["credentialSubject"]
    if isinstance(definition, Stack):
        assert "source" not in subject
    else:
        assert subject["creditsEarned"] == 10
        assert subject["source"] == {
            "id": "did:web:university.example",
            "type": ["Profile"],
            "name": "Hill University",
        }


def test_a_standard_is_named_in_the_language_of_the_badge() -> None:
    item = Item("l", "Listens", uri="https://e.example/l", translations=(Wording("es", "Escucha"),))
    title = (Wording("es", "Escuchar"),)
    listening = Framework("listening", "Listening", items=(item,), translations=title)
    document = in_spanish() | {"alignments": [{"framework": "listening", "item": "l"}]}
    around = Surroundings(FrameworkShelf([listening]), {ID: "Wait time", OTHER_ID: "Ask"})
    names = {}
    for language in ("en", "es"):
        (alignment,) = make_achievement(read_any(document), around, language).alignment
        names[language] = (alignment.target_name, alignment.target_framework)
    assert names == {"en": ("Listens", "Listening"), "es": ("Escucha", "Escuchar")}
