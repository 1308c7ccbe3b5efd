"""Each thing that can be wrong in a workspace is made wrong on purpose, and found by its code."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from microcred.application import Workspace, checking_keys, doctor
from microcred.application.doctor import Checkup, examine
from microcred.findings import Fault
from microcred.keys import SigningKey
from microcred.ledger import tables
from microcred.program.flow.tables import (
    DEFINITION_VERSIONS,
    ENROLMENTS,
    EVIDENCE,
    EVIDENCE_FILES,
    PEOPLE,
    SUBMISSIONS,
)
from microcred.publishing import site_faults
from microcred.publishing.addresses import badge_folder
from microcred.registry.tables import CHANGES, INFO
from microcred.timestamps import system_clock
from tests.operated import OFFICE

from .conftest import DEFINITION, Shell, copy_examples

STAMP = "2026-03-01T09:00:00Z"
Harm = Callable[[Workspace], None]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with everything: two keys, badges in all states, a programme, a site."""
    folder = tmp_path_factory.mktemp("doctor")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        shell = Shell(folder)
        shell("init", ".", "--name", "Hill", "--did", "webvh:hill.example")
        copy_examples(folder)
        for to, format_ in (
            ("ana@x.example", "json"),
            ("ben@x.example", "jwt"),
            ("c@x.example", "png"),
        ):
            shell("issue", DEFINITION, "--to", to, "--public", "--format", format_, "-o", to)
        shell("issue", DEFINITION, "--to", "dan@x.example", "-o", "dan.json")
        badges = [badge["id"] for badge in shell.json("badges")["badges"]]
        shell("revoke", badges[0])
        shell("suspend", badges[1])
        shell("reinstate", badges[1])
        shell("suspend", badges[2])
        shell("program", "init")
        shell("publish")
        shell("key", "rotate")
    return folder


@pytest.fixture
def workspace(sound: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(sound, tmp_path / "copy"))


def faults_of(checkup: Checkup) -> list[Fault]:
    return [fault for found in checkup.faults.values() for fault in found]


def found(workspace: Workspace) -> set[str]:
    faults = faults_of(examine(Workspace(workspace.root), thorough=True, by=OFFICE))
    assert all(fault.message and fault.pointer.startswith("/") for fault in faults)
    return {fault.code for fault in faults}


def run(workspace: Workspace, *statements: sa.Executable) -> None:
    """Change the registry as nothing of ours would."""
    with workspace.database.engine.connect() as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def sql(*statements: sa.Executable) -> Harm:
    return lambda workspace: run(workspace, *statements)


def site_file(path: str, data: bytes | None) -> Harm:
    """Write or delete a file of the site; `BADGE` stands for the folder of a public one."""

    def harm(workspace: Workspace) -> None:
        with workspace.database.reading() as connection:
            query = sa.select(tables.BADGES.c.id).where(tables.BADGES.c.public).limit(1)
            folder = badge_folder(connection.execute(query).scalar_one())
        file = workspace.site_folder / path.replace("BADGE", folder)
        if data is None:
            file.unlink()
        else:
            file.write_bytes(data)

    return harm


def state(**members: object) -> Harm:
    def harm(workspace: Workspace) -> None:
        file = workspace.site_folder / ".microcred-site.json"
        file.write_text(json.dumps({**json.loads(file.read_text()), **members}))

    return harm


def page_left(workspace: Workspace) -> None:
    badges = workspace.site_folder / "badges"
    page = next(badges.glob("*/index.html"))
    (badges / "gone").mkdir()
    shutil.copy(page, badges / "gone")


def lists_exchanged(workspace: Workspace) -> None:
    """Serve the suspension list as the revocation list, signed as it is."""
    documents = tables.STATUS_DOCUMENTS
    with workspace.database.reading() as connection:
        query = sa.select(documents.c.document).where(documents.c.purpose == "suspension")
        other = connection.execute(query).scalar_one()
    here = sa.update(documents).where(documents.c.purpose == "revocation")
    run(workspace, here.values(document=other))


def signature_of_list(workspace: Workspace) -> None:
    documents = tables.STATUS_DOCUMENTS.c.document
    changed = sa.func.replace(documents, '"ttl":86400000', '"ttl":86400001')
    run(workspace, sa.update(tables.STATUS_DOCUMENTS).values(document=changed))


def signature_of_badge(workspace: Workspace) -> None:
    changed = sa.func.replace(tables.CREDENTIALS.c.document, "Hill", "Mill")
    run(workspace, sa.update(tables.CREDENTIALS).values(document=changed))


