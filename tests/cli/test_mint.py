"""`microcred mint`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Self

import pytest
from click.testing import Result

from microcred.drawing import draw_badge_png
from microcred.files import write_file
from microcred.verifying import Policy, Verifier

from .conftest import DEFINITION, ROSTER, Shell

MINT = ("mint", DEFINITION, ROSTER)


def roster(*addresses: str, name: str = ROSTER) -> None:
    Path(name).write_text("\n".join(["email", *addresses]))


def thirty() -> list[str]:
    return [f"p{number}@school.example" for number in range(1, 31)]


def visible(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir() if path.name[0] != ".")


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_everybody_on_the_roster_gets_a_badge(form: str, hill: Shell) -> None:
    result = hill(*MINT, "--format", form)
    assert result.stdout == "4 badges in badges\n"
    assert result.stderr == ""
    names = [f"00001-ana.{form}", f"00002-bo.{form}", f"00003-chi.{form}", f"00004-dee.{form}"]
    assert visible("badges") == names
    for name, address in zip(names, ("ana", "bo", "chi", "dee"), strict=True):
        verifier = Verifier(Policy(recipient=f"{address}@school.example"))
        report = verifier.verify(Path("badges") / name)
        assert (report.verdict, report.source) == ("valid", form)
    assert hill.issued() == 4


def test_as_json(hill: Shell) -> None:
    made = hill.json(*MINT, "-o", "out")
    assert made["left_out"] == []
    for number, badge in enumerate(made["badges"], start=1):
        assert (badge["row"], badge["earlier"]) == (number, False)
        assert json.loads(Path(badge["file"]).read_text("utf-8"))["id"] == badge["id"]


def test_what_a_row_says_is_in_its_badge(hill: Shell) -> None:
    hill(*MINT)
    document = json.loads(Path("badges/00001-ana.json").read_text("utf-8"))
    assert document["evidence"][0]["id"] == "https://district.example/evidence/lesson-video-1"
    (result,) = document["credentialSubject"]["result"]
    assert result["achievedLevel"].endswith("c013")
    assert "ana" not in json.dumps(document).lower().replace("analy", "")


def test_plain(hill: Shell) -> None:
    hill(*MINT, "--plain")
    document = json.loads(Path("badges/00001-ana.json").read_text("utf-8"))
    identity = document["credentialSubject"]["identifier"][0]
    assert identity["identityHash"] == "ana@school.example"


def test_suite_and_picture(hill: Shell) -> None:
    Path("own.png").write_bytes(draw_badge_png("Own", "Picture"))
    hill(*MINT, "--format", "png", "--suite", "eddsa-jcs-2022", "--image", "own.png")
    report = Verifier().verify(Path("badges/00002-bo.png"))
    assert report.verdict == "valid"
    assert report.credential is not None
    assert report.credential["proof"][0]["cryptosuite"] == "eddsa-jcs-2022"
    assert Path("badges/00002-bo.png").read_bytes()[-2000:] == Path("own.png").read_bytes()[-2000:]


def test_a_wrong_address_in_row_17_stops_everything(hill: Shell) -> None:
    people = thirty()
    people[16] = "p17 at school.example"
    roster(*people)
    result = hill(*MINT, code=1)
    assert result.stdout == ""
    assert result.stderr.startswith("row 17, email: not an e-mail address: 'p17 at school.example'")
    assert "--keep-going" in result.stderr
    assert "badges" not in hill.files()
    assert hill.issued() == 0
    refused = hill.json(*MINT, code=1)
    assert refused["badges"] == []
    assert [fault["pointer"] for fault in refused["left_out"]] == ["/17/email"]


def test_keep_going_leaves_the_wrong_row_out_and_says_so(hill: Shell) -> None:
    people = thirty()
    people[16] = "p17 at school.example"
    roster(*people)
    result = hill(*MINT, "--keep-going", code=1)
    assert result.stdout == "29 badges in badges; 1 left out\n"
    assert result.stderr.startswith("row 17, email: ")
    assert hill.issued() == 29
    assert not any(name.startswith("00017") for name in visible("badges"))
    again = hill.json(*MINT, "--keep-going", code=1)
    assert [fault["code"] for fault in again["left_out"]] == ["invalid-email"]
    assert all(badge["earlier"] for badge in again["badges"])
    # Mended, the same command issues just the one that was left out.
    people[16] = "p17@school.example"
    roster(*people)
    result = hill(*MINT, "--keep-going")
    assert result.stdout == "30 badges in badges, 29 of them from an earlier run\n"
    assert hill.issued() == 30


def test_many_faults_are_cut_for_people_and_whole_in_json(hill: Shell) -> None:
    roster(*["nobody"] * 50)
    result = hill(*MINT, code=1)
    assert result.stderr.count("row ") == 20
    assert "… and 30 more" in result.stderr
    assert len(hill.json(*MINT, code=1)["left_out"]) == 50


def test_a_second_run_issues_nobody_twice(hill: Shell) -> None:
    first = hill.json(*MINT)["badges"]
    second = hill.json(*MINT)["badges"]
    assert [badge["id"] for badge in first] == [badge["id"] for badge in second]
    assert hill.issued() == 4


def interrupted(hill: Shell, monkeypatch: pytest.MonkeyPatch, after: int) -> Result:
    """Run mint until Ctrl-C, which comes with the write after `after` badges."""
    written: list[Path] = []

    def write(path: Path, *args: Any, **kwargs: Any) -> None:
        if len(written) == after:
            raise KeyboardInterrupt
        write_file(path, *args, **kwargs)
        written.append(path)

    with monkeypatch.context() as patch:
        patch.setattr("microcred.minting.minting._WRITERS", 1)
        patch.setattr("microcred.minting.minting.write_file", write)
        return hill(*MINT, code=130)


def test_an_interrupted_run_goes_on(hill: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    result = interrupted(hill, monkeypatch, after=2)
    assert result.stdout == ""
    assert "the same command goes on from there" in result.stderr
    there = {name: Path("badges", name).read_bytes() for name in visible("badges")}
    assert len(there) == 2
    result = hill(*MINT)
    assert result.stdout == "4 badges in badges, 2 of them from an earlier run\n"
    assert hill.issued() == 4
    for name, data in there.items():
        assert Path("badges", name).read_bytes() == data


def test_force_issues_again(hill: Shell) -> None:
    first = {badge["id"] for badge in hill.json(*MINT)["badges"]}
    second = {badge["id"] for badge in hill.json(*MINT, "--force")["badges"]}
    assert not first & second
    assert len(visible("badges")) == 4


def test_a_file_in_the_way_stops_everything(hill: Shell) -> None:
    Path("badges").mkdir()
    Path("badges/00003-chi.json").write_text("mine")
    assert hill.error(*MINT, code=2) == "file-exists"
    assert visible("badges") == ["00003-chi.json"]
    assert hill.issued() == 0
    hill(*MINT, "--force")
    assert Verifier().verify(Path("badges/00003-chi.json")).verdict == "valid"


def test_a_folder_is_for_one_achievement_and_form(hill: Shell) -> None:
    hill(*MINT)
    assert hill.error(*MINT, "--format", "png", code=2) == "other-run"
    text = Path(DEFINITION).read_text("utf-8").replace("Active", "Attentive")
    Path("other.yaml").write_text(text)
    assert hill.error("mint", "other.yaml", ROSTER, code=2) == "other-run"
    assert len(visible("badges")) == 4


def test_jsonl(hill: Shell) -> None:
    lines = [{"email": "ana@school.example", "name": "Ana"}, {"did": "did:key:z6Mk1"}]
    Path("r.jsonl").write_text("\n".join(map(json.dumps, lines)))
    assert hill("mint", DEFINITION, "r.jsonl").stdout == "2 badges in badges\n"
    assert visible("badges") == ["00001-ana.json", "00002.json"]


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["absent.yaml", ROSTER], "unreadable-file", 2),
        ([DEFINITION, "absent.csv"], "unreadable-file", 2),
        ([DEFINITION, "keys"], "unreadable-file", 2),
        ([ROSTER, ROSTER], "invalid-json", 1),
        ([DEFINITION, DEFINITION], "invalid-roster", 1),
        ([DEFINITION, "registry.sqlite3"], "not-utf-8", 1),
        ([DEFINITION, ROSTER, "-o", ROSTER], "cannot-write-file", 2),
        ([DEFINITION, ROSTER, "-o", "/proc/badges"], "cannot-write-file", 2),
        ([DEFINITION, ROSTER, "--image", "absent", "--format", "png"], "unreadable-file", 2),
        ([DEFINITION, ROSTER, "--image", ROSTER, "--format", "png"], "unknown-image-format", 1),
        ([DEFINITION, ROSTER, "--suite", "vc-jwt"], "suite-and-form", 2),
        ([DEFINITION], "usage", 2),
    ],
)
def test_refusals(words: list[str], code: str, exit_code: int, hill: Shell) -> None:
    assert hill.error("mint", *words, code=exit_code) == code
    assert hill.issued() == 0
    assert not list(hill.folder.glob("badges/*"))


def test_a_term_that_would_not_be_signed_names_the_row(hill: Shell) -> None:
    Path("a.yaml").write_text(Path(DEFINITION).read_text("utf-8") + "favouriteColour: red\n")
    refused = hill.json("mint", "a.yaml", ROSTER, code=1)["error"]
    assert (refused["code"], refused["where"]) == ("invalid-document", "row 1")
    assert "row 1" in hill("mint", "a.yaml", ROSTER, code=1).stderr
    assert hill.issued() == 0
    # The folder is not taken by a run that issued nothing.
    hill(*MINT)


def test_a_bar_is_drawn_at_a_terminal_only(hill: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    class Bar:
        def __init__(self, length: int, label: str, file: Any):
            drawn.append(length)
            assert file is __import__("sys").stderr

        def __enter__(self) -> Self:
            return self

        def update(self, steps: int) -> None:
            drawn.append(-steps)

        def __exit__(self, *_: object) -> None:
            return None

    monkeypatch.setattr("click.progressbar", Bar)
    hill(*MINT)
    assert drawn == []
    monkeypatch.setattr("microcred.cli.mint._is_terminal", lambda _stream: True)
    hill(*MINT)
    assert drawn == [4, -1, -1, -1, -1]


def test_several_processes_sign(hill: Shell) -> None:
    made = hill.json("mint", DEFINITION, ROSTER, "--workers", "2")
    assert [badge["row"] for badge in made["badges"]] == [1, 2, 3, 4]
    for badge in made["badges"]:
        assert Verifier().verify(Path(badge["file"])).verdict == "valid"
    assert hill.issued() == 4
