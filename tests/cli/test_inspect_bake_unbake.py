"""`microcred inspect`, `bake` and `unbake`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from microcred.drawing import draw_badge_png, draw_badge_svg

from .conftest import Shell
from .hostile import FORGED, NO_CREDENTIAL

PICTURES = {"png": draw_badge_png("Other", "Picture"), "svg": draw_badge_svg("Other", "Picture")}
SHAPED = ("alg HS256", "private jwk", "critical header")
"""These have a credential's shape; that they are refused is for `verify` to say."""


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_inspect_tells_what_the_badge_says(form: str, badges: Path, shell: Shell) -> None:
    result = shell("inspect", badges / f"badge.{form}")
    assert "nothing of it was verified" in result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Active Listening"
    assert lines[1].startswith("given by Hill District (did:key:")
    assert "to the holder of a hashed e-mail address" in lines
    assert "result: Listens to understand: Accomplished" in lines
    assert "evidence: https://hill.example/lesson" in lines
    assert "tags: listening, classroom discussion" in lines
    signed = {"jwt": "JWT (EdDSA)"}.get(form, "eddsa-rdfc-2022")
    assert lines[-1] == f"signed with: {signed}"
    assert any(line.startswith("criteria: Submit a recording") for line in lines)


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_inspect_as_json(form: str, badges: Path, shell: Shell) -> None:
    shown = shell.json("inspect", badges / f"badge.{form}")
    assert (shown["verified"], shown["source"]) == (False, form)
    assert shown["credential"]["name"] == "Active Listening"
    assert ("header" in shown) is (form == "jwt")
    again = shell("inspect", "-", stdin=(badges / f"badge.{form}").read_bytes())
    assert again.stdout.startswith("Active Listening\n")


@pytest.mark.parametrize("name", FORGED)
def test_inspect_shows_what_is_forged_without_a_verdict(
    name: str, badges: Path, shell: Shell
) -> None:
    path = shell.folder / "source"
    path.write_bytes(FORGED[name](badges))
    result = shell("inspect", path)
    assert "was verified" in result.stderr
    assert "VALID" not in result.output


@pytest.mark.parametrize("name", NO_CREDENTIAL)
def test_inspect_refuses_what_is_no_badge(name: str, badges: Path, shell: Shell) -> None:
    path = shell.folder / "source"
    path.write_bytes(NO_CREDENTIAL[name](badges))
    assert shell.error("inspect", path)


def test_inspect_tells_what_is_hard_to_name(shell: Shell) -> None:
    document = {
        "issuer": ["https://a.example"],
        "issuanceDate": "2020-01-01T00:00:00+02:00",
        "expirationDate": 5,
        "credentialSubject": [
            {
                "id": "did:key:z6Mk",
                "identifier": [{"hashed": False, "identityHash": "a@b.example"}, {"hashed": True}],
                "achievement": {
                    "name": [{"@value": "Luisteren", "@language": "nl"}],
                    "resultDescription": {"id": "urn:r", "name": "Score"},
                },
                "result": [
                    {"resultDescription": "urn:r", "value": "17"},
                    {"resultDescription": "urn:unknown", "achievedLevel": "urn:level"},
                    {"status": "Completed"},
                    {"resultDescription": ["urn:r"]},
                    {},
                ],
            }
        ],
        "proof": {"type": "Ed25519Signature2020"},
    }
    result = shell("inspect", "-", stdin=json.dumps(document).encode())
    assert result.stdout.splitlines() == [
        "Luisteren",
        "given by https://a.example",
        "to did:key:z6Mk / a@b.example / the holder of a hashed identifier",
        "on 2020-01-01T00:00:00+02:00, valid until (no date)",
        "result: Score: 17",
        "result: urn:unknown: urn:level",
        "result: Completed",
        "result: urn:r",
        "result: (nothing stated)",
        "signed with: Ed25519Signature2020",
    ]


@pytest.mark.parametrize("form", PICTURES)
@pytest.mark.parametrize("credential", ["json", "jwt"])
def test_bake_then_unbake(credential: str, form: str, badges: Path, shell: Shell) -> None:
    source = badges / f"badge.{credential}"
    Path("picture").write_bytes(PICTURES[form])
    result = shell("bake", source, "picture", "-o", "baked")
    assert result.stdout == ""
    assert "baked" in result.stderr
    assert Path("picture").read_bytes() == PICTURES[form]
    shell("verify", "baked")
    text = source.read_text("utf-8").strip()
    assert shell("unbake", "baked").stdout == text + "\n"
    shell("unbake", "baked", "-o", "out")
    assert Path("out").read_text("utf-8") == text
    assert shell.json("unbake", "baked") == {"version": "3.0", "text": text}
    assert shell.json("unbake", "baked", "-o", "out2") == {"version": "3.0", "file": "out2"}


