"""The folder keeps frameworks whole, finds items, and tells what a newer edition means."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microcred.errors import ConfigurationError, InvalidDocument
from microcred.models import Alignment
from microcred.program.frameworks import (
    STANDARDS,
    Described,
    Framework,
    FrameworkFolder,
    FrameworkLookup,
    Item,
    Target,
    Use,
    read_framework,
)

from .sources import CSV_TABLE, SITE, case_association, case_package, guid


@pytest.fixture
def folder(tmp_path: Path) -> FrameworkFolder:
    return FrameworkFolder(tmp_path / "frameworks")


def imported(tmp_path: Path, package: object) -> Framework:
    path = tmp_path / "package.json"
    path.write_text(json.dumps(package))
    return read_framework(path)


def alignment_of(target: Target) -> Alignment:
    return Alignment(
        target_name=target.target_name,
        target_url=target.target_url,
        target_code=target.target_code,
        target_description=target.target_description,
        target_framework=target.target_framework,
        target_type=target.target_type,
    )


@pytest.mark.parametrize("framework", [guid("document"), "Listening"])
@pytest.mark.parametrize("item", [guid("L.1"), "L.1", f"{SITE}/CFItems/{guid('L.1')}"])
def test_an_item_is_found_by_any_of_its_names(
    framework: str, item: str, folder: FrameworkFolder, tmp_path: Path
) -> None:
    folder.store(imported(tmp_path, case_package()))
    lookup: FrameworkLookup = FrameworkFolder(folder.folder)
    target = lookup.find(framework, item)
    assert target is not None
    assert alignment_of(target).to_document() == {
        "type": ["Alignment"],
        "targetCode": "L.1",
        "targetDescription": "Listens to students",
        "targetName": "Students",
        "targetFramework": "Listening",
        "targetType": "CFItem",
        "targetUrl": f"{SITE}/CFItems/{guid('L.1')}",
    }


def test_what_is_not_there_is_not_found(folder: FrameworkFolder, tmp_path: Path) -> None:
    folder.store(imported(tmp_path, case_package()))
    assert folder.find("Listening", "L.7") is None
    assert folder.find("Reading", "L.1") is None
    assert folder.find("", "") is None


def test_a_code_that_two_items_have_finds_neither(folder: FrameworkFolder) -> None:
    items = (Item("a", "A", code="X"), Item("b", "B", code="X"), Item("c", "C", code="X"))
    framework = Framework("f", "F", items=items)
    assert framework.find("X") is None
    assert framework.find("b") == items[1]


def test_an_item_without_a_page_has_a_stable_url() -> None:
    target = Target(Framework("f", "F"), Item("a", "A"))
    assert target.target_url == "urn:uuid:48e600d1-6f5b-5cc0-8092-8f2606f5e60f"
    assert target.target_code == "a"
    assert target.target_description is None
    assert target.target_type is None


def test_the_file_is_named_after_the_id_and_never_leaves_the_folder(
    folder: FrameworkFolder, tmp_path: Path
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(CSV_TABLE)
    for framework_id in ("listening-2024", "../../etc/passwd", "Läs", "a" * 300):
        folder.store(read_framework(path, Described(framework_id, f"T {framework_id}")))
        assert folder.path_of(framework_id).parent == folder.folder
        assert FrameworkFolder(folder.folder).framework(framework_id) is not None
    assert (folder.folder / "listening-2024.json").is_file()
    assert len(list(folder.folder.iterdir())) == 4


def test_the_folder_lists_those_built_in_too(folder: FrameworkFolder, tmp_path: Path) -> None:
    assert [framework.id for framework in folder] == ["spl-2011", "spl-2022"]
    folder.store(imported(tmp_path, case_package()))
    assert [framework.title for framework in folder] == [
        "Standards for Professional Learning (2011)",
        "Standards for Professional Learning (2022)",
        "Listening",
    ]


def test_what_comes_with_the_package_is_not_replaced(folder: FrameworkFolder) -> None:
    with pytest.raises(ConfigurationError) as caught:
        folder.store(Framework("spl-2022", "Mine", items=(Item("a", "A"),)))
    assert caught.value.code == "framework-built-in"
    assert not folder.folder.exists()


def newer_edition() -> dict[str, object]:
    """L.2 is gone, and L.3, new, replaces it; L.1 stays but L.1.a replaces it."""
    package = case_package()
    package["CFDocument"]["version"] = "2025"
    package["CFItems"][2].update(
        identifier=guid("L.3"), humanCodingScheme="L.3", uri=f"{SITE}/CFItems/{guid('L.3')}"
    )
    package["CFAssociations"] = [
        case_association("isChildOf", "L.1", "L"),
        case_association("isChildOf", "L.3", "L"),
        case_association("isChildOf", "L.1.a", "L.1"),
        case_association("replacedBy", "L.2", "L.3"),
        case_association("replacedBy", "L.1", "L.1.a"),
    ]
    return package


def test_a_newer_edition_that_lacks_a_target_is_refused_and_nothing_changes(
    folder: FrameworkFolder, tmp_path: Path
) -> None:
    folder.store(imported(tmp_path, case_package()))
    before = folder.path_of(guid("document")).read_bytes()
    uses = [Use("families.yaml", "L.2"), Use("students.yaml", "L.1"), Use("other.yaml", "L.9")]
    with pytest.raises(InvalidDocument) as caught:
        folder.store(imported(tmp_path, newer_edition()), uses)
    assert caught.value.code == "targets-disappeared"
    (fault,) = caught.value.faults
    assert (fault.pointer, fault.code) == ("families.yaml", "target-disappeared")
    assert guid("L.3") in fault.message
    assert folder.path_of(guid("document")).read_bytes() == before
    assert [path.suffix for path in folder.folder.iterdir()] == [".json"]


def test_a_newer_edition_may_be_taken_all_the_same(folder: FrameworkFolder, tmp_path: Path) -> None:
    assert folder.store(imported(tmp_path, case_package())) is None
    uses = [Use("families.yaml", "L.2"), Use("students.yaml", guid("L.1"))]
    comparison = folder.store(imported(tmp_path, newer_edition()), uses, lose_targets=True)
    assert comparison is not None
    assert [item.code for item in comparison.added] == ["L.3"]
    assert [item.code for item in comparison.removed] == ["L.2"]
    assert [
        (change.item.code, change.gone, change.replaced_by, change.used_by)
        for change in comparison.changes
    ] == [
        ("L.1", False, (guid("L.1.a"),), ("students.yaml",)),
        ("L.2", True, (guid("L.3"),), ("families.yaml",)),
    ]
    found = folder.framework(guid("document"))
    assert found is not None
    assert found.version == "2025"


def test_an_edition_that_only_adds_is_taken(folder: FrameworkFolder, tmp_path: Path) -> None:
    folder.store(imported(tmp_path, case_package()))
    comparison = folder.store(imported(tmp_path, case_package()), [Use("x.yaml", "L.1")])
    assert comparison is not None
    assert comparison.changes == ()


def test_a_stored_file_that_somebody_broke_is_named(
    folder: FrameworkFolder, tmp_path: Path
) -> None:
    folder.store(imported(tmp_path, case_package()))
    path = folder.path_of(guid("document"))
    document = json.loads(path.read_text("utf-8"))
    document["items"][0]["parents"] = [guid("L.1")]
    path.write_text(json.dumps(document))
    with pytest.raises(InvalidDocument) as caught:
        FrameworkFolder(folder.folder).find(guid("document"), "L.1")
    assert caught.value.faults[0].code == "circle"
    assert caught.value.__notes__ == [str(path)]


def test_the_standards_of_2011_and_2022() -> None:
    older, newer = STANDARDS
    assert [item.statement for item in older.items] == [
        "Learning Communities",
        "Leadership",
        "Resources",
        "Data",
        "Learning Designs",
        "Implementation",
        "Outcomes",
    ]
    assert {
        frame.statement: [item.statement for item in newer.children[frame.id]]
        for frame in newer.children[""]
    } == {
        "Rigorous Content for Each Learner": [
            "Equity Practices",
            "Curriculum, Assessment, and Instruction",
            "Professional Expertise",
        ],
        "Transformational Processes": [
            "Equity Drivers",
            "Evidence",
            "Learning Designs",
            "Implementation",
        ],
        "Conditions for Success": [
            "Equity Foundations",
            "Culture of Collaborative Inquiry",
            "Leadership",
            "Resources",
        ],
    }


def test_the_ids_of_the_standards_never_change() -> None:
    older, newer = STANDARDS
    assert (older.id, newer.id) == ("spl-2011", "spl-2022")
    assert [item.id for item in newer.items] == [
        "rigorous-content-for-each-learner",
        "equity-practices",
        "curriculum-assessment-and-instruction",
        "professional-expertise",
        "transformational-processes",
        "equity-drivers",
        "evidence",
        "learning-designs",
        "implementation",
        "conditions-for-success",
        "equity-foundations",
        "culture-of-collaborative-inquiry",
        "leadership",
        "resources",
    ]


def test_the_crosswalk_goes_only_as_far_as_it_is_stated() -> None:
    older, newer = STANDARDS
    targets = {
        association.origin: association.target.removeprefix("spl-2022/")
        for association in older.associations
    }
    assert targets == {
        name: name for name in ("leadership", "resources", "learning-designs", "implementation")
    }
    assert set(targets.values()) <= set(newer.by_id)


def test_the_standards_hold_to_the_rules_of_imported_frameworks() -> None:
    from microcred.program.frameworks.stored import dump_framework, load_framework

    for framework in STANDARDS:
        assert load_framework(dump_framework(framework)) == framework
