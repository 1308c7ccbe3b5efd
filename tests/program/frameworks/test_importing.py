"""Each format gives the same kind of framework, with the values of its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.errors import MalformedInput
from microcred.program.frameworks import (
    Association,
    Described,
    Framework,
    FrameworkLicence,
    RubricLevel,
    read_framework,
)
from microcred.program.frameworks.stored import dump_framework, load_framework

from .sources import (
    CSV_TABLE,
    CTID,
    REGISTRY,
    SITE,
    case_association,
    case_package,
    ctdl_asn_graph,
    ctid,
    guid,
    link,
)

DESCRIBED = Described(id="listening", title="Listening", version="2024", language="en")


def read(tmp_path: Path, document: Any, **options: Any) -> Framework:
    path = tmp_path / ("table.csv" if isinstance(document, str) else "package.json")
    text = document if isinstance(document, str) else json.dumps(document)
    path.write_text(text, "utf-8")
    return read_framework(path, DESCRIBED, **options)


def defined(name: str, title: str, **members: str) -> dict[str, Any]:
    return {"identifier": guid(name), "title": title, **members}


def codes(framework: Framework, parent: str) -> list[str]:
    return [item.code for item in framework.children.get(parent, ())]


def test_a_case_package_gives_document_and_items(tmp_path: Path) -> None:
    framework = read(tmp_path, case_package())
    assert (framework.id, framework.title, framework.version) == (
        guid("document"),
        "Listening",
        "2024",
    )
    assert framework.publisher == "Hill District"
    assert framework.adoption_status == "Adopted"
    assert framework.target_type == "CFItem"
    item = framework.by_id[guid("L.1")]
    assert item.statement == "Listens to students"
    assert item.name == item.title == "Students"
    assert item.uri == f"{SITE}/CFItems/{guid('L.1')}"
    assert item.type == "Standard"
    assert item.language == "en"
    assert framework.by_id[guid("L.2")].education_levels == ("KG", "01")


def test_a_case_package_gives_the_hierarchy(tmp_path: Path) -> None:
    framework = read(tmp_path, case_package())
    assert codes(framework, "") == ["L"]
    assert codes(framework, guid("L")) == ["L.1", "L.2"]
    below = [item.code for item in framework.with_descendants(guid("L"))]
    assert below == ["L", "L.1", "L.1.a", "L.2"]
    assert [item.code for item in framework.ancestors(guid("L.1.a"))] == ["L.1", "L"]


def test_a_case_package_gives_associations_also_to_other_frameworks(tmp_path: Path) -> None:
    framework = read(tmp_path, case_package())
    assert framework.associations == (
        Association("precedes", guid("L.1"), guid("L.2"), f"{SITE}/CFItems/{guid('L.2')}", "L.2"),
        Association(
            "exactMatchOf",
            guid("L.2"),
            guid("elsewhere"),
            f"{SITE}/CFItems/{guid('elsewhere')}",
            "elsewhere",
        ),
    )


def test_a_case_package_gives_rubrics_with_levels_by_position(tmp_path: Path) -> None:
    (rubric,) = read(tmp_path, case_package()).rubrics
    (criterion,) = rubric.criteria
    assert (rubric.title, criterion.category, criterion.weight) == (
        "Listening, judged",
        "Restating",
        0.5,
    )
    assert criterion.item == guid("L.1")
    assert criterion.levels == (
        RubricLevel(guid("not-yet"), "Not yet", "", 1.0),
        RubricLevel(guid("met"), "Met", "", 2.0),
    )


def test_a_case_package_gives_what_it_defines_once(tmp_path: Path) -> None:
    package = case_package()
    package["CFDefinitions"] = {
        "CFItemTypes": [defined("type", "Standard")],
        "CFSubjects": [defined("subject", "Classroom talk")],
        "CFConcepts": [defined("concept", "Attention", keywords="silence| waiting")],
        "CFLicenses": [defined("licence", "CC BY 4.0")],
        "CFAssociationGroupings": [defined("grouping", "Order of learning")],
    }
    document, item = package["CFDocument"], package["CFItems"][1]
    document["description"] = "How to listen."
    document["officialSourceURL"] = "https://hill.example/listening.pdf"
    document["subjectURI"] = [link("Talk", guid("subject"), "CFSubjects")]
    document["licenseURI"] = link("CC", guid("licence"), "CFLicenses")
    item.pop("CFItemType")
    item["CFItemTypeURI"] = link("Std", guid("type"), "CFItemTypes")
    item["conceptKeywords"] = ["hearing"]
    item["conceptKeywordsURI"] = link("Attention", guid("concept"), "CFConcepts")
    item["subject"] = ["Talk"]
    item["notes"] = "Ears first."
    package["CFAssociations"][4]["CFAssociationGroupingURI"] = link("", guid("grouping"))
    framework = read(tmp_path, package)
    assert framework.description == "How to listen."
    assert framework.source == "https://hill.example/listening.pdf"
    assert framework.subjects == ("Classroom talk",)
    assert framework.licence == FrameworkLicence(
        "CC BY 4.0", f"{SITE}/CFLicenses/{guid('licence')}"
    )
    read_item = framework.by_id[guid("L.1")]
    assert read_item.type == "Standard"
    assert read_item.keywords == ("hearing", "Attention", "silence", "waiting")
    assert (read_item.subjects, read_item.notes) == (("Talk",), "Ears first.")
    assert framework.associations[0].group == "Order of learning"
    assert load_framework(dump_framework(framework)) == framework


def test_links_without_their_definitions_give_their_titles(tmp_path: Path) -> None:
    package = case_package()
    package.pop("CFDefinitions")
    package["CFDocument"]["licenseURI"] = link("CC0", guid("licence"), "CFLicenses")
    package["CFItems"][1]["CFItemType"] = None
    package["CFItems"][1]["CFItemTypeURI"] = link("Standard", guid("type"), "CFItemTypes")
    framework = read(tmp_path, package)
    assert framework.licence is not None
    assert framework.licence.name == "CC0"
    assert framework.by_id[guid("L.1")].type == "Standard"


def test_the_other_end_of_an_association_may_have_any_uri(tmp_path: Path) -> None:
    """OpenSALT writes `local:` and the GUID for items that it cannot resolve."""
    package = case_package()
    package["CFAssociations"][5]["destinationNodeURI"]["uri"] = "local:elsewhere"
    assert read(tmp_path, package).associations[1].target_uri == "local:elsewhere"


def test_a_case_package_may_be_wrapped(tmp_path: Path) -> None:
    assert read(tmp_path, {"CFPackage": case_package()}) == read(tmp_path, case_package())


def test_an_item_may_stand_under_two(tmp_path: Path) -> None:
    package = case_package()
    package["CFAssociations"].append(case_association("isChildOf", "L.1.a", "L.2"))
    framework = read(tmp_path, package)
    assert framework.by_id[guid("L.1.a")].parents == (guid("L.1"), guid("L.2"))
    assert len(list(framework.with_descendants(guid("L")))) == 4


def test_ctdl_asn_gives_competencies(tmp_path: Path) -> None:
    framework = read(tmp_path, ctdl_asn_graph())
    assert (framework.id, framework.title, framework.uri) == (
        CTID,
        "Coaching",
        f"{REGISTRY}/{CTID}",
    )
    assert framework.publisher == "Hill District"
    assert framework.adoption_status == "Adopted"
    assert framework.target_type == "ceasn:Competency"
    item = framework.by_id[ctid(2)]
    assert (item.code, item.name, item.language) == ("C.1", "Questions", "en-US")
    assert item.parents == (ctid(1),)
    assert framework.by_id[ctid(3)].parents == (ctid(1),)
    assert framework.by_id[ctid(1)].parents == ()
    assert framework.by_id[ctid(3)].education_levels == ("Grade 1",)
    assert framework.associations == (
        Association(
            "exactMatchOf", ctid(2), "https://other.example/c1", "https://other.example/c1"
        ),
    )


def test_a_node_of_ctdl_asn_may_have_several_types(tmp_path: Path) -> None:
    graph = ctdl_asn_graph()
    for node in graph["@graph"]:
        node["@type"] = [node["@type"], "schema:Thing"]
    assert read(tmp_path, graph) == read(tmp_path, ctdl_asn_graph())


def test_csv_gives_rows(tmp_path: Path) -> None:
    framework = read(tmp_path, "\ufeff" + CSV_TABLE)
    assert framework.title == "Listening"
    assert [item.id for item in framework.items] == ["l", "l1", "l2", "l1a"]
    assert framework.by_id["l1"].education_levels == ("K", "1")
    assert framework.by_id["l1a"].statement == "Restates, in own words, what was said"
    assert framework.by_id["l1a"].parents == ("l1", "l2")
    assert framework.associations == (
        Association("replacedBy", "l1a", "https://other.example/x", "https://other.example/x"),
    )


def test_csv_wants_a_name_for_the_framework(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text(CSV_TABLE)
    with pytest.raises(MalformedInput) as caught:
        read_framework(path)
    assert caught.value.code == "framework-not-named"


@pytest.mark.parametrize("document", [case_package(), ctdl_asn_graph(), CSV_TABLE])
def test_what_is_stored_is_what_was_read(document: Any, tmp_path: Path) -> None:
    framework = read(tmp_path, document)
    assert load_framework(dump_framework(framework)) == framework


def test_text_of_any_script_stays(tmp_path: Path) -> None:
    table = "id,statement\na,يستمع إلى الطلاب\nb,聞く力\n"
    framework = load_framework(dump_framework(read(tmp_path, table)))
    assert [item.statement for item in framework.items] == ["يستمع إلى الطلاب", "聞く力"]


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedInput) as caught:
        read(tmp_path, {"items": []})
    assert caught.value.code == "unknown-framework-format"
    assert caught.value.__notes__ == [str(tmp_path / "package.json")]
