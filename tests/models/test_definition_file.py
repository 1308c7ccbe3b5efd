"""Definitions that people write are read with JSON's types, from YAML or JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microcred.errors import (
    ConfigurationError,
    InvalidDocument,
    InvalidJson,
    LimitExceeded,
    MalformedInput,
)
from microcred.limits import MAX_DEFINITION_BYTES, MAX_JSON_DEPTH
from microcred.models import Achievement, OpenBadgeCredential, Profile
from microcred.models.definition_file import parse_yaml_object
from tests.models.badges import badge, badge_without, places

DEFINITION = """\
id: https://hill.example/achievements/1
name: Active listening
description: no
version: 2024-01-31
inLanguage: en
achievement_type: MicroCredential
criteria:
  narrative: |
    # Criteria

    Submit two recordings.
creditsAvailable: 1.5
tag: listening
alignment:
  - targetName: Learning designs
    targetUrl: https://standards.example/uri/1
    targetType: CFItem
image:
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_an_achievement_is_loaded_from_yaml(tmp_path: Path) -> None:
    achievement = Achievement.load(write(tmp_path, "listening.yaml", DEFINITION))
    assert achievement.to_document() == {
        "id": "https://hill.example/achievements/1",
        "type": ["Achievement"],
        "name": "Active listening",
        "description": "no",
        "criteria": {"narrative": "# Criteria\n\nSubmit two recordings.\n"},
        "achievementType": "MicroCredential",
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "Learning designs",
                "targetType": "CFItem",
                "targetUrl": "https://standards.example/uri/1",
            }
        ],
        "tag": ["listening"],
        "creditsAvailable": 1.5,
        "inLanguage": "en",
        "version": "2024-01-31",
    }


def test_json_and_python_give_the_same(tmp_path: Path) -> None:
    members = parse_yaml_object(DEFINITION)
    path = write(tmp_path, "listening.json", json.dumps(members))
    from_yaml = Achievement.load(str(write(tmp_path, "listening.YML", DEFINITION)))
    assert Achievement.load(path) == from_yaml == Achievement(**members)


def test_faults_of_a_definition_are_listed_with_their_places(tmp_path: Path) -> None:
    path = write(tmp_path, "a.yaml", "id: nowhere\nname: x\nversion: 1.0\ncriteria: {}\n")
    with pytest.raises(InvalidDocument) as refusal:
        Achievement.load(path)
    assert places(refusal.value.faults) == [
        ("/id", "invalid-uri"),
        ("/description", "missing-member"),
        ("/version", "wrong-type"),
    ]


def test_a_document_with_a_context_is_not_completed(tmp_path: Path) -> None:
    path = write(tmp_path, "badge.json", json.dumps(badge()))
    assert OpenBadgeCredential.load(path).to_document() == badge()
    path = write(tmp_path, "badge.json", json.dumps(badge_without("issuer/type")))
    with pytest.raises(InvalidDocument) as refusal:
        OpenBadgeCredential.load(path)
    assert places(refusal.value.faults) == [("/issuer/type", "missing-member")]


def test_plain_scalars_have_the_types_of_json() -> None:
    text = """
        date: 2024-01-31
        moment: 2024-01-31T10:00:00Z
        norway: no
        switch: on
        truth: true
        nothing: null
        empty:
        whole: -12
        broken: 1.50
        tiny: 1e-3
        octal: 0o17
        clock: 1:30
        code: 010
        grouped: 1_000
        merge: {"<<": {a: 1}}
    """
    assert parse_yaml_object(text) == {
        "date": "2024-01-31",
        "moment": "2024-01-31T10:00:00Z",
        "norway": "no",
        "switch": "on",
        "truth": True,
        "nothing": None,
        "empty": None,
        "whole": -12,
        "broken": 1.5,
        "tiny": 0.001,
        "octal": "0o17",
        "clock": "1:30",
        "code": 10,
        "grouped": "1_000",
        "merge": {"<<": {"a": 1}},
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x", "an alias is not read at line 2 column 4"),
        ("a: &a [*a]", "an alias is not read at line 1 column 8"),
        ("a: 1\na: 2", "member 'a' occurs twice at line 2 column 1"),
        ("a: {b: 1, 'b': 2}", "member 'b' occurs twice at line 1 column 11"),
        ("1: 2", "a member name must be text; put it in quotes at line 1 column 1"),
        ("[a]: 2", "a member name must be text; put it in quotes at line 1 column 1"),
        ("a: !!timestamp 2024-01-31", "the tag 'tag:yaml.org,2002:timestamp' is not read"),
        ("a: !!binary aGk=", "the tag 'tag:yaml.org,2002:binary' is not read"),
        ("a: !!python/object/apply:os.getcwd []", "is not read at line 1 column 4"),
        ("a: !own x", "the tag '!own' is not read"),
        ('a: "\\ud800"', "not YAML: "),
        ("a: 1e999", "the number does not fit in a double"),
        ("a: " + "9" * 500, "the number does not fit in a double"),
        ("a: " + "[" * MAX_JSON_DEPTH, f"nested deeper than {MAX_JSON_DEPTH} levels"),
        ("a: [", "node content"),
        ("a: 1\n--- \nb: 2", "but found another document"),
        ("a: \x01", "characters are not allowed"),
        ("- a", "not a mapping"),
        ("", "not a mapping"),
    ],
)
def test_yaml_that_json_could_not_say_is_refused(text: str, message: str) -> None:
    with pytest.raises(MalformedInput) as refusal:
        parse_yaml_object(text)
    assert message in refusal.value.message
    assert refusal.value.code in ("invalid-yaml", "not-an-object")


def test_a_bomb_is_refused_at_once() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{name}: &{name} [*{before}, *{before}]\n"
        for before, name in zip("abcdefghijkl", "bcdefghijklm", strict=True)
    )
    with pytest.raises(MalformedInput, match="alias"):
        parse_yaml_object(bomb)


def test_a_definition_has_a_largest_size(tmp_path: Path) -> None:
    text = "a: " + "x" * MAX_DEFINITION_BYTES
    for name in ("a.yaml", "a.json"):
        with pytest.raises(LimitExceeded):
            Profile.load(write(tmp_path, name, text))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: \xff\xfe")
    with pytest.raises(MalformedInput):
        Profile.load(path)
    with pytest.raises(InvalidJson):
        Profile.load(write(tmp_path, "a.json", "a: 1"))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.yaml", tmp_path):
        with pytest.raises(ConfigurationError) as refusal:
            Profile.load(path)
        assert refusal.value.code == "unreadable-file"
