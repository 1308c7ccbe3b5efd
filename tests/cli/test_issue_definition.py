"""`issue` and `mint` of a micro-credential's definition."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microcred.carriers import unbake
from microcred.verifying import Verifier
from tests.program.definitions import micro_credential
from tests.program.test_pictures import SVG

from .conftest import Shell

ANA = "ana@school.example"
SPL = [{"framework": "spl-2022", "item": "learning-designs"}]
REACHED = ("--result", "waits=proficient", "--result", "Reflects=Proficient")


@pytest.fixture
def defined(hill: Shell) -> Shell:
    document = micro_credential(alignments=SPL, image={"file": "dot.svg", "caption": "A dot"})
    Path("wait.json").write_text(json.dumps(document, indent=1))
    Path("dot.svg").write_bytes(SVG)
    return hill


def test_a_badge_says_what_the_definition_says(defined: Shell) -> None:
    text = defined("issue", "wait.json", "--to", ANA, *REACHED).stdout
    report = Verifier().verify(text)
    assert report.verdict == "valid"
    subject = json.loads(text)["credentialSubject"]
    achievement = subject["achievement"]
    assert achievement["achievementType"] == "MicroCredential"
    assert achievement["alignment"][0]["targetName"] == "Learning Designs"
    assert "## Rubric" in achievement["criteria"]["narrative"]
    assert achievement["image"]["caption"] == "A dot"
    assert subject["creditsEarned"] == 10
    assert subject["source"]["id"] == "did:web:university.example"
    assert [each["achievedLevel"].partition("#")[2] for each in subject["result"]] == [
        "waits/proficient",
        "reflects/proficient",
    ]


def test_the_definitions_picture_is_baked(defined: Shell) -> None:
    defined("issue", "wait.json", "--to", ANA, *REACHED, "--format", "svg", "-o", "a.svg")
    data = Path("a.svg").read_bytes()
    assert b'<circle r="4"/>' in data
    assert Verifier().verify(unbake(data).text).verdict == "valid"
    defined("issue", "wait.json", "--to", ANA, *REACHED, "--format", "png", "-o", "a.png")
    assert Verifier().verify(Path("a.png")).verdict == "valid"


def test_a_level_that_does_not_pass_is_refused(defined: Shell) -> None:
    words = ("issue", "wait.json", "--to", ANA, "--result", "waits=emerging", "-o", "a.json")
    assert defined.error(*words) == "level-not-reached"
    assert defined.issued() == 0


def test_a_badge_without_what_was_reached_is_issued_only_where_it_is_asked_for(
    defined: Shell,
) -> None:
    words = ("issue", "wait.json", "--to", ANA, "--result", "waits=proficient", "-o", "a.json")
    assert defined.error(*words) == "results-missing"
    told = defined(*words, code=1).stderr
    assert "is given for: Reflects" in told
    assert "--result" in told
    assert defined.issued() == 0
    asked = defined(*words, "--without-results")
    assert "does not say what was reached in: Reflects" in asked.stderr
    assert defined.json("status", "--file", "a.json")["without_results"] is True
    assert "without what was reached" in defined("status", "--file", "a.json").stdout
    full = ("issue", "wait.json", "--to", ANA, *REACHED, "-o", "b.json", "--without-results")
    assert "does not say" not in defined(*full).stderr
    assert defined.json("status", "--file", "b.json")["without_results"] is False


def test_rows_without_what_was_reached_are_wrong_unless_it_is_asked_for(defined: Shell) -> None:
    rows = ("email,result:waits,result:reflects", f"{ANA},proficient,",
            "b@x.example,proficient,proficient")  # fmt: skip
    Path("r.csv").write_text("\n".join(rows))
    refused = defined.json("mint", "wait.json", "r.csv", code=1)
    assert [(each["pointer"], each["code"]) for each in refused["left_out"]] == [
        ("/1", "results-missing")
    ]
    assert defined.issued() == 0
    kept = defined.json("mint", "wait.json", "r.csv", "--keep-going", "-o", "some", code=1)
    assert [each["row"] for each in kept["badges"]] == [2]
    minted = defined.json("mint", "wait.json", "r.csv", "--without-results", "-o", "all")["badges"]
    said = [defined.json("status", each["id"])["without_results"] for each in minted]
    assert said == [True, False]


def test_a_fault_is_told_with_file_line_and_column(defined: Shell) -> None:
    text = Path("wait.json").read_text().replace('"required": "proficient"', '"required": "best"')
    Path("wait.json").write_text(text)
    line = text[: text.index('"best"')].count("\n") + 1
    result = defined.json("issue", "wait.json", "--to", ANA, code=1)["error"]
    assert result["where"] == "wait.json"
    assert result["faults"][0] == {
        "line": line,
        "column": 16,
        "pointer": "/rubric/0/required",
        "code": "no-such-level",
        "message": "there is no level 'best'; there are: emerging, proficient, accomplished",
    }


def test_a_badge_in_another_language(defined: Shell) -> None:
    document = {
        "format": "microcred-stack/1",
        "id": "https://hill.example/stacks/questions",
        "version": "1",
        "language": "en",
        "languages": ["ar"],
        "name": {"en": "Questioning", "ar": "طرح الأسئلة"},
        "competency": {"en": "The educator leads.", "ar": "يقود المعلم النقاش."},
        "requires": [{"of": ["https://hill.example/m/1"]}],
    }
    Path("stack.json").write_text(json.dumps(document, ensure_ascii=False))
    text = defined("issue", "stack.json", "--to", ANA, "--language", "ar").stdout
    assert Verifier().verify(text).verdict == "valid"
    assert json.loads(text)["credentialSubject"]["achievement"]["name"] == "طرح الأسئلة"
    assert defined.error("issue", "stack.json", "--to", ANA, "--language", "fr") == (
        "no-such-language"
    )


def test_a_roster_of_badges(defined: Shell) -> None:
    Path("roster.csv").write_text(
        f"email,result:waits,result:reflects\n{ANA},proficient,proficient\n"
        "ben@school.example,accomplished,proficient\n"
    )
    minted = defined.json("mint", "wait.json", "roster.csv")
    for badge in minted["badges"]:
        assert Verifier().verify(Path(badge["file"])).verdict == "valid"
        subject = json.loads(Path(badge["file"]).read_text())["credentialSubject"]
        assert subject["creditsEarned"] == 10
        assert len(subject["result"]) == 2
    Path("roster.csv").write_text("email,result:waits\ncy@school.example,emerging\n")
    refused = defined.json("mint", "wait.json", "roster.csv", "-o", "more", code=1)
    assert [each["code"] for each in refused["left_out"]] == ["level-not-reached"]


def test_the_criteria_page_is_the_one_that_is_published(defined: Shell) -> None:
    with Path("microcred.toml").open("a") as settings:
        settings.write('\n[site]\nurl = "https://badges.hill.example"\n')
    badge = json.loads(defined("issue", "wait.json", "--to", ANA, *REACHED).stdout)
    criteria = badge["credentialSubject"]["achievement"]["criteria"]
    site = "https://badges.hill.example/"
    assert criteria["id"].startswith(site)
    page = Path("site", criteria["id"].removeprefix(site), "index.html").read_text("utf-8")
    for text in (
        "The educator waits after a question",  # competency
        "<strong>Proficient</strong> (required): Mostly.",  # rubric
        '<a href="https://example.org/waiting"',  # resources
        "Learning Designs",  # standards
    ):
        assert text in page, text
