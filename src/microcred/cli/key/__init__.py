"""`microcred key`: its subcommands, loaded when called."""

from __future__ import annotations

from typing import Final

import click

from microcred.cli.lazy_group import LazyGroup

COMMANDS: Final = {
    "new": "Make a spare key.",
    "list": "List the keys; the one that signs has a star.",
    "rotate": "Sign with another key from now on.",
    "retire": "Retire a spare key.",
    "revoke": "Say that a key may have been in other hands.",
    "import": "Take a key that was made elsewhere as a spare key.",
    "export": "Print the public part of a key, or write the private one to a file.",
}
"""Each command's summary; its module has its name."""


@click.group(name="key", cls=LazyGroup, package="microcred.cli.key", summaries=COMMANDS)
def command() -> None:
    """Make the issuer's keys, and change which one signs.

    Keys that signed stay published with the time in which they did: the badges of a key that was
    retired stay valid. docs/keys.md says what to do when.
    """
