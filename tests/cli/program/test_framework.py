"""`microcred program framework`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.program.frameworks.sources import (
    CSV_TABLE,
    case_association,
    case_package,
    ctdl_asn_graph,
    guid,
)


def write(shell: Shell, document: Any, name: str = "package.json") -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    (shell.folder / name).write_text(text, "utf-8")
    return name


def stored(shell: Shell) -> dict[str, bytes]:
    folder = shell.folder / "program" / "frameworks"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_case_package_is_imported(programme: Shell) -> None:
    document = programme.json("program", "framework", "import", write(programme, case_package()))
    assert document == {
        "id": guid("document"),
        "title": "Listening",
        "uri": case_package()["CFDocument"]["uri"],
        "publisher": "Hill District",
        "version": "2024",
        "adoptionStatus": "Adopted",
        "language": "en",
        "languages": ["en"],
        "itemCount": 4,
        "rubricCount": 1,
    }
    assert list(stored(programme)) == [f"{guid('document')}.json"]


def test_what_replaced_a_standard_is_told(programme: Shell) -> None:
    lines = programme("program", "framework", "show", "spl-2011").stdout.splitlines()
    assert "leadership  Leadership  (replaced by spl-2022/leadership)" in lines
    assert "data  Data" in lines


def test_associations_and_rubrics_are_told_as_json(programme: Shell) -> None:
    programme("program", "framework", "import", write(programme, case_package()))
    show = ("program", "framework", "show", guid("document"))
    document = programme.json(*show)
    assert [each["type"] for each in document["associations"]] == ["precedes", "exactMatchOf"]
    (rubric,) = document["rubrics"]
    assert [level["quality"] for level in rubric["criteria"][0]["levels"]] == ["Not yet", "Met"]
    below = programme.json(*show, "--under", "L.2")
    assert [each["origin"] for each in below["associations"]] == [guid("L.1"), guid("L.2")]
    assert programme.json(*show, "restates")["associations"] == []


def test_an_item_is_told_in_the_language_that_is_asked_for(programme: Shell) -> None:
    table = "id,statement,statement_es\na,Listens,Escucha\n"
    words = ["program", "framework", "import", write(programme, table, "t.csv")]
    programme(*words, "--id", "l", "--title", "L", "--language", "en")
    show = ("program", "framework", "show", "l")
    assert programme(*show, "escu").stdout.splitlines()[1] == "a  Listens"
    assert programme(*show, "--language", "es-MX").stdout.splitlines()[1] == "a  Escucha"
    (item,) = programme.json(*show)["items"]
    assert item["translations"] == [{"language": "es", "statement": "Escucha"}]
    assert programme.json(*show)["languages"] == ["en", "es"]


def test_csv_is_imported_with_a_name(programme: Shell) -> None:
    words = ["program", "framework", "import", write(programme, CSV_TABLE, "t.csv")]
    assert programme.error(*words) == "framework-not-named"
    assert stored(programme) == {}
    told = programme(*words, "--id", "listening", "--title", "Listening", "--edition", "2").stdout
    assert told == "Listening: 4 items, id listening\n"


def test_a_name_for_what_names_itself_is_refused(programme: Shell) -> None:
    words = ["program", "framework", "import", write(programme, case_package())]
    assert programme.error(*words, "--id", "listening", code=2) == "invalid-option"
    assert stored(programme) == {}
    programme(*words, "--id", guid("document"))


def test_frameworks_are_listed(programme: Shell) -> None:
    programme("program", "framework", "import", write(programme, ctdl_asn_graph()))
    told = programme("program", "framework", "list").stdout.splitlines()
    assert (
        told[1] == "spl-2022  Standards for Professional Learning (2022)  (14 items, 2022, Adopted)"
    )
    assert told[2].endswith("Coaching  (3 items, Adopted)")
    listed = programme.json("program", "framework", "list")["frameworks"]
    assert [each["title"] for each in listed][2] == "Coaching"


def test_a_framework_is_shown_as_a_tree(programme: Shell) -> None:
    programme("program", "framework", "import", write(programme, case_package()))
    told = programme("program", "framework", "show", "Listening").stdout.splitlines()
    assert told[1:] == [
        "L  Listening",
        "  L.1  Students",
        "    L.1.a  Restates what a student said",
        "  L.2  Listens to families",
    ]
    below = programme.json("program", "framework", "show", "Listening", "--under", "L.1")
    assert [item["code"] for item in below["items"]] == ["L.1", "L.1.a"]


def test_a_framework_is_searched(programme: Shell) -> None:
    programme("program", "framework", "import", write(programme, case_package()))
    found = programme.json("program", "framework", "show", "Listening", "famil")["items"]
    assert [item["code"] for item in found] == ["L.2"]
    above = programme.json("program", "framework", "show", "Listening", "students", "restates")
    assert [item["code"] for item in above["items"]] == ["L.1.a"]


def test_a_faulty_package_leaves_everything_as_it_was(programme: Shell) -> None:
    name = write(programme, case_package())
    programme("program", "framework", "import", name)
    before = stored(programme)
    package = case_package()
    package["CFAssociations"].append(case_association("isChildOf", "L", "L.1.a"))
    write(programme, package)
    document = programme.json("program", "framework", "import", name, code=1)["error"]
    assert document["where"] == "package.json"
    assert [fault["code"] for fault in document["faults"]] == ["circle"]
    assert stored(programme) == before


def aligned_programme(shell: Shell) -> str:
    name = write(shell, case_package())
    shell("program", "framework", "import", name)
    path = shell.folder / "program" / "evidence.json"
    definition = json.loads(path.read_text("utf-8"))
    definition["alignments"] = [
        {"framework": guid("document"), "item": "L.2"},
        {"framework": "Listening", "item": guid("L.1")},
    ]
    path.write_text(json.dumps(definition))
    package = case_package()
    package["CFItems"] = [item for item in package["CFItems"] if item["humanCodingScheme"] != "L.2"]
    package["CFAssociations"] = [
        case_association("isChildOf", "L.1", "L"),
        case_association("isChildOf", "L.1.a", "L.1"),
        case_association("replacedBy", "L.2", "L.1.a"),
    ]
    return write(shell, package, "newer.json")


def test_a_target_that_disappeared_is_told_with_its_replacement(programme: Shell) -> None:
    newer = aligned_programme(programme)
    before = stored(programme)
    words = ["program", "framework", "import", newer]
    error = programme.json(*words, code=1)["error"]
    assert error["code"] == "targets-disappeared"
    (fault,) = error["faults"]
    assert fault["pointer"] == "evidence.json"
    text = (programme.folder / "program" / "evidence.json").read_text("utf-8")
    assert (fault["line"], fault["column"]) == (1, text.index('"L.2"') + 1)
    assert "L.2 is gone" in fault["message"]
    assert guid("L.1.a") in fault["message"]
    assert stored(programme) == before
    document = programme.json(*words, "--lose-targets")
    assert document["changes"] == [
        {
            "item": guid("L.2"),
            "gone": True,
            "replacedBy": [guid("L.1.a")],
            "usedBy": ["evidence.json"],
        }
    ]
    assert document["removed"] == [guid("L.2")]
    assert stored(programme) != before


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["show", "none"], "no-such-framework"),
        (["show", "spl-2022", "--under", "none"], "no-such-standard"),
        (["import", "nowhere.json"], "unreadable-file"),
    ],
)
def test_what_is_not_there_is_said(words: list[str], error: str, programme: Shell) -> None:
    assert programme.error("program", "framework", *words, code=2) == error


def test_a_chain_of_items_is_not_told_in_blanks(programme: Shell) -> None:
    rows = [f"i{number},s,{f'i{number - 1}' if number else ''}" for number in range(200)]
    table = write(programme, "\n".join(["id,statement,parent", *rows]), "chain.csv")
    programme("program", "framework", "import", table, "--id", "chain", "--title", "Chain")
    lines = programme("program", "framework", "show", "chain").stdout.splitlines()
    assert lines[-1].strip().startswith("i199")
    assert max(len(line) - len(line.lstrip()) for line in lines) == 40
