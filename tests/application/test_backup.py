"""Backups of a whole workspace: whole and checked, restored without harm, on both databases."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from microcred.application import NewIssuer, Workspace, act_now
from microcred.application.backup import (
    back_up_workspace,
    read_backup,
    restore_workspace,
    take_up,
)
from microcred.application.doctor import examine
from microcred.application.site import publish_site
from microcred.application.status_lists import list_signer_for
from microcred.authority import Principal
from microcred.errors import (
    ConfigurationError,
    Forbidden,
    MalformedInput,
    ResolutionFailed,
    WrongPassphrase,
)
from microcred.fetch import Fetched, OfflineFetcher
from microcred.fetch.folder import FolderFetcher
from microcred.ledger import Award, IssuedBadge, Run, Selection, Terms, issue_badges
from microcred.ledger.badges import find_badges, select_badges
from microcred.ledger.changing_status import change_status
from microcred.ledger.status_lists import find_pairs, set_indexes
from microcred.models import Achievement, Criteria
from tests.postgres import fresh_database

SITE = "https://hill.example"
OFFICE = Principal.operator("bo")
ACHIEVEMENT = Achievement(
    id="urn:example:a", name="A", description="D", criteria=Criteria(narrative="N")
)


class Issuing:
    """One issuer's workspace, and what a test does with it."""

    def __init__(self, root: Path):
        self.root = root
        self.workspace = Workspace(root)

    def issue(self, *names: str, public: bool = False) -> list[IssuedBadge]:
        run = Run("run-1", "issue", "2026-06-01T12:00:00Z", "ana")
        issuer = self.workspace.issuer(lambda: None)
        terms = Terms(
            issuer=issuer, settings=self.workspace.issuance_settings, run=run, public=public
        )
        awards = [Award.to(f"{name}@school.example", ACHIEVEMENT) for name in names]
        with self.workspace.database.writing() as connection:
            return [each.badge for each in issue_badges(connection, terms, awards)]

    def revoke(self, badge: IssuedBadge) -> None:
        meant = Selection(ids=frozenset({badge.id}))
        with self.workspace.database.writing() as connection:
            change_status(connection, list_signer_for(self.workspace), "revoke", meant, actor="bo")

    def state(self, badge: IssuedBadge) -> str | None:
        with self.workspace.database.reading() as connection:
            found = find_badges(connection, [badge.id]).get(badge.id)
        return None if found is None else found.state

    def badges(self) -> list[str]:
        with self.workspace.database.reading() as connection:
            return sorted(badge.id for badge in select_badges(connection, Selection()))

    def places(self) -> set[tuple[str, int]]:
        """Return where the status of each badge is: the list's address, and the index."""
        with self.workspace.database.reading() as connection:
            pairs = {pair.id: pair.base_url for pair in find_pairs(connection)}
            return {
                (pairs[badge.list_id], badge.status_index)
                for badge in select_badges(connection, Selection())
                if badge.list_id is not None and badge.status_index is not None
            }

    def web(self) -> FolderFetcher:
        """Return the web as it is once the site is uploaded."""
        publish_site(self.workspace, by=OFFICE)
        return FolderFetcher({SITE: self.workspace.site_folder}, OfflineFetcher())


@pytest.fixture
def another(dialect: str, request: pytest.FixtureRequest) -> str:
    """Return where a registry may be restored to."""
    if dialect == "sqlite":
        return "file"
    return fresh_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def hill(tmp_path: Path, dialect: str, request: pytest.FixtureRequest) -> Iterator[Issuing]:
    url = None
    if dialect == "postgresql":
        url = fresh_database(request.getfixturevalue("postgres_server"))
    issuer = NewIssuer("Hill", did="web:hill.example", registry=url)
    root = tmp_path / "hill"
    Workspace.create_for(root, issuer, None, act_now("ana"))
    issuing = Issuing(root)
    yield issuing
    issuing.workspace.close()


@pytest.fixture
def restored(hill: Issuing, another: str, tmp_path: Path) -> Iterator[Callable[[], Issuing]]:
    """Return what restores the backup of a workspace into another folder and database."""
    made = []

    def restore() -> Issuing:
        restore_workspace(tmp_path / "hill.backup", tmp_path / "copy", registry=another)
        made.append(Issuing(tmp_path / "copy"))
        return made[0]

    yield restore
    for each in made:
        each.workspace.close()


