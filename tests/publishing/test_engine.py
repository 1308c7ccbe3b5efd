"""What is written, what is left alone, and what a run that was cut off leaves to the next."""

from __future__ import annotations

import base64
import dataclasses
import errno
import itertools
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from microcred import Verifier
from microcred.errors import ConfigurationError
from microcred.files import write_file
from microcred.publishing import Site, publish
from microcred.publishing import folder as folder_module
from microcred.publishing.addresses import achievement_folder, badge_folder
from microcred.registry import Database, upgrade
from tests.carriers.pictures import png
from tests.publishing.world import ACHIEVEMENT, STAMP, World, result, snapshot

STATE = ".microcred-site.json"
BADGE_NAMES = {"badge.json", "badge.jwt", "badge.png", "badge.svg", "index.html"}


def refused(world: World) -> str:
    with pytest.raises(ConfigurationError) as caught:
        world.publish()
    return caught.value.code


def written_below(world: World, folder: str) -> set[str]:
    start = f"{folder}/"
    return {path.removeprefix(start) for path in world.publish().written if path.startswith(start)}


def test_a_public_badge_is_there_in_every_form_and_each_verifies(world: World) -> None:
    folder = badge_folder(world.issue("a", results=[result(3)]))
    assert written_below(world, folder) == BADGE_NAMES
    for name in BADGE_NAMES - {"index.html"}:
        report = Verifier().verify(world.folder / folder / name)
        assert report.verdict == "valid", name


def test_a_badge_that_is_not_public_has_nothing(world: World) -> None:
    badge = world.issue("a", public=False)
    world.publish()
    assert not (world.folder / "badges").exists()
    assert not any(badge.encode() in data for data in snapshot(world.folder).values())


def test_a_second_run_writes_nothing(world: World) -> None:
    world.issue("a")
    world.publish()
    before = {path: path.stat().st_mtime_ns for path in world.folder.rglob("*")}
    again = world.publish()
    assert (again.written, again.removed) == ((), ())
    assert {path: path.stat().st_mtime_ns for path in world.folder.rglob("*")} == before


def test_only_what_changed_is_rewritten(world: World) -> None:
    first = world.issue("a")
    world.issue("b")
    world.publish()
    world.set_badge(first, revoked_at=STAMP)
    world.set_list("{}")
    lists = {f"status/1/{purpose}.{form}" for purpose in ("revocation", "suspension")
             for form in ("json", "jwt")}  # fmt: skip
    assert set(world.publish().written) == {f"{badge_folder(first)}/index.html"} | lists


def test_the_same_registry_gives_the_same_bytes(world: World, tmp_path: Path) -> None:
    badge = world.issue("a")
    world.publish()
    world.set_badge(badge, suspended_at=STAMP)
    world.publish()
    step_by_step = snapshot(world.folder)
    world.folder = tmp_path / "at once"
    world.publish()
    assert snapshot(world.folder) == step_by_step


def test_a_badge_that_is_public_no_longer_loses_our_files_only(world: World) -> None:
    badge = world.issue("a")
    other = world.issue("b")
    world.publish()
    folder = badge_folder(badge)
    (world.folder / folder / "notes.txt").write_text("mine")
    world.set_badge(badge, public=False)
    world.set_badge(other, public=False)
    gone = world.publish().removed
    assert {path.removeprefix(f"{folder}/") for path in gone if path.startswith(folder)} == (
        BADGE_NAMES
    )
    assert [path.name for path in (world.folder / folder).iterdir()] == ["notes.txt"]
    assert not (world.folder / badge_folder(other)).exists()


def test_unknown_files_stay(world: World) -> None:
    world.folder.mkdir()
    (world.folder / "CNAME").write_text("hill.example")
    (world.folder / "status").mkdir()
    (world.folder / "status" / "mine.json").write_text("{}")
    world.set_list("{}")
    world.publish()
    world.site = dataclasses.replace(world.site, language="en")
    world.publish()
    assert (world.folder / "CNAME").read_text() == "hill.example"
    assert (world.folder / "status" / "mine.json").read_text() == "{}"


