"""Whether a workspace's keys, its registry and its settings fit each other; opens no secret."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from typing import Final

from microcred.application.opening import Workspace
from microcred.errors import MicrocredError
from microcred.findings import Fault
from microcred.keys import SigningKey
from microcred.ledger import KeyRecord, list_keys

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def key_faults(workspace: Workspace) -> list[Fault]:
    """List what is wrong with the keys; `pointer` is `/keys/NAME`.

    Codes: `no-signing-key`, `issuer-key-mismatch`, `key-file-missing`, `key-file-open`,
    `key-mismatch`, `unreadable-key`, `orphaned-key-file`.

    Raises:
        ConfigurationError: the registry cannot be read at all.
    """
    with workspace.database.reading() as connection:
        keys = list_keys(connection)
        updates = list_keys(connection, "did-update")
    faults = [*_faults_of_signing(workspace, keys)]
    for key in (*keys, *updates):
        if key.store == "pem":
            faults += _faults_of_file(workspace, key)
    return faults + list(_orphans(workspace, {key.name for key in (*keys, *updates)}))


def _faults_of_signing(workspace: Workspace, keys: list[KeyRecord]) -> Iterator[Fault]:
    signing = [key for key in keys if key.signs]
    if len(signing) != 1:
        message = f"{len(signing)} keys sign, expected one"
        yield Fault("/keys", "no-signing-key", message)
        return
    issuer_id = str(workspace.profile.id)
    if signing[0].key_id.partition("#")[0] != issuer_id:
        message = f"the key that signs is {signing[0].key_id}, the issuer is {issuer_id}"
        advice = "Set id under [issuer] back, or rotate to a key of this issuer."
        yield Fault(f"/keys/{signing[0].name}", "issuer-key-mismatch", message, advice)


def _faults_of_file(workspace: Workspace, key: KeyRecord) -> Iterator[Fault]:
    pointer, path = f"/keys/{key.name}", workspace.private_keys.path_of(key.name)
    if not path.exists():
        if not key.ended:  # an ended key signs nothing; its file may be gone
            advice = "Restore it from your copy, or rotate to another key."
            yield Fault(pointer, "key-file-missing", f"{path} is not there", advice)
        return
    if path.stat().st_mode & _OTHERS:
        message = f"{path} can be read by others"
        yield Fault(pointer, "key-file-open", message, f"Run: chmod 600 {path}")
    try:
        if workspace.private_keys.is_encrypted(key):
            return
        if SigningKey.load(path).public_key != key.public_key:
            message = f"{path} is not the private key of {key.key_id}"
            yield Fault(pointer, "key-mismatch", message, "Restore it from your copy.")
    except MicrocredError as error:
        yield Fault(pointer, "unreadable-key", f"{path}: {error.message}", "Restore it.")


def _orphans(workspace: Workspace, known: set[str]) -> Iterator[Fault]:
    for name in sorted(workspace.private_keys.names() - known):
        path = workspace.private_keys.path_of(name)
        message = f"{path} is not known to the registry"
        advice = (
            "A command that was ended while it made the key left it: delete it. But if the "
            "registry was restored from an older copy, it is a key that signed: keep it."
        )
        yield Fault(f"/keys/{name}", "orphaned-key-file", message, advice)