def another_badge(workspace: Workspace) -> None:
    table = tables.CREDENTIALS
    with workspace.database.reading() as connection:
        rows = connection.execute(sa.select(table)).all()
    one = next(row.document for row in rows if row.document)
    run(workspace, sa.update(table).values(document=one))


def nobodys_run(workspace: Workspace) -> None:
    with closing(sqlite3.connect(workspace.root / "registry.sqlite3")) as connection, connection:
        connection.execute("UPDATE badges SET run_id = 'nobody'")  # without PRAGMA foreign_keys


def damaged_file(workspace: Workspace) -> None:
    file = workspace.root / "registry.sqlite3"
    with workspace.database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'ix_badges_key_id'"
        page = connection.exec_driver_sql(query).scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    with file.open("r+b") as opened:
        opened.seek((page - 1) * size + size - 20)
        opened.write(b"\xff" * 4)


def programme_rows(state: str, digest: str, *, recorded: bool) -> list[sa.Executable]:
    values: dict[sa.Table, dict[str, object]] = {
        PEOPLE: {"id": "p-1", "added_at": STAMP},
        DEFINITION_VERSIONS: {"digest": "d", "definition_id": "x", "version": "1",
                              "document": "{}", "achievements": "{}", "kept_at": STAMP},
        ENROLMENTS: {"id": "e-1", "person_id": "p-1", "definition_id": "x", "number": 1,
                     "enrolled_at": STAMP},
        SUBMISSIONS: {"id": "s-1", "enrolment_id": "e-1", "attempt": 1, "definition_digest": "d",
                      "state": state, "revision": 1, "begun_at": STAMP, "changed_at": STAMP},
        EVIDENCE: {"id": "f-1", "submission_id": "s-1", "part": "p", "item": "i", "kind": "file",
                   "digest": digest, "size": 1, "media_type": "text/plain", "telltales": "[]",
                   "shown": "nothing", "added_at": STAMP},
    }  # fmt: skip
    if recorded:
        values[EVIDENCE_FILES] = {"digest": digest, "size": 1}
    return [sa.insert(table).values(row) for table, row in values.items()]


def evidence(*, recorded: bool = True, content: bytes | None = None) -> Harm:
    def harm(workspace: Workspace) -> None:
        run(workspace, *programme_rows("draft", "ab" * 32, recorded=recorded))
        if content is not None:
            folder = workspace.program_folder / "evidence" / "ab"
            folder.mkdir(parents=True)
            (folder / ("ab" * 31)).write_bytes(content)

    return harm


def evidence_of_nobody(workspace: Workspace) -> None:
    folder = workspace.program_folder / "evidence" / "cd"
    folder.mkdir(parents=True)
    file = folder / ("cd" * 31)
    file.write_bytes(b"x")
    os.utime(file, (0, 0))


def broken_definition(workspace: Workspace) -> None:
    (workspace.program_folder / "broken.yaml").write_text("format: microcred/1\nparts: 3\n")


def orphaned_key(workspace: Workspace) -> None:
    workspace.private_keys.save("key-9", SigningKey.generate(), None)


def unfinished(folder: str) -> Harm:
    name = ".microcred.toml.0123456789abcdef"
    return lambda workspace: (workspace.root / folder / name).touch()


def settings(text: str) -> Harm:
    def harm(workspace: Workspace) -> None:
        with (workspace.root / "microcred.toml").open("a") as file:
            file.write(text)

    return harm


def award_of_nothing(workspace: Workspace) -> None:
    run(workspace, *programme_rows("draft", "ab" * 32, recorded=True))
    with closing(sqlite3.connect(workspace.root / "registry.sqlite3")) as connection, connection:
        connection.execute(
            "INSERT INTO awards (badge_id, person_id, definition_id, definition_digest, number, "
            f"awarded_at) VALUES ('urn:uuid:gone', 'p-1', 'x', 'd', 1, '{STAMP}')"
        )


def file_left(workspace: Workspace) -> None:
    """Leave a file that an earlier site had, and this one has not."""
    state(files=["old.json"])(workspace)
    (workspace.site_folder / "old.json").write_text("{}")


def file_half_taken_in(workspace: Workspace) -> None:
    folder = workspace.evidence_store.staging_folder
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f".{'ab' * 16}"
    file.touch()
    os.utime(file, (0, 0))


def evidence_nobody_shows(workspace: Workspace) -> None:
    folder = workspace.site_folder / "evidence"
    folder.mkdir(exist_ok=True)
    (folder / f"{'ab' * 32}.pdf").touch()


def no_key_file(workspace: Workspace) -> None:
    workspace.private_keys.path_of("key-2").unlink()


