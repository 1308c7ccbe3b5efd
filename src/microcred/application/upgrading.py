"""Bring workspaces of an earlier version up to date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from microcred.application.opening import Workspace
from microcred.application.permission import permit_issuer
from microcred.application.settings import SETTINGS_FILE
from microcred.application.taking_over import take_over_keys
from microcred.authority import Principal, Verb
from microcred.errors import ConfigurationError
from microcred.files import reason_of
from microcred.ledger import Act
from microcred.registry import Database, upgrade
from microcred.registry.backup import back_up


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade came to.

    Attributes:
        workspace: its folder.
        changed: whether there was anything to do.
        keys: names of the keys that the registry knows since then.
        copy: the registry as it was before; None where it was not changed, or is in PostgreSQL.
    """

    workspace: Path
    changed: bool
    keys: tuple[str, ...] = ()
    copy: Path | None = None


def upgrade_workspace(workspace: Workspace, act: Act, *, by: Principal) -> Upgraded:
    """Bring one workspace up to date; a registry in SQLite is copied first, to a file beside it.

    On PostgreSQL, its schema is made where there is none.

    Args:
        workspace: the workspace.
        act: when and why.
        by: who asks; the history names them.

    Raises:
        Forbidden: code `forbidden`.
        ConfigurationError: see `registry.upgrade` and `take_over_keys`; or the copy cannot be
            written (`cannot-write-file`).
    """
    permit_issuer(by, Verb.UPGRADE)
    workspace.close()
    database = Database(workspace.registry_database, workspace.connecting)
    copies: list[Path] = []

    def copy(revision: str) -> None:
        if database.file is not None:
            moment = workspace.clock().strftime("%Y%m%dT%H%M%SZ")
            name = f"{database.file.stem}-{revision}-{moment}{database.file.suffix}"
            copies.append(database.file.with_name(name))
            back_up(database.file, copies[0])

    try:
        changed = upgrade(database, copy)
    finally:
        database.close()
    keys = tuple(key.name for key in take_over_keys(workspace, replace(act, actor=by.name)))
    return Upgraded(workspace.root, changed or bool(keys), keys, copies[0] if copies else None)


def workspaces_in(folder: Path) -> list[Path]:
    """Return the workspaces that lie in a folder, one issuer each, by name.

    Raises:
        ConfigurationError: it has none (`no-workspace`), or cannot be read (`unreadable-file`).
    """
    try:
        found = sorted(path for path in folder.iterdir() if (path / SETTINGS_FILE).is_file())
    except OSError as error:
        message = f"the folder {folder} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error
    if not found:
        message = f"no folder in {folder} is a workspace, with a {SETTINGS_FILE}"
        raise ConfigurationError(message, code="no-workspace")
    return found
