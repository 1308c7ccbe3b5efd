"""Keys of workspaces that were made before the registry knew keys.

They had `keys/NAME.json` with the public part of each key, as a Multikey verification method
with `created`, and named the key that signs in the settings: `[signing] key`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from microcred.application.settings import SETTINGS_FILE
from microcred.errors import ConfigurationError, MicrocredError
from microcred.files import write_file
from microcred.keys import PublicKey
from microcred.ledger import Act, KeyRecord, add_key, list_keys
from microcred.registry import add_changes
from microcred.strict_json import parse_json_object
from microcred.timestamps import format_timestamp, parse_timestamp

if TYPE_CHECKING:
    from microcred.application.opening import Workspace

_OLD_LINES = '\n# The key that signs: a file in keys/.\n[signing]\nkey = "{}"\n'


def take_over_keys(workspace: Workspace, act: Act) -> list[KeyRecord]:
    """Write the keys of an old workspace into its registry; does nothing a second time.

    The tables must be of this version. `[signing]` goes out of the settings where it stands
    there as it was written; whoever changed the file is told of it in the documentation.

    Args:
        workspace: whose.
        act: when and by whom.

    Returns:
        The keys that were taken over; empty where the registry has keys, or the settings name
        none.

    Raises:
        ConfigurationError: a record cannot be read (`invalid-key-record`), or the settings name
            no key that is there (`no-such-key`); nothing is changed then.
    """
    with workspace.database.writing() as connection:
        signing = workspace.settings.signing.key
        if signing is None or list_keys(connection):
            return []
        keys = [_read_record(path, signing) for path in sorted(_folder(workspace).glob("*.json"))]
        if not any(key.signs for key in keys):
            message = (
                f"{SETTINGS_FILE} names the key {signing}, and keys/{signing}.json is not there"
            )
            raise ConfigurationError(message, code="no-such-key")
        for key in keys:
            add_key(connection, key, act, "take-over")
        add_changes(connection, [("issuer", str(workspace.profile.id))])
    _forget_old_setting(workspace)
    return keys


def _folder(workspace: Workspace) -> Path:
    return workspace.private_keys.folder


def _read_record(path: Path, signing: str | None) -> KeyRecord:
    try:
        members = parse_json_object(path.read_bytes())
        created = format_timestamp(parse_timestamp(str(members["created"])).replace(microsecond=0))
        public_key = PublicKey.from_multikey(str(members["publicKeyMultibase"]))
        key_id = str(members["id"])
    except (OSError, KeyError, MicrocredError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        message = f"{path} is not the record of a key: {reason}"
        raise ConfigurationError(message, code="invalid-key-record") from error
    signs_from = created if path.stem == signing else None
    return KeyRecord(path.stem, key_id, public_key, created, signs_from=signs_from)


def _forget_old_setting(workspace: Workspace) -> None:
    text = workspace.settings.text
    old = _OLD_LINES.format(workspace.settings.signing.key)
    if old in text:
        path = workspace.root / SETTINGS_FILE
        write_file(path, text.replace(old, "").encode(), overwrite=True)
