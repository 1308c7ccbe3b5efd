"""After erasing, no byte of a person is left in the workspace or on its site; the fact is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.cli.program.test_flow_commands import ANA, RATES, fill_office
from tests.program.flow.conftest import PDF

NAME = "Anaximandra"
SITE = 'url = "https://hill.example/badges"'
SETTINGS = f'\n[site]\n{SITE}\n\n[registry]\npersonal_data = "clear"\n'
LISTENING = "https://hill.example/listening"


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


def everything_about(shell: Shell, who: str, outside: Path) -> dict[str, Any]:
    """Go the whole way with a person whose name is in everything that has room for it."""
    by = ("--by", NAME)
    program = ("program",)
    enrolled = shell.json(*program, "enrol", who, "listening", *by)
    submission_id = enrolled["submission"]["standing"]["id"]
    plan = outside / f"{NAME}-plan.pdf"
    plan.write_bytes(PDF + NAME.encode())
    attach = (*program, "attach", submission_id)
    shell(*attach, "plan", "--file", plan, "--badge-shows", "content", "--name", NAME, *by)
    shell(*attach, "essay", "--text", f"{NAME} shall wait.", "--badge-shows", "content", *by)
    shell(*attach, "page", "--link", f"https://{NAME.lower()}.example/", *by)
    shell(*program, "assessor", "birch")
    shell(*program, "assessor", "birch", "--conflict", who, "--reason", f"{NAME} is a friend.")
    shell(*program, "submit", submission_id, "--publish", *by)
    shell(*program, "assign", submission_id, "ash", "--reason", f"knows {NAME}'s school")
    rates = [f"{each} So says {NAME}." if "." in each else each for each in RATES]
    shell(*program, "assess", submission_id, "--as", "ash", "--comment", f"Good, {NAME}.", *rates)
    decision = shell.json(
        *program, "decide", submission_id, "--feedback", f"Well done, {NAME}.",
        "--reason", f"{NAME} did it",
    )["decision"]  # fmt: skip
    badge_id = decision["badges"][0]["badge_id"]
    signed = shell(*program, "endorse", badge_id, "--comment", f"{NAME} taught us.").stdout
    (outside / "endorsement.json").write_text(signed)
    shell(*program, "endorse", outside / "endorsement.json")
    shell("suspend", badge_id, "--reason", f"until {NAME} is heard")
    shell("reinstate", badge_id, "--reason", f"{NAME} was heard")
    shell(*program, "export", "--person", who, "-o", outside / "everything")
    shell(*program, "record", who, "-o", outside / "record.json")
    return {"id": submission_id, "badge": badge_id, **decision["badges"][0]}


def found(folder: Path, *wanted: bytes) -> Iterator[str]:
    """Yield where in the files of a folder something is, in their contents and their names."""
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        for word in wanted:
            if word.lower() in data.lower() or word.lower() in str(path).lower().encode():
                yield f"{word!r} in {path.relative_to(folder)}"


@pytest.mark.parametrize("who", [ANA, "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"])
def test_no_byte_of_a_person_is_left(hill: Shell, outside: Path, who: str) -> None:
    fill_office(hill)
    (hill.folder / "roster.csv").unlink()
    with (hill.folder / "microcred.toml").open("a") as file:
        file.write(SETTINGS)
    earned = everything_about(hill, who, outside)
    subject = earned["document"]["credentialSubject"]
    wanted = [NAME.encode(), who.encode(), earned["token"][-40:].encode()]
    for identity in subject.get("identifier", ()):
        wanted += [identity["identityHash"].encode(), identity["salt"].encode()]
    exported = hill.json("program", "export", "--person", who, "-o", outside / "again")
    assert exported["files"] == 2
    before = " ".join(found(hill.folder, *wanted))
    assert all(place in before for place in ("registry.sqlite3", "site/", "program/evidence"))
    erased = hill.json("program", "erase", who, "--yes", "--reason", "asked")["erasure"]
    assert list(found(hill.folder, *wanted)) == []
    assert earned["badge"] in erased["badges"]
    history = hill.json("program", "draft", earned["id"], "--history")["history"]
    assert "decide" in [each["action"] for each in history]
    assert hill.error("program", "stacks", who) == "no-such-person"
    hill("publish")
    hill("program", "erase", "--outdated")
    assert list(found(hill.folder, *wanted)) == []
    told = hill.json("verify", outside / "record.json", "--offline", code=3)["reports"][0]
    assert told["verdict"] == "undetermined"  # what was handed over is as good as before
