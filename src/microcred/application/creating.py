"""Making a workspace: its first key, its registry, its settings, in this order.

A folder is a workspace when its settings are there, and they are written last. What is made of one
when 'init' is ended before, the next 'init' in that folder undoes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from microcred.application.beginning import MARK_FILE, forget_begun, mark_begun, undo_begun
from microcred.application.issuer_ids import choose_issuer_id, key_id_for
from microcred.application.private_keys import PrivateKeys
from microcred.application.settings import (
    REGISTRY_FILE,
    SETTINGS_FILE,
    WITNESS_FILE,
    is_web_url,
    parse_site_url,
)
from microcred.application.update_keys import Beginning, begin_webvh
from microcred.errors import ConfigurationError, InvalidDocument, MicrocredError, excerpt
from microcred.files import locked, make_folder, write_file
from microcred.keys import Algorithm, LocalKey, SigningKey
from microcred.ledger import Act, KeyRecord, add_key, list_keys
from microcred.models import Profile
from microcred.registry import Connecting, Database, add_changes, upgrade

_IGNORE_FILE: Final = ".gitignore"
_IGNORED: Final = f"""\
# Private keys, and whom badges are for: keep copies of them, and share them with nobody.
/keys/
/{REGISTRY_FILE}*
/{WITNESS_FILE}
"""


@dataclass(frozen=True, slots=True)
class NewIssuer:
    """What an issuer's workspace begins with.

    Attributes:
        name: the issuer's name.
        url: the issuer's home page.
        did: `key`, `web:HOST[:PATH]`, `webvh:HOST[:PATH]`, or `https` for a profile at `url`.
        algorithm: of the first key.
        key: the first key, where there is one already; its id is kept if it is this issuer's.
        registry: URL of another database than the file in the workspace.
        schema: of PostgreSQL, for this issuer alone; made where there is none.
        site: where the site will stand, if that is not where the issuer's id lies.
    """

    name: str
    url: str | None = None
    did: str = "key"
    algorithm: Algorithm = "Ed25519"
    key: LocalKey | None = None
    registry: str | None = None
    site: str | None = None
    schema: str | None = None


def make_workspace(root: Path, issuer: NewIssuer, passphrase: str | None, act: Act) -> None:
    """Make a workspace.

    Args:
        root: a folder; made if need be. It may hold other files, but no workspace.
        issuer: what it begins with.
        passphrase: encrypts its keys.
        act: when and by whom.

    Raises:
        ConfigurationError: there is a workspace already, or a name, URL or DID is wrong.
    """
    _check_free(root)
    key = issuer.key or SigningKey.generate(issuer.algorithm)
    issuer_id = choose_issuer_id(issuer.did, issuer.url)
    issuer_id = key.public_key.did_key if issuer_id == "key" else issuer_id
    _check_described(issuer_id, issuer.name, issuer.url)
    site = None if issuer.site is None else parse_site_url(issuer.site)
    make_folder(root)
    with locked(root, wait=True):
        _check_free(root)
        making = _Making(root, issuer, passphrase, act)
        issuer_id = making.keys_and_registry(key, issuer_id)
        if not (root / _IGNORE_FILE).exists():
            write_file(root / _IGNORE_FILE, _IGNORED.encode())
        mode = 0o600 if issuer.registry else 0o644  # the address of a database may hold a password
        write_file(
            root / SETTINGS_FILE, _settings_text(issuer_id, issuer, site).encode(), mode=mode
        )
        (root / MARK_FILE).unlink(missing_ok=True)


def _check_free(root: Path) -> None:
    if (root / SETTINGS_FILE).exists():
        message = f"{root} is a workspace already and is not overwritten"
        raise ConfigurationError(message, code="workspace-exists")


@dataclass(frozen=True, slots=True)
class _Making:
    """A workspace that is being made, in a folder that is held."""

    root: Path
    issuer: NewIssuer
    passphrase: str | None
    act: Act

    def keys_and_registry(self, key: LocalKey, issuer_id: str) -> str:
        """Write the first key and record it; give the issuer's id, which may follow from it."""
        private_keys = PrivateKeys(self.root / "keys")
        ended = undo_begun(self.root, private_keys)
        mark_begun(self.root, private_keys, [*ended, key.public_key.multikey])
        try:
            return self._make(private_keys, key, issuer_id, ended)
        except MicrocredError as error:
            if error.code != "registry-lost":  # else it may be recorded
                undo_begun(self.root, private_keys)
                if not ended:
                    (self.root / MARK_FILE).unlink(missing_ok=True)
            raise

    def _make(
        self, private_keys: PrivateKeys, key: LocalKey, issuer_id: str, ended: Sequence[str]
    ) -> str:
        name = private_keys.save_as_next("key", key, self.passphrase)
        beginning = None
        if issuer_id.startswith("webvh:"):
            location = issuer_id.removeprefix("webvh:")
            first = (name, key.public_key)
            beginning = begin_webvh(location, first, private_keys, self.passphrase, self.act)
            issuer_id = beginning.did
        key_id = key.key_id if key.did == issuer_id else key_id_for(issuer_id, name, key.public_key)
        record = KeyRecord(name, key_id, key.public_key, self.act.at, signs_from=self.act.at)
        self._record(record, beginning, ended)
        return issuer_id

    def _record(self, key: KeyRecord, beginning: Beginning | None, ended: Sequence[str]) -> None:
        database = Database(
            self.issuer.registry or self.root / REGISTRY_FILE,
            Connecting(schema=self.issuer.schema),
        )
        try:
            upgrade(database)
            with database.writing() as connection:
                forget_begun(connection, ended)
                if list_keys(connection):
                    message = (
                        "the registry has keys already: it is another workspace's, whose "
                        f"{SETTINGS_FILE} is elsewhere or lost; restore that from a copy, or begin "
                        "with an empty folder or database"
                    )
                    raise ConfigurationError(message, code="registry-in-use")
                add_key(connection, key, self.act, "generate")
                if beginning is not None:
                    beginning.record(connection, self.act)
                add_changes(connection, [("issuer", key.key_id.partition("#")[0])])
        finally:
            database.close()


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
    elif url is not None and not is_web_url(url):
        problem = f"the URL is of the form https://HOST/PATH, not {excerpt(url)}"
    if problem:
        message = f"the issuer cannot be described so: {problem}"
        raise ConfigurationError(message, code="invalid-profile")


def _settings_text(issuer_id: str, issuer: NewIssuer, site: str | None) -> str:
    # A JSON string is a TOML basic string, but for DEL, which neither name nor URL may hold.
    def quoted(text: str) -> str:
        return json.dumps(text.replace("\x7f", ""), ensure_ascii=False)

    lines = [
        "# The issuer, as every badge names it (Open Badges 3.0, Profile).",
        "[issuer]",
        f"id = {quoted(issuer_id)}",
        f"name = {quoted(issuer.name)}",
    ]
    if issuer.url:
        lines.append(f"url = {quoted(issuer.url)}")
    if issuer.registry:
        lines += ["", "# The record of keys and badges.", "[registry]"]
        lines.append(f"url = {quoted(issuer.registry)}")
        if issuer.schema:
            lines.append(f"schema = {quoted(issuer.schema)}")
    if site:
        lines += ["", "# Where the site stands; badges point there as long as they live.", "[site]"]
        lines.append(f"url = {quoted(site)}")
    return "\n".join(lines) + "\n"
