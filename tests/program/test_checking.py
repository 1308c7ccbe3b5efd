"""The check of a whole folder: links, circles, ids, targets, pictures; and advice beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.errors import ConfigurationError, LimitExceeded
from microcred.limits import MAX_DEFINITION_BYTES
from microcred.program import folder as folder_module
from microcred.program.checking import check_program
from microcred.program.definition import read_any
from microcred.program.folder import read_program
from microcred.program.readiness import assess_readiness

from .definitions import ID, OTHER_ID, STACK_ID, micro_credential, stack

SPL = [{"framework": "spl-2022", "item": "learning-designs"}]


def write(folder: Path, **documents: dict[str, Any] | str) -> None:
    for name, document in documents.items():
        text = document if isinstance(document, str) else json.dumps(document, indent=1)
        suffix = "yaml" if isinstance(document, str) else "json"
        (folder / f"{name}.{suffix}").write_text(text, "utf-8")


def faults(folder: Path) -> list[tuple[str, str, str]]:
    report = check_program(read_program(folder))
    return [(each.file, each.pointer, each.code) for each in report.faults]


def sound(**changes: Any) -> dict[str, Any]:
    return micro_credential(alignments=SPL, **changes)


def test_a_sound_programme(tmp_path: Path) -> None:
    write(tmp_path, a=sound(), b=sound(id=OTHER_ID, prerequisites=[ID]), s=stack())
    (tmp_path / "notes.txt").write_text("not a definition")
    (tmp_path / "images").mkdir()
    program = read_program(tmp_path)
    assert faults(tmp_path) == []
    assert list(program.definitions) == [ID, OTHER_ID, STACK_ID]
    assert program.names[ID] == "Wait time"


def test_a_link_to_a_definition_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, a=sound(prerequisites=[OTHER_ID]), s=stack())
    assert faults(tmp_path) == [
        ("a.json", "/prerequisites/0", "no-such-definition"),
        ("s.json", "/requires/1/of/1", "no-such-definition"),
    ]
    report = check_program(read_program(tmp_path))
    text = (tmp_path / "a.json").read_text().splitlines()
    fault = report.faults[0]
    assert fault.line is not None
    assert OTHER_ID in text[fault.line - 1]


def test_links_that_form_a_circle(tmp_path: Path) -> None:
    write(tmp_path, a=sound(prerequisites=[STACK_ID]), s=stack(requires=[{"of": [ID]}]))
    write(tmp_path, own=sound(id=OTHER_ID, prerequisites=[OTHER_ID]))
    report = check_program(read_program(tmp_path))
    assert [(each.file, each.code, each.message) for each in report.faults] == [
        ("a.json", "circle", "this leads back to itself: a.json → s.json → a.json"),
        ("own.json", "circle", "this leads back to itself: own.json → own.json"),
        ("s.json", "circle", "this leads back to itself: s.json → a.json → s.json"),
    ]


def test_a_long_circle_is_told_shortly(tmp_path: Path) -> None:
    ids = [f"https://hill.example/m/{number}" for number in range(12)]
    for number, own in enumerate(ids):
        write(tmp_path, **{f"m{number:02}": sound(id=own, prerequisites=[ids[number - 1]])})
    report = check_program(read_program(tmp_path))
    assert len(report.faults) == 12
    assert report.faults[0].message == (
        "this leads back to itself: m00.json → m11.json → m10.json → m09.json → m08.json → "
        "m07.json → m06.json → … → m00.json"
    )


def test_two_definitions_with_one_id(tmp_path: Path) -> None:
    write(tmp_path, a=sound(), b=sound(name="Another"))
    assert faults(tmp_path) == [("b.json", "/id", "definition-id-twice")]
    assert "a.json has this id" in check_program(read_program(tmp_path)).faults[0].message


def test_an_alignment_to_an_item_that_its_framework_lacks(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=micro_credential(alignments=[*SPL, {"framework": "spl-2022", "item": "data"}]),
        b=micro_credential(id=OTHER_ID, alignments=[{"framework": "none", "item": "data"}]),
    )
    assert faults(tmp_path) == [
        ("a.json", "/alignments/1/item", "no-such-target"),
        ("b.json", "/alignments/0/framework", "no-such-target"),
    ]


@pytest.mark.parametrize(
    ("item", "advice"),
    [("equity-practises", "Did you mean equity-practices?"), ("xyz", "")],
)
def test_the_item_that_was_meant_is_told(tmp_path: Path, item: str, advice: str) -> None:
    write(tmp_path, a=micro_credential(alignments=[{"framework": "spl-2022", "item": item}]))
    (found,) = check_program(read_program(tmp_path)).faults
    assert found.advice == advice
    assert found.data == {"framework": "spl-2022"}


def test_a_picture_that_is_missing_or_too_large(tmp_path: Path) -> None:
    write(tmp_path, a=sound(image={"file": "images/a.png"}))
    assert faults(tmp_path) == [("a.json", "/image/file", "unreadable-file")]
    (tmp_path / "images").mkdir()
    with (tmp_path / "images" / "a.png").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert faults(tmp_path) == [("a.json", "/image/file", "picture-too-large")]


def test_a_file_that_is_wrong_does_not_hide_the_others(tmp_path: Path) -> None:
    write(
        tmp_path,
        a=sound(),
        aliases="a: &x [*x]\n",
        old="name: Wait time\n",
        rubric=json.dumps(sound(id=OTHER_ID)).replace('"required": "prof', '"required": "poof'),
    )
    (tmp_path / "long.yaml").write_bytes(b"a\n" * 1_000_000)
    (tmp_path / "folder.yaml").mkdir()
    assert faults(tmp_path) == [
        ("aliases.yaml", "", "invalid-yaml"),
        ("folder.yaml", "", "unreadable-file"),
        ("long.yaml", "", "definition-too-long"),
        ("old.yaml", "/format", "unknown-format"),
        ("rubric.yaml", "/rubric/0/required", "no-such-level"),
        ("rubric.yaml", "/rubric/1/required", "no-such-level"),
    ]
    (long,) = [each for each in read_program(tmp_path).faults if each.file == "long.yaml"]
    assert (long.line, long.column) == (MAX_DEFINITION_BYTES // 2 + 1, 1)
    assert list(read_program(tmp_path).definitions) == [ID]


def test_a_folder_that_is_not_there_or_too_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_program(tmp_path / "no")
    assert caught.value.code == "unreadable-file"
    write(tmp_path, a=sound(), b=sound(id=OTHER_ID))
    monkeypatch.setattr(folder_module, "MAX_DEFINITIONS", 1)
    with pytest.raises(LimitExceeded) as limit:
        read_program(tmp_path)
    assert limit.value.code == "too-many-definitions"


class TestReadiness:
    """Advice on what good micro-credentials state."""

    def missing(self, document: dict[str, Any]) -> set[str]:
        return {fault.code for fault in assess_readiness(read_any(document)).missing}

    def test_what_states_everything_gets_no_advice(self) -> None:
        document = sound(image={"url": "https://hill.example/a.png"})
        for criterion in document["rubric"]:
            criterion["levels"].append({"id": "more", "name": "More", "description": "More."})
        readiness = assess_readiness(read_any(document))
        assert readiness.missing == ()
        assert readiness.stated == readiness.expected == 16

    def test_each_element_that_is_missing_is_told(self) -> None:
        document = micro_credential(alignments=[])
        for name in ("method", "components", "research", "resources", "hours", "tags", "licence",
                     "authors", "audience"):  # fmt: skip
            del document[name]
        document["parts"] = [
            {**document["parts"][1], "kind": "work", "passing": {"criteria": ["waits"]}}
        ]
        document["rubric"] = document["rubric"][:1]
        document["rubric"][0]["levels"].pop()
        missing = self.missing(document)
        assert missing == {
            "no-method", "no-components", "no-research", "no-citation", "no-resources",
            "no-overview", "no-reflection", "few-levels", "no-professional-learning-standard",
            "no-audience", "no-hours", "no-tags", "no-licence", "no-author", "no-picture",
        }  # fmt: skip
        document["parts"][0]["kind"] = "reflection"
        assert self.missing(document) == missing - {"no-reflection"} | {"no-work-example"}

    def test_a_stack_is_asked_for_less(self) -> None:
        missing = self.missing(stack())
        assert "no-method" not in missing
        assert "no-professional-learning-standard" in missing

    def test_advice_is_no_fault_and_has_its_place(self, tmp_path: Path) -> None:
        write(tmp_path, a=sound())
        report = check_program(read_program(tmp_path))
        assert report.faults == ()
        assert [(each.file, each.code) for each in report.advice] == [
            ("a.json", "no-picture"),
            ("a.json", "few-levels"),
        ]
        assert (tmp_path / "a.json").read_text().splitlines()[
            (report.advice[1].line or 0) - 1
        ].strip() == '"rubric": ['


def test_an_id_at_an_address_of_somebody_else_is_advised_against(tmp_path: Path) -> None:
    write(tmp_path, a=sound(id="https://other.example/mc/1"), b=sound(id="https://hill.example/2"))
    write(tmp_path, c=sound())  # a urn:uuid: is nobody's
    program = read_program(tmp_path)
    addresses = ["did:key:z6Mk", "https://hill.example"]
    (advised,) = check_program(program, addresses).foreign
    assert (advised.file, advised.code, advised.line) == ("a.json", "foreign-id", 3)
    assert "other.example, which is not the issuer's own: hill.example" in advised.message
    assert not check_program(program, addresses).faults
    assert check_program(program, ["did:key:z6Mk"]).foreign == ()
