"""Backups under a passphrase, in the age format, which other tools open too."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import ModuleType
from typing import IO, Final

from microcred.errors import ConfigurationError, WrongPassphrase

_MAGIC: Final = b"age-encryption.org/v1"


def is_encrypted(file: IO[bytes]) -> bool:
    """Tell whether a file at its beginning is an age file; it stays there."""
    start = file.read(len(_MAGIC))
    file.seek(0)
    return start == _MAGIC


def encrypt(data: bytes, passphrase: str) -> bytes:
    """Return data that only the passphrase opens.

    Raises:
        ConfigurationError: code `no-pyrage`.
    """
    encrypted: bytes = _age().passphrase.encrypt(data, passphrase)
    return encrypted


def decrypted(file: IO[bytes], passphrase: Callable[[], str] | None) -> IO[bytes]:
    """Return what an age file has in it.

    Raises:
        WrongPassphrase: it is wrong, or there is none.
        ConfigurationError: code `no-pyrage`.
    """
    age = _age()
    if passphrase is None:
        raise WrongPassphrase("the backup is encrypted, and no passphrase was given")
    try:
        return io.BytesIO(age.passphrase.decrypt(file.read(), passphrase()))
    except age.DecryptError as error:
        raise WrongPassphrase("the passphrase does not open the backup") from error


def _age() -> ModuleType:
    try:
        import pyrage  # noqa: PLC0415 - only for who encrypts
    except ImportError as error:
        message = "to encrypt a backup, or to open one that is encrypted, install pyrage"
        raise ConfigurationError(message, code="no-pyrage") from error
    module: ModuleType = pyrage
    return module
