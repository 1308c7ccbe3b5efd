"""An issuer's folder: settings, keys, and what is said when one of them is broken."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from microcred.application import KeyLife, KeyRecord, Workspace, act_now
from microcred.dids import parse_controller_document
from microcred.errors import ConfigurationError, MicrocredError, UnusableKey, WrongPassphrase
from microcred.issuing import Recipient
from microcred.keys import Algorithm
from microcred.models import Achievement, Criteria
from microcred.verifying import Verifier
from tests.operated import OFFICE


def nobody() -> None:
    return None


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "hill", "Hill District", url="https://hill.example")


def add_key(workspace: Workspace, name: str | None = None, **options: Any) -> KeyRecord:
    return KeyLife(workspace, act_now("ana"), by=OFFICE).new(name, **options)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "P-384", "RSA"])
def test_a_new_workspace_signs_valid_badges(algorithm: str, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path, "Hill", algorithm=cast(Algorithm, algorithm))
    issuer = Workspace(tmp_path).issuer(nobody)
    achievement = Achievement(
        id="urn:example:a", name="A", description="D", criteria=Criteria(narrative="N")
    )
    signed = issuer.sign(issuer.award(achievement, Recipient.did("did:key:z6Mk1")))
    assert Verifier().verify(signed).verdict == "valid"
    assert signed.document["issuer"] == workspace.profile.to_document()


def test_the_private_key_is_its_owners_alone(workspace: Workspace) -> None:
    assert (workspace.root / "keys" / "key-1.pem").stat().st_mode & 0o777 == 0o600


def test_git_is_told_what_to_share_with_nobody(workspace: Workspace) -> None:
    lines = (workspace.root / ".gitignore").read_text().splitlines()
    kept_back = [line for line in lines if not line.startswith("#")]
    assert kept_back == ["/keys/", "/registry.sqlite3*", "/.registry-seen.json"]


def test_a_gitignore_that_is_there_stays(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine\n")
    Workspace.create(tmp_path, "Hill")
    assert (tmp_path / ".gitignore").read_text() == "mine\n"


@pytest.mark.parametrize("name", ['He said "no"', "Ünïcode\\ [x]", "tab\tand\x7f", "#", "'''"])
def test_any_name_survives_the_settings(name: str, tmp_path: Path) -> None:
    Workspace.create(tmp_path, name, url="https://hill.example/?a=b#c")
    profile = Workspace(tmp_path).profile
    assert profile.name == name.replace("\x7f", "")
    assert profile.url == "https://hill.example/?a=b#c"


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("", None),
        ("  ", None),
        ("a\ud800b", None),
        ("Hill", "hill.example"),
        ("Hill", "https://a b"),
        ("Hill", "javascript:alert(1)"),
    ],
)
def test_an_issuer_that_no_badge_can_name(name: str, url: str | None, tmp_path: Path) -> None:
    code = refused(lambda: Workspace.create(tmp_path / "w", name, url=url))
    assert code == "invalid-profile"
    assert not (tmp_path / "w").exists()


def test_a_workspace_is_not_made_twice(workspace: Workspace) -> None:
    before = {path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()}
    code = refused(lambda: Workspace.create(workspace.root, "Other"))
    assert code == "workspace-exists"
    assert before == {
        path: path.read_bytes() for path in workspace.root.rglob("*") if path.is_file()
    }


def test_a_key_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "key-1.pem").write_text("precious")
    made = Workspace.create(tmp_path, "Hill")  # as after an 'init' that was ended
    assert (tmp_path / "keys" / "key-1.pem").read_text() == "precious"
    assert made.signing_key(lambda: None).public_key.did_key == made.profile.id
    assert (tmp_path / "keys" / "key-2.pem").exists()


def test_a_registry_without_its_settings_is_left_alone(workspace: Workspace) -> None:
    (workspace.root / "microcred.toml").unlink()
    assert refused(lambda: Workspace.create(workspace.root, "Hill")) == "registry-in-use"


def test_the_nearest_workspace_upwards(workspace: Workspace) -> None:
    inside = workspace.root / "a" / "b"
    inside.mkdir(parents=True)
    assert Workspace.find(inside).root == workspace.root.resolve()
    assert refused(lambda: Workspace.find(workspace.root.parent)) == "no-workspace"
    assert refused(lambda: Workspace(inside)) == "no-workspace"


@pytest.mark.parametrize(
    ("did", "issuer_id"),
    [
        ("web:hill.example", "did:web:hill.example"),
        ("did:web:hill.example:schools:one", "did:web:hill.example:schools:one"),
        ("web:localhost%3A8443", "did:web:localhost%3A8443"),
    ],
)
def test_a_did_web_issuer_gets_its_document(did: str, issuer_id: str, tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path, "Hill", did=did)
    second = add_key(workspace, algorithm="P-256")
    assert second.key_id == f"{issuer_id}#key-2"
    published = json.loads(workspace.identity_documents()[0][1])
    document = parse_controller_document(published, issuer_id)
    assert set(document.assertion_methods) == {f"{issuer_id}#key-1", f"{issuer_id}#key-2"}
    assert workspace.signing_key(nobody).key_id == f"{issuer_id}#key-1"
    assert "private" not in json.dumps(published).lower()


@pytest.mark.parametrize("did", ["web:", "web", "key:z6Mk", "web:a b", "web:a/b", "example:x"])
def test_a_did_that_cannot_be_an_issuers(did: str, tmp_path: Path) -> None:
    assert refused(lambda: Workspace.create(tmp_path, "Hill", did=did)) == "invalid-did"
    assert not list(tmp_path.iterdir())


def test_keys_are_listed_and_the_one_that_signs_is_known(workspace: Workspace) -> None:
    add_key(workspace)
    add_key(workspace, "spare", algorithm="P-384")
    records = workspace.keys()
    listed = [(key.name, key.public_key.algorithm, key.signs) for key in records]
    assert listed == [
        ("key-1", "Ed25519", True),
        ("key-2", "Ed25519", False),
        ("spare", "P-384", False),
    ]


@pytest.mark.parametrize("name", ["", "../up", "a/b", "A", ".hidden", "x" * 65, "a\n"])
def test_a_key_name_is_a_plain_file_name(name: str, workspace: Workspace) -> None:
    if name:
        assert refused(lambda: add_key(workspace, name)) == "invalid-key-name"
    assert refused(lambda: add_key(workspace, "key-1")) == "file-exists"


def test_keys_made_at_once_get_names_of_their_own(workspace: Workspace) -> None:
    names: list[str] = []
    threads = [
        threading.Thread(target=lambda: names.append(add_key(Workspace(workspace.root)).name))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names) == [f"key-{number}" for number in range(2, 10)]


def test_an_encrypted_key_wants_its_passphrase(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path, "Hill", passphrase="correct horse")
    pem = (tmp_path / "keys" / "key-1.pem").read_text()
    assert "ENCRYPTED" in pem
    assert workspace.signing_key(lambda: "correct horse").key_id == workspace.keys()[0].key_id
    for wrong in ("wrong", "", None):
        with pytest.raises(WrongPassphrase):
            workspace.signing_key(lambda wrong=wrong: wrong)  # type: ignore[misc]


def test_the_passphrase_is_asked_only_when_it_is_needed(workspace: Workspace) -> None:
    def ask() -> str:
        raise AssertionError("asked")

    assert workspace.signing_key(ask)


def test_a_private_key_of_another_name_is_found_out(workspace: Workspace) -> None:
    add_key(workspace)
    keys = workspace.root / "keys"
    (keys / "key-1.pem").write_bytes((keys / "key-2.pem").read_bytes())
    with pytest.raises(UnusableKey) as caught:
        workspace.signing_key(nobody)
    assert caught.value.code == "key-mismatch"


@pytest.mark.parametrize(
    "text",
    [
        b"", b"[issuer", b"\xff\xfe", b"issuer = 1\nsigning = 2", b"[issuer]\nid = 5",
        b"[issuer]\nname = 'x'\n[signing]\nkey = 'key-1'",
        b"[issuer]\nid = 1979-05-27T07:32:00Z\nname = 'x'",
        b"[issuer]\nid = 'did:key:z'\nname = 'x'\nimage = 5",
        b"a = " + b"[" * 5000,
    ],
)  # fmt: skip
def test_broken_settings_are_named(text: bytes, workspace: Workspace) -> None:
    (workspace.root / "microcred.toml").write_bytes(text)
    with pytest.raises(ConfigurationError) as caught:
        _ = Workspace(workspace.root).profile
    assert caught.value.code == "invalid-settings"
    assert "microcred.toml" in caught.value.message


@pytest.mark.parametrize("pem", [None, b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAA\n"])
def test_a_broken_private_key_is_named_and_not_shown(
    pem: bytes | None, workspace: Workspace
) -> None:
    path = workspace.root / "keys" / "key-1.pem"
    path.unlink() if pem is None else path.write_bytes(pem)
    with pytest.raises(MicrocredError) as caught:
        workspace.signing_key(nobody)
    assert isinstance(caught.value, ConfigurationError | UnusableKey)
    assert "AA" not in str(caught.value)


def test_the_registry_is_a_file_unless_a_url_is_set(workspace: Workspace) -> None:
    assert workspace.registry_database == workspace.root / "registry.sqlite3"
    settings = workspace.root / "microcred.toml"
    text = settings.read_text()
    settings.write_text(text + '[registry]\nurl = "postgresql://db.example/badges"\n')
    found = Workspace(workspace.root).registry_database
    assert found == "postgresql://db.example/badges"
    for wrong in ("[registry]\nurl = 5\n", "registry = 5\n"):
        settings.write_text(wrong if wrong.startswith("registry") else text + wrong)
        assert refused(lambda: Workspace(workspace.root).registry_database) == "invalid-settings"


def test_what_the_settings_add_is_in_every_badge(workspace: Workspace) -> None:
    settings = workspace.root / "microcred.toml"
    added = 'email = "badges@hill.example"\n[[issuer.otherIdentifier]]\n'
    added += 'identifier = "17"\nidentifierType = "sourcedId"\n'
    settings.write_text(settings.read_text().replace('url = "https://hill.example"\n', added))
    document = Workspace(workspace.root).profile.to_document()
    assert document["email"] == "badges@hill.example"
    assert document["otherIdentifier"][0]["type"] == "IdentifierEntry"
