"""`microcred program check`, `list` and `show`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.program.definitions import ID, STACK_ID, micro_credential, stack

FOLDER = ("--folder", "micro")
SPL = [{"framework": "spl-2022", "item": "learning-designs"}]
WRONG = """\
format: microcred/1
id: urn:uuid:7c9e6679-7425-40de-944b-e07fc1f90ae9
version: "1"
language: en
languages: [ar]
name: {en: Waiting, ar: الانتظار}
competency: {en: Waits., ar: ينتظر المعلم بعد السؤال}
parts:
  - id: work
    kind: work
    name: {en: Work, ar: عمل}
    evidence:
      - {id: video, name: {en: Video, ar: فيديو}, kinds: [file], min: 3, max: 2}
    passing: {criteria: [waits]}
rubric:
  - id: waits
    name: {en: Waits, ar: ينتظر}
    levels:
      - {id: low, name: {en: Low, ar: أ}, description: {en: Low, ar: أ}}
      - {id: high, name: {en: High, ar: ب}, description: {en: High}}
    required: hihg
"""


@pytest.fixture
def micro(shell: Shell) -> Shell:
    folder = Path("micro")
    folder.mkdir()
    document = micro_credential(alignments=SPL)
    (folder / "wait.json").write_text(json.dumps(document, indent=1), "utf-8")
    (folder / "stack.json").write_text(json.dumps(stack(requires=[{"of": [ID]}])), "utf-8")
    return shell


class TestCheck:
    """Faults by file, line and column; advice apart."""

    def test_a_sound_programme(self, micro: Shell) -> None:
        result = micro("program", "check", *FOLDER, "--quiet")
        assert result.stdout == "2 definitions, 0 faults, 9 pieces of advice\n"
        told = micro("program", "check", *FOLDER).stdout.splitlines()
        assert told[7] == "micro/wait.json:1:1: advice: it has no picture of its own (/image)"
        assert told[-1] == "  wait.json states 14 of 16 expected elements"

    def test_an_id_that_is_not_the_issuers(self, shell: Shell) -> None:
        shell("init", "hill", "--name", "Hill", "--url", "https://hill.example")
        folder = Path("hill/program")
        folder.mkdir()
        document = micro_credential(alignments=SPL, id="https://other.example/mc/1")
        (folder / "wait.json").write_text(json.dumps(document, indent=1), "utf-8")
        result = shell.json("program", "check", "--workspace", "hill")
        assert [each["code"] for each in result["advice"] if each["line"] == 3] == ["foreign-id"]

    def test_faults_are_told_with_file_line_and_column(self, micro: Shell) -> None:
        Path("micro/wrong.yaml").write_text(WRONG, "utf-8")
        place = f"micro/wrong.yaml:13:{WRONG.splitlines()[12].index('2}') + 1}"
        problem = "there is no level 'hihg'; there are: low, high"
        result = micro("program", "check", *FOLDER, "--quiet", code=1)
        assert result.stdout.splitlines() == [
            f"{place}: at least 3 and at most 2 cannot be handed in (/parts/0/evidence/0/max)",
            "micro/wrong.yaml:20:58: the text is not in ar (/rubric/0/levels/1/description)",
            f"micro/wrong.yaml:21:15: {problem} (/rubric/0/required)",
            "2 definitions, 3 faults, 9 pieces of advice",
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a: &a [x]\nb: &b [*a, *a]\n", "2:8: not YAML: an alias is not read"),
            ("a: 1\na: 2\n", "2:1: not YAML: member 'a' occurs twice"),
            ("name: A\n", "1:1: expected microcred/1 or microcred-stack/1, found null (/format)"),
        ],
    )
    def test_files_that_are_no_definitions(self, micro: Shell, text: str, expected: str) -> None:
        Path("micro/wrong.yaml").write_text(text, "utf-8")
        result = micro("program", "check", *FOLDER, "--quiet", code=1)
        assert result.stdout.splitlines()[0] == f"micro/wrong.yaml:{expected}"

    def test_as_json(self, micro: Shell) -> None:
        Path("micro/wrong.yaml").write_text("a: 1\na: 2\n", "utf-8")
        report = micro.json("program", "check", *FOLDER, code=1)
        assert [(each["file"], each["stated"]) for each in report["definitions"]] == [
            ("stack.json", 0),
            ("wait.json", 14),
        ]
        assert report["faults"] == [
            {
                "file": "wrong.yaml",
                "line": 2,
                "column": 1,
                "code": "invalid-yaml",
                "message": "not YAML: member 'a' occurs twice",
            }
        ]
        assert {each["code"] for each in report["advice"]} >= {"no-picture", "few-levels"}

    def test_a_folder_that_is_not_there(self, hill: Shell) -> None:
        assert hill.error("program", "check", code=2) == "no-program"


class TestList:
    """What there is, for people."""

    def test_a_table(self, micro: Shell) -> None:
        assert micro("program", "list", *FOLDER).stdout.splitlines() == [
            "file        name                      hours  for      standards",
            "stack.json  Questioning (stack of 1)",
            "wait.json   Wait time                 10     teacher  Learning Designs",
        ]

    @pytest.mark.parametrize(
        ("name", "shown", "columns"),
        [
            ("等待时间", "等待时间", 8),
            ("وقت الانتظارّ", "وقت الانتظارّ", 12),
            ("等" * 40, "等" * 21 + "…", 43),
        ],
    )
    def test_columns_stand_below_one_another_in_any_script(
        self, micro: Shell, name: str, shown: str, columns: int
    ) -> None:
        """A letter of Chinese takes two columns of a terminal, a mark on a letter none."""
        path = Path("micro/wait.json")
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "name": name}), "utf-8")
        heading, _, row = micro("program", "list", *FOLDER).stdout.splitlines()
        before, _, after = row.partition(shown)
        spaces = len(after) - len(after.lstrip())
        assert len(before) + columns + spaces == heading.index("hours")

    def test_files_that_are_wrong_are_named(self, micro: Shell) -> None:
        Path("micro/wrong.yaml").write_text("a: 1\na: 2\n", "utf-8")
        result = micro("program", "list", *FOLDER)
        assert len(result.stdout.splitlines()) == 3
        assert "Not listed: wrong.yaml" in result.stderr

    def test_as_json(self, micro: Shell) -> None:
        first, second = micro.json("program", "list", *FOLDER)["definitions"]
        assert (first["kind"], first["id"]) == ("stack", STACK_ID)
        assert second["alignments"] == SPL

    def test_an_empty_programme(self, hill: Shell) -> None:
        hill("program", "init", "--empty")
        assert hill("program", "list").stdout == "There is no definition yet.\n"


class TestShow:
    """The whole text of one."""

    @pytest.mark.parametrize("name", ["wait", "wait.json", ID])
    def test_the_whole_text(self, micro: Shell, name: str) -> None:
        told = micro("program", "show", name, *FOLDER).stdout
        assert told.startswith("# Wait time\n\n## Competency\n\nThe educator waits")
        for text in (
            "### Overview questions",
            "- **Proficient** (required): Mostly.",
            ID,
            "sha256:",
        ):
            assert text in told

    def test_a_stack_names_its_members(self, micro: Shell) -> None:
        assert "All of:\n\n- Wait time\n" in micro("program", "show", "stack", *FOLDER).stdout

    def test_as_json_it_is_the_definition(self, micro: Shell) -> None:
        shown = micro.json("program", "show", "wait", *FOLDER)
        assert shown["file"] == "wait.json"
        assert shown["definition"]["rubric"][0]["required"] == "proficient"
        assert shown["digest"].startswith("sha256:")

    def test_as_linked_data(self, micro: Shell) -> None:
        document = micro.json("program", "show", "wait", "--linked-data", *FOLDER)
        assert document["achievementType"] == "MicroCredential"
        assert document["definition"]["method"] == {
            "en": "Three seconds of silence after every open question."
        }

    def test_a_name_that_there_is_not(self, micro: Shell) -> None:
        assert micro.error("program", "show", "weight", *FOLDER, code=2) == "no-such-definition"
        assert micro.error("program", "show", "wait", *FOLDER, "--language", "fr") == (
            "no-such-language"
        )
