"""What 'microcred init' notes while it makes a workspace, so that one that was ended is undone.

Until the settings are there, no command has used the keys: those that an ended `init` made are
removed by the next, and so are its records of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from microcred.application.private_keys import PrivateKeys
from microcred.errors import MalformedInput
from microcred.files import write_file
from microcred.ledger import list_keys
from microcred.ledger.badges import count_badges
from microcred.ledger.tables import DID_LOG, KEY_EVENTS, KEYS
from microcred.strict_json import parse_json_object

MARK_FILE: Final = ".microcred-init.json"


def mark_begun(root: Path, private_keys: PrivateKeys, keys: Sequence[str]) -> None:
    """Note which key files are there already, and which key is about to be the first.

    Args:
        root: the folder.
        private_keys: its key files.
        keys: that key as a Multikey, last; before it those of earlier calls that were ended.
    """
    mark = {"names": sorted(private_keys.names()), "keys": keys}
    write_file(root / MARK_FILE, json.dumps(mark).encode(), overwrite=True)


def undo_begun(root: Path, private_keys: PrivateKeys) -> list[str]:
    """Remove the key files that an `init` made which was ended before the settings were there.

    Returns:
        The keys that it noted; none where there was no such `init`.
    """
    try:
        mark = parse_json_object((root / MARK_FILE).read_bytes())
        names, keys = set(mark["names"]), list(mark["keys"])
    except (OSError, MalformedInput, KeyError, TypeError):
        return []
    for name in private_keys.names() - names:
        private_keys.path_of(name).unlink(missing_ok=True)
    with suppress(OSError):  # there are other files in it
        private_keys.folder.rmdir()
    return keys


def forget_begun(connection: sa.Connection, keys: Sequence[str]) -> None:
    """Remove the records of an ended `init`, if they are its and nothing followed them."""
    known = [record.public_key.multikey for record in list_keys(connection)]
    if len(known) == 1 and known[0] in keys and count_badges(connection) == 0:
        for table in (DID_LOG, KEY_EVENTS, KEYS):
            connection.execute(table.delete())
