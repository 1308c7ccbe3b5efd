"""Keys over the years: what signs, what stays valid, and what a wrong passphrase changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from microcred.application import Act, KeyLife, NewIssuer, Revocation, Secrets, Workspace, act_now
from microcred.application.did_log import LogChange
from microcred.authority import Principal
from microcred.dids import Resolver, parse_controller_document
from microcred.errors import ConfigurationError, MicrocredError, RegistryBusy, WrongPassphrase
from microcred.issuing import Recipient, SignedBadge
from microcred.keys import SigningKey
from microcred.ledger import IssuedBadge, KeyRecord, ListSigner, events_of, list_keys
from microcred.ledger.badges import add_badges
from microcred.ledger.tables import BADGES, KEYS, STATUS_DOCUMENTS
from microcred.models import Achievement, Criteria
from microcred.registry.changes import hold_changes
from microcred.registry.tables import CHANGES
from microcred.verifying import VerificationReport, Verifier
from tests.dids.files import Files
from tests.operated import OFFICE
from tests.postgres import fresh_database

ISSUERS = ["web:hill.example", "webvh:hill.example:schools", "https"]
ACHIEVEMENT = Achievement(
    id="urn:example:a", name="A", description="D", criteria=Criteria(narrative="N")
)


def nobody() -> None:
    return None


def make(root: Path, did: str, passphrase: str | None = None) -> Workspace:
    issuer = NewIssuer("Hill", url="https://hill.example", did=did)
    return Workspace.create_for(root, issuer, passphrase, act_now("ana"))


def life(workspace: Workspace, secrets: Secrets | None = None) -> KeyLife:
    return KeyLife(workspace, act_now("ana", "yearly"), secrets, by=Principal.operator("ana"))


def badge(workspace: Workspace) -> SignedBadge:
    issuer = workspace.issuer(nobody)
    signed = issuer.sign(issuer.award(ACHIEVEMENT, Recipient.did("did:key:z6Mk1")))
    proof = signed.document["proof"][0]
    row = {"id": signed.document["id"], "achievement_id": "urn:example:a", "format": "json",
           "key_id": proof["verificationMethod"], "issued_at": proof["created"]}  # fmt: skip
    with workspace.database.writing() as connection:
        connection.execute(BADGES.insert(), row)
    return signed


def report(workspace: Workspace, signed: Any) -> VerificationReport:
    files = Files()
    for url, data in workspace.identity_documents():
        files.put(url, data, "text/jsonl" if url.endswith("l") else "application/json")
    return Verifier(fetcher=files, resolver=Resolver(files)).verify(signed)


def codes(found: VerificationReport) -> dict[str, str]:
    return {str(check.check): check.code for check in found.checks}


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(MicrocredError) as caught:
        call()
    return caught.value.code


@pytest.mark.parametrize("did", ISSUERS)
def test_badges_of_every_key_stay_valid(did: str, tmp_path: Path) -> None:
    workspace = make(tmp_path, did)
    first = badge(workspace)
    rotation = life(workspace).rotate()
    assert (rotation.old.name, rotation.new.name) == ("key-1", "key-2")
    second = badge(workspace)
    assert second.document["proof"][0]["verificationMethod"] == rotation.new.key_id
    life(workspace).rotate()
    for signed in (first, second, badge(workspace)):
        found = report(workspace, signed)
        assert found.verdict == "valid", codes(found)


@pytest.mark.parametrize("did", ISSUERS)
def test_what_a_revoked_key_signed_since_is_invalid(did: str, tmp_path: Path) -> None:
    workspace = make(tmp_path, did)
    signed = badge(workspace)
    moment = signed.document["proof"][0]["created"]
    revocation = life(workspace).revoke("key-1", moment)
    assert [b.id for b in revocation.badges] == [signed.document["id"]]
    assert revocation.replaced_by is not None
    assert revocation.replaced_by.signs
    assert revocation.key.revoked_from == moment
    found = report(workspace, signed)
    assert found.verdict == "invalid"
    assert codes(found)["issuer_key"] == "key-revoked"
    assert report(workspace, badge(workspace)).verdict == "valid"


@pytest.mark.parametrize("did", ISSUERS)
def test_what_it_signed_before_is_valid(did: str, tmp_path: Path) -> None:
    workspace = make(tmp_path, did)
    signed = badge(workspace)
    made = signed.document["proof"][0]["created"]
    rotation = life(workspace).rotate()
    assert rotation.old.retired_at is not None
    later = Act(rotation.old.retired_at, "ana", "stolen")
    KeyLife(workspace, later, by=OFFICE).revoke("key-1", rotation.old.retired_at)
    assert rotation.old.retired_at > made
    assert report(workspace, signed).verdict == "valid"


@pytest.mark.parametrize("did", ["web:hill.example", "webvh:hill.example"])
@pytest.mark.loopback
def test_the_same_in_postgresql(did: str, postgres_server: str, tmp_path: Path) -> None:
    issuer = NewIssuer("Hill", did=did, registry=fresh_database(postgres_server))
    workspace = Workspace.create_for(tmp_path, issuer, None, act_now("ana"))
    first = badge(workspace)
    life(workspace).rotate()
    second = badge(workspace)
    assert [report(workspace, signed).verdict for signed in (first, second)] == ["valid"] * 2
    revocation = life(workspace).revoke("key-2", second.document["proof"][0]["created"])
    assert [b.id for b in revocation.badges] == [second.document["id"]]
    verdicts = [report(workspace, signed).verdict for signed in (first, second)]
    assert verdicts == ["valid", "invalid"]
    assert not (tmp_path / "registry.sqlite3").exists()


def test_a_spare_key_is_published_before_it_signs(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    spare = life(workspace).new("next", "P-256")
    (place, data), _ = workspace.identity_documents()
    assert place == "https://hill.example/.well-known/did.json"
    document = parse_controller_document(_json(data), "did:web:hill.example")
    assert document.method("did:web:hill.example#next").public_key == spare.public_key
    assert not spare.signs
    rotation = life(workspace).rotate("next")
    assert rotation.new.name == "next"
    assert workspace.signing_key(nobody).key_id == "did:web:hill.example#next"


def _json(data: bytes) -> Any:
    import json

    return json.loads(data)


def test_a_did_key_issuer_is_its_key(tmp_path: Path) -> None:
    workspace = make(tmp_path, "key")
    assert refused(lambda: life(workspace).rotate()) == "issuer-is-key"
    assert refused(lambda: life(workspace).revoke("key-1")) == "issuer-is-key"
    other = life(workspace).new()
    assert refused(lambda: life(workspace).rotate(other.name)) == "issuer-is-key"
    settings = tmp_path / "microcred.toml"
    did = other.key_id.partition("#")[0]
    settings.write_text(settings.read_text().replace(workspace.profile.id, did))
    workspace = Workspace(tmp_path)
    life(workspace).rotate(other.name)
    assert workspace.signing_key(nobody).did == did == workspace.profile.id
    assert life(workspace).revoke("key-1").key.revoked_from is not None


@pytest.mark.parametrize("did", ["web:hill.example", "webvh:hill.example"])
def test_a_wrong_passphrase_leaves_everything_as_it_was(did: str, tmp_path: Path) -> None:
    workspace = make(tmp_path, did, "correct horse")
    before = _files(tmp_path)
    rows = _rows(workspace)
    for wrong in ("wrong", None):
        secrets = Secrets(lambda wrong=wrong: wrong)  # type: ignore[misc]
        with pytest.raises(WrongPassphrase):
            life(workspace, secrets).rotate()
        with pytest.raises(WrongPassphrase):
            life(workspace, secrets).revoke("key-1")
    assert _files(tmp_path) == before
    assert _rows(workspace) == rows


def _files(folder: Path) -> dict[Path, bytes]:
    paths = [path for path in folder.rglob("*") if "sqlite3" not in path.name and path.is_file()]
    return {path: path.read_bytes() for path in paths}


def _rows(workspace: Workspace) -> list[Any]:
    with workspace.database.reading() as connection:
        return [tuple(row) for row in connection.execute(KEYS.select().order_by(KEYS.c.name))]


def test_the_next_key_is_as_well_protected_as_the_one_before(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example", "correct horse")
    life(workspace, Secrets(lambda: "correct horse")).rotate()
    pem = tmp_path / "keys" / "key-2.pem"
    assert "ENCRYPTED" in pem.read_text()
    assert SigningKey.load(pem, "correct horse").public_key == workspace.keys()[1].public_key
    life(workspace, Secrets(lambda: "correct horse", "battery staple")).rotate()
    assert SigningKey.load(tmp_path / "keys" / "key-3.pem", "battery staple")


def test_a_lost_key_is_replaced(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example", "forgotten")
    assert refused(lambda: life(workspace).rotate()) == "passphrase-needed"
    life(workspace, Secrets(nobody, "remembered")).rotate()
    (tmp_path / "keys" / "key-2.pem").unlink()
    life(workspace).rotate()
    assert workspace.signing_key(nobody).key_id == "did:web:hill.example#key-3"


def test_a_file_that_a_killed_command_left_is_in_nobodys_way(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    workspace.private_keys.save("key-2", SigningKey.generate(), None)  # and then the power went
    assert life(workspace).rotate().new.name == "key-3"
    records = workspace.keys()
    assert [key.name for key in records] == ["key-1", "key-3"]


def test_a_change_that_fails_changes_nothing(tmp_path: Path) -> None:
    workspace = make(tmp_path, "webvh:hill.example")
    rows, before = _rows(workspace), workspace.identity_documents()
    assert refused(lambda: life(workspace).rotate("nobody")) == "no-such-key"
    early = Act("2020-01-01T00:00:00Z", "ana")
    assert refused(lambda: KeyLife(workspace, early, by=OFFICE).rotate()) == "clock-behind"
    assert _rows(workspace) == rows
    assert workspace.identity_documents() == before


@pytest.mark.parametrize("did", ["web:hill.example", "webvh:hill.example"])
def test_a_change_that_the_registry_refuses_leaves_no_key_file(
    did: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make(tmp_path, did)
    working = life(workspace)
    working.rotate()
    files = workspace.private_keys.names()

    busy = RegistryBusy("another command is at work")
    with monkeypatch.context() as patch:
        patch.setattr("microcred.application.spare_keys.add_changes", Mock(side_effect=busy))
        for change in (working.rotate, working.new, lambda: working.revoke("key-2")):
            assert refused(change) == "registry-busy"
            assert workspace.private_keys.names() == files
    lost = ConfigurationError("the connection was lost", code="registry-lost")
    with monkeypatch.context() as patch:
        patch.setattr("microcred.application.spare_keys.add_changes", Mock(side_effect=lost))
        assert refused(working.new) == "registry-lost"
        assert workspace.private_keys.names() > files  # it may be recorded
    working.rotate()
    assert workspace.signing_key(nobody)


def test_what_revoking_a_key_would_do(tmp_path: Path) -> None:
    workspace = make(tmp_path, "webvh:hill.example")
    life(workspace).rotate()
    rows, files = _rows(workspace), workspace.private_keys.names()
    since = workspace.keys()[0].signs_from
    planned = life(workspace).plan_revocation("key-1")
    assert (planned.key.revoked_from, planned.replaces) == (since, False)
    assert life(workspace).plan_revocation("key-2").replaces
    assert (_rows(workspace), workspace.private_keys.names()) == (rows, files)
    life(workspace).revoke("key-1")
    assert refused(lambda: life(workspace).plan_revocation("key-1")) == "key-revoked"
    assert refused(lambda: life(workspace).plan_revocation("nobody")) == "no-such-key"


@pytest.mark.parametrize("moment", ["2020-13-01T00:00:00Z", "yesterday", "9999-01-01T00:00:00Z"])
def test_a_moment_that_a_key_cannot_be_revoked_from(moment: str, tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    assert refused(lambda: life(workspace).revoke("key-1", moment)) == "invalid-moment"
    assert len(workspace.keys()) == 1


def test_every_change_is_an_event_and_a_change_of_the_site(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    life(workspace).new("spare")
    life(workspace).rotate()
    life(workspace).retire("spare")
    with workspace.database.reading() as connection:
        changes = [tuple(row) for row in connection.execute(CHANGES.select())]
        events = events_of(connection, "spare")
    assert changes == [(n, "issuer", "did:web:hill.example") for n in (1, 2, 3, 4)]
    assert [(e["action"], e["actor"], e["reason"]) for e in events] == [
        ("generate", "ana", "yearly"),
        ("retire", "ana", "yearly"),
    ]


def test_the_log_of_a_webvh_has_an_entry_for_each_change(tmp_path: Path) -> None:
    workspace = make(tmp_path, "webvh:hill.example:schools")
    did = workspace.profile.id
    life(workspace).new("spare")
    life(workspace).rotate("spare")
    (place, data), (jwks, _) = workspace.identity_documents()
    assert place == "https://hill.example/schools/did.jsonl"
    assert jwks == "https://hill.example/schools/jwks.json"
    assert len(data.splitlines()) == 3
    files = Files()
    files.put(place, data, "text/jsonl")
    for number, names in ((1, {"key-1"}), (2, {"key-1", "spare"}), (3, {"key-1", "spare"})):
        document = Resolver(files).resolve(f"{did}?versionNumber={number}")
        assert document.assertion_methods == {f"{did}#{name}" for name in names}
    latest = Resolver(files).resolve(did)
    assert latest.method(f"{did}#key-1").expires is not None
    assert latest.method(f"{did}#spare").expires is None
    with workspace.database.reading() as connection:
        updates = list_keys(connection, "did-update")
    assert [(key.name, key.signs, key.ended) for key in updates] == [
        ("update-1", False, True),
        ("update-2", False, True),
        ("update-3", True, False),
        ("update-4", False, False),
    ]


def lists(workspace: Workspace) -> list[tuple[str, str, str]]:
    """Return each status list's purpose, the key that signed it, and how it verifies."""
    with workspace.database.reading() as connection:
        rows = connection.execute(STATUS_DOCUMENTS.select()).all()
    found = []
    for row in rows:
        document = _json(row.document.encode())
        verdict = report(workspace, document).verdict
        found.append((row.purpose, document["proof"][0]["verificationMethod"], verdict))
    return sorted(found)