@pytest.mark.parametrize(
    "path", ["index.html", "badges/{}/badge.json", "achievements/{}/index.html"]
)
def test_a_file_of_somebody_else_is_not_written_over(world: World, path: str) -> None:
    badge = badge_folder(world.issue("a")).partition("/")[2]
    achievement = achievement_folder(ACHIEVEMENT["id"], None).partition("/")[2]
    target = world.folder / path.format(badge if "badges" in path else achievement)
    target.parent.mkdir(parents=True)
    target.write_text("somebody else's")
    assert refused(world) == "file-exists"
    assert snapshot(world.folder) == {str(target.relative_to(world.folder)): b"somebody else's"}


def test_what_stands_there_already_with_our_content_is_taken(world: World) -> None:
    world.issue("a")
    world.publish()
    before = snapshot(world.folder)
    (world.folder / STATE).unlink()
    assert world.publish().written == ()
    assert snapshot(world.folder) == before


def test_the_site_of_another_registry_is_refused(world: World) -> None:
    world.publish()
    state = json.loads(world.text(STATE))
    (world.folder / STATE).write_text(json.dumps(state | {"registry": "another"}))
    assert refused(world) == "other-site"


@pytest.mark.parametrize("state", ["", "[]", "{}", '{"format": 2}', '{"format": 1, "files": 3}'])
def test_a_broken_state_file_is_refused(world: World, state: str) -> None:
    world.folder.mkdir()
    (world.folder / STATE).write_text(state)
    assert refused(world) == "site-state"


def test_other_settings_rewrite_every_page(world: World) -> None:
    badge = world.issue("a")
    world.publish()
    world.site = dataclasses.replace(world.site, url="https://other.example")
    written = world.publish().written
    assert f"{badge_folder(badge)}/index.html" in written
    assert f"{badge_folder(badge)}/badge.json" not in written
    assert "https://other.example/badges/" in world.text(f"{badge_folder(badge)}/index.html")


def test_a_registry_put_back_to_an_earlier_state_is_shown_whole(world: World) -> None:
    badge = world.issue("a")
    world.publish()
    state = json.loads(world.text(STATE))
    (world.folder / STATE).write_text(json.dumps(state | {"change": 1000}))
    (world.folder / badge_folder(badge) / "index.html").unlink()
    (world.folder / badge_folder(badge) / "badge.jwt").unlink()
    assert len(world.publish().written) == 2
    assert json.loads(world.text(STATE))["change"] == state["change"]


def test_documents_of_other_addresses_are_kept_apart(world: World) -> None:
    inside, outside = (
        "https://badges.hill.example/jwks.json",
        "https://hill.example/.well-known/did.json",
    )
    world.site = dataclasses.replace(
        world.site, documents=lambda _connection: [(inside, b"keys"), (outside, b"did")]
    )
    world.set_list("{}", base_url="https://old.example/status/1/")
    done = world.publish()
    assert world.file("jwks.json") == b"keys"
    assert world.file("elsewhere/hill.example/.well-known/did.json") == b"did"
    assert done.uploads == {
        "elsewhere/hill.example/.well-known/did.json": outside,
        **{
            f"elsewhere/old.example/status/1/{name}": f"https://old.example/status/1/{name}"
            for name in ("revocation.json", "revocation.jwt", "suspension.json", "suspension.jwt")
        },
    }


def test_a_document_that_moved_is_removed_from_its_old_place(world: World) -> None:
    world.site = dataclasses.replace(
        world.site, documents=lambda _connection: [("https://badges.hill.example/a.json", b"a")]
    )
    world.publish()
    world.site = dataclasses.replace(world.site, documents=lambda _connection: [])
    assert world.publish().removed == ("a.json",)


