"""Commands take what people hold, and ask before what is final."""

from __future__ import annotations

import json
from typing import Any

import pytest

from microcred.cli import asking

from .conftest import DEFINITION, Shell, copy_examples


@pytest.fixture
def hill(shell: Shell) -> Shell:
    shell("init", ".", "--name", "Hill District", "--did", "web:hill.example")
    copy_examples(shell.folder)
    return shell


def issued(hill: Shell, *words: str) -> dict[str, Any]:
    hill("issue", DEFINITION, "--to", "ana@school.example", "--without-results",
         "-o", "ana.json", *words)  # fmt: skip
    document: dict[str, Any] = json.loads((hill.folder / "ana.json").read_text())
    return document


def test_a_day_is_the_last_that_counts(hill: Shell) -> None:
    assert issued(hill, "--until", "2099-12-31")["validUntil"] == "2100-01-01T00:00:00Z"


def test_a_moment_is_taken_as_it_is_written(hill: Shell) -> None:
    until = "2099-12-31T12:00:00+02:00"
    assert issued(hill, "--until", until)["validUntil"] == until
    assert "neither a day" in hill("issue", DEFINITION, "--to", "a@b.example", "--until",
                                   "soon", code=2).stderr  # fmt: skip


def test_the_file_of_a_badge_names_it(hill: Shell) -> None:
    badge_id = issued(hill)["id"]
    assert hill.json("status", "ana.json")["id"] == badge_id
    assert hill.json("suspend", "ana.json")["changed"] == [badge_id]
    assert hill.json("revoke", "ana.json")["changed"] == [badge_id]


def test_a_name_before_an_address_is_the_same_person(hill: Shell) -> None:
    issued(hill)
    hill("issue", DEFINITION, "--to", "Ana Silva <ana@school.example>", "--without-results",
         "-o", "again.json")  # fmt: skip
    recipients = {badge["recipient"] for badge in hill.json("badges")["badges"]}
    assert len(recipients) == 1


def test_an_ending_that_nobody_knows_is_refused(hill: Shell) -> None:
    words = ("issue", DEFINITION, "--to", "ana@school.example", "-o", "badge.gif")
    assert hill.error(*words, code=2) == "unknown-ending"


def test_a_mistyped_command_is_told_which_was_meant(shell: Shell) -> None:
    assert "Did you mean 'revoke'?" in shell("revok", "x", code=2).stderr
    assert "Did you mean 'rotate'?" in shell("key", "rotat", code=2).stderr
    assert "Did you mean" not in shell("zzz", code=2).stderr


@pytest.mark.parametrize(
    ("answer", "code", "state"), [(b"n\n", 130, "active"), (b"y\n", 0, "revoked")]
)
def test_what_is_final_is_asked_for_at_a_terminal(
    hill: Shell, monkeypatch: pytest.MonkeyPatch, answer: bytes, code: int, state: str
) -> None:
    badge_id = issued(hill)["id"]
    monkeypatch.setattr(asking, "somebody_is_there", lambda: True)
    assert "1 badge would be revoked" in hill("revoke", badge_id, stdin=answer, code=code).stderr
    assert hill.json("status", badge_id)["state"] == state


def test_revoking_a_key_is_asked_for_unless_it_was_said_to_be_meant(
    hill: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(hill)
    monkeypatch.setattr(asking, "somebody_is_there", lambda: True)
    told = hill("key", "revoke", "key-1", stdin=b"n\n", code=130).stderr
    assert "1 badge of key-1 would be valid no more" in told
    assert "revoked_from" not in hill.json("key", "list")["keys"][0]
    hill("key", "revoke", "key-1", "--yes")
    assert "revoked_from" in hill.json("key", "list")["keys"][0]