class Web:
    """A web that is out of reach."""

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 2**23) -> Fetched:
        raise ResolutionFailed(f"{url} is out of reach", code="unreachable")


def test_a_restored_copy_has_all_and_nothing_in_it_can_be_changed(
    hill: Issuing, restored: Callable[[], Issuing], tmp_path: Path
) -> None:
    (ana, bea) = hill.issue("ana", "bea")
    hill.revoke(ana)
    made = back_up_workspace(hill.workspace, tmp_path / "hill.backup", by=OFFICE)
    assert made.rows["badges"] == 2
    assert (tmp_path / "hill.backup").stat().st_mode & 0o777 == 0o600
    copy = restored()
    assert copy.badges() == hill.badges()
    assert [copy.state(each) for each in (ana, bea)] == ["revoked", "active"]
    assert (copy.root / "keys" / "key-1.pem").stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConfigurationError) as caught:
        copy.issue("dan")
    assert caught.value.code == "registry-held"
    assert copy.badges() == hill.badges()


def test_going_on_with_an_older_copy_gives_no_index_twice_and_no_badge_back(
    hill: Issuing, restored: Callable[[], Issuing], tmp_path: Path
) -> None:
    (ana, bea) = hill.issue("ana", "bea")
    back_up_workspace(hill.workspace, tmp_path / "hill.backup", by=OFFICE)
    (lost, lost_too) = hill.issue("dan", "eve")
    hill.revoke(ana)
    hill.revoke(lost)
    web = hill.web()
    before = hill.places()
    copy = restored()
    done = take_up(copy.workspace, by=OFFICE, fetcher=web)
    assert dict(done.learnt.changed) == {ana.id: "revoke"}
    assert done.learnt.unknown == 1
    assert [copy.state(each) for each in (ana, bea, lost_too)] == ["revoked", "active", None]
    copy.issue(*"fghij")
    assert len(copy.places() - before) == 5
    with copy.workspace.database.reading() as connection:
        assert set(set_indexes(connection, 1, "revocation")) == {
            ana.status_index,
            lost.status_index,
        }


def test_a_copy_is_not_taken_up_while_nobody_knows_what_was_published(
    hill: Issuing, restored: Callable[[], Issuing], tmp_path: Path
) -> None:
    hill.issue("ana")
    back_up_workspace(hill.workspace, tmp_path / "hill.backup", by=OFFICE)
    copy = restored()
    with pytest.raises(ConfigurationError) as caught:
        take_up(copy.workspace, by=OFFICE, fetcher=Web())
    assert caught.value.code == "lists-unread"
    with pytest.raises(ConfigurationError):
        copy.issue("bea")
    done = take_up(copy.workspace, by=OFFICE, fetcher=Web(), without_lists=True)
    assert {f"{SITE}/status/1/revocation", f"{SITE}/status/1/suspension"} <= set(done.unread)
    copy.issue("bea")


def test_a_registry_put_back_by_other_means_refuses_until_it_is_taken_up(
    tmp_path: Path,
) -> None:
    root = tmp_path / "hill"
    Workspace.create_for(root, NewIssuer("Hill", did="web:hill.example"), None, act_now("ana"))
    hill = Issuing(root)
    hill.issue("ana")
    hill.workspace.close()
    shutil.copy(root / "registry.sqlite3", tmp_path / "old.sqlite3")
    hill = Issuing(root)
    (bea,) = hill.issue("bea", public=True)
    hill.revoke(bea)
    hill.web()
    before = hill.places()
    hill.workspace.close()
    for left in root.glob("registry.sqlite3*"):
        left.unlink()
    shutil.copy(tmp_path / "old.sqlite3", root / "registry.sqlite3")
    hill = Issuing(root)
    for refused in (lambda: hill.issue("dan"), hill.web):
        with pytest.raises(ConfigurationError) as caught:
            refused()
        assert caught.value.code == "registry-restored"
    done = take_up(hill.workspace, by=OFFICE)
    assert (done.acts_lost > 0, done.learnt.unknown) == (True, 1)
    hill.issue("dan")
    assert len(hill.places() - before) == 1
    hill.web()
    hill.workspace.close()