def another_key_file(workspace: Workspace) -> None:
    no_key_file(workspace)
    workspace.private_keys.save("key-2", SigningKey.generate(), None)


BADGES, LISTS = tables.BADGES, tables.STATUS_LISTS
KEYS, EVENTS = tables.KEYS, tables.KEY_EVENTS
GONE = "did:web:hill.example#gone"
HARMS: list[tuple[str, Harm]] = [
    ("old-setting", settings('\n[signing]\nkey = "key-1"\n')),
    ("unfinished-file", unfinished(".")),
    ("unfinished-file", unfinished("site")),
    ("registry-damaged", damaged_file),
    ("dangling-reference", nobodys_run),
    ("registry-info-missing", sql(sa.delete(INFO).where(INFO.c.name == "recipient_secret"))),
    ("achievement-damaged", sql(sa.update(tables.ACHIEVEMENTS).values(digest="0"))),
    ("picture-damaged", sql(sa.update(tables.PICTURES).values(data=b"x"))),
    ("orphaned-key-file", orphaned_key),
    ("key-file-missing", no_key_file),
    ("key-mismatch", another_key_file),
    ("cannot-look", sql(sa.update(KEYS).values(store_settings="{"))),
    ("key-history", sql(sa.update(KEYS).values(signs_from=STAMP).where(KEYS.c.name == "key-2"))),
    ("key-history", sql(sa.delete(EVENTS).where(EVENTS.c.action == "retire"))),
    ("did-log-behind", sql(sa.update(KEYS).values(retired_at=STAMP).where(KEYS.c.name == "key-1"))),
    ("list-overdrawn", sql(sa.update(LISTS).values(given=LISTS.c.length + 1))),
    ("index-outside", sql(sa.update(BADGES).values(status_index=BADGES.c.status_index + 131072))),
    ("index-not-given", sql(sa.update(LISTS).values(given=1))),
    ("list-missing", sql(sa.delete(tables.STATUS_DOCUMENTS))),
    ("list-unreadable", sql(sa.update(tables.STATUS_DOCUMENTS).values(document="{"))),
    ("list-differs", lists_exchanged),
    ("list-differs", sql(sa.update(BADGES).values(suspended_at=None))),
    ("list-signature", signature_of_list),
    ("list-expired", sql(sa.update(tables.STATUS_DOCUMENTS).values(valid_until=STAMP))),
    ("unknown-key", sql(sa.update(BADGES).values(key_id=GONE))),
    ("status-history", sql(sa.update(BADGES).values(revoked_at=None))),
    ("status-history", sql(sa.delete(tables.STATUS_EVENTS))),
    ("credential-unreadable", sql(sa.update(tables.CREDENTIALS).values(document="{"))),
    ("credential-mismatch", another_badge),
    ("credential-invalid", signature_of_badge),
    ("changes-gap", sql(sa.delete(CHANGES).where(CHANGES.c.number == 2))),
    ("changes-gap", sql(sa.update(INFO).values(value="99").where(INFO.c.name == "last_change"))),
    ("site-missing", lambda workspace: shutil.rmtree(workspace.site_folder)),
    ("other-site", state(registry="another")),
    ("site-unfinished", state(change=None)),
    ("site-unfinished", state(workingOn=["badges/x"])),
    ("site-ahead", state(change=1000)),
    ("site-behind", state(change=1)),
    ("site-behind", state(definitions={})),
    ("site-outdated", state(digest="")),
    ("site-state", site_file(".microcred-site.json", b"[]")),
    ("site-file-missing", site_file("jwks.json", None)),
    ("site-file-missing", site_file("BADGE/badge.json", None)),
    ("site-file-differs", site_file("status/1/revocation.json", b"{}")),
    ("site-file-differs", site_file("BADGE/index.html", b"")),
    ("site-page-left", page_left),
    ("site-file-left", file_left),
    ("site-file-left", evidence_nobody_shows),
    ("wrong-type", broken_definition),
    ("evidence-missing", evidence()),
    ("evidence-damaged", evidence(content=b"something else")),
    ("evidence-unrecorded", evidence(recorded=False)),
    ("evidence-orphaned", evidence_of_nobody),
    ("unfinished-file", file_half_taken_in),
    ("unfinished-file", unfinished("site/status/1")),
    ("award-missing", award_of_nothing),
    ("decision-mismatch", sql(*programme_rows("passed", "ab" * 32, recorded=True))),
]  # fmt: skip


def test_a_sound_workspace_has_no_faults(workspace: Workspace) -> None:
    assert faults_of(examine(workspace, thorough=True, by=OFFICE)) == []
    assert faults_of(examine(workspace, by=OFFICE)) == []