def test_through_pipes(badges: Path, shell: Shell) -> None:
    Path("picture").write_bytes(PICTURES["svg"])
    credential = (badges / "badge.json").read_bytes()
    baked = shell("bake", "-", "picture", "-o", "-", stdin=credential)
    assert baked.stderr == ""
    unbaked = shell("unbake", "-", "-o", "-", stdin=baked.stdout_bytes)
    assert unbaked.stdout_bytes.strip() == credential.strip()
    refused = shell.json("bake", "-", "picture", "-o", "-", stdin=credential, code=2)
    assert refused["error"]["code"] == "invalid-option"


def test_bake_as_json(badges: Path, shell: Shell) -> None:
    Path("picture").write_bytes(PICTURES["png"])
    made = shell.json("bake", badges / "badge.json", "picture", "-o", "baked")
    assert made == {"file": "baked", "bytes": Path("baked").stat().st_size}


def test_a_badge_that_is_there_is_replaced(badges: Path, shell: Shell) -> None:
    shell("bake", badges / "badge.jwt", badges / "badge.png", "-o", "baked")
    assert shell("unbake", "baked").stdout.startswith("eyJ")


def test_nothing_is_overwritten_without_force(badges: Path, shell: Shell) -> None:
    for words in (
        ("bake", badges / "badge.json", badges / "badge.png"),
        ("unbake", badges / "badge.png"),
    ):
        Path("out").write_text("old")
        assert shell.error(*words, "-o", "out", code=2) == "file-exists"
        assert Path("out").read_text() == "old"
        shell(*words, "-o", "out", "--force")
        assert Path("out").read_bytes() != b"old"


@pytest.mark.parametrize("name", [name for name in NO_CREDENTIAL if name not in SHAPED])
def test_bake_refuses_what_is_no_credential(name: str, badges: Path, shell: Shell) -> None:
    Path("source").write_bytes(NO_CREDENTIAL[name](badges))
    assert shell.error("bake", "source", badges / "badge.png", "-o", "out")
    assert shell.files() == {"source"}


@pytest.mark.parametrize("name", NO_CREDENTIAL)
def test_unbake_and_bake_refuse_what_is_no_picture(name: str, badges: Path, shell: Shell) -> None:
    Path("source").write_bytes(NO_CREDENTIAL[name](badges))
    assert shell.error("unbake", "source")
    assert shell.error("unbake", "source", "-o", "out")
    if "without a badge" not in name and name not in ("png, two badges", "png, text bomb"):
        assert shell.error("bake", badges / "badge.json", "source", "-o", "out")
    assert shell.files() == {"source"}


@pytest.mark.parametrize(
    "words",
    [
        ["bake", "absent", "picture.svg", "-o", "out"],
        ["bake", "badge.json", "absent", "-o", "out"],
        ["bake", ".", "picture.svg", "-o", "out"],
        ["bake", "badge.json", "picture.svg", "-o", "absent/out"],
        ["bake", "badge.json", "picture.svg", "-o", "/proc/out"],
        ["bake", "badge.json", "picture.svg"],
        ["unbake", "absent"],
        ["unbake", "."],
        ["unbake", "baked.svg", "-o", "absent/out"],
        ["inspect", "absent"],
        ["inspect", "."],
        ["inspect"],
    ],
)
def test_wrong_usage(words: list[str], badges: Path, shell: Shell) -> None:
    Path("badge.json").write_bytes((badges / "badge.json").read_bytes())
    Path("baked.svg").write_bytes((badges / "badge.svg").read_bytes())
    Path("picture.svg").write_bytes(PICTURES["svg"])
    before = shell.files()
    shell.error(*words, code=2)
    assert shell.files() == before


def test_an_open_badges_2_picture_is_recognised(shell: Shell) -> None:
    namespace = b'xmlns:openbadges="http://openbadges.org"'
    text = b"<openbadges:assertion " + namespace + b' verify="https://a.example/1"/>'
    picture = PICTURES["svg"]
    end = picture.index(b">", picture.index(b"<svg")) + 1
    Path("old.svg").write_bytes(picture[:end] + text + picture[end:])
    result = shell("unbake", "old.svg")
    assert "Open Badges 2.0" in result.stderr
    assert shell.json("unbake", "old.svg")["version"] == "2.0"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {
                "type": ["VerifiablePresentation"],
                "holder": "did:example:ana",
                "verifiableCredential": [
                    {"name": "Ear", "issuer": "urn:a", "credentialSubject": {"id": "urn:bo"}},
                    "eyJ.e.A",
                ],
            },
            [
                "presented by did:example:ana",
                "contains: Ear, urn:a, to urn:bo",
                "contains: a JWT",
                "signed with: nothing",
            ],
        ),
        (
            {"type": ["Profile"], "name": "Hill District"},
            ["an issuer's profile, and no badge: Hill District", "signed with: nothing"],
        ),
    ],
    ids=["presentation", "profile"],
)
def test_inspect_tells_what_is_no_badge_by_its_name(
    document: dict[str, Any], expected: list[str], shell: Shell
) -> None:
    told = shell("inspect", "-", stdin=json.dumps(document).encode()).stdout.splitlines()
    assert told == expected
