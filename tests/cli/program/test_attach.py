"""Handing in and looking at evidence from a shell."""

from __future__ import annotations

import json
import os
import stat
from typing import Any

import pytest

from tests.cli.conftest import Shell

MICRO_CREDENTIAL = {
    "format": "microcred/1",
    "id": "https://hill.example/wait-time",
    "version": "1",
    "language": "en",
    "name": "Wait Time",
    "competency": "Waits after a question, so that every student can think.",
    "parts": [
        {
            "id": "lesson",
            "kind": "work",
            "name": "A lesson",
            "evidence": [{"id": "plan", "name": "The plan", "kinds": ["file", "text", "link"]}],
            "passing": {"criteria": ["waiting"]},
        }
    ],
    "rubric": [
        {
            "id": "waiting",
            "name": "Waiting",
            "required": "steady",
            "levels": [
                {"id": "rare", "name": "Rare", "description": "Waits now and then."},
                {"id": "steady", "name": "Steady", "description": "Waits after every question."},
            ],
        }
    ],
}
TRICK = "well done\x1b]0;owned\x07 \x9b31m \u202eevil"


@pytest.fixture
def draft(hill: Shell) -> str:
    hill("program", "init", "--empty")
    file = hill.folder / "program" / "wait-time.json"
    file.write_text(json.dumps(MICRO_CREDENTIAL), "utf-8")
    told = hill.json("program", "enrol", "ana@school.example", "wait-time")
    submission_id: str = told["submission"]["standing"]["id"]
    return submission_id


def evidence_of(hill: Shell, draft: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = hill.json("program", "draft", draft)["submission"]["evidence"]
    return found


def test_what_the_badge_cannot_show_is_not_handed_in(hill: Shell, draft: str) -> None:
    plan = hill.folder / "plan.txt"
    plan.write_text("Ask. Wait.")
    words = ("program", "attach", draft, "plan", "--file", plan, "--badge-shows", "content")
    assert hill.error(*words) == "no-site"
    assert evidence_of(hill, draft) == []
    hill(*words[:-1], "digest")
    assert [each["shown"] for each in evidence_of(hill, draft)] == ["digest"]


def test_a_text_comes_from_standard_input(hill: Shell, draft: str) -> None:
    words = ("program", "attach", draft, "plan", "--text", "-")
    assert hill.error(*words, stdin=b"\xff\xfe") == "not-unicode"
    hill(*words, stdin="Warten — fünf Sekunden.".encode())
    assert evidence_of(hill, draft)[0]["size"] == len("Warten — fünf Sekunden.".encode())


def test_names_in_a_link_are_told(hill: Shell, draft: str) -> None:
    link = "https://sites.example/ana.lopez"
    told = hill("program", "attach", draft, "plan", "--link", link, "--name", "Ana Lopez")
    assert "name in the link, 'Ana Lopez'" in told.stderr


def test_words_of_others_do_nothing_to_a_terminal(hill: Shell, draft: str) -> None:
    hill("program", "attach", draft, "plan", "--text", "Wait.")
    hill("program", "submit", draft)
    hill("program", "assessor", "ash")
    hill("program", "assign", draft, "ash")
    rated = ("--rate", "waiting=rare", "--why", f"waiting={TRICK}")
    hill("program", "assess", draft, "--as", "ash", *rated)
    hill("program", "decide", draft, "--feedback", TRICK, "--reason", TRICK)
    for words in (("feedback", draft), ("draft", draft, "--history")):
        shown = hill("program", *words).stdout
        assert "well done\\u001b]0;owned\\u0007 \\u009b31m \\u202eevil" in shown
    assert hill.json("program", "feedback", draft)["feedback"]["words"] == TRICK


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_evidence_that_an_assessor_opens_is_theirs_alone(hill: Shell, draft: str) -> None:
    hill("program", "attach", draft, "plan", "--text", "Wait.")
    hill("program", "submit", draft)
    hill("program", "assessor", "ash")
    hill("program", "assign", draft, "ash")
    piece = hill.json("program", "assess", draft, "--as", "ash")["evidence"][0]["id"]
    file = hill.folder / "plan.txt"
    hill("program", "assess", draft, "--as", "ash", "--open", piece, "-o", file)
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("Wait.", 0o600)


def test_a_definition_with_faults_is_not_there_and_the_refusal_says_where_to_look(
    hill: Shell, draft: str
) -> None:
    (hill.folder / "program" / "wait-time.json").write_text("{}", "utf-8")
    told = hill("program", "enrol", "bo@school.example", "wait-time", code=1)
    assert "program check" in told.stderr
    assert draft in hill("program", "draft", draft).stdout


def test_a_fifo_is_no_evidence_and_is_not_waited_for(hill: Shell, draft: str) -> None:
    os.mkfifo(hill.folder / "plan.txt")
    told = hill.json("program", "attach", draft, "plan", "--file", "plan.txt", code=2)
    assert told["error"]["code"] == "not-a-file"
    assert evidence_of(hill, draft) == []


def test_a_fifo_among_definitions_is_a_fault(hill: Shell) -> None:
    hill("program", "init", "--empty")
    os.mkfifo(hill.folder / "program" / "wait-time.yaml")
    told = hill("program", "check", code=1)
    assert "wait-time.yaml" in told.stdout + told.stderr
    assert "not a file" in told.stdout + told.stderr


def test_nothing_about_a_person_is_written_through_a_link(hill: Shell, draft: str) -> None:
    hill("program", "attach", draft, "plan", "--text", "Wait.")
    (hill.folder / "elsewhere").mkdir()
    (hill.folder / "person").mkdir()
    (hill.folder / "person" / "evidence").symlink_to(hill.folder / "elsewhere")
    told = hill.json("program", "export", "--person", "ana@school.example", code=2)
    assert told["error"]["code"] == "linked-folder"
    assert list((hill.folder / "elsewhere").iterdir()) == []
    assert not (hill.folder / "person" / "person.json").exists()
