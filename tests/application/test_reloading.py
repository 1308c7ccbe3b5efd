"""What others change while a workspace is open is noticed at the next use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from microcred import Achievement, Criteria, Verifier
from microcred.application import SETTINGS_FILE, KeyRecord, Workspace
from microcred.application.awards import issue
from microcred.application.current import Current
from microcred.application.programme import open_programme
from microcred.authority import Principal
from microcred.errors import ConfigurationError
from microcred.files import state_of
from microcred.ledger import Award
from microcred.timestamps import fixed_clock, parse_timestamp
from tests.program.flow.conftest import micro_credential

LISTENING = Achievement(
    id="https://hill.example/achievements/listening",
    name="Active Listening",
    description="Listens to students so that they feel heard.",
    criteria=Criteria(narrative="A recording, and a reflection."),
)
ASKING = "https://hill.example/asking"
ANN = Principal.operator("ann")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(tmp_path / "hill", "Hill District", did="web:hill.example") as made:
        made.program_folder.mkdir()
        yield made


def age(path: Path) -> None:
    """Let a file be changed a while ago, so that it need not be read again to be sure."""
    before = time.time() - 60
    os.utime(path, (before, before))


def in_another_process(*words: str | Path) -> None:
    command = [sys.executable, "-c", "import microcred.cli\nmicrocred.cli.main()"]
    subprocess.run([*command, *map(str, words)], check=True, capture_output=True)


def badge_key(workspace: Workspace) -> str:
    award = Award.to("a@b.example", LISTENING)
    (one,) = issue(workspace, [award], by=Principal.operator("ann"))
    assert one.signed.document["proof"][0]["verificationMethod"] == one.badge.key_id
    return one.badge.key_id


def known_keys(workspace: Workspace) -> list[KeyRecord]:
    return list(workspace.keys())


def test_a_rotation_by_another_process_is_noticed(workspace: Workspace) -> None:
    before = badge_key(workspace)
    in_another_process("key", "rotate", "--workspace", workspace.root)
    after = badge_key(workspace)
    assert [before, after] == [key.key_id for key in known_keys(workspace)]
    assert before != after


def test_the_key_is_opened_once(tmp_path: Path) -> None:
    Workspace.create(tmp_path, "Hill District", passphrase="correct")
    age(tmp_path / "keys" / "key-1.pem")
    asked: list[int] = []

    def passphrase() -> str:
        asked.append(1)
        return "correct"

    with Workspace(tmp_path) as workspace, ThreadPoolExecutor(4) as threads:
        keys = set(threads.map(lambda _: workspace.signing_key(passphrase).key_id, range(12)))
        assert (len(keys), len(asked)) == (1, 1)
        workspace.close()
        workspace.signing_key(passphrase)
    assert len(asked) == 2


def test_threads_go_on_while_another_process_rotates(workspace: Workspace) -> None:
    """No badge fails, and each is signed with the key that signed when it was recorded."""
    stop = Event()

    def work(_number: int) -> list[str]:
        used = [badge_key(workspace)]
        while not stop.is_set():
            used.append(badge_key(workspace))
        return used

    with ThreadPoolExecutor(3) as threads:
        working = [threads.submit(work, number) for number in range(3)]
        try:
            for _ in range(2):
                in_another_process("key", "rotate", "--workspace", workspace.root)
        finally:
            stop.set()
        used = {key for each in working for key in each.result()}
    assert used <= {key.key_id for key in known_keys(workspace)}
    assert badge_key(workspace) == next(key.key_id for key in known_keys(workspace) if key.signs)


def define(workspace: Workspace, **members: object) -> Path:
    path = workspace.program_folder / "asking.json"
    path.write_text(json.dumps(micro_credential(ASKING, **members).to_document()), "utf-8")
    return path


def test_an_edited_definition_is_read_again(workspace: Workspace) -> None:
    age(define(workspace))
    with open_programme(workspace) as programme:
        first = programme.enrol("ana@school.example", ASKING, by=ANN)
        define(workspace, version="2026-09")
        second = programme.enrol("ben@school.example", ASKING, by=ANN)
    assert first.definition.digest != second.definition.digest


def test_a_definition_is_read_once(workspace: Workspace) -> None:
    age(define(workspace))
    with ThreadPoolExecutor(4) as threads:
        read = {id(each) for each in threads.map(lambda _: workspace.program, range(12))}
    assert len(read) == 1


def test_a_programme_goes_on_after_a_rotation(workspace: Workspace) -> None:
    define(workspace)
    with open_programme(workspace, passphrase=lambda: None) as programme:
        for _ in range(2):
            with programme.desk.database.reading() as connection:
                key_id = programme.desk.need_issuer(connection).signer.key.key_id
            assert key_id == next(key.key_id for key in known_keys(workspace) if key.signs)
            in_another_process("key", "rotate", "--workspace", workspace.root)


def test_settings_are_read_again(workspace: Workspace) -> None:
    file = workspace.root / SETTINGS_FILE
    age(file)
    with open_programme(workspace) as programme:
        assert workspace.settings is workspace.settings
        assert programme.desk.settings.levels_apart == 1
        file.write_text(file.read_text("utf-8") + "[program]\nlevels_apart = 0\n", "utf-8")
        assert programme.desk.settings.levels_apart == 0
        file.write_text("[issuer", "utf-8")
        with pytest.raises(ConfigurationError) as caught:
            workspace.profile  # noqa: B018 - looks
    assert caught.value.code == "invalid-settings"


def test_the_issuer_follows_the_settings(workspace: Workspace) -> None:
    file = workspace.root / SETTINGS_FILE
    file.write_text(file.read_text("utf-8").replace("Hill District", "Hill Schools"), "utf-8")
    assert workspace.profile.name == "Hill Schools"


def test_clock_and_evidence_store_are_the_callers(workspace: Workspace, tmp_path: Path) -> None:
    moment = parse_timestamp("2031-02-03T04:05:06Z")
    store = workspace.evidence_store
    shutil.rmtree(workspace.site_folder, ignore_errors=True)
    with Workspace(workspace.root, clock=fixed_clock(moment), evidence=store) as other:
        assert other.evidence_store is store
        award = Award.to("a@b.example", LISTENING)
        (one,) = issue(other, [award], by=Principal.operator("ann"))
        with open_programme(other) as programme:
            assert programme.desk.now() == "2031-02-03T04:05:06Z"
    assert one.badge.issued_at == "2031-02-03T04:05:06Z"
    assert Verifier().verify(one.data).genuine == "unknown"  # nothing is published


def test_a_file_that_changed_just_now_is_never_taken_for_the_same(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("a", "utf-8")
    assert state_of([file]) is None
    age(file)
    assert state_of([file]) == state_of([file])
    assert state_of([tmp_path / "gone"]) == state_of([tmp_path / "gone"])
    assert state_of([tmp_path / "gone"]) != state_of([file])


def test_what_fails_to_be_read_is_tried_again() -> None:
    answers = iter([None, "whole"])

    def read() -> str:
        answer = next(answers)
        if answer is None:
            raise ValueError("half written")
        return answer

    current = Current(lambda: 1, read)
    with pytest.raises(ValueError, match="half written"):
        current()
    assert (current(), current()) == ("whole", "whole")
