"""`microcred convert`: what goes in, what comes out, and where."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from microcred.carriers import bake
from microcred.cli import main
from microcred.models import Achievement, OpenBadgeCredential
from tests.open_badges_2.world import ASSERTION, MemoryFetcher, World

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="http://openbadges.org">'
    '<openbadges:assertion verify="{}"/></svg>'
)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()

    def in_memory(*, offline: bool) -> MemoryFetcher:
        return MemoryFetcher({} if offline else made.pages)

    monkeypatch.setattr("microcred.cli.convert.make_fetcher", in_memory)
    return made


def run(*arguments: str | Path, data: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["convert", *map(str, arguments)], input=data)


def whole(world: World) -> dict[str, Any]:
    return {**world.assertion, "badge": {**world.badge, "issuer": world.issuer}}


def test_an_assertion_becomes_a_credential(world: World, tmp_path: Path) -> None:
    source = tmp_path / "assertion.json"
    source.write_text(json.dumps(world.assertion))
    result = run(source)
    assert result.exit_code == 0, result.output
    OpenBadgeCredential.from_document(result.stdout)
    assert "/verification: says how a 2.0 badge is verified" in result.stderr
    assert "Nothing was verified" in result.stderr


def test_a_badge_class_becomes_a_definition(world: World, tmp_path: Path) -> None:
    source, target = tmp_path / "badge.json", tmp_path / "achievement.json"
    source.write_text(json.dumps(world.badge))
    result = run(source, "-o", target, "--issuer", "did:web:district.example")
    assert (result.exit_code, result.stdout) == (0, "")
    assert Achievement.load(target).to_document()["creator"]["id"] == "did:web:district.example"


def test_json_tells_both_in_one_document(world: World) -> None:
    result = run("-", "--json", data=json.dumps(whole(world)).encode())
    told = json.loads(result.stdout)
    OpenBadgeCredential.from_document(told["document"])
    assert [loss["code"] for loss in told["lost"]] == ["same-issuer-id", "belongs-to-2"]
    assert result.stderr == ""


def test_a_file_is_not_replaced_unless_told(world: World, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("mine")
    data = json.dumps(world.badge).encode()
    assert run("-", "-o", target, data=data).exit_code == 2
    assert target.read_text() == "mine"
    result = run("-", "-o", target, "--force", "--json", data=data)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["file"] == str(target)
    assert json.loads(target.read_text())["name"] == "Active Listening"


@pytest.mark.parametrize("kind", ["url", "json"])
def test_a_picture_is_read(world: World, kind: str) -> None:
    if kind == "url":
        picture = SVG.format(ASSERTION)
    else:
        inner = f"<![CDATA[{json.dumps(world.assertion)}]]></openbadges:assertion></svg>"
        picture = SVG.format(ASSERTION).replace("/></svg>", f">{inner}")
    result = run("-", data=picture.encode())
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["evidence"][-1]["id"] == ASSERTION


def test_a_signed_assertion_is_kept_as_evidence(world: World) -> None:
    signed = World(signed=True)
    world.pages.update(signed.pages)
    token = signed.token()
    result = run("-", data=f"{token}\n".encode())
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["evidence"][-1]["id"].endswith(token)


def test_offline_asks_for_nothing(world: World) -> None:
    result = run("-", "--offline", "--json", data=json.dumps(world.assertion).encode())
    assert json.loads(result.stdout)["error"]["code"] == "not-found"
    assert result.exit_code == 3


def test_the_real_offline_fetcher_says_so() -> None:
    data = json.dumps(World().assertion).encode()
    result = run("-", "--offline", "--json", data=data)
    assert json.loads(result.stdout)["error"]["code"] == "offline"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "unknown-format"),
        (b"", "invalid-json"),
        (b"[]", "not-an-object"),
        (b'{"a":1,"a":2}', "duplicate-member"),
        (b"{}", "not-open-badges-2"),
        (b'{"@context":"https://w3id.org/openbadges/v1"}', "open-badges-1"),
        (b"eyJhbGciOiJub25lIn0.e30.", "algorithm-refused"),
        (b'{"@context":"https://w3id.org/openbadges/v2","type":"BadgeClass"}', "invalid-document"),
    ],
)
def test_what_cannot_be_converted_is_refused(data: bytes, code: str) -> None:
    result = run("-", "--json", "--offline", data=data)
    assert json.loads(result.stdout)["error"]["code"] == code
    assert result.exit_code == 1


def test_a_picture_of_3_is_refused() -> None:
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5Erk"
        "Jggg=="
    )
    result = run("-", "--json", "--offline", data=bake("{}", png))
    assert json.loads(result.stdout)["error"]["code"] == "already-3"


def test_member_names_cannot_reach_the_terminal(world: World) -> None:
    world.badge["\x1b[2Jx:y"] = 1
    result = run("-", data=json.dumps(world.badge).encode())
    assert result.exit_code == 0
    assert "\x1b" not in result.stderr
    assert "\\u001b[2Jx:y" in result.stderr