@pytest.mark.parametrize(
    ("code", "harm"), HARMS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_is_wrong_is_found(code: str, harm: Harm, workspace: Workspace) -> None:
    harm(workspace)
    assert code in found(workspace)


def test_every_code_is_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "doctor.md").read_text()
    documented = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", page))
    looking = [doctor.__file__, site_faults.__file__, checking_keys.__file__]
    files = [*Path(looking[0]).parent.glob("*.py"), *map(Path, looking[1:])]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text()))
             if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault"]  # fmt: skip
    given = [call.args[1] for call in calls if len(call.args) > 1]
    codes = {str(code.value) for code in given if isinstance(code, ast.Constant)}
    assert len(codes) > 30
    assert codes | {code for code, _ in HARMS} - {"wrong-type"} <= documented


def test_lists_are_due_when_half_of_their_time_is_over(workspace: Workspace) -> None:
    later = system_clock() + timedelta(days=20)
    codes = {fault.code for fault in faults_of(examine(workspace, clock=lambda: later, by=OFFICE))}
    assert codes == {"list-due"}


def contents(folder: Path) -> dict[Path, bytes]:
    """Read every file, but those in which SQLite notes who is reading."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.suffix[-4:] not in ("-shm", "-wal")}


def test_faults_are_told_with_what_to_do_and_nothing_is_changed(
    workspace: Workspace, shell: Shell
) -> None:
    site_file("jwks.json", None)(workspace)
    before = contents(workspace.root)
    at = ("--workspace", workspace.root)
    told = shell.json("doctor", "--thorough", *at, code=1)
    assert not told["sound"]
    (fault,) = told["faults"]
    assert (fault["pointer"], fault["code"]) == ("/site/jwks.json", "site-file-missing")
    assert fault["advice"] == "Run 'microcred publish --all'."
    assert "Run 'microcred publish --all'." in shell("doctor", *at, code=1).stdout
    after = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    assert {
        path: data for path, data in after.items() if path.suffix[-4:] not in ("-shm", "-wal")
    } == before
    assert shell.json("publish", "--all", *at)["written"] == ["jwks.json"]
    assert shell.json("doctor", *at)["sound"]


def test_what_was_changed_on_the_site_is_mended(workspace: Workspace, shell: Shell) -> None:
    for path in ("BADGE/index.html", "status/1/revocation.json"):
        site_file(path, b"<p>changed")(workspace)
    at = ("--workspace", workspace.root)
    shell("doctor", *at, code=1)
    shell("publish", *at)
    assert shell.error("publish", "--all", *at, code=2) == "file-exists"  # is it still ours?
    site_file("BADGE/index.html", None)(workspace)
    shell("doctor", *at, code=1)
    shell("publish", "--all", *at)
    shell("doctor", *at)


def test_a_workspace_that_cannot_be_opened(workspace: Workspace, shell: Shell) -> None:
    (workspace.root / "registry.sqlite3").unlink()
    at = ("--workspace", workspace.root)
    assert shell.error("doctor", *at, code=2) == "registry-missing"


def test_an_encrypted_key_is_said_to_be_closed(shell: Shell) -> None:
    shell.env["MICROCRED_PASSPHRASE"] = "a long passphrase"
    shell("init", "locked", "--name", "Hill", "--encrypt")
    shell.env["MICROCRED_PASSPHRASE"] = None
    told = shell.json("doctor", "--workspace", "locked")
    assert told["sound"]
    assert "The key key-1 is encrypted: not opened." in told["notes"]


def test_what_to_do_is_worded_in_commands_by_the_command_alone(
    workspace: Workspace, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(workspace, sa.delete(CHANGES).where(CHANGES.c.number == 2))
    monkeypatch.setattr(doctor.examination, "SAMPLE", 1)
    checkup = examine(Workspace(workspace.root), by=OFFICE)
    assert [(each.code, each.advice) for each in checkup.faults["changes"]] == [("changes-gap", "")]
    assert "sampled" in {each.code for each in checkup.notes}
    told = shell.json("doctor", "--workspace", workspace.root, code=1)
    advice = {each["code"]: each.get("advice") for each in told["faults"]}
    assert advice["changes-gap"] == "Run 'microcred publish --all'."
    sentence = "Of 3 kept credentials 1 were looked at, chosen at random; --thorough looks at all."
    assert sentence in told["notes"]
    printed = shell("doctor", "--workspace", workspace.root, code=1)
    assert "Run 'microcred publish --all'." in printed.stdout
    assert sentence in printed.stderr
