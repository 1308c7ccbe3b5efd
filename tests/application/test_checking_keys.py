"""What is wrong with keys is found, with the place; nothing secret is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from microcred.application import KeyLife, NewIssuer, Secrets, Workspace, act_now, key_faults
from microcred.cli.advice import advice_on
from microcred.keys import SigningKey
from microcred.ledger.tables import KEYS
from tests.operated import OFFICE


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    issuer = NewIssuer("Hill", did="webvh:hill.example")
    made = Workspace.create_for(tmp_path, issuer, None, act_now("ana"))
    KeyLife(made, act_now("ana"), by=OFFICE).rotate()
    return made


def pem(workspace: Workspace, name: str) -> Path:
    return workspace.private_keys.path_of(name)


def nothing(_workspace: Workspace) -> None:
    pass


def lose(name: str) -> Callable[[Workspace], None]:
    return lambda workspace: pem(workspace, name).unlink()


def open_to_all(workspace: Workspace) -> None:
    pem(workspace, "key-2").chmod(0o644)


def exchange(workspace: Workspace) -> None:
    pem(workspace, "key-2").write_bytes(pem(workspace, "key-1").read_bytes())


def damage(workspace: Workspace) -> None:
    pem(workspace, "update-3").write_text("-----BEGIN PRIVATE KEY-----\nAA\n")


def leave_behind(workspace: Workspace) -> None:
    workspace.private_keys.save("key-3", SigningKey.generate(), None)


def other_issuer(workspace: Workspace) -> None:
    settings = workspace.root / "microcred.toml"
    settings.write_text(settings.read_text().replace("did:webvh:", "did:web:"))


def no_key(workspace: Workspace) -> None:
    with workspace.database.writing() as connection:
        connection.execute(KEYS.update().values(signs_from=None))


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (nothing, []),
        (lose("key-1"), []),
        (lose("key-2"), [("/keys/key-2", "key-file-missing")]),
        (lose("update-3"), [("/keys/update-3", "key-file-missing")]),
        (open_to_all, [("/keys/key-2", "key-file-open")]),
        (exchange, [("/keys/key-2", "key-mismatch")]),
        (damage, [("/keys/update-3", "unreadable-key")]),
        (leave_behind, [("/keys/key-3", "orphaned-key-file")]),
        (other_issuer, [("/keys/key-2", "issuer-key-mismatch")]),
        (no_key, [("/keys", "no-signing-key")]),
    ],
)
def test_what_is_wrong(
    harm: Callable[[Workspace], None], expected: list[tuple[str, str]], workspace: Workspace
) -> None:
    harm(workspace)
    found = key_faults(Workspace(workspace.root))
    assert [(fault.pointer, fault.code) for fault in found] == expected
    assert all(fault.advice or advice_on(fault.code, fault.data) for fault in found)


def test_an_encrypted_key_is_not_opened(workspace: Workspace) -> None:
    KeyLife(workspace, act_now("ana"), Secrets(new_passphrase="secret"), by=OFFICE).new("locked")
    assert key_faults(workspace) == []
