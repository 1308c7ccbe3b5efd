"""`microcred program search` and `next`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.program.catalogues import SITE


def slugs(shell: Shell, *words: str) -> list[str]:
    found = shell.json("program", "search", *words)["found"]
    return [each["id"].removeprefix(SITE) for each in found]


def test_words_find_with_a_snippet(programme: Shell) -> None:
    document = programme.json("program", "search", "hears", "stud", "--kind", "micro-credential",
                              "--language", "en", "--tag", "communication")  # fmt: skip
    (found,) = document["found"]
    assert found["name"] == "Active Listening"
    assert found["file"] == "listening.json"
    assert found["hours"] == 10
    assert found["standards"] == [
        {"framework": "spl-2022", "item": "equity-practices", "name": "Equity Practices"}
    ]
    assert [piece["text"] for piece in found["snippet"] if piece.get("found")] == [
        "hears",
        "students",
    ]
    assert found["score"] > 0


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--standard", "spl-2022:leadership"], ["coaching", "leader"]),
        (["--role", "coach", "--grade", "3-4", "--tag", "questioning"], ["questions"]),
        (["--max-hours", "10"], ["listening"]),
        (["--leads-to", "leader"], ["listening", "questions", "evidence"]),
        (["--leads-to", "leader", "--held", "listening", "--ready"], ["questions", "evidence"]),
        (["معلم"], ["arabic"]),
        (["quantum"], []),
    ],
)  # fmt: skip
def test_options_find(options: list[str], found: list[str], programme: Shell) -> None:
    assert slugs(programme, *options) == found


def test_people_see_name_competency_and_standards(programme: Shell) -> None:
    told = programme("program", "search", "--tag", "questioning").stdout
    assert told == (
        "Open Questions  (questions.json, 15 hours)\n"
        "  The educator asks so that students think aloud.\n"
        "  Standards: Equity Practices; Learning Designs\n"
    )
    nothing = programme("program", "search", "quantum")
    assert nothing.stdout == ""
    assert nothing.stderr == "Nothing was found.\n"


def test_the_index_is_kept_in_the_registry(programme: Shell) -> None:
    import sqlite3

    slugs(programme, "listening")
    with sqlite3.connect(programme.folder / "registry.sqlite3") as connection:
        rows = connection.execute("SELECT source FROM search_sources_2").fetchall()
    assert rows == [("catalogue",)]


def test_a_folder_without_a_workspace_is_searched_too(
    programme: Shell, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    (programme.folder / "microcred.toml").unlink()
    folder = str(programme.folder / "program")
    assert slugs(programme, "hears", "--folder", folder) != []


def test_a_badge_says_what_is_held(programme: Shell, badges: Path) -> None:
    assert programme.json("program", "search", "--held", str(badges / "badge.png"))["found"]
    assert programme.error("program", "search", "--held", "roster.csv") == "invalid-json"
    assert programme.error("program", "search", "--held", "nobody", code=2) == "no-such-definition"


def test_the_registry_says_what_an_educator_holds(programme: Shell) -> None:
    words = ["--stack", "leader", "--educator", "ana@school.example"]
    before = programme.json("program", "next", *words)["suggestions"]
    assert [each["id"] for each in before] == [SITE + "listening", SITE + "evidence"]
    programme("issue", "program/listening.json", "--to", "Ana@school.example", "-o", "a.json",
              "--result", "Waits=Proficient", "--result", "Reflects=Proficient")  # fmt: skip
    after = programme.json("program", "next", *words)["suggestions"]
    assert [each["id"] for each in after] == [SITE + "questions", SITE + "evidence"]
    assert "listening" not in slugs(programme, "--educator", "ana@school.example")
    assert "listening" in slugs(programme, "--educator", "ben@school.example")


def test_a_file_that_is_wrong_is_left_out_and_said_to_be(programme: Shell) -> None:
    (programme.folder / "program" / "broken.yaml").write_text("format: microcred/1\n")
    result = programme("program", "search", "--tag", "questioning")
    assert "Open Questions" in result.stdout
    assert "1 file is left out" in result.stderr


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["--standard", "no-such"], "no-such-standard"),
        (["--leads-to", "no-such"], "no-such-definition"),
    ],
)
def test_what_is_not_there_is_said(words: list[str], error: str, programme: Shell) -> None:
    assert programme.error("program", "search", *words, code=2) == error


def test_a_question_without_end_is_refused(programme: Shell) -> None:
    assert programme.error("program", "search", "x" * 3000) == "question-too-long"


def test_next_says_why(programme: Shell) -> None:
    document = programme.json("program", "next", "--stack", "leader", "--held", "listening")
    first, second = document["suggestions"]
    assert first["id"] == SITE + "questions"
    assert first["reasons"] == [
        {
            "code": "missing-in-stack",
            "text": "is one of 2 to choose 1 from in “Listening Leader”",
        },
        {"code": "builds-on", "text": "builds on “Active Listening”, which is held"},
    ]
    assert second["id"] == SITE + "evidence"
    told = programme("program", "next", "--stack", "leader", "--held", "listening").stdout
    assert told.startswith("Open Questions  (questions.json, 15 hours)\n  - is one of 2")


def test_next_takes_own_words(programme: Shell) -> None:
    document = programme.json("program", "next", "what to teach after results", "--limit", "1")
    assert [each["id"] for each in document["suggestions"]] == [SITE + "evidence"]


def test_next_wants_a_stack_where_it_says_so(programme: Shell) -> None:
    assert programme.error("program", "next", "--stack", "evidence", code=2) == "not-a-stack"
    nothing = programme("program", "next", "quantum")
    assert nothing.stderr.startswith("Nothing fits.")
