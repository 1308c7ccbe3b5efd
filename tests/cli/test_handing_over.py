"""A badge that was recorded and not handed over: the same command hands it over, no other does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.application import Workspace
from microcred.application.doctor import examine
from microcred.files import locked
from microcred.verifying import Verifier
from tests.operated import OFFICE

from .conftest import DEFINITION, Shell

ISSUE = ("issue", DEFINITION, "--to", "ana@school.example")
TO_FILE = (*ISSUE, "-o", "ana.json")


def end_before_handing_over(shell: Shell, *words: str) -> str:
    """End a command between the record and the file; give the id of the badge."""

    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    before = ids(shell)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("microcred.cli.issue.write_output", interrupt)
        patch.setattr("microcred.cli.issue.print_json", interrupt)
        shell(*words, code=130)
    (new,) = ids(shell) - before
    return new


def ids(shell: Shell) -> set[str]:
    return {badge["id"] for badge in shell.json("badges")["badges"]}


def told(shell: Shell) -> list[tuple[str, str]]:
    faults = examine(Workspace(shell.folder), by=OFFICE).faults["badges"]
    return [(fault.code, fault.pointer) for fault in faults]


def test_the_same_command_hands_the_badge_over(hill: Shell) -> None:
    badge_id = end_before_handing_over(hill, *TO_FILE)
    (note,) = Path("pending").iterdir()
    assert note.stat().st_mode & 0o077 == 0
    assert "school" not in note.read_text()
    assert told(hill) == [("badge-not-handed-over", f"/badges/{badge_id}")]
    other = hill.json("issue", DEFINITION, "--to", "bo@school.example", "-o", "bo.json")["id"]
    assert "was ended before it handed it over" in hill(*TO_FILE).stderr
    assert json.loads(Path("ana.json").read_bytes())["id"] == badge_id
    assert Verifier().verify(Path("ana.json")).verdict == "valid"
    assert ids(hill) == {badge_id, other}
    assert not list(Path("pending").iterdir())
    assert told(hill) == []
    assert hill.json(*TO_FILE, "--force")["id"] != badge_id  # that one was handed over


def test_to_standard_output_too(hill: Shell) -> None:
    badge_id = end_before_handing_over(hill, *ISSUE, "--json")
    assert json.loads(hill(*ISSUE).stdout)["id"] == badge_id
    assert json.loads(hill(*ISSUE).stdout)["id"] != badge_id


@pytest.mark.parametrize(
    "other",
    [("--format", "jwt"), ("--plain",), ("--until", "2090-01-01T00:00:00Z"), ("--no-status",),
     ("--evidence", "https://hill.example/lesson")],
)  # fmt: skip
def test_a_command_that_asks_for_something_else_is_another(
    hill: Shell, other: tuple[str, ...]
) -> None:
    badge_id = end_before_handing_over(hill, *TO_FILE)
    assert hill.json(*TO_FILE, *other)["id"] != badge_id
    assert told(hill) == [("badge-not-handed-over", f"/badges/{badge_id}")]


def test_a_badge_that_was_revoked_meanwhile_is_not_handed_over(hill: Shell) -> None:
    badge_id = end_before_handing_over(hill, *TO_FILE)
    hill("revoke", badge_id)
    assert told(hill) == []
    assert hill.json(*TO_FILE)["id"] != badge_id


def test_a_note_of_a_command_that_is_at_work_is_left_to_it(hill: Shell) -> None:
    badge_id = end_before_handing_over(hill, *TO_FILE)
    (note,) = Path("pending").iterdir()
    with locked(note, wait=False):
        assert told(hill) == []
        assert hill.json(*TO_FILE)["id"] != badge_id
    assert note.exists()
    assert told(hill) == [("badge-not-handed-over", f"/badges/{badge_id}")]


def test_a_badge_that_is_in_its_file_is_not_missed(
    hill: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("microcred.application.handing_over.HandingOver.done", lambda _: None)
        hill(*TO_FILE)
    assert told(hill) == []
    hill("issue", DEFINITION, "--to", "bo@school.example", "-o", "bo.json")
    assert not list(Path("pending").iterdir())


def test_a_refused_issue_leaves_nothing_to_hand_over(
    hill: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    (hill.folder / "pending").write_text("a file, where a folder is wanted")
    before = ids(hill)
    assert hill.error(*TO_FILE, code=2) == "cannot-write-file"
    assert ids(hill) == before
    (hill.folder / "pending").unlink()
    hill(*TO_FILE)
