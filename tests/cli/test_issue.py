"""`microcred issue`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.drawing import draw_badge_png, draw_badge_svg
from microcred.verifying import Policy, Verifier

from .conftest import DEFINITION, Shell

ANA = "ana@school.example"
ISSUE = ("issue", DEFINITION, "--to", ANA)


def subject_of(text: str | bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)["credentialSubject"]
    return document


def test_a_badge_goes_to_standard_output(hill: Shell) -> None:
    result = hill(*ISSUE)
    assert result.stderr == ""
    document = json.loads(result.stdout)
    assert document["proof"][0]["cryptosuite"] == "eddsa-rdfc-2022"
    assert Verifier(Policy(recipient=ANA)).verify(result.stdout).verdict == "valid"
    assert hill.issued() == 1
    assert ANA not in result.stdout


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_each_form_to_a_file(form: str, hill: Shell) -> None:
    path = Path(f"out.{form}")
    result = hill(*ISSUE, "--format", form, "-o", path)
    assert result.stdout == ""
    assert str(path) in result.stderr
    report = Verifier(Policy(recipient=ANA)).verify(path)
    assert (report.verdict, report.source) == ("valid", form)


@pytest.mark.parametrize(
    ("name", "form"), [("a.png", "png"), ("a.SVG", "svg"), ("a.jwt", "jwt"), ("a.json", "json")]
)
def test_the_ending_says_the_form_where_nothing_else_does(
    name: str, form: str, hill: Shell
) -> None:
    hill(*ISSUE, "-o", name)
    assert Verifier().verify(Path(name)).source == form
    hill(*ISSUE, "--format", "json", "-o", name, "--force")
    assert Verifier().verify(Path(name)).source == "json"


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_picture_has_a_name_of_its_own(form: str, hill: Shell) -> None:
    made = hill.json(*ISSUE, "--format", form)
    assert made["file"] == f"badge.{form}"
    assert Verifier().verify(Path(f"badge.{form}")).verdict == "valid"
    assert hill.error(*ISSUE, "--format", form, code=2) == "file-exists"


def test_a_picture_to_standard_output_is_bytes(hill: Shell) -> None:
    result = hill(*ISSUE, "--format", "png", "-o", "-")
    assert Verifier().verify(result.stdout_bytes).verdict == "valid"
    assert "-" not in hill.files()
    refused = hill.json(*ISSUE, "-o", "-", code=2)
    assert refused["error"]["code"] == "invalid-option"


def test_as_json(hill: Shell) -> None:
    made = hill.json(*ISSUE)
    assert made["format"] == "json"
    assert json.loads(made["badge"])["id"] == made["id"]
    made = hill.json(*ISSUE, "--format", "jwt", "-o", "a.jwt")
    assert made == {"id": made["id"], "format": "jwt", "file": "a.jwt"}
    report = Verifier().verify(Path("a.jwt"))
    assert report.credential is not None
    assert report.credential["id"] == made["id"]


def test_everything_that_a_badge_can_be_given(hill: Shell) -> None:
    result = hill(
        *ISSUE, "--evidence", "https://hill.example/1", "--evidence", "https://hill.example/2",
        "--result", "Listens to understand=Proficient", "--until", "2090-01-01T00:00:00Z",
        "--plain",
    )  # fmt: skip
    document = json.loads(result.stdout)
    assert [item["id"] for item in document["evidence"]] == [
        "https://hill.example/1",
        "https://hill.example/2",
    ]
    assert document["validUntil"] == "2090-01-01T00:00:00Z"
    subject = document["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == ANA
    assert subject["result"][0]["achievedLevel"].endswith("c012")
    assert document["issuer"]["url"] == "https://hill.example"


@pytest.mark.parametrize("recipient", ["did:key:z6MkExample", "https://people.example/ana"])
def test_a_recipient_may_have_an_id(recipient: str, hill: Shell) -> None:
    result = hill("issue", DEFINITION, "--to", recipient)
    assert subject_of(result.stdout)["id"] == recipient


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "Ed25519Signature2020"])
def test_another_suite(suite: str, hill: Shell) -> None:
    text = hill(*ISSUE, "--suite", suite).stdout
    (proof,) = json.loads(text)["proof"]
    assert suite in (proof["type"], proof.get("cryptosuite"))
    assert Verifier().verify(text).verdict == "valid"


def test_a_jwt_can_be_baked(hill: Shell) -> None:
    hill(*ISSUE, "--suite", "vc-jwt", "--format", "svg", "-o", "a.svg")
    assert hill("unbake", "a.svg").stdout.startswith("eyJ")


@pytest.mark.parametrize("form", ["png", "svg"])
def test_a_picture_of_ones_own(form: str, hill: Shell) -> None:
    draw = draw_badge_png if form == "png" else draw_badge_svg
    Path(f"own.{form}").write_bytes(draw("Quite another", "Picture"))
    hill(*ISSUE, "--format", form, "--image", f"own.{form}", "-o", f"out.{form}")
    assert Verifier().verify(Path(f"out.{form}")).verdict == "valid"
    own, out = Path(f"own.{form}").read_bytes(), Path(f"out.{form}").read_bytes()
    assert own[-2000:] == out[-2000:]


def test_an_rsa_key_signs_jwts(hill: Shell) -> None:
    hill("init", "rsa", "--name", "Hill", "--algorithm", "RSA")
    issue = (*ISSUE, "--workspace", "rsa")
    assert hill.error(*issue, code=2) == "suite-and-form"
    hill(*issue, "--format", "png", "-o", "a.png")
    assert Verifier().verify(Path("a.png")).verdict == "valid"


def test_force_replaces(hill: Shell) -> None:
    Path("a.json").write_text("old")
    assert hill.error(*ISSUE, "-o", "a.json", code=2) == "file-exists"
    assert Path("a.json").read_text() == "old"
    assert hill.issued() == 0
    hill(*ISSUE, "-o", "a.json", "--force")
    assert Verifier().verify(Path("a.json")).verdict == "valid"


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (["--to", "nobody"], "invalid-email", 1),
        (["--to", "did:nothing"], "invalid-did", 1),
        (["--to", ANA, "--result", "Listens to understand"], "invalid-option", 2),
        (["--to", ANA, "--result", "Speaks=3"], "no-such-result", 1),
        (["--to", ANA, "--result", "Listens to understand=Superb"], "no-such-level", 1),
        (["--to", ANA, "--evidence", "not a url"], "invalid-option", 2),
        (["--to", ANA, "--evidence", "javascript:alert(1)"], "invalid-option", 2),
        (["--to", ANA, "--until", "tomorrow"], "usage", 2),
        (["--to", ANA, "--until", "2001-01-01T00:00:00Z"], "invalid-document", 1),
        (["--to", ANA, "--format", "gif"], "usage", 2),
        (["--to", ANA, "--suite", "rot13"], "usage", 2),
        (["--to", ANA, "--suite", "ecdsa-rdfc-2019"], "unknown-suite", 2),
        (["--to", ANA, "--format", "jwt", "--suite", "eddsa-jcs-2022"], "suite-and-form", 2),
        (["--to", ANA, "--format", "json", "--suite", "vc-jwt"], "suite-and-form", 2),
        (["--to", ANA, "--format", "png", "--image", "absent.png"], "unreadable-file", 2),
        (["--to", ANA, "--format", "png", "--image", "keys"], "unreadable-file", 2),
        (["--to", ANA, "--format", "png", "--image", DEFINITION], "unknown-image-format", 1),
        (["--to", ANA, "-o", "keys"], "file-exists", 2),
        (["--to", ANA, "-o", "absent/a.json"], "cannot-write-file", 2),
        (["--to", ANA, "-o", "/proc/a.json"], "cannot-write-file", 2),
        (["--to", ANA, "--workspace", "keys"], "no-workspace", 2),
        (["--to", ANA, "--workspace", DEFINITION], "invalid-settings", 2),
        ([], "usage", 2),
    ],
)
def test_refusals(words: list[str], code: str, exit_code: int, hill: Shell) -> None:
    before = hill.files()
    assert hill.error("issue", DEFINITION, *words, code=exit_code) == code
    # for the one that was issued and could not be handed over
    assert hill.files() - {"pending", ".registry-seen.json"} == before


@pytest.mark.parametrize(
    ("name", "data", "code", "exit_code"),
    [
        ("absent.yaml", None, "unreadable-file", 2),
        ("keys", None, "unreadable-file", 2),
        ("a.yaml", b"", "not-an-object", 1),
        ("a.yaml", b"- just\n- a list\n", "not-an-object", 1),
        ("a.yaml", b"a: [\n", "invalid-yaml", 1),
        ("a.yaml", b"a: &x 1\nb: *x\n", "invalid-yaml", 1),
        ("a.yaml", b"a: !!python/object/apply:os.system [id]\n", "invalid-yaml", 1),
        ("a.yaml", b"\xff\xfe\x00", "not-utf-8", 1),
        ("a.yaml", b"a: " + b"[" * 100_000, "invalid-yaml", 1),
        ("a.yaml", b"a: " + b"x" * 2_000_000, "definition-too-long", 1),
        ("a.json", b"not json", "invalid-json", 1),
        ("a.json", b'{"id": 1, "id": 2}', "duplicate-member", 1),
        ("a.json", b'{"id": NaN}', "not-a-number", 1),
        ("a.json", b'{"id": "\\ud800"}', "lone-surrogate", 1),
        ("a.json", b"[" * 500_000, "too-many-values", 1),
        ("b.json", b"[" * 100 + b"]" * 100, "too-deep", 1),
        ("a.yaml", b"name: only a name\n", "invalid-document", 1),
        ("a.yaml", b"id: 5\nname: x\ndescription: y\ncriteria: {}\n", "invalid-document", 1),
    ],
)
def test_a_definition_that_cannot_be_used(
    name: str, data: bytes | None, code: str, exit_code: int, hill: Shell
) -> None:
    if data is not None:
        Path(name).write_bytes(data)
    assert hill.error("issue", name, "--to", ANA, code=exit_code) == code
    assert name in hill("issue", name, "--to", ANA, code=exit_code).stderr
    assert hill.issued() == 0


def test_a_term_that_would_not_be_signed_is_named(hill: Shell) -> None:
    text = Path(DEFINITION).read_text("utf-8") + "favouriteColour: red\n"
    Path("a.yaml").write_text(text)
    refused = hill.json("issue", "a.yaml", "--to", ANA, code=1)["error"]
    assert refused["code"] == "invalid-document"
    assert [fault["pointer"] for fault in refused["faults"]] == [
        "/credentialSubject/achievement/favouriteColour"
    ]
    assert hill.issued() == 0


def test_every_fault_of_a_definition_is_listed(hill: Shell) -> None:
    Path("a.yaml").write_text("name: 5\ncriteria: x\n")
    result = hill("issue", "a.yaml", "--to", ANA, code=1)
    for place in (
        "line 1 column 1, /id",
        "line 1 column 7, /name",
        "line 1 column 1, /description",
        "line 2 column 11, /criteria",
    ):
        assert f"  {place}: " in result.stderr


@pytest.mark.parametrize(
    ("data", "code"),
    [(None, "registry-missing"), (b"no database at all, whatever it may be called", "registry")],
)
def test_without_its_registry_nothing_is_issued(data: bytes | None, code: str, hill: Shell) -> None:
    Path("registry.sqlite3").unlink()
    if data:
        Path("registry.sqlite3").write_bytes(data)
    assert hill.error(*ISSUE, "-o", "a.json", code=2) == code
    assert "a.json" not in hill.files()


def test_a_definition_in_json_does_as_well(hill: Shell) -> None:
    definition = {
        "id": "urn:example:a",
        "name": "A",
        "description": "D",
        "criteria": {"id": "https://a.example"},
    }
    Path("a.json").write_text(json.dumps(definition))
    assert Verifier().verify(hill("issue", "a.json", "--to", ANA).stdout).verdict == "valid"
