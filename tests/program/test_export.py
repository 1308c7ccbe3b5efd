"""The catalogue is told to others: plain JSON, and CTDL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from microcred.models import Profile
from microcred.program.catalogue import Catalogue
from microcred.program.definition import MicroCredential
from microcred.program.export import catalogue_document, ctdl_document, ctid_of
from microcred.program.frameworks import Framework, FrameworkFolder, Item, Wording

from .catalogues import SITE, catalogue
from .definitions import micro_credential

SPL = FrameworkFolder(Path("nowhere"))
OWNER = Profile(id="did:web:hill.example", name="Hill District", url="https://hill.example")


@pytest.fixture(scope="module")
def graph() -> dict[str, Any]:
    document = ctdl_document(catalogue(), OWNER)
    assert document["@context"] == "https://credreg.net/ctdl/schema/context/json"
    return {node["@id"]: node for node in document["@graph"]}


def test_json_has_every_definition_with_its_standards() -> None:
    document = catalogue_document(catalogue())
    assert document["format"] == "microcred-catalogue/1"
    entries = {entry["id"]: entry for entry in document["entries"]}
    assert len(entries) == 6
    listening = entries[SITE + "listening"]
    assert listening["competency"] == "The educator hears what students say."
    assert listening["digest"].startswith("sha256:")
    assert listening["standards"] == [
        {
            "framework": "spl-2022",
            "frameworkName": "Standards for Professional Learning (2022)",
            "item": "equity-practices",
            "name": "Equity Practices",
            "url": "https://standards.learningforward.org/standards-for-professional-learning/"
            "rigorous-content-for-each-learner/equity-practices",
        }
    ]


def test_ctdl_names_the_owner(graph: dict[str, Any]) -> None:
    assert graph["https://hill.example"] == {
        "@type": "ceterms:CredentialOrganization",
        "@id": "https://hill.example",
        "ceterms:ctid": ctid_of("did:web:hill.example"),
        "ceterms:name": {"und": "Hill District"},
        "ceterms:subjectWebpage": "https://hill.example",
    }


def test_ctdl_tells_a_micro_credential(graph: dict[str, Any]) -> None:
    node = graph[SITE + "questions"]
    assert node["@type"] == "ceterms:MicroCredential"
    assert node["ceterms:ctid"] == ctid_of(SITE + "questions")
    assert node["ceterms:ownedBy"] == ["https://hill.example"]
    assert node["ceterms:name"] == {"en": "Open Questions"}
    assert node["ceterms:inLanguage"] == ["en"]
    assert node["ceterms:subjectWebpage"] == SITE + "questions"
    assert node["ceterms:keyword"] == {"en": ["communication", "questioning"]}
    assert node["ceterms:estimatedDuration"] == [
        {"@type": "ceterms:DurationProfile", "ceterms:exactDuration": "PT15H"}
    ]
    assert node["ceterms:isPreparationFor"] == [SITE + "coaching"]
    assert node["ceterms:subject"][0]["ceterms:targetNodeName"] == {"en": "mathematics"}
    own, before = node["ceterms:requires"]
    assert [each["ceterms:targetNodeName"] for each in own["ceterms:targetCompetency"]] == [
        {"en": "Equity Practices"},
        {"en": "Learning Designs"},
    ]
    assert own["ceterms:targetCompetency"][0]["ceterms:framework"] == (
        "https://standards.learningforward.org/"
    )
    assert before["ceterms:targetCredential"] == [SITE + "listening"]
    assert own["ceterms:submissionOfDescription"] == {
        "en": ["Overview questions", "A lesson", "Reflection"]
    }


def test_ctdl_gives_the_code_as_an_identifier_of_the_credential() -> None:
    """In CTDL only competencies and alignments have a `ceterms:codedNotation`."""
    whole = catalogue()
    entry = next(iter(whole.entries.values()))
    coded = Catalogue([("a.yaml", entry.definition.model_copy(update={"code": "MC-1"}))], SPL)
    _, node = ctdl_document(coded, OWNER)["@graph"]
    assert node["ceterms:identifier"] == [
        {"@type": "ceterms:IdentifierValue", "ceterms:identifierValueCode": "MC-1"}
    ]
    assert "ceterms:codedNotation" not in node


def test_ctdl_names_a_standard_in_all_its_languages(tmp_path: Path) -> None:
    item = Item("a", "Listens", language="en", translations=(Wording("es", "", "Escucha"),))
    title = (Wording("es", "Escuchar"),)
    folder = FrameworkFolder(tmp_path)
    folder.store(Framework("l", "Listening", language="en", items=(item,), translations=title))
    definition = MicroCredential.from_document(
        micro_credential(alignments=[{"framework": "l", "item": "a"}])
    )
    _, node = ctdl_document(Catalogue([("a.yaml", definition)], folder), OWNER)["@graph"]
    (target,) = node["ceterms:requires"][0]["ceterms:targetCompetency"]
    assert target["ceterms:targetNodeName"] == {"en": "Listens", "es": "Escucha"}
    assert target["ceterms:frameworkName"] == {"en": "Listening", "es": "Escuchar"}


def test_ctdl_tells_a_stack_and_languages(graph: dict[str, Any]) -> None:
    conditions = graph[SITE + "leader"]["ceterms:requires"][1:]
    assert [each["ceterms:targetCredential"] for each in conditions] == [
        [SITE + "listening"],
        [SITE + "questions", SITE + "evidence"],
    ]
    assert conditions[1]["ceterms:description"] == {"en": "1 of: Open Questions, Using Evidence"}
    arabic = graph[SITE + "arabic"]
    assert arabic["ceterms:name"] == {"ar": "الاستماع الفعّال", "en": "Listening in Arabic"}
    assert arabic["ceterms:inLanguage"] == ["ar", "en"]


def test_a_ctid_stays_the_same() -> None:
    name = "urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae7"
    assert ctid_of(name) == "ce-7c9e6679-7425-40de-944b-e07fc1f90ae7"
    assert ctid_of("https://hill.example/mc/a") == ctid_of("https://hill.example/mc/a")
    assert ctid_of("https://hill.example/mc/a") != ctid_of("https://hill.example/mc/b")
