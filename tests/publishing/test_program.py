"""A programme's definitions on the site: read when there is need of it, and followed."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from microcred.errors import InvalidDocument
from microcred.models import Profile
from microcred.publishing import publish
from microcred.publishing.addresses import achievement_folder
from microcred.publishing.program_view import ProgramPage
from microcred.registry import add_changes
from microcred.workspace.catalogue_files import catalogue_files
from microcred.workspace.program_pages import program_pages
from tests.publishing.world import STAMP, URL, World

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "program"
ASKING = achievement_folder("urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d01", URL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES, tmp_path / "program")


@pytest.fixture
def reads(world: World, folder: Path) -> list[int]:
    """Give a list that grows by one whenever the programme is read."""
    reads: list[int] = []

    def read() -> Mapping[str, ProgramPage]:
        reads.append(1)
        return program_pages(folder)

    world.site = dataclasses.replace(world.site, program=read)
    return reads


def change(folder: Path, old: str, new: str) -> None:
    file = folder / "asking-and-waiting.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_every_definition_has_a_page_and_stands_in_the_catalogue(
    world: World, reads: list[int]
) -> None:
    world.publish()
    catalogue = world.text("catalogue/index.html")
    for page in program_pages(EXAMPLES).values():
        where = achievement_folder(page.id, URL)
        assert page.competency.text in world.text(f"{where}/index.html").replace("&#39;", "'")
        assert f"../{where}/index.html" in catalogue
    published = json.loads(world.text(f"{ASKING}/achievement.json"))
    assert published["definition"]["rubric"]
    assert published["name"] == "Asking and Waiting"
    assert reads == [1]


def test_a_part_passes_by_the_criteria_that_are_required() -> None:
    page = program_pages(EXAMPLES)["urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d03"]
    told = [name.text for name in page.parts[1].criteria]
    assert told[-1] == "One change, decided together"
    assert "Notes that others can use" not in told
    assert page.rubric[-1].name.text == "Notes that others can use"


def test_the_catalogue_is_there_as_data_and_as_a_picture_too(
    world: World, folder: Path, reads: list[int]
) -> None:
    made = partial(catalogue_files, folder, Profile(id="https://hill.example", name="Hill"))
    world.site = dataclasses.replace(world.site, catalogue_files=made)
    written = world.publish().written
    assert {"catalogue/catalogue.json", "catalogue/coverage.svg"} <= set(written)
    page = world.text("catalogue/index.html")
    for name in ("catalogue.json", "catalogue.jsonld", "coverage.svg"):
        assert f'href="{name}"' in page
    assert len(json.loads(world.text("catalogue/catalogue.json"))["entries"]) == 4
    graph = json.loads(world.text("catalogue/catalogue.jsonld"))["@graph"]
    assert [node["@type"] for node in graph].count("ceterms:MicroCredential") == 4
    assert "Asking and Waiting" in world.text("catalogue/coverage.svg")
    assert world.publish().written == ()
    change(folder, "name: Asking and Waiting\n", "name: Asking, and Waiting\n")
    assert "catalogue/coverage.svg" in world.publish().written
    world.site = dataclasses.replace(world.site, catalogue_files=None)
    assert "catalogue/coverage.svg" in world.publish().removed


def test_a_definition_that_changed_is_rewritten_and_the_others_are_not(
    world: World, folder: Path, reads: list[int]
) -> None:
    world.publish()
    change(folder, "name: Recording\n", "name: Sound of the lesson\n")
    written = world.publish().written
    assert f"{ASKING}/index.html" in written
    assert {path.rpartition("/")[0] for path in written} == {ASKING}
    change(folder, "name: Asking and Waiting", "name: Asking, Waiting")
    assert {"index.html", "catalogue/index.html"} < set(world.publish().written)


def test_a_definition_that_is_gone_loses_its_page(
    world: World, folder: Path, reads: list[int]
) -> None:
    world.publish()
    (folder / "formative-classroom.yaml").unlink()
    gone = world.publish().removed
    where = achievement_folder("urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d10", URL)
    assert f"{where}/index.html" in gone
    assert not (world.folder / where).exists()
    assert "Formative Classroom" not in world.text("catalogue/index.html")


def test_a_revocation_does_not_read_the_programme(world: World, reads: list[int]) -> None:
    badge = world.issue("a")
    world.publish()
    reads.clear()
    world.set_badge(badge, revoked_at=STAMP)
    done = publish(world.database, world.site, world.folder, look_at_program=False)
    assert len(done.written) == 1
    assert reads == []
    assert world.publish().written == ()


def test_a_change_of_keys_leaves_the_catalogue_as_it_is(world: World, reads: list[int]) -> None:
    world.publish()
    before = world.text("index.html"), world.text("catalogue/index.html")
    with world.database.writing() as connection:
        add_changes(connection, [("issuer", "any")])
    publish(world.database, world.site, world.folder, look_at_program=False)
    assert (world.text("index.html"), world.text("catalogue/index.html")) == before


def test_a_wrong_file_stops_the_run_before_anything_is_written(
    world: World, folder: Path, reads: list[int]
) -> None:
    change(folder, "version:", "verssion:")
    with pytest.raises(InvalidDocument) as caught:
        world.publish()
    assert str(folder / "asking-and-waiting.yaml") in caught.value.__notes__
    assert list(world.folder.iterdir()) == []


def test_without_a_programme_there_is_no_catalogue(
    world: World, folder: Path, reads: list[int]
) -> None:
    world.publish()
    world.site = dataclasses.replace(world.site, program=None)
    assert "catalogue/index.html" in world.publish().removed
    assert "Catalogue" not in world.text("index.html")
    assert not (world.folder / ASKING).exists()
