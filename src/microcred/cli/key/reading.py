"""Read a key that was made elsewhere."""

from __future__ import annotations

from pathlib import Path

from microcred.cli.passphrase import ask_source_passphrase
from microcred.cli.streams import read_input
from microcred.errors import WrongPassphrase
from microcred.keys import LocalKey, SigningKey
from microcred.limits import MAX_KEY_FILE_BYTES


def read_key_text(source: Path | None) -> str:
    """Read the text of a key from a file; `-` and None are standard input."""
    data = read_input(source or Path("-"), MAX_KEY_FILE_BYTES)
    return data.decode("utf-8", "replace")


def read_private_key(text: str) -> LocalKey:
    """Read a private key in any form, and ask for its passphrase where it wants one."""
    try:
        return SigningKey.load(text.encode())
    except WrongPassphrase:
        return SigningKey.load(text.encode(), ask_source_passphrase())