def test_the_revocation_list_has_revoked_badges_only(world: World) -> None:
    world.site = dataclasses.replace(world.site, revocation_list=True)
    revoked = world.issue("a")
    world.issue("b")
    world.publish()
    assert json.loads(world.text("status/revoked.json"))["revokedCredential"] == []
    world.set_badge(revoked, revoked_at=STAMP)
    assert "status/revoked.json" in world.publish().written
    listed = json.loads(world.text("status/revoked.json"))
    assert listed["revokedCredential"] == [{"id": revoked, "revoked": True}]
    assert listed["id"] == "https://badges.hill.example/status/revoked.json"


class Killed(BaseException):
    """Stands for the end of the process."""


SMALL = png()
WITH_PICTURE = {
    **ACHIEVEMENT,
    "image": {
        "id": f"data:image/png;base64,{base64.b64encode(SMALL).decode()}",
        "type": "Image",
    },
}


def changes_of_all_kinds(world: World) -> None:
    """Publish a site, and then change something of everything; nothing large is drawn."""
    world.achieve(WITH_PICTURE)
    kept, gone, revoked = (
        world.issue(name, picture=("image/png", SMALL)) for name in ("kept", "gone", "revoked")
    )
    world.set_list("{}")
    world.publish()
    world.set_badge(revoked, revoked_at=STAMP)
    world.set_badge(gone, public=False)
    world.issue("new", picture=("image/png", SMALL))
    world.achieve({**WITH_PICTURE, "name": "Listening"})
    world.achieve({**WITH_PICTURE, "id": "https://hill.example/asking", "name": "Asking"})
    world.set_list('{"newer": true}')
    assert kept


@pytest.fixture
def changed(tmp_path: Path) -> Iterator[World]:
    database = Database(tmp_path / "registry.sqlite3")
    upgrade(database)
    world = World(database, tmp_path / "site")
    changes_of_all_kinds(world)
    yield world
    database.close()


def copy_of(world: World, name: str) -> Path:
    return shutil.copytree(world.folder, world.folder.with_name(name))