def test_what_was_revoked_is_learnt_when_the_lists_can_be_read_at_last(
    hill: Issuing, restored: Callable[[], Issuing], tmp_path: Path
) -> None:
    (ana,) = hill.issue("ana")
    back_up_workspace(hill.workspace, tmp_path / "hill.backup", by=OFFICE)
    hill.revoke(ana)
    web = hill.web()
    copy = restored()
    take_up(copy.workspace, by=OFFICE, fetcher=Web(), without_lists=True)
    assert copy.state(ana) == "active"
    take_up(copy.workspace, by=OFFICE, fetcher=web)
    assert copy.state(ana) == "revoked"


def test_a_folder_that_was_put_back_too_is_no_witness_where_the_web_is_out_of_reach(
    tmp_path: Path,
) -> None:
    root = tmp_path / "hill"
    Workspace.create_for(root, NewIssuer("Hill", did="web:hill.example"), None, act_now("ana"))
    hill = Issuing(root)
    (ana,) = hill.issue("ana")
    hill.web()
    hill.workspace.close()
    shutil.copytree(root, tmp_path / "old")
    old = Issuing(tmp_path / "old")
    with pytest.raises(ConfigurationError) as caught:
        take_up(old.workspace, by=OFFICE, fetcher=Web())
    assert caught.value.code == "lists-unread"
    assert old.state(ana) == "active"
    old.workspace.close()


def test_a_site_that_is_ahead_is_a_witness_of_its_own(tmp_path: Path) -> None:
    root = tmp_path / "hill"
    Workspace.create_for(root, NewIssuer("Hill", did="web:hill.example"), None, act_now("ana"))
    hill = Issuing(root)
    hill.issue("ana")
    hill.workspace.close()
    for name in ("registry.sqlite3", ".registry-seen.json"):
        shutil.copy(root / name, tmp_path / name)
    hill = Issuing(root)
    hill.issue("bea")
    hill.web()
    hill.workspace.close()
    for left in root.glob("registry.sqlite3*"):
        left.unlink()
    for name in ("registry.sqlite3", ".registry-seen.json"):
        shutil.copy(tmp_path / name, root / name)
    hill = Issuing(root)
    for refused in (lambda: hill.issue("dan"), hill.web):
        with pytest.raises(ConfigurationError) as caught:
            refused()
        assert caught.value.code == "registry-restored"
    faults = examine(hill.workspace, by=OFFICE).faults["registry"]
    assert [fault.code for fault in faults] == ["registry-restored"]
    take_up(hill.workspace, by=OFFICE)
    hill.issue("dan")
    hill.workspace.close()


def test_lists_of_an_earlier_restoration_are_found_again(
    hill: Issuing, restored: Callable[[], Issuing], tmp_path: Path
) -> None:
    hill.issue("ana")
    take_up(hill.workspace, by=OFFICE, fetcher=hill.web())
    back_up_workspace(hill.workspace, tmp_path / "hill.backup", by=OFFICE)
    (bea,) = hill.issue("bea")
    hill.revoke(bea)
    copy = restored()
    done = take_up(copy.workspace, by=OFFICE, fetcher=hill.web())
    assert done.learnt.unknown == 1
    with copy.workspace.database.reading() as connection:
        urls = {pair.base_url for pair in find_pairs(connection)}
    with hill.workspace.database.reading() as connection:
        assert {pair.base_url for pair in find_pairs(connection)} <= urls


