"""An issuer's workspace: settings, keys and the registry, in one folder.

microcred.toml      the issuer and the key that signs
keys/NAME.pem       a private key, readable by its owner only, or encrypted
keys/NAME.json      its public part, as a Multikey verification method
registry.sqlite3    the badges issued
program/            micro-credentials, their images and the frameworks they name
did.json            for did:web: what to put on the web
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Self

from microcred.errors import (
    ConfigurationError,
    InvalidDocument,
    MicrocredError,
    UnusableKey,
    excerpt,
)
from microcred.files import locked, make_folder, reason_of, write_file
from microcred.issuance import IssuanceSettings
from microcred.issuing import Issuer
from microcred.keys import Algorithm, LocalKey, PublicKey, SigningKey
from microcred.limits import MIN_STATUS_LIST_ENTRIES
from microcred.models import Profile
from microcred.strict_json import parse_json_object
from microcred.timestamps import format_timestamp, system_clock

SETTINGS_FILE: Final = "microcred.toml"
_KEY_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_WEB_URL: Final = re.compile(r"https?://[!-~]+\Z")
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
        except (OSError, ValueError, RecursionError) as error:
            # TOML and UTF-8 errors are ValueErrors.
            reason = reason_of(error) if isinstance(error, OSError | ValueError) else "too deep"
            message = f"{root / SETTINGS_FILE} cannot be read: {reason}"
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
        _check_described(key.did, name, url)
        make_folder(root / "keys")
        _save_key(root / "keys", "key-1", key, passphrase)
        write_file(root / SETTINGS_FILE, _settings_text(key.did, name, url).encode())
        workspace = cls(root)
        workspace.publish_did()
        return workspace

    @property
    def profile(self) -> Profile:
        """Give the issuer as every badge names it."""
        members = self._table("issuer")
        try:
            profile = Profile(**members)
            profile.to_document()
        except InvalidDocument as error:
            raise _invalid(f"in [issuer], {error.faults[0]}") from error
        return profile

    @property
    def signing_key_name(self) -> str:
        """Give the name of the key that signs."""
        name = self._table("signing").get("key")
        if not isinstance(name, str) or not _KEY_NAME.match(name):
            raise _invalid("[signing] key is not the name of a key")
        return name

    @property
    def registry_database(self) -> Path | str:
        """Give what to open as registry: the URL in `[registry]`, or a file in the workspace."""
        url = self._table("registry", required=False).get("url")
        if url is None:
            return self.root / "registry.sqlite3"
        if not isinstance(url, str):
            raise _invalid("[registry] url is not a text")
        return url

    @property
    def issuance_settings(self) -> IssuanceSettings:
        """Give what the settings say about issuing; see `[site]`, `[status]` and `[registry]`."""
        site, status = (self._table(name, required=False) for name in ("site", "status"))
        registry = self._table("registry", required=False)
        url = site.get("url") or _address_of(str(self.profile.id))
        return IssuanceSettings(
            site_url=None if url is None else str(url).rstrip("/"),
            valid=timedelta(days=int(status.get("valid_days", 30))),
            ttl=timedelta(hours=int(status.get("ttl_hours", 24))),
            list_length=int(status.get("length", MIN_STATUS_LIST_ENTRIES)),
            revocation_list=status.get("revocation_list") is True,
            personal_data=registry.get("personal_data") == "clear",
        )

    @property
    def program_folder(self) -> Path:
        """Give the folder of the micro-credential programme: `[program] folder`, or `program`."""
        folder = self._table("program", required=False).get("folder", "program")
        if not isinstance(folder, str) or not folder or "\0" in folder:
            raise _invalid("[program] folder is not the path of a folder")
        return self.root / folder

    def _table(self, name: str, *, required: bool = True) -> dict[str, Any]:
        table = self.settings.get(name, None if required else {})
        if not isinstance(table, dict):
            raise _invalid(f"there is no [{name}]")
        return table

    def keys(self) -> list[KeyRecord]:
        """List the keys by name; no private key is opened."""
        paths = sorted((self.root / "keys").glob("*.json"))
        return [self._key_record(path.stem) for path in paths]

    def _key_record(self, name: str) -> KeyRecord:
        path = self.root / "keys" / f"{name}.json"
        try:
            key_id, public_key, created = _parse_key_record(path.read_bytes())
        except OSError as error:
            message = f"there is no key {name}: {path} cannot be read"
            raise ConfigurationError(message, code="no-such-key") from error
        except (KeyError, MicrocredError) as error:
            reason = f"it has no text {error}" if isinstance(error, KeyError) else str(error)
            message = f"{path} is not the record of a key: {reason}"
            raise ConfigurationError(message, code="invalid-key-record") from error
        return KeyRecord(name, key_id, public_key, created, name == self.signing_key_name)

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
        if name is not None and not _KEY_NAME.match(name):
            message = f"a key's name is lower-case letters, digits and .-_, not {excerpt(name)}"
            raise ConfigurationError(message, code="invalid-key-name")
        issuer_id = str(self.profile.id)
        key = SigningKey.generate(algorithm)
        with locked(self.root / SETTINGS_FILE, wait=True):
            name = name or self._free_key_name()
            if issuer_id.startswith("did:web:"):
                key = key.with_key_id(f"{issuer_id}#{name}")
            _save_key(self.root / "keys", name, key, passphrase)
            self.publish_did()
        return self._key_record(name)

    def _free_key_name(self) -> str:
        taken = {path.stem for path in (self.root / "keys").iterdir()}
        names = (f"key-{number}" for number in range(1, len(taken) + 2))
        return next(name for name in names if name not in taken)

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


def _address_of(issuer_id: str) -> str | None:
    """Give the web address of a did:web."""
    if not issuer_id.startswith("did:web:"):
        return None
    host, *path = issuer_id.removeprefix("did:web:").split(":")
    return "/".join([f"https://{host.replace('%3A', ':')}", *path])


def _invalid(problem: str) -> ConfigurationError:
    return ConfigurationError(f"{SETTINGS_FILE}: {problem}", code="invalid-settings")


def _check_described(issuer_id: str, name: str, url: str | None) -> None:
    """Check the issuer before anything is written: as a profile, and as people must see it."""
    problem = ""
    try:
        Profile(id=issuer_id, name=name, url=url).to_document()
        name.encode()
    except InvalidDocument as error:
        problem = str(error.faults[0])
    except UnicodeEncodeError:
        problem = "the name is not Unicode text"
    if not name.strip():
        problem = "the name is empty"
    elif url is not None and not _WEB_URL.match(url):
        problem = f"the URL is of the form https://HOST/PATH, not {excerpt(url)}"
    if problem:
        message = f"the issuer cannot be described so: {problem}"
        raise ConfigurationError(message, code="invalid-profile")


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


def _parse_key_record(data: bytes) -> tuple[str, PublicKey, str]:
    texts = {name: text for name, text in parse_json_object(data).items() if type(text) is str}
    return texts["id"], PublicKey.from_multikey(texts["publicKeyMultibase"]), texts["created"]


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