def test_a_run_that_ends_at_any_write_is_completed_by_the_next(
    changed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = changed.folder
    changed.folder = copy_of(changed, "undisturbed")
    changed.publish()
    expected = snapshot(changed.folder)
    for moment in range(1, 200):
        changed.folder = shutil.copytree(start, start.with_name(f"killed-{moment}"))
        with monkeypatch.context() as patch:
            patch.setattr(folder_module, "write_file", dies_at(moment, write_file))
            patch.setattr(Path, "unlink", dies_at(moment // 2, Path.unlink))
            try:
                changed.publish()
            except Killed:
                no_page_leads_nowhere(changed.folder)
            else:
                break
        changed.publish()
        assert snapshot(changed.folder) == expected, moment
        shutil.rmtree(changed.folder)
    assert moment > 15


def dies_at(moment: int, function: Callable[..., Any]) -> Callable[..., Any]:
    calls = 0

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == moment:
            raise Killed
        return function(*args, **kwargs)

    return wrapper


def test_a_document_that_moved_is_removed_by_the_run_after_a_killed_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_arguments: object) -> None:
        raise Killed

    documents = [("https://badges.hill.example/a.json", b"a")]
    world.site = dataclasses.replace(world.site, documents=lambda _connection: documents)
    world.publish()
    documents.clear()
    with monkeypatch.context() as patch:
        patch.setattr(folder_module.SiteFolder, "remove", dies)
        with pytest.raises(Killed):
            world.publish()
    world.publish()
    assert not (world.folder / "a.json").exists()


def test_what_a_killed_run_left_half_written_goes(world: World) -> None:
    world.publish()
    left, other = (world.folder / f".index.html.{end}" for end in ("0123456789abcdef", "mine"))
    for path in (left, other):
        path.write_text("half")
    world.publish()
    assert (left.exists(), other.exists()) == (False, True)


def test_another_change_after_a_killed_run_is_no_obstacle(
    changed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(folder_module, "write_file", dies_at(9, write_file))
        with pytest.raises(Killed):
            changed.publish()
    changed.achieve({**WITH_PICTURE, "id": "https://hill.example/asking", "name": "Asking more"})
    changed.set_list('{"newest": true}')
    changed.publish()
    assert changed.file("status/1/revocation.json") == b'{"newest": true}'


@pytest.mark.loopback  # the processes are asked for over a socket of this machine
def test_kill_minus_9_at_twenty_random_moments(changed: World, tmp_path: Path) -> None:
    start = changed.folder
    changed.folder = copy_of(changed, "undisturbed")
    assert published_until(changed, None) == 0
    expected = snapshot(changed.folder)
    moments = int((tmp_path / "moments").read_text())
    for moment in random.Random(20261124).sample(range(moments), 20):
        changed.folder = shutil.copytree(start, start.with_name(f"killed-{moment}"))
        assert published_until(changed, moment) == -signal.SIGKILL
        no_page_leads_nowhere(changed.folder)
        changed.publish()
        assert snapshot(changed.folder) == expected


def published_until(world: World, moment: int | None) -> int:
    """Publish in a process of its own, killed at a moment; return how it ended."""
    # Forked from a server that has nothing open, and has loaded this module once for all.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    location = world.folder.parent / "registry.sqlite3"
    arguments = (location, world.folder, world.site.profile, world.site.url, moment)
    process = context.Process(target=publish_until, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def publish_until(
    location: Path, folder: Path, profile: dict[str, Any], url: str | None, moment: int | None
) -> None:
    """Publish, and kill this process when it comes to a file or folder of the site once more."""
    moments = itertools.count()

    def pass_or_die(event: str, arguments: tuple[Any, ...]) -> None:
        is_ours = event in TOUCHING and str(arguments[0]).startswith(str(folder))
        if is_ours and next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(pass_or_die)
    publish(Database(location), Site(profile=profile, url=url), folder)
    (location.parent / "moments").write_text(str(next(moments)))


TOUCHING = {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir"}
"""What Python tells of before it is done to a file or folder."""


def no_page_leads_nowhere(site: Path) -> None:
    """Check that whatever has a page has all that the page links to."""
    for page in site.glob("badges/*/index.html"):
        assert {path.name for path in page.parent.iterdir() if path.name[0] != "."} == BADGE_NAMES


def test_runs_at_the_same_time_wait_for_each_other(changed: World) -> None:
    start = changed.folder
    changed.folder = copy_of(changed, "undisturbed")
    changed.publish()
    expected = snapshot(changed.folder)
    changed.folder = start
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(changed.publish) for _ in range(4)]:
            done.result()
    assert snapshot(start) == expected


def test_a_folder_that_cannot_be_is_told(world: World) -> None:
    world.folder.write_text("a file")
    assert refused(world) == "cannot-write-file"


def test_a_full_disk_is_told_and_the_next_run_completes_it(
    changed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = changed.folder
    changed.folder = copy_of(changed, "undisturbed")
    changed.publish()
    expected = snapshot(changed.folder)
    changed.folder = start
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", full_after(6, os.open))
        assert refused(changed) == "cannot-write-file"
    changed.publish()
    assert snapshot(start) == expected


def full_after(files: int, function: Callable[..., Any]) -> Callable[..., Any]:
    created = 0

    def wrapper(path: Any, flags: int, *args: Any, **kwargs: Any) -> Any:
        nonlocal created
        created += bool(flags & os.O_CREAT)
        if created > files:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return function(path, flags, *args, **kwargs)

    return wrapper


@pytest.mark.parametrize("linked", ["", "badges"])
def test_nothing_is_published_or_removed_through_a_link(
    world: World, tmp_path: Path, linked: str
) -> None:
    badge = world.issue("a")
    (tmp_path / "elsewhere").mkdir()
    link = world.folder / linked if linked else world.folder
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigurationError) as caught:
        world.publish()
    assert caught.value.code == "linked-folder"
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert badge_folder(badge).startswith("badges/")