def test_the_new_key_signs_the_status_lists(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    signer = ListSigner(issuer_id="did:web:hill.example", key=workspace.signing_key(nobody),
                        settings=workspace.issuance_settings)  # fmt: skip
    with workspace.database.writing() as connection:
        hold_changes(connection)
        signer.reserve(connection, 1)
    key_id = "did:web:hill.example#key-{}"
    for number in (1, 2, 3):
        assert lists(workspace) == [
            ("revocation", key_id.format(number), "valid"),
            ("suspension", key_id.format(number), "valid"),
        ]
        if number == 1:
            life(workspace).rotate()
        elif number == 2:
            life(workspace).revoke("key-2")
    assert refused(lambda: life(workspace).rotate(algorithm="RSA")) == "list-suite"
    assert workspace.signing_key(nobody).key_id == key_id.format(3)


def test_revoking_a_key_that_was_retired_signs_its_lists_anew(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    life(workspace).rotate()
    revocation = life(workspace).revoke("key-1")
    assert revocation.replaced_by is None
    assert (revocation.key.retired_at, revocation.key.revoked_from) != (None, None)


def test_a_key_that_cannot_be_opened_does_not_sign(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    life(workspace, Secrets(nobody, "secret")).new("spare")
    assert refused(lambda: life(workspace).rotate("spare")) == "passphrase-needed"
    (tmp_path / "keys" / "spare.pem").unlink()
    assert refused(lambda: life(workspace).rotate("spare")) == "unreadable-key"
    assert workspace.signing_key(nobody).key_id == "did:web:hill.example#key-1"


def test_an_old_setting_that_says_otherwise_is_refused(tmp_path: Path) -> None:
    workspace = make(tmp_path, "web:hill.example")
    settings = tmp_path / "microcred.toml"
    settings.write_text(settings.read_text() + '[signing]\nkey = "key-1"\n')
    assert Workspace(tmp_path).signing_key(nobody)
    life(workspace).rotate()
    with pytest.raises(MicrocredError) as caught:
        Workspace(tmp_path).signing_key(nobody)
    assert caught.value.code == "invalid-settings"
    assert "line 7: [signing] key is key-1, but the registry says that key-2 signs" in str(
        caught.value
    )


def test_two_changes_of_one_log_are_told_apart(tmp_path: Path) -> None:
    workspace = make(tmp_path, "webvh:hill.example")
    act = act_now("ana")
    first, second = (LogChange.prepare(workspace, act, nobody) for _ in range(2))
    assert first is not None
    assert second is not None
    with workspace.database.writing() as connection:
        first.apply(connection)
    with pytest.raises(ConfigurationError) as caught, workspace.database.writing() as connection:
        second.apply(connection)
    assert caught.value.code == "key-changed"
    _, log = workspace.identity_documents()[0]
    assert len(log.splitlines()) == 2


def signing(workspace: Workspace) -> list[str]:
    records = workspace.keys()
    return [key.name for key in records if key.signs]


class Killed(BaseException):
    """A process that ends in the middle."""


def killed_while_rotating(workspace: Workspace, **asked: Any) -> str:
    with pytest.raises(Killed), life(workspace).rotating(**asked) as rotation:
        raise Killed
    return rotation.new.name


def test_a_rotation_that_was_not_told_is_told_and_not_made_again(tmp_path: Path) -> None:
    workspace = make(tmp_path / "hill", "web:hill.example")
    assert killed_while_rotating(workspace) == "key-2"
    with life(workspace).rotating() as told:
        assert (told.made_before, told.old.name, told.new.name) == (True, "key-1", "key-2")
    with life(workspace).rotating() as next_one:
        assert (next_one.made_before, next_one.new.name) == (False, "key-3")
    assert signing(workspace) == ["key-3"]


def test_another_rotation_than_the_one_that_was_not_told_is_made(tmp_path: Path) -> None:
    workspace = make(tmp_path / "hill", "web:hill.example")
    killed_while_rotating(workspace)
    with life(workspace).rotating(algorithm="P-256") as made:
        assert (made.made_before, made.new.algorithm) == (False, "P-256")


def test_a_rotation_that_was_noted_and_not_committed_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make(tmp_path / "hill", "web:hill.example")
    monkeypatch.setattr(
        "microcred.application.key_life.find_key", Mock(side_effect=[workspace.keys()[0], Killed])
    )
    with pytest.raises(Killed), life(workspace).rotating():
        pass
    monkeypatch.undo()
    assert signing(workspace) == ["key-1"]
    with life(workspace).rotating() as made:
        assert not made.made_before


def issued(badge_id: str, key_id: str, issued_at: str) -> IssuedBadge:
    return IssuedBadge(badge_id, "urn:x:a", key_id, "json", issued_at)


def test_what_a_key_signed_is_read_a_page_at_a_time_outside_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make(tmp_path, "web:hill.example")
    key_id = workspace.keys()[0].key_id
    badges = [
        issued(f"urn:x:{number}", key_id, f"2026-01-0{number % 3 + 1}T00:00:00Z")
        for number in range(7)
    ]
    badges[3] = replace(badges[3], resigned_at="2026-01-09T00:00:00Z")
    with workspace.database.writing() as connection:
        add_badges(connection, badges)
    monkeypatch.setattr("microcred.application.key_life._PAGE", 3)
    real, seen = KeyLife._revocation, []

    def look(self: KeyLife, key: KeyRecord) -> Revocation:
        with workspace.database.writing():  # nobody holds it
            seen.append(key.name)
        return real(self, key)

    monkeypatch.setattr(KeyLife, "_revocation", look)
    keys = life(workspace)
    revocation = keys.revoke("key-1", "2026-01-02T00:00:00Z")
    assert (revocation.count, revocation.affected, len(revocation.badges)) == (7, 5, 3)
    assert seen == ["key-1", "key-1"]
    listed = list(keys.badges_of(revocation.key))
    assert [each.id for each in listed] == [f"urn:x:{number}" for number in (0, 3, 6, 1, 4, 2, 5)]
    assert sum(each.signed_at >= "2026-01-02T00:00:00Z" for each in listed) == 5
