"""`microcred program coverage`."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

from tests.cli.conftest import Shell
from tests.program.catalogues import SITE


def counts(shell: Shell, *options: str, code: int = 0) -> dict[str, int]:
    document = shell.json("program", "coverage", *options, code=code)
    return {each["id"]: each["count"] for each in document["standards"] if each["count"]}


CATALOGUE = {"equity-practices": 2, "evidence": 1, "learning-designs": 1, "leadership": 1}


def test_the_catalogue_is_covered(programme: Shell) -> None:
    assert counts(programme) == CATALOGUE
    document = programme.json("program", "coverage")
    assert document["framework"]["id"] == "spl-2022"
    assert document["covered"] == 4
    assert "resources" in document["gaps"]


def test_a_stack_is_covered(programme: Shell) -> None:
    assert counts(programme, "--stack", "leader") == {
        "equity-practices": 2,
        "evidence": 1,
        "learning-designs": 1,
    }


def test_people_see_groups_names_and_gaps(programme: Shell) -> None:
    told = programme("program", "coverage", "--under", "conditions-for-success").stdout
    assert told == (
        "Standards for Professional Learning (2022)\n"
        "The catalogue: 1 of 4 standards are covered by 5 micro-credentials.\n"
        "\n"
        "Conditions for Success\n"
        "     0  Equity Foundations: GAP\n"
        "     0  Culture of Collaborative Inquiry: GAP\n"
        "     1  Leadership: Coaching a Colleague\n"
        "     0  Resources: GAP\n"
    )


def test_csv_and_pictures_are_written(programme: Shell) -> None:
    rows = csv.reader(io.StringIO(programme("program", "coverage", "--format", "csv").stdout))
    assert len(list(rows)) == 12
    for form, start in (("svg", b"<svg"), ("png", b"\x89PNG")):
        file = programme.folder / f"map.{form}"
        written = programme.json("program", "coverage", "--format", form, "-o", f"map.{form}")
        assert written["file"] == f"map.{form}"
        assert written["covered"] == 4
        assert file.read_bytes().startswith(start)
        again = ["program", "coverage", "--format", form, "-o", f"map.{form}"]
        assert programme.error(*again, code=2) == "file-exists"
        programme(*again, "--force")


def test_another_framework_may_be_asked_for(programme: Shell) -> None:
    assert counts(programme, "--framework", "spl-2011") == {}
    wrong = ["program", "coverage", "--framework", "none"]
    assert programme.error(*wrong, code=2) == "no-such-framework"
    wrong = ["program", "coverage", "--under", "none"]
    assert programme.error(*wrong, code=2) == "no-such-standard"


def issue(shell: Shell, definition: str, to: str, file: str) -> None:
    """Issue a badge for an achievement with the id and alignments of a definition."""
    document = json.loads((shell.folder / "program" / definition).read_text("utf-8"))
    achievement = {
        "id": document["id"],
        "type": ["Achievement"],
        "name": document["name"],
        "description": document["competency"],
        "criteria": {"narrative": "Submit evidence."},
    }
    (shell.folder / "one.json").write_text(json.dumps(achievement))
    shell("issue", "one.json", "--to", to, "-o", file)


def test_badges_that_the_workspace_gave_are_counted(programme: Shell) -> None:
    issue(programme, "listening.json", "ana@school.example", "a.json")
    issue(programme, "listening.json", "ben@school.example", "b.json")
    issue(programme, "questions.json", "ben@school.example", "c.json")
    assert counts(programme, "--issued") == {"equity-practices": 3, "learning-designs": 1}
    document = programme.json("program", "coverage", "--issued")
    assert (document["unit"], document["educators"]) == ("badges", 2)
    educators = {each["id"]: each["educators"] for each in document["standards"]}
    assert educators == dict.fromkeys(educators, 0) | {"equity-practices": 2, "learning-designs": 1}
    told = programme("program", "coverage", "--issued").stdout
    assert "Badges given: 2 of 11 standards are covered by 3 badges of 2 educators." in told
    assert "     3         2  Equity Practices: Active Listening, Open Questions" in told
    rows = programme("program", "coverage", "--issued", "--format", "csv").stdout
    assert ',"equity-practices","","Equity Practices",3,2,' in rows
    assert "school.example" not in rows + told + json.dumps(document)


def test_a_revoked_badge_is_not_earned(programme: Shell) -> None:
    issue(programme, "listening.json", "ana@school.example", "a.json")
    issue(programme, "listening.json", "ben@school.example", "b.json")
    programme("revoke", json.loads((programme.folder / "a.json").read_text())["id"])
    assert counts(programme, "--issued") == {"equity-practices": 1}
    assert programme.json("program", "coverage", "--issued")["educators"] == 1


def test_the_badges_of_a_school_are_those_of_its_educators(programme: Shell) -> None:
    issue(programme, "listening.json", "ana@school.example", "a.json")
    issue(programme, "questions.json", "ben@school.example", "b.json")
    issue(programme, "coaching.json", "cem@school.example", "c.json")
    school = programme.folder / "school.txt"
    school.write_text("Ana@school.example\n\nnew@school.example\nmailto:cem@school.example\n")
    options = ("--issued", "--educators", "school.txt")
    assert counts(programme, *options) == {"equity-practices": 1, "leadership": 1}
    assert programme.json("program", "coverage", *options)["educators"] == 2
    school.write_text("ana@school.example\nAna of the fourth grade\n")
    assert programme.error("program", "coverage", *options) == "invalid-educator"
    assert "school.txt:2" in programme("program", "coverage", *options, code=1).stderr
    school.write_bytes(b"\xff\xfe")
    assert programme.error("program", "coverage", *options) == "not-unicode"
    wrong = ("program", "coverage", "--educators", "school.txt")
    assert programme.error(*wrong, code=2) == "invalid-option"


def test_a_person_of_the_programme_may_be_named_by_id(programme: Shell) -> None:
    enrolled = programme.json("program", "enrol", "ana@school.example", "listening")
    person = enrolled["submission"]["standing"]["person_id"]
    issue(programme, "listening.json", "ana@school.example", "a.json")
    issue(programme, "questions.json", "ben@school.example", "b.json")
    (programme.folder / "school.txt").write_text(f"{person}\np-abcdefghijkl\n")
    options = ("--issued", "--educators", "school.txt")
    assert counts(programme, *options) == {"equity-practices": 1}


def test_a_badge_of_which_the_definition_is_gone_counts_by_its_alignments(
    programme: Shell, badges: Path
) -> None:
    document = json.loads((badges / "badge.json").read_text())
    achievement = document["credentialSubject"]["achievement"]
    alignment = {
        "type": ["Alignment"],
        "targetName": "Evidence",
        "targetUrl": "https://standards.learningforward.org/",
    }
    (programme.folder / "old.json").write_text(
        json.dumps({**achievement, "id": SITE + "old", "alignment": [alignment]})
    )
    programme("issue", "old.json", "--to", "ana@school.example", "-o", "old-badge.json")
    assert counts(programme, "--issued") == {"evidence": 1}
    assert programme.json("program", "coverage", "--issued")["educators"] == 1


def test_a_badge_in_another_language_counts_as_the_same(programme: Shell) -> None:
    path = programme.folder / "program" / "arabic.json"
    document = json.loads(path.read_text("utf-8"))
    document["alignments"] = [{"framework": "spl-2022", "item": "evidence"}]
    path.write_text(json.dumps(document), "utf-8")
    told = programme("program", "coverage", "--issued").stdout
    assert "0 of 11 standards are covered by 0 badges of 0 educators." in told
    for count, language in enumerate(("en", "ar"), start=1):
        words = ("issue", path, "--to", f"{language}@school.example", "--language", language)
        programme(*words, "--without-results", "-o", f"{language}.json")
        assert counts(programme, "--issued") == {"evidence": count}
        told = programme("program", "coverage", "--issued").stdout
        noun = "badge" if count == 1 else "badges"
        assert f"1 of 11 standards are covered by {count} {noun} of" in told


def test_badge_files_are_verified_and_counted_once(programme: Shell) -> None:
    folder = programme.folder / "earned"
    folder.mkdir()
    issue(programme, "listening.json", "ana@school.example", "earned/a.json")
    shutil.copy(folder / "a.json", folder / "copy.json")
    (folder / "notes.txt").write_text("not a badge")
    assert counts(programme, "--badges", "earned", "--offline") == {"equity-practices": 1}
    both = ("--issued", "--badges", "earned", "--offline")
    assert counts(programme, *both) == {"equity-practices": 2}
    # Badge files do not say in clear whose they are: nobody can say how many educators it is.
    assert "educators" not in programme.json("program", "coverage", *both)


def test_a_forged_badge_does_not_count(programme: Shell) -> None:
    issue(programme, "listening.json", "ana@school.example", "a.json")
    file = programme.folder / "a.json"
    forged = json.loads(file.read_text())
    forged["credentialSubject"]["achievement"]["id"] = SITE + "coaching"
    file.write_text(json.dumps(forged))
    document = programme.json("program", "coverage", "--badges", "a.json", "--offline", code=1)
    assert document["covered"] == 0
    (refused,) = document["notCounted"]
    assert (refused["file"], refused["verdict"]) == ("a.json", "invalid")
    assert counts(programme, "--badges", "a.json", "--unverified") == {"leadership": 1}


def test_a_badge_of_another_issuer_counts_by_its_alignments(programme: Shell, badges: Path) -> None:
    document = programme.json("program", "coverage", "--badges", badges / "badge.json", "--offline")
    assert document["unit"] == "badges"
    assert document["sources"] == 1
    assert document["covered"] == 0


def test_what_is_no_badge_is_said_to_be_none(programme: Shell) -> None:
    document = programme.json("program", "coverage", "--badges", "roster.csv", code=1)
    assert document["notCounted"][0]["verdict"] == "unreadable"
