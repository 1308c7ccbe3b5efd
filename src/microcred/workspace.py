"""An issuer's workspace: settings, keys and the registry, in one folder.

microcred.toml      the issuer and the key that signs
keys/NAME.pem       a private key, readable by its owner only, or encrypted
keys/NAME.json      its public part, as a Multikey verification method
registry.sqlite3    the badges issued
did.json            for did:web: what to put on the web
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from microcred.errors import ConfigurationError, InvalidDocument, UnusableKey, excerpt
from microcred.files import write_file
from microcred.issuing import Issuer
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey
from microcred.models import Profile
from microcred.registry import Registry
from microcred.strict_json import parse_json_object
from microcred.timestamps import format_timestamp, system_clock

SETTINGS_FILE: Final = "microcred.toml"
_KEY_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_WEB_DID: Final = re.compile(r"did:web:[A-Za-z0-9.-]+(?:%3A\d{1,5})?(?::[A-Za-z0-9._-]+)*\Z")

Passphrase = Callable[[], str | None]
"""Asks for the passphrase of the keys, when one is needed."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What is public of one key.

    Attributes:
        name: the name of its files.
        key_id: the verification method's id.
        public_key: the public key.
        created: dateTimeStamp.
        signs: whether it is the key that signs now.
    """

    name: str
    key_id: str
    public_key: PublicKey
    created: str
    signs: bool


class Workspace:
    """One issuer's workspace.

    Args:
        root: the folder that holds `microcred.toml`.

    Raises:
        ConfigurationError: there is none, or it cannot be read.
    """

    def __init__(self, root: Path):
        self.root = root
        try:
            text = (root / SETTINGS_FILE).read_text("utf-8")
            self.settings: dict[str, Any] = tomllib.loads(text)
        except FileNotFoundError as error:
            message = f"{root} is not a workspace: it has no {SETTINGS_FILE}; run 'microcred init'"
            raise ConfigurationError(message, code="no-workspace") from error
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            message = f"{root / SETTINGS_FILE} cannot be read: {error}"
            raise ConfigurationError(message, code="invalid-settings") from error

    @classmethod
    def find(cls, start: Path) -> Self:
        """Open the workspace of `start`: the nearest folder upwards with a `microcred.toml`."""
        start = start.resolve()
        for folder in (start, *start.parents):
            if (folder / SETTINGS_FILE).is_file():
                return cls(folder)
        message = f"no {SETTINGS_FILE} in {start} or above; run 'microcred init' or use --workspace"
        raise ConfigurationError(message, code="no-workspace")

    @classmethod
    def create(
        cls,
        root: Path,
        name: str,
        *,
        url: str | None = None,
        did: str = "key",
        algorithm: Algorithm = "Ed25519",
        passphrase: str | None = None,
    ) -> Self:
        """Make a workspace with a fresh key.

        Args:
            root: a folder; made if need be. It may hold other files, but no workspace.
            name: the issuer's name.
            url: the issuer's home page.
            did: `key`, or `web:HOST[:PATH]` for a DID that outlives its keys.
            algorithm: of the first key.
            passphrase: encrypts the key.

        Raises:
            ConfigurationError: there is a workspace already, or a name, URL or DID is wrong.
        """
        if (root / SETTINGS_FILE).exists():
            message = f"{root} is a workspace already and is not overwritten"
            raise ConfigurationError(message, code="workspace-exists")
        key = SigningKey.generate(algorithm)
        if did != "key":
            key = key.with_key_id(f"{_web_did(did)}#key-1")
        try:
            Profile(id=key.did, name=name, url=url).to_document()
        except InvalidDocument as error:
            raise ConfigurationError(str(error), code="invalid-profile") from error
        try:
            (root / "keys").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{root} cannot be made: {error.strerror}"
            raise ConfigurationError(message, code="cannot-write-file") from error
        _save_key(root / "keys", "key-1", key, passphrase)
        write_file(root / SETTINGS_FILE, _settings_text(key.did, name, url).encode())
        workspace = cls(root)
        workspace.registry.create()
        workspace.publish_did()
        return workspace

    @property
    def profile(self) -> Profile:
        """Give the issuer as every badge names it."""
        members = self.settings.get("issuer")
        if not isinstance(members, dict):
            message = f"{SETTINGS_FILE} has no [issuer]"
            raise ConfigurationError(message, code="invalid-settings")
        try:
            return Profile(**members)
        except (InvalidDocument, TypeError) as error:
            message = f"[issuer] in {SETTINGS_FILE}: {error}"
            raise ConfigurationError(message, code="invalid-settings") from error

    @property
    def signing_key_name(self) -> str:
        """Give the name of the key that signs."""
        signing = self.settings.get("signing")
        name = signing.get("key") if isinstance(signing, dict) else None
        if not isinstance(name, str) or not _KEY_NAME.match(name):
            message = f"{SETTINGS_FILE} names no usable [signing] key"
            raise ConfigurationError(message, code="invalid-settings")
        return name

    @cached_property
    def registry(self) -> Registry:
        """Open the registry."""
        return Registry(f"sqlite:///{self.root / 'registry.sqlite3'}")

    def keys(self) -> list[KeyRecord]:
        """List the keys by name; no private key is opened."""
        paths = sorted((self.root / "keys").glob("*.json"))
        return [self._key_record(path.stem) for path in paths]

    def _key_record(self, name: str) -> KeyRecord:
        path = self.root / "keys" / f"{name}.json"
        try:
            record = parse_json_object(path.read_bytes())
            public_key = PublicKey.from_multikey(record["publicKeyMultibase"])
            signs = name == self.signing_key_name
            return KeyRecord(name, record["id"], public_key, record["created"], signs)
        except OSError as error:
            raise ConfigurationError(f"there is no key {name!r}", code="no-such-key") from error
        except KeyError as error:
            message = f"{path} has no member {error}"
            raise ConfigurationError(message, code="invalid-settings") from error

    def add_key(
        self,
        name: str | None = None,
        *,
        algorithm: Algorithm = "Ed25519",
        passphrase: str | None = None,
    ) -> KeyRecord:
        """Make another key; it does not sign until the settings name it.

        Raises:
            ConfigurationError: the name is taken or not a plain file name.
        """
        taken = {record.name for record in self.keys()}
        fresh = (f"key-{number}" for number in range(1, len(taken) + 2))
        name = name or next(candidate for candidate in fresh if candidate not in taken)
        if not _KEY_NAME.match(name):
            message = f"a key's name is lower-case letters, digits and .-_, not {excerpt(name)}"
            raise ConfigurationError(message, code="invalid-key-name")
        key = SigningKey.generate(algorithm)
        issuer_id = self.profile.id
        if issuer_id.startswith("did:web:"):
            key = key.with_key_id(f"{issuer_id}#{name}")
        _save_key(self.root / "keys", name, key, passphrase)
        self.publish_did()
        return self._key_record(name)

    def signing_key(self, passphrase: Passphrase) -> LocalKey:
        """Open the key that signs.

        Raises:
            UnusableKey: the file is not a key, or not the one of its public record.
            WrongPassphrase: encrypted, and the passphrase is wrong or missing.
        """
        record = self._key_record(self.signing_key_name)
        path = self.root / "keys" / f"{record.name}.pem"
        try:
            pem = path.read_bytes()
        except OSError as error:
            message = f"{path} cannot be read: {error.strerror}"
            raise ConfigurationError(message, code="unreadable-key") from error
        secret = passphrase() if b"ENCRYPTED" in pem else None
        key = SigningKey.load(pem, secret, key_id=record.key_id)
        if key.public_key != record.public_key:
            message = f"{path.name} is not the private key of {record.name}.json"
            raise UnusableKey(message, code="key-mismatch")
        return key

    def issuer(self, passphrase: Passphrase, suite: str | None = None) -> Issuer:
        """Give the issuer, ready to award and sign."""
        return Issuer(self.profile, self.signing_key(passphrase), suite=suite)

    def publish_did(self) -> None:
        """Write `did.json` for a did:web issuer: every key, each listed for assertions."""
        issuer_id = self.profile.id
        if not issuer_id.startswith("did:web:"):
            return
        methods = [_verification_method(record.key_id, record.public_key) for record in self.keys()]
        document = {
            "@context": [
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
            ],
            "id": issuer_id,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }
        text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        write_file(self.root / "did.json", text.encode(), overwrite=True)


def _web_did(did: str) -> str:
    did = did if did.startswith("did:") else f"did:{did}"
    if not _WEB_DID.match(did):
        message = f"--did is 'key' or 'web:HOST[:PATH]', not {excerpt(did)}"
        raise ConfigurationError(message, code="invalid-did")
    return did


def _verification_method(key_id: str, public_key: PublicKey) -> dict[str, str]:
    return {
        "id": key_id,
        "type": "Multikey",
        "controller": key_id.partition("#")[0],
        "publicKeyMultibase": public_key.multikey,
    }


def _save_key(folder: Path, name: str, key: LocalKey, passphrase: str | None) -> None:
    key.save(folder / f"{name}.pem", passphrase)
    created = format_timestamp(system_clock().replace(microsecond=0))
    record = {**_verification_method(key.key_id, key.public_key), "created": created}
    text = json.dumps(record, indent=2) + "\n"
    write_file(folder / f"{name}.json", text.encode())


def _settings_text(issuer_id: str, name: str, url: str | None) -> str:
    # A JSON string is a TOML basic string, but for DEL, which neither name nor URL may hold.
    def quoted(text: str) -> str:
        return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)

    url_line = f"url = {quoted(url)}\n" if url else ""
    return (
        "# The issuer, as every badge names it (Open Badges 3.0, Profile).\n"
        f"[issuer]\nid = {quoted(issuer_id)}\nname = {quoted(name)}\n{url_line}\n"
        "# The key that signs: a file in keys/.\n"
        '[signing]\nkey = "key-1"\n'
    )
