"""Passphrases: from the environment, or from a person at a terminal."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from microcred.errors import ConfigurationError

PASSPHRASE_VARIABLE: Final = "MICROCRED_PASSPHRASE"


def ask_passphrase() -> str:
    """Get the passphrase of an encrypted key.

    Raises:
        ConfigurationError: there is nobody to ask and none in the environment.
    """
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if not _somebody_is_there():
        message = f"the key is encrypted: set {PASSPHRASE_VARIABLE}"
        raise ConfigurationError(message, code="passphrase-needed")
    passphrase: str = click.prompt("Passphrase of the key", hide_input=True, err=True)
    return passphrase


def new_passphrase(*, encrypt: bool) -> str | None:
    """Get a passphrase for a new key, or None when it is not to be encrypted.

    Raises:
        ConfigurationError: there is nobody to ask and none in the environment.
    """
    if given := os.environ.get(PASSPHRASE_VARIABLE):
        return given
    if not encrypt:
        return None
    if not _somebody_is_there():
        message = f"--encrypt needs a passphrase: set {PASSPHRASE_VARIABLE}"
        raise ConfigurationError(message, code="no-passphrase")
    passphrase: str = click.prompt(
        "New passphrase", hide_input=True, confirmation_prompt=True, err=True
    )
    return passphrase


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
