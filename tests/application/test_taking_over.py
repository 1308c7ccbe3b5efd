"""A workspace as the first versions made it, with its keys in files, is taken over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from microcred.application import KeyLife, Workspace, act_now, take_over_keys
from microcred.cli.advice import advice_on
from microcred.errors import ConfigurationError
from microcred.issuing import Recipient
from microcred.keys import LocalKey, SigningKey
from microcred.ledger import events_of
from microcred.models import Achievement, Criteria
from microcred.registry import upgrade
from microcred.registry.database import Database
from microcred.verifying import Verifier
from tests.operated import OFFICE
from tests.registry.test_migrating import old_database

SETTINGS = """# The issuer, as every badge names it (Open Badges 3.0, Profile).
[issuer]
id = "{issuer}"
name = "Hill District"
url = "https://hill.example"

# The key that signs: a file in keys/.
[signing]
key = "{key}"
"""


def save(folder: Path, name: str, key: LocalKey) -> None:
    """Write a key as commit 90d7405 did."""
    (folder / "keys").mkdir(exist_ok=True)
    key.save(folder / "keys" / f"{name}.pem")
    record = {
        "id": key.key_id,
        "type": "Multikey",
        "controller": key.did,
        "publicKeyMultibase": key.public_key.multikey,
        "created": "2026-01-15T08:00:00Z",
    }
    (folder / "keys" / f"{name}.json").write_text(json.dumps(record, indent=2) + "\n")


def old_workspace(folder: Path, did: str = "did:web:hill.example", signs: str = "key-2") -> Path:
    for name in ("key-1", "key-2"):
        save(folder, name, SigningKey.generate().with_key_id(f"{did}#{name}"))
    (folder / "microcred.toml").write_text(SETTINGS.format(issuer=did, key=signs))
    old_database(folder / "registry.sqlite3").close()
    return folder


def upgraded(folder: Path) -> Workspace:
    workspace = Workspace(folder)
    database = Database(workspace.registry_database)
    upgrade(database)
    database.close()
    return workspace


def refused(workspace: Workspace) -> str:
    with pytest.raises(ConfigurationError) as caught:
        take_over_keys(workspace, act_now("ana"))
    return caught.value.code


def test_it_says_what_to_do_before(tmp_path: Path) -> None:
    workspace = Workspace(old_workspace(tmp_path))
    with pytest.raises(ConfigurationError) as caught:
        workspace.signing_key(lambda: None)
    assert caught.value.code == "registry-outdated"
    assert "microcred upgrade" in advice_on(caught.value.code, caught.value.data)
    upgraded(tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        workspace.signing_key(lambda: None)
    assert caught.value.code == "no-signing-key"
    assert "microcred upgrade" in advice_on(caught.value.code, caught.value.data)


def test_the_keys_are_taken_over_once(tmp_path: Path) -> None:
    workspace = upgraded(old_workspace(tmp_path))
    taken = take_over_keys(workspace, act_now("ana"))
    assert [(key.name, key.signs, key.created_at) for key in taken] == [
        ("key-1", False, "2026-01-15T08:00:00Z"),
        ("key-2", True, "2026-01-15T08:00:00Z"),
    ]
    assert take_over_keys(workspace, act_now("ana")) == []
    with workspace.database.reading() as connection:
        (event,) = events_of(connection, "key-2")
        assert (event["action"], event["actor"]) == ("take-over", "ana")
        found = connection.execute(sa.text("SELECT id FROM badges")).scalars().all()
    assert found == ["urn:x:1"]


def test_it_signs_and_rotates_then(tmp_path: Path) -> None:
    take_over_keys(upgraded(old_workspace(tmp_path)), act_now("ana"))
    text = (tmp_path / "microcred.toml").read_text()
    assert (
        text == SETTINGS.format(issuer="did:web:hill.example", key="x").partition("\n# The key")[0]
    )
    workspace = Workspace(tmp_path)
    assert workspace.signing_key(lambda: None).key_id == "did:web:hill.example#key-2"
    assert KeyLife(workspace, act_now("ana"), by=OFFICE).rotate().new.name == "key-3"


def test_settings_that_somebody_changed_are_left_alone(tmp_path: Path) -> None:
    settings = old_workspace(tmp_path) / "microcred.toml"
    settings.write_text(settings.read_text().replace('key = "', 'key =   "'))
    before = settings.read_bytes()
    take_over_keys(upgraded(tmp_path), act_now("ana"))
    assert settings.read_bytes() == before
    assert Workspace(tmp_path).signing_key(lambda: None)


def test_a_did_key_workspace_issues_as_before(tmp_path: Path) -> None:
    key = SigningKey.generate()
    save(tmp_path, "key-1", key)
    (tmp_path / "microcred.toml").write_text(SETTINGS.format(issuer=key.did, key="key-1"))
    old_database(tmp_path / "registry.sqlite3").close()
    take_over_keys(upgraded(tmp_path), act_now("ana"))
    issuer = Workspace(tmp_path).issuer(lambda: None)
    achievement = Achievement(
        id="urn:example:a", name="A", description="D", criteria=Criteria(narrative="N")
    )
    signed = issuer.sign(issuer.award(achievement, Recipient.did("did:key:z6Mk1")))
    assert Verifier().verify(signed).verdict == "valid"


def test_without_the_old_setting_there_is_nothing_to_take_over(tmp_path: Path) -> None:
    settings = old_workspace(tmp_path) / "microcred.toml"
    settings.write_text(settings.read_text().partition("[signing]")[0])
    assert take_over_keys(upgraded(tmp_path), act_now("ana")) == []


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (b"", "invalid-key-record"),
        (b"{}", "invalid-key-record"),
        (b'{"id":"a#b","publicKeyMultibase":"zQQ","created":"2026-01-01T00:00:00Z"}',
         "invalid-key-record"),
        (b"[" * 100_000, "invalid-key-record"),
        (None, "no-such-key"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_over_is_named(
    record: bytes | None, code: str, tmp_path: Path
) -> None:
    path = old_workspace(tmp_path) / "keys" / "key-2.json"
    path.unlink() if record is None else path.write_bytes(record)
    workspace = upgraded(tmp_path)
    assert refused(workspace) == code
    assert workspace.keys() == []
