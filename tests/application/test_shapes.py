"""The schemas of results are what the shapes say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft201909Validator

from microcred.application.shapes import export
from microcred.application.shapes.errors import error_json, fault_json
from microcred.application.shapes.frameworks import shown_framework_json
from microcred.errors import ConfigurationError, InvalidDocument
from microcred.findings import Fault
from microcred.program.frameworks import Framework, Item
from microcred.program.frameworks.model import Association
from microcred.program.frameworks.rubrics import Rubric, RubricCriterion, RubricLevel


def test_the_files_are_current() -> None:
    assert export.outdated() == []
    assert export.main(["--check"]) == 0


def test_a_file_that_is_not_current_is_found_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(export, "RESULTS_FOLDER", tmp_path / "results")
    assert len(export.outdated()) == len(export.RESULTS)
    assert export.main(["--write"]) == 0
    assert export.outdated() == []
    path = tmp_path / "results" / "badges.schema.json"
    path.write_text(path.read_text("utf-8").replace("order", "disorder"), "utf-8")
    left = path.with_name("of-old.schema.json")
    left.touch()
    assert export.main(["--check"]) == 1
    assert "of-old.schema.json is not current" in capsys.readouterr().err
    assert export.main(["--write"]) == 0
    assert export.outdated() == []
    assert not left.exists()
    assert export.main([]) == 2


@pytest.mark.parametrize("name", export.RESULTS)
def test_each_schema_is_sound_and_describes_every_member(name: str) -> None:
    schema = json.loads((export.RESULTS_FOLDER / f"{name}.schema.json").read_text("utf-8"))
    Draft201909Validator.check_schema(schema)
    assert not Draft201909Validator(schema).is_valid([])
    for shape in (schema, *schema.get("$defs", {}).values()):
        assert shape.get("description")


def test_an_error_as_json() -> None:
    error = ConfigurationError("no", code="c", pointer="/a", place=(1, 2), data={"x": "y"})
    error.add_note("file")
    assert error_json(error) == {
        "code": "c", "message": "no", "data": {"x": "y"}, "pointer": "/a", "line": 1, "column": 2,
        "where": "file",
    }  # fmt: skip
    assert error_json(ConfigurationError("no")) == {"code": "configuration", "message": "no"}


def test_a_document_with_faults_as_json() -> None:
    fault = Fault("/a", "f", "wrong", "mend it", 3, 4, {"x": 1})
    plain = {"code": "g", "message": "wrong"}
    told = {**plain, "code": "f", "pointer": "/a", "advice": "mend it", "line": 3, "column": 4,
            "data": {"x": 1}}  # fmt: skip
    assert fault_json(fault) == told
    assert fault_json(Fault("", "g", "wrong")) == plain
    assert error_json(InvalidDocument([fault]))["faults"] == [told]


def test_a_framework_says_nothing_of_what_is_empty_and_a_zero_is_not() -> None:
    levels = (RubricLevel("l", score=0.0), RubricLevel("m", quality="Good"))
    rubric = Rubric("r", criteria=(RubricCriterion("c", weight=0.0, levels=levels),))
    framework = Framework(
        "f", "F", items=(Item("a", "A"), Item("b", "B", parents=("a",)), Item("c", "C")),
        associations=(Association("isPeerOf", "a", "z"), Association("isPeerOf", "c", "z")),
        rubrics=(rubric, Rubric("s")),
    )  # fmt: skip
    shown = shown_framework_json(framework, "Named", framework.items[:2])
    assert shown == {
        "id": "f", "title": "Named", "itemCount": 3, "rubricCount": 2,
        "items": [{"id": "a", "statement": "A"}, {"id": "b", "statement": "B", "parents": ["a"]}],
        "associations": [{"type": "isPeerOf", "origin": "a", "target": "z"}],
        "rubrics": [
            {"id": "r", "criteria": [
                {"id": "c", "weight": 0.0, "levels": [
                    {"id": "l", "score": 0.0}, {"id": "m", "quality": "Good"}]}]},
            {"id": "s"},
        ],
    }  # fmt: skip
    schema = json.loads((export.RESULTS_FOLDER / "framework.schema.json").read_text("utf-8"))
    Draft201909Validator(schema).validate(shown)
