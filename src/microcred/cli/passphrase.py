"""Passphrases and PINs: from the environment, from a file, or from a person at a terminal."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from microcred.errors import ConfigurationError
from microcred.files import reason_of

PASSPHRASE_VARIABLE: Final = "MICROCRED_PASSPHRASE"
_MAX_FILE_BYTES: Final = 4096
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Secret:
    """One kind of secret, and where it is looked for.

    Attributes:
        variable: of the environment, with the secret; with `_FILE` after it, with a file's name.
        option: of the command line, with a file's name.
        prompt: asks a person.
        code: of the error when it is nowhere.
    """

    variable: str
    option: str
    prompt: str
    code: str

    def given(self) -> str | None:
        """Return it where somebody said it: the option first, then the environment."""
        named = _meta().get(self.option)
        if named is not None:
            return read_secret_file(Path(named))
        if value := os.environ.get(self.variable):
            return value
        if name := os.environ.get(f"{self.variable}_FILE"):
            return read_secret_file(Path(name))
        return None

    def ask(self) -> str:
        """Return it, or ask for it once in a command.

        Raises:
            ConfigurationError: there is nobody to ask and it is nowhere.
        """
        if given := self.given():
            return given
        asked: str | None = _meta().get(self.variable)
        if asked is not None:
            return asked
        if not _somebody_is_there():
            message = (
                f"{self.prompt} is needed: set {self.variable}, or name a file with {self.option}"
            )
            raise ConfigurationError(message, code=self.code)
        answer: str = click.prompt(self.prompt, hide_input=True, err=True)
        _meta()[self.variable] = answer
        return answer


_PASSPHRASE: Final = Secret(
    PASSPHRASE_VARIABLE, "--passphrase-file", "Passphrase of the key", "passphrase-needed"
)

_PIN: Final = Secret("MICROCRED_PIN", "--pin-file", "PIN of the token", "pin-needed")
_SOURCE: Final = Secret(
    "MICROCRED_SOURCE_PASSPHRASE",
    "--source-passphrase-file",
    "Passphrase of the file",
    "passphrase-needed",
)

_BACKUP: Final = Secret(
    "MICROCRED_BACKUP_PASSPHRASE",
    "--backup-passphrase-file",
    "Passphrase of the backup",
    "passphrase-needed",
)


def _remember_file(context: click.Context, parameter: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[parameter.opts[0]] = value


def _file_option(secret: Secret, whose: str) -> Callable[[F], F]:
    return click.option(
        secret.option,
        type=click.Path(),
        metavar="FILE",
        expose_value=False,
        callback=_remember_file,
        help=f"File with the {whose}, which only you can read; or set {secret.variable} or "
        f"{secret.variable}_FILE.",
    )


_pin_option = _file_option(_PIN, "PIN of the token that a key is in")
backup_passphrase_option = _file_option(_BACKUP, "passphrase of the backup")
source_passphrase_option = _file_option(_SOURCE, "passphrase of what is imported")


def passphrase_option(function: F) -> F:
    """Add the options that every command has that signs."""
    return _file_option(_PASSPHRASE, "passphrase of the keys")(_pin_option(function))


def ask_pin() -> str:
    """Get the PIN of a token.

    Raises:
        ConfigurationError: there is nobody to ask and none is given.
    """
    return _PIN.ask()


def ask_source_passphrase() -> str:
    """Get the passphrase of a file that is imported; by default that of the workspace's keys.

    Raises:
        ConfigurationError: there is nobody to ask and none is given.
    """
    return _SOURCE.given() or _PASSPHRASE.given() or _SOURCE.ask()


def ask_backup_passphrase() -> str:
    """Get the passphrase of a backup that is encrypted.

    Raises:
        ConfigurationError: there is nobody to ask and none is given.
    """
    return _BACKUP.ask()


def new_backup_passphrase() -> str:
    """Get a passphrase for a new backup; asked for twice.

    Raises:
        ConfigurationError: there is nobody to ask and none is given.
    """
    return _BACKUP.given() or _asked_twice("the backup", _BACKUP)


def ask_passphrase() -> str:
    """Get the passphrase of an encrypted key.

    Raises:
        ConfigurationError: there is nobody to ask and none is given.
    """
    return _PASSPHRASE.ask()


def new_passphrase(*, encrypt: bool) -> str | None:
    """Get a passphrase for a new key, or None when it is not to be encrypted.

    Raises:
        ConfigurationError: there is nobody to ask and none is given.
    """
    if given := _PASSPHRASE.given():
        return given
    return replacing_passphrase(encrypt=encrypt)


def replacing_passphrase(*, encrypt: bool) -> str | None:
    """Get a passphrase for a key that takes the place of another, None for the other's own.

    Raises:
        ConfigurationError: there is nobody to ask and none is given.
    """
    if not encrypt:
        return None
    if given := _PASSPHRASE.given():
        return given
    return _asked_twice("--encrypt", _PASSPHRASE)


def _asked_twice(what: str, secret: Secret) -> str:
    if not _somebody_is_there():
        message = (
            f"{what} needs a passphrase: set {secret.variable}, or name a file with {secret.option}"
        )
        raise ConfigurationError(message, code="no-passphrase")
    passphrase: str = click.prompt(
        "New passphrase", hide_input=True, confirmation_prompt=True, err=True
    )
    return passphrase


def read_secret_file(path: Path) -> str:
    """Read a passphrase or PIN: the first line of a file that nobody else can read.

    Raises:
        ConfigurationError: it cannot be read (`unreadable-file`), others can read it
            (`secret-file-open`), or it is empty (`secret-file-empty`).
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(_MAX_FILE_BYTES)
        # Not splitlines(): a passphrase may hold what else separates lines.
        first = data.decode("utf-8").partition("\n")[0].removesuffix("\r")
    except (OSError, ValueError) as error:
        message = f"{path} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error
    if os.name == "posix" and stat.S_ISREG(mode) and mode & _OTHERS:
        message = f"{path} can be read by others; make it yours alone: chmod 600"
        raise ConfigurationError(message, code="secret-file-open")
    if not first:
        raise ConfigurationError(f"{path} is empty", code="secret-file-empty")
    return first


def _meta() -> dict[str, Any]:
    context = click.get_current_context(silent=True)
    return {} if context is None else context.meta


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
