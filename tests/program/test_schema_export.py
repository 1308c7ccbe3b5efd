"""The published schemas and the JSON-LD context say what the model says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from microcred.models.located import read_located
from microcred.models.schema_export import member_docstrings
from microcred.program import schema_export
from microcred.program.definition import MicroCredential, Stack
from microcred.program.schema_export import build_schema, parts_of

from .definitions import micro_credential, stack
from .test_definition import REFUSED
from .test_examples import PATHS

SCHEMAS = {
    "microcred/1": build_schema("micro-credential", MicroCredential),
    "microcred-stack/1": build_schema("stack", Stack),
}
BEYOND_A_SCHEMA = {
    "no-such-level", "nothing-required", "criterion-without-part", "no-such-criterion",
    "passing-rule", "id-twice", "min-above-max", "no-file-expected", "said-twice", "named-twice",
    "empty-text", "control-character",
}  # fmt: skip
"""Faults that one member makes with another, or that a pattern would have to be long for."""

WHICH_OF_TWO = {
    "an alignment to nothing",
    "an alignment to an item of no framework",
    "a picture that is nowhere",
}
"""Faults about one member being there with, or instead of, another."""


def is_valid(document: dict[str, Any]) -> bool:
    return bool(Draft201909Validator(SCHEMAS[document["format"]]).is_valid(document))


def test_the_files_are_current() -> None:
    assert schema_export.outdated() == []
    assert schema_export.main(["--check"]) == 0


def test_a_file_that_is_not_current_is_found_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema_export, "SCHEMAS_FOLDER", tmp_path)
    assert len(schema_export.outdated()) == 3
    assert schema_export.main(["--write"]) == 0
    assert schema_export.outdated() == []
    (tmp_path / "stack.schema.json").write_text("{}")
    assert schema_export.main(["--check"]) == 1
    assert "stack.schema.json is not current" in capsys.readouterr().err
    assert schema_export.main([]) == 2


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=list(SCHEMAS))
def test_each_schema_is_sound_and_explains_every_member(schema: dict[str, Any]) -> None:
    Draft201909Validator.check_schema(schema)
    objects = [schema, *(each for each in schema["$defs"].values() if "properties" in each)]
    for each in objects:
        assert each["additionalProperties"] is False
        for name, member in each["properties"].items():
            assert "description" in member or "$ref" in member, name
    assert '"null"' not in json.dumps(schema)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_the_examples_agree_with_it(path: Path) -> None:
    assert is_valid(read_located(path).members)


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_model_refuses_by_itself_the_schema_refuses(name: str) -> None:
    change, expected = REFUSED[name]
    document = micro_credential()
    change(document)
    codes = {code for _, code in expected}
    if codes <= BEYOND_A_SCHEMA:
        return
    if name in WHICH_OF_TWO:
        return
    assert not is_valid(document)


def test_sound_documents_are_valid() -> None:
    assert is_valid(micro_credential())
    assert is_valid(stack())
    assert not is_valid(stack(count=1))


def test_every_member_has_a_docstring() -> None:
    for kind in (MicroCredential, Stack):
        for part in parts_of(kind):
            told = {name for base in part.__mro__ for name in member_docstrings(base)}
            assert set(part.model_fields) <= told, part
