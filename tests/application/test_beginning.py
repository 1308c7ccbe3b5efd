"""An `init` that is ended at any moment, or refused, is in nobody's way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microcred.application import NewIssuer, Workspace
from microcred.application.doctor import examine
from microcred.errors import ConfigurationError
from microcred.ledger import Act
from microcred.registry import Database
from tests.operated import OFFICE

ACT = Act("2026-03-01T09:00:00Z", "ana")


class Killed(BaseException):
    """What ends a process: nothing catches it."""


def dies_at(moment: int, function: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    calls = 0

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == moment and not after:
            raise Killed
        result = function(*args, **kwargs)
        if calls == moment:
            raise Killed
        return result

    return wrapper


def make(root: Path, did: str, registry: str | None) -> Workspace:
    issuer = NewIssuer("Hill", did=did, registry=registry)
    return Workspace.create_for(root, issuer, "a passphrase", ACT)


def is_sound(workspace: Workspace, did: str) -> None:
    """Check that it is as one that was made in one go."""
    files = {path.name for path in workspace.root.rglob("*") if "sqlite3" not in path.name}
    updates = {"update-1.pem", "update-2.pem"} if did.startswith("webvh") else set()
    assert files == {".gitignore", "microcred.toml", "keys", "key-1.pem", *updates}
    assert len(workspace.keys()) == 1
    assert workspace.signing_key(lambda: "a passphrase").key_id.endswith("#key-1")
    found = examine(workspace, by=OFFICE).faults
    assert not any(found[subject] for subject in ("settings", "registry", "keys", "changes"))


@pytest.mark.parametrize("did", ["web:hill.example", "webvh:hill.example"])
def test_an_init_that_was_ended_is_undone_by_the_next(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    did: str,
    database_location: Path | str,
) -> None:
    """The same folder and the same database are tried again and again, ended ever later."""
    root = tmp_path / "w"
    registry = database_location if isinstance(database_location, str) else None
    ended = 0
    for moment in range(1, 9):
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", dies_at(moment, os.fsync, after=True))
            try:
                make(root, did, registry)
            except Killed:
                ended += 1
            else:
                break
        assert not (root / "microcred.toml").exists()
        with monkeypatch.context() as patch:  # in the transaction, and right after it
            patch.setattr("microcred.application.creating.add_changes",
                          dies_at(1, lambda *_: 0, after=False))  # fmt: skip
            with pytest.raises(Killed):
                make(root, did, registry)
            patch.undo()
            patch.setattr(Database, "close", dies_at(1, Database.close, after=True))
            with pytest.raises(Killed):
                make(root, did, registry)
    assert ended == (6 if did.startswith("webvh") else 4)
    is_sound(Workspace(root), did)


def test_a_refused_init_leaves_no_key(tmp_path: Path) -> None:
    root = tmp_path / "w"
    other = Workspace.create(tmp_path / "other", "Other")
    there = f"sqlite:///{other.root / 'registry.sqlite3'}"
    with pytest.raises(ConfigurationError) as caught:
        make(root, "web:hill.example", there)
    assert caught.value.code == "registry-in-use"
    assert list(root.iterdir()) == []
    assert len(other.keys()) == 1
    is_sound(make(root, "web:hill.example", None), "web:hill.example")


def test_the_keys_of_another_workspace_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ended `init` is no leave to take the registry, or the key files, of somebody else."""
    root = tmp_path / "w"
    other = Workspace.create(tmp_path / "other", "Other")
    (root / "keys").mkdir(parents=True)
    (root / "keys" / "old.pem").write_text("mine")
    with monkeypatch.context() as patch:
        patch.setattr(Database, "close", dies_at(1, Database.close, after=True))
        with pytest.raises(Killed):
            make(root, "web:hill.example", None)
    there = f"sqlite:///{other.root / 'registry.sqlite3'}"
    with pytest.raises(ConfigurationError):
        make(root, "web:hill.example", there)
    assert len(other.keys()) == 1
    workspace = make(root, "web:hill.example", None)
    assert {path.name for path in (root / "keys").iterdir()} == {"key-1.pem", "old.pem"}
    assert len(workspace.keys()) == 1