def test_a_backup_is_made_again_from_a_copy_that_is_looked_at(
    hill: Issuing, restored: Callable[[], Issuing], tmp_path: Path
) -> None:
    hill.issue("ana")
    first = back_up_workspace(hill.workspace, tmp_path / "hill.backup", by=OFFICE)
    again = back_up_workspace(restored().workspace, tmp_path / "again.backup", by=OFFICE)
    assert again.rows == first.rows
    same = {name for name in first.files if name.startswith("registry/")}
    assert {again.files[name] for name in same} == {first.files[name] for name in same}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_a_backup_that_was_cut_off_or_changed_is_refused_and_leaves_nothing(
    tmp_path: Path, share: float
) -> None:
    root = tmp_path / "hill"
    with Workspace.create(root, "Hill") as workspace:
        back_up_workspace(workspace, tmp_path / "whole", by=OFFICE)
    data = (tmp_path / "whole").read_bytes()
    place = int(len(data) * share)
    (tmp_path / "cut").write_bytes(data[:place])
    position = data.index(b"PRIVATE KEY")
    changed = data[:position] + b"X" + data[position + 1 :]
    (tmp_path / "changed").write_bytes(changed)
    for name in ("cut", "changed"):
        with pytest.raises(MalformedInput) as caught:
            restore_workspace(tmp_path / name, tmp_path / "copy")
        assert caught.value.code == "damaged-backup"
        assert not (tmp_path / "copy").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"hill", "whole", "cut", "changed"}


@pytest.mark.parametrize("name", ["../x", "/x", "workspace/../../x", "workspace/a\\b", "x"])
def test_no_path_of_a_backup_leads_out_of_its_folder(tmp_path: Path, name: str) -> None:
    file = tmp_path / "evil"
    with tarfile.open(file, "w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    with pytest.raises(MalformedInput) as caught:
        restore_workspace(file, tmp_path / "in" / "copy")
    assert caught.value.code == "damaged-backup"
    assert list((tmp_path / "in").iterdir()) == []


def test_folders_of_a_person_are_theirs_whatever_they_are_called(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "hill", "Hill") as workspace:
        for name in ("registry", "rows", "workspace"):
            (workspace.root / name).mkdir()
            (workspace.root / name / "badges.jsonl").write_text(name)
        back_up_workspace(workspace, tmp_path / "backup", by=OFFICE)
    restore_workspace(tmp_path / "backup", tmp_path / "copy")
    for name in ("registry", "rows", "workspace"):
        assert (tmp_path / "copy" / name / "badges.jsonl").read_text() == name


def test_a_link_in_a_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "evil"
    with tarfile.open(file, "w") as tar:
        entry = tarfile.TarInfo("keys")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(entry)
    with file.open("rb") as source, pytest.raises(MalformedInput) as caught:
        read_backup(source)
    assert caught.value.code == "damaged-backup"


def test_an_encrypted_backup_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    pytest.importorskip("pyrage")
    with Workspace.create(tmp_path / "hill", "Hill") as workspace:
        back_up_workspace(workspace, tmp_path / "backup", by=OFFICE, passphrase="correct horse")
    assert (tmp_path / "backup").read_bytes().startswith(b"age-encryption.org/v1")
    for passphrase in (None, lambda: "wrong"):
        with pytest.raises(WrongPassphrase):
            restore_workspace(tmp_path / "backup", tmp_path / "copy", passphrase)
    restore_workspace(tmp_path / "backup", tmp_path / "copy", lambda: "correct horse")
    assert Workspace(tmp_path / "copy").profile.name == "Hill"


def test_an_educator_makes_no_backup_and_takes_nothing_up(tmp_path: Path) -> None:
    ana = Principal.educator("p-ana")
    with Workspace.create(tmp_path / "hill", "Hill") as workspace:
        for call in (
            lambda: back_up_workspace(workspace, tmp_path / "backup", by=ana),
            lambda: take_up(workspace, by=ana),
        ):
            with pytest.raises(Forbidden):
                call()
    assert not (tmp_path / "backup").exists()


def test_nothing_is_restored_over_what_is_there(tmp_path: Path) -> None:
    with Workspace.create(tmp_path / "hill", "Hill") as workspace:
        back_up_workspace(workspace, tmp_path / "backup", by=OFFICE)
        with pytest.raises(ConfigurationError) as caught:
            back_up_workspace(workspace, tmp_path / "backup", by=OFFICE)
        assert caught.value.code == "file-exists"
    with pytest.raises(ConfigurationError) as caught:
        restore_workspace(tmp_path / "backup", tmp_path / "hill")
    assert caught.value.code == "folder-not-empty"
