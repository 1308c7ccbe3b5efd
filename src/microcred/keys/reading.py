"""Private keys from PEM, JWK, Multikey or seed, in memory or in a file.

Errors raised here carry fixed text and no cause: an exception of a parser below may hold the
whole input.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization

from microcred.errors import MicrocredError, UnusableKey, WrongPassphrase
from microcred.keys.algorithms import NativePrivateKey, algorithm_of
from microcred.keys.jwk import decode_private_jwk
from microcred.keys.multikey import decode_secret_multikey, multikey_secret_member
from microcred.keys.public import PublicKey
from microcred.limits import MAX_KEY_FILE_BYTES
from microcred.strict_json import parse_json_object

_MULTIBASE: Final = re.compile(r"[zu][A-Za-z0-9_-]{40,}\Z", re.ASCII)
_UNREADABLE: Final = "not a private key: expected PEM, a JWK, a secret Multikey or a seed"

KeySource = bytes | str | os.PathLike[str] | Mapping[str, Any]


def read_private_key(
    source: KeySource, passphrase: str | bytes | None
) -> tuple[NativePrivateKey, str | None]:
    """Read a private key and, from a key pair in JSON, the id it goes by; see `SigningKey.load`."""
    if isinstance(source, Mapping):
        return _from_members(source)
    if isinstance(source, bytes):
        return _from_text(_as_text(source), passphrase)
    if isinstance(source, str) and _looks_like_key(source):
        return _from_text(source, passphrase)
    return _from_text(_read_file(Path(source)), passphrase)


def _looks_like_key(text: str) -> bool:
    stripped = text.strip()
    return (
        "-----BEGIN" in stripped
        or stripped.startswith("{")
        or _MULTIBASE.match(stripped) is not None
        or "\n" in stripped
    )


def _as_text(data: bytes) -> str:
    if len(data) > MAX_KEY_FILE_BYTES:
        message = f"a key of {len(data)} bytes, at most {MAX_KEY_FILE_BYTES} are read"
        raise UnusableKey(message, code="invalid-secret-key")
    return data.decode("utf-8", "replace")


def _read_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return _as_text(file.read(MAX_KEY_FILE_BYTES + 1))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
    message = "no private key, and no file with one that can be read"
    raise UnusableKey(f"{message} ({reason})" if reason else message, code="unreadable-key-file")


def _from_text(text: str, passphrase: str | bytes | None) -> tuple[NativePrivateKey, str | None]:
    text = text.strip()
    if len(text) > MAX_KEY_FILE_BYTES:
        message = f"a key of {len(text)} characters, at most {MAX_KEY_FILE_BYTES} are read"
        raise UnusableKey(message, code="invalid-secret-key")
    if "-----BEGIN" in text:
        return _from_pem(text, passphrase), None
    if text.startswith("{"):
        return _from_members(_parse_members(text))
    if _MULTIBASE.match(text):
        return decode_secret_multikey(text), None
    raise UnusableKey(_UNREADABLE, code="invalid-secret-key")


def _parse_members(text: str) -> Mapping[str, Any]:
    members: Mapping[str, Any] | None = None
    with contextlib.suppress(MicrocredError):
        members = parse_json_object(text)
    if members is None:
        raise UnusableKey("not a private key: the JSON is not sound", code="invalid-secret-key")
    return members


def _from_members(members: Mapping[str, Any]) -> tuple[NativePrivateKey, str | None]:
    if "kty" in members:
        return decode_private_jwk(members), None
    secret, public = multikey_secret_member(members), members.get("publicKeyMultibase")
    if not isinstance(secret, str):
        raise UnusableKey(_UNREADABLE, code="invalid-secret-key")
    native = decode_secret_multikey(secret)
    if public is not None and public != PublicKey.from_native(native.public_key()).multikey:
        message = "the private and the public part of the key do not belong together"
        raise UnusableKey(message, code="key-mismatch")
    name = members.get("id")
    return native, name if isinstance(name, str) and "#" in name else None


def _from_pem(text: str, passphrase: str | bytes | None) -> NativePrivateKey:
    if "PRIVATE KEY-----" not in text:
        message = "the PEM holds no private key"
        raise UnusableKey(message, code="not-a-secret-key")
    encrypted = "ENCRYPTED" in text
    if encrypted and not passphrase:
        message = "the key is encrypted and needs its passphrase"
        raise WrongPassphrase(message, code="passphrase-needed")
    key = _load_pem(text, passphrase if encrypted else None)
    if key is None and encrypted:
        raise WrongPassphrase("the passphrase does not open the key, or the key is damaged")
    if key is None or algorithm_of(key) is None:
        message = "not a private key of a kind that is known here, in PEM"
        raise UnusableKey(message, code="unsupported-key" if key else "invalid-pem")
    return key  # type: ignore[return-value]  # algorithm_of has looked


def _load_pem(text: str, passphrase: str | bytes | None) -> object:
    secret = passphrase.encode() if isinstance(passphrase, str) else passphrase
    try:
        return serialization.load_pem_private_key(text.encode(), secret)
    except Exception:
        return None
