"""Private keys that are not in a file: in a token, or with a plug-in for a key service.

Which program code is loaded must not follow from a workspace alone: its files and its registry
may come from somebody else (docs/security.md, "Keys and code").
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

from microcred.errors import ConfigurationError, excerpt
from microcred.keys import PublicKey, SigningKey
from microcred.keys.pkcs11 import TokenPlace, open_token_key
from microcred.ledger import KeyRecord

MODULE_VARIABLE: Final = "MICROCRED_PKCS11_MODULE"
SIGNERS: Final = "microcred.signers"
"""The group of entry points; each is a function of the settings, the public key and the key id,
and gives a `SigningKey`."""

_MODULE_FOLDERS: Final = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt", "/Library")


def place_of_token(settings: Mapping[str, Any]) -> TokenPlace:
    """Read where a token's key is, as a registry has it.

    Raises:
        ConfigurationError: code `module-not-allowed`; the library lies where anybody could have
            put it.
    """
    texts = {name: str(settings.get(name, "")) for name in ("module", "token", "label")}
    check_module(texts["module"])
    return TokenPlace(**texts)


def check_module(module: str) -> None:
    """Refuse a PKCS #11 library that neither the system nor the caller's environment names.

    Raises:
        ConfigurationError: code `module-not-allowed`.
    """
    path = Path(os.path.realpath(module))
    named = os.environ.get(MODULE_VARIABLE)
    if named is not None and path == Path(os.path.realpath(named)):
        return
    if any(path.is_relative_to(os.path.realpath(folder)) for folder in _MODULE_FOLDERS):
        return
    message = (
        f"{module} is not in a folder of the system's libraries; if you trust it, "
        f"set {MODULE_VARIABLE} to its path"
    )
    raise ConfigurationError(message, code="module-not-allowed")


def open_in_token(record: KeyRecord, pin: str | None) -> SigningKey:
    """Open a key in a token; see `open_token_key`."""
    return open_token_key(place_of_token(record.store_settings), pin, record.key_id)


def open_signer(name: str, settings: Mapping[str, Any], key: PublicKey, key_id: str) -> SigningKey:
    """Open a key with a plug-in that is installed beside microcred.

    Raises:
        ConfigurationError: code `no-such-signer`; no plug-in of that name is installed.
    """
    found = [point for point in entry_points(group=SIGNERS) if point.name == name]
    if not found:
        known = ", ".join(sorted(point.name for point in entry_points(group=SIGNERS))) or "none"
        message = f"no plug-in {excerpt(name)} is installed that signs; there are: {known}"
        raise ConfigurationError(message, code="no-such-signer")
    made = found[0].load()(dict(settings), key, key_id)
    if not isinstance(made, SigningKey):
        message = f"the plug-in {name} gave no SigningKey, but {type(made).__name__}"
        raise ConfigurationError(message, code="invalid-signer")
    return made


def open_with_signer(record: KeyRecord) -> SigningKey:
    """Open a key that the registry keeps with a plug-in."""
    settings = record.store_settings
    name, options = str(settings.get("signer", "")), settings.get("settings", {})
    return open_signer(name, options, record.public_key, record.key_id)
