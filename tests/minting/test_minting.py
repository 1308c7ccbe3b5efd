"""Minting, interrupted in every way, and gone on with: nobody gets two badges, none is lost."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microcred.drawing import draw_badge_png
from microcred.errors import ConfigurationError, InvalidDocument, InvalidImage, MicrocredError
from microcred.files import locked, write_file
from microcred.issuing import Issuer
from microcred.ledger import IssuanceSettings, IssuedBadge, Run, Selection, Terms, issue_badges
from microcred.ledger.badges import count_badges, find_badges, select_badges
from microcred.minting import Minted, Minting, Row, minting, read_roster
from microcred.minting.manifest import MANIFEST_FILE, Manifest
from microcred.models import Achievement, Profile
from microcred.registry import Database, upgrade
from microcred.verifying import Verifier

from .conftest import WriteRoster

WRITE = "microcred.minting.minting.write_file"
ISSUE = "microcred.minting.minting.issue_badges"
RUN = Run("run-1", "mint", "2026-01-01T00:00:00Z", "ana")
SETTINGS = IssuanceSettings(site_url="https://hill.example")


class World:
    """One folder, one registry, and a roster that may change."""

    def __init__(self, root: Path, issuer: Issuer, achievement: Achievement, write: WriteRoster):
        self.folder = root / "badges"
        self.issuer = issuer
        self.achievement = achievement
        self.write = write
        self.database = Database(root / "registry.sqlite3")
        upgrade(self.database)
        self.people = [f"p{number}@school.example" for number in range(1, 8)]

    def rows(self) -> list[Row]:
        path = self.write("\n".join(["email", *self.people]))
        rows, faults = read_roster(path, self.achievement)
        assert not faults
        return rows

    def minting(
        self,
        form: str = "json",
        picture: bytes | None = None,
        *,
        issuer: Issuer | None = None,
        achievement: Achievement | None = None,
    ) -> Minting:
        terms = Terms(issuer=issuer or self.issuer, settings=SETTINGS, run=RUN, form=form)
        achievement = achievement or self.achievement
        return Minting(self.database, terms, achievement, self.folder, picture)

    def find(self, badge_id: str) -> IssuedBadge | None:
        with self.database.reading() as connection:
            return find_badges(connection, [badge_id]).get(badge_id)

    def count(self) -> int:
        with self.database.reading() as connection:
            return count_badges(connection)

    def mint(self, *, anew: bool = False) -> list[Minted]:
        return list(self.minting().run(self.rows(), anew=anew))

    def ids(self) -> dict[str, str]:
        return {
            path.name: json.loads(path.read_bytes())["id"]
            for path in self.folder.glob("*.json")
            if not path.name.startswith(".")
        }

    def check(self, people: int) -> None:
        """All have one badge, each is valid, and the registry has just these."""
        ids = self.ids()
        assert len(ids) == len(set(ids.values())) == people
        assert self.count() == people
        for name, badge_id in ids.items():
            record = self.find(badge_id)
            assert record is not None
            document = json.loads((self.folder / name).read_bytes())
            assert record.issued_at == document["validFrom"]
            entries = document["credentialStatus"]
            assert [int(entry["statusListIndex"]) for entry in entries] == [record.status_index] * 2
            assert Verifier().verify(document).outcome("proof") == "passed"
        assert [path for path in self.folder.iterdir() if path.name.startswith(".")] == [
            self.folder / MANIFEST_FILE
        ]


@pytest.fixture
def world(
    tmp_path: Path, issuer: Issuer, achievement: Achievement, write_roster: WriteRoster
) -> World:
    return World(tmp_path, issuer, achievement, write_roster)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minting, "_BATCH_BADGES", 3)


def test_everybody_gets_one(world: World) -> None:
    done = world.mint()
    assert [badge.row for badge in done] == [1, 2, 3, 4, 5, 6, 7]
    assert {badge.path.name: badge.id for badge in done} == world.ids()
    assert not any(badge.earlier for badge in done)
    world.check(7)


def test_a_second_run_changes_nothing(world: World) -> None:
    first = world.mint()
    before = {path: path.read_bytes() for path in world.folder.iterdir()}
    second = world.mint()
    assert [(badge.id, badge.earlier) for badge in second] == [(badge.id, True) for badge in first]
    assert {path: path.read_bytes() for path in world.folder.iterdir()} == before
    world.check(7)


class Stopped(BaseException):
    """What kills a run: nothing catches it."""


def stop_at(count: int, real: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    calls = iter(range(1, 1000))

    def call(*args: object, **kwargs: object) -> Any:
        number = next(calls)
        if number == count and not after:
            raise Stopped
        result = real(*args, **kwargs)
        if number == count:
            raise Stopped
        return result

    return call


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("step", "count"),
    [("write", 1), ("write", 2), ("write", 3), ("write", 5), ("write", 7), ("record", 1),
     ("record", 2), ("note", 1), ("note", 3)],
)  # fmt: skip
def test_a_run_that_was_stopped_is_gone_on_with(
    step: str, count: int, after: bool, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        if step == "write":
            patch.setattr(WRITE, stop_at(count, write_file, after=after))
        elif step == "record":
            patch.setattr(ISSUE, stop_at(count, issue_badges, after=after))
        else:
            patch.setattr(Manifest, "add", stop_at(count, Manifest.add, after=after))
        with pytest.raises(Stopped):
            world.mint()
    written = world.ids()
    manifest = world.folder / MANIFEST_FILE
    noted = manifest.read_text("utf-8") if manifest.exists() else ""
    assert all(badge_id in noted for badge_id in written.values())
    assert all(world.find(badge_id) for badge_id in written.values())
    done = world.mint()
    assert sum(badge.earlier for badge in done) == len(written)
    assert written.items() <= world.ids().items()
    world.check(7)


def test_half_a_line_of_the_manifest_is_cut_off(world: World) -> None:
    world.mint()
    before = world.ids()
    manifest = world.folder / MANIFEST_FILE
    manifest.write_bytes(manifest.read_bytes() + b'{"recipient":"abc","id":"urn:uu')
    world.people.append("late@school.example")
    assert [badge.earlier for badge in world.mint()] == [True] * 7 + [False]
    assert [badge.earlier for badge in world.mint()] == [True] * 8
    assert before.items() <= world.ids().items()
    world.check(8)


def test_a_file_that_is_gone_comes_back_under_its_id(world: World) -> None:
    first = world.mint()
    first[2].path.unlink()
    again = world.mint()
    assert [badge.row for badge in again if not badge.earlier] == [3]
    assert again[2].id == first[2].id
    world.check(7)


def test_a_roster_that_grew_and_was_sorted_anew(world: World) -> None:
    before = {badge.id for badge in world.mint()}
    world.people = ["new@school.example", *(name.upper() for name in reversed(world.people))]
    done = world.mint()
    assert [badge.earlier for badge in done] == [False] + [True] * 7
    assert before < {badge.id for badge in done}
    assert done[0].path.name == "00001-2.json"
    world.check(8)


def test_force_issues_to_everybody_again(world: World) -> None:
    first, second = world.mint(), world.mint(anew=True)
    assert [badge.path for badge in first] == [badge.path for badge in second]
    assert not {badge.id for badge in first} & {badge.id for badge in second}
    assert set(world.ids().values()) == {badge.id for badge in second}
    assert world.count() == 14


def test_force_that_was_stopped_leaves_no_badge_under_another_id(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.mint()
    with monkeypatch.context() as patch:
        patch.setattr(WRITE, stop_at(2, write_file, after=False))
        with pytest.raises(Stopped):
            world.mint(anew=True)
    manifest = (world.folder / MANIFEST_FILE).read_text("utf-8").splitlines()[1:]
    noted = {line["file"]: line["id"] for line in map(json.loads, manifest)}
    assert len(noted) == 3
    there = world.ids()
    assert {name: noted[name] for name in noted if name in there} == {
        name: there[name] for name in noted if name in there
    }


def test_a_file_in_the_way_stops_it_before_anything_is_issued(world: World) -> None:
    world.folder.mkdir()
    (world.folder / "00005.json").write_text("mine")
    with pytest.raises(ConfigurationError) as caught:
        world.mint()
    assert caught.value.code == "file-exists"
    assert (world.folder / "00005.json").read_text() == "mine"
    assert len(list(world.folder.glob("*.json"))) == 1
    assert world.count() == 0


def test_a_folder_is_for_one_run(world: World, issuer: Issuer) -> None:
    world.mint()
    other = world.achievement.model_copy(update={"name": "Speaking"})
    others = [
        world.minting(achievement=other),
        world.minting("png", draw_badge_png("a", "b")),
        world.minting(issuer=Issuer(issuer.profile, issuer.signer.key, suite="eddsa-rdfc-2022")),
    ]
    for run, differing in zip(others, ("definition", "format", "suite"), strict=True):
        with pytest.raises(ConfigurationError) as caught:
            list(run.run(world.rows()))
        assert caught.value.code == "other-run"
        assert differing in caught.value.message
    world.check(7)


@pytest.mark.parametrize(
    "text", ["nonsense\n", "[]\n", "{}\n", '{"salt":"xyz"}\n', '{"salt":"00"}\n{"id":1}\n']
)
def test_a_damaged_manifest_is_not_guessed_at(text: str, world: World) -> None:
    world.mint()
    manifest = world.folder / MANIFEST_FILE
    header = json.loads(manifest.read_text("utf-8").splitlines()[0])
    if "salt" in text:
        lines = text.splitlines()
        text = "\n".join([json.dumps({**header, **json.loads(lines[0])}), *lines[1:], ""])
    manifest.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        world.mint()
    assert caught.value.code in ("damaged-manifest", "other-run")
    assert len(world.ids()) == 7


def test_the_manifest_names_nobody(world: World) -> None:
    world.mint()
    manifest = world.folder / MANIFEST_FILE
    assert "school" not in manifest.read_text("utf-8")
    assert manifest.stat().st_mode & 0o077 == 0


def test_a_badge_that_cannot_be_signed_stops_before_its_batch(world: World) -> None:
    rows = world.rows()
    rows[4].recipient.identifiers[0].identity_type = "no such type"
    done: list[Minted] = []
    with pytest.raises(MicrocredError) as caught:
        done.extend(world.minting().run(rows))
    assert caught.value.__notes__ == ["row 5"]
    assert [badge.row for badge in done] == [1, 2, 3]
    world.check(3)


def test_a_wrong_key_or_picture_leaves_nothing(world: World, issuer: Issuer) -> None:
    stranger = Issuer(Profile(id="did:web:other.example", name="O"), issuer.signer.key)
    with pytest.raises(InvalidDocument):
        list(world.minting(issuer=stranger).run(world.rows()))
    with pytest.raises(InvalidImage):
        list(world.minting("png", b"\x89PNG\r\n\x1a\n").run(world.rows()))
    assert list(world.folder.iterdir()) == []
    assert world.count() == 0
    world.mint()


def test_a_folder_that_cannot_be_made(world: World) -> None:
    world.folder.write_text("a file")
    with pytest.raises(ConfigurationError) as caught:
        world.mint()
    assert caught.value.code == "cannot-write-file"


def _hold(folder: Path, held: object, release: object) -> None:
    with locked(folder, wait=False):
        held.set()  # type: ignore[attr-defined]
        release.wait(20)  # type: ignore[attr-defined]


def test_two_runs_at_once_are_refused(world: World) -> None:
    world.mint()
    context = multiprocessing.get_context("spawn")
    held, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(world.folder, held, release))
    other.start()
    try:
        assert held.wait(20)
        with pytest.raises(ConfigurationError) as caught:
            world.mint()
        assert caught.value.code == "in-use"
    finally:
        release.set()
        other.join(20)
    assert all(badge.earlier for badge in world.mint())


def test_pictures_carry_the_badges(world: World) -> None:
    done = list(world.minting("png", draw_badge_png("a", "b")).run(world.rows()))
    assert {badge.path.suffix for badge in done} == {".png"}
    report = Verifier().verify(done[0].path)
    assert (report.outcome("proof"), report.source) == ("passed", "png")
    assert report.credential is not None
    assert report.credential["id"] == done[0].id


def test_a_batch_is_bounded_in_bytes_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minting, "_BATCH_BADGES", 100)
    monkeypatch.setattr(minting, "_BATCH_BYTES", 1)
    batches: list[int] = []

    def issue(connection: Any, terms: Terms, awards: list[Any], sign: Any) -> Any:
        batches.append(len(awards))
        return issue_badges(connection, terms, awards, sign)

    monkeypatch.setattr(ISSUE, issue)
    world.mint()
    assert batches == [1] * 7


def test_what_the_registry_knows_of_a_minted_badge(world: World) -> None:
    world.mint()
    with world.database.reading() as connection:
        badges = list(select_badges(connection, Selection(run_id=RUN.id)))
    assert {badge.achievement_id for badge in badges} == {"urn:example:listening"}
    assert {badge.key_id for badge in badges} == {world.issuer.signer.key.key_id}
    assert len({badge.recipient for badge in badges}) == 7
    assert len({badge.status_index for badge in badges}) == 7


def test_a_force_that_cannot_sign_keeps_the_badges_that_are_there(world: World) -> None:
    world.mint()
    before = world.ids()
    rows = world.rows()
    rows[0].recipient.identifiers[0].identity_type = "no such type"
    with pytest.raises(MicrocredError):
        list(world.minting().run(rows, anew=True))
    assert world.ids() == before


def test_nothing_is_minted_through_a_link(world: World) -> None:
    elsewhere = world.folder.with_name("elsewhere")
    elsewhere.mkdir()
    world.folder.symlink_to(elsewhere)
    with pytest.raises(ConfigurationError) as caught:
        world.mint()
    assert caught.value.code == "linked-folder"
    assert list(elsewhere.iterdir()) == []


def test_the_manifest_is_not_written_through_a_link(world: World) -> None:
    world.mint()
    manifest = world.folder / MANIFEST_FILE
    elsewhere = manifest.rename(world.folder.with_name("elsewhere"))
    manifest.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    world.people.append("late@school.example")
    with pytest.raises(ConfigurationError) as caught:
        world.mint()
    assert caught.value.code == "cannot-write-file"
    assert elsewhere.read_bytes() == before
