"""The one door: what a file defines, whichever kind it is, ready to be awarded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.errors import InvalidDocument, MalformedInput, MicrocredError
from microcred.program.loading import load_awardable

from .definitions import ID, micro_credential, stack
from .test_pictures import SVG, drawn

ACHIEVEMENT = {
    "id": "urn:example:a",
    "name": "A",
    "description": "D",
    "criteria": {"narrative": "N"},
}
SPL = [{"framework": "spl-2022", "item": "learning-designs"}]


def write(folder: Path, name: str, document: dict[str, Any]) -> Path:
    (folder / name).write_text(json.dumps(document, indent=1), "utf-8")
    return folder / name


def test_an_achievement_is_taken_as_it_stands(tmp_path: Path) -> None:
    loaded = load_awardable(write(tmp_path, "a.json", ACHIEVEMENT))
    assert loaded.achievement.criteria.narrative == "N"
    assert (loaded.subject, loaded.picture, loaded.definition) == ({}, None, None)


def test_a_definition_becomes_an_achievement(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", micro_credential(alignments=SPL))
    loaded = load_awardable(path)
    assert loaded.achievement.achievement_type == "MicroCredential"
    assert loaded.achievement.alignment[0].target_name == "Learning Designs"
    assert loaded.subject["credits_earned"] == 10
    assert loaded.definition is not None
    assert loaded.definition.id == ID


def test_a_stack_knows_the_names_of_the_definitions_around_it(tmp_path: Path) -> None:
    write(tmp_path, "a.json", micro_credential(alignments=SPL))
    loaded = load_awardable(write(tmp_path, "s.json", stack()))
    assert "All of:\n\n- Wait time\n" in (loaded.achievement.criteria.narrative or "")


def test_the_picture_goes_into_the_badge(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_bytes(SVG)
    document = micro_credential(alignments=SPL, image={"file": "a.svg", "caption": "A dot"})
    loaded = load_awardable(write(tmp_path, "a.json", document))
    assert loaded.picture is not None
    assert loaded.picture.form == "svg"
    assert loaded.achievement.image is not None
    assert loaded.achievement.image.id == loaded.picture.data_uri
    assert loaded.achievement.image.caption == "A dot"


def test_a_picture_on_the_web_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(drawn("PNG"))
    image = {"file": "a.png", "url": "https://hill.example/a.png"}
    document = micro_credential(alignments=SPL, image=image)
    loaded = load_awardable(write(tmp_path, "a.json", document))
    assert loaded.achievement.image is not None
    assert loaded.achievement.image.id == "https://hill.example/a.png"
    assert loaded.picture is not None


def test_a_picture_that_is_none_is_refused(tmp_path: Path) -> None:
    document = micro_credential(alignments=SPL, image={"file": "a.png"})
    with pytest.raises(MicrocredError) as caught:
        load_awardable(write(tmp_path, "a.json", document))
    assert caught.value.code == "unreadable-file"


@pytest.mark.parametrize("document", [ACHIEVEMENT, stack()])
def test_a_language_that_it_has_not(tmp_path: Path, document: dict[str, Any]) -> None:
    with pytest.raises(MalformedInput) as caught:
        load_awardable(write(tmp_path, "a.json", document), "fr")
    assert caught.value.code == "no-such-language"


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({**ACHIEVEMENT, "criteria": 5}, (5, 14)),
        (micro_credential(alignments=[{"framework": "spl-2022", "item": "no"}]), None),
        (stack(version=1), (4, 13)),
    ],
)
def test_what_is_wrong_has_its_place(
    tmp_path: Path, document: dict[str, Any], place: tuple[int, int] | None
) -> None:
    path = write(tmp_path, "a.json", document)
    with pytest.raises(InvalidDocument) as caught:
        load_awardable(path)
    (fault,) = caught.value.faults
    line = path.read_text().splitlines()[(fault.line or 0) - 1]
    if place is None:
        assert line.strip() == '"item": "no"'
    else:
        assert (fault.line, fault.column) == place
