"""A programme's definitions on the site: read when there is need of it, and followed."""

from __future__ import annotations

import dataclasses
import json
import shutil
from functools import partial
from pathlib import Path

import pytest

from microcred.application.catalogue_files import catalogue_files
from microcred.application.program_pages import program_pages
from microcred.models import Profile
from microcred.publishing import publish
from microcred.publishing.addresses import achievement_folder, badge_folder
from microcred.publishing.program_view import ProgramReading
from microcred.publishing.site_faults import site_faults
from microcred.registry import add_changes
from tests.publishing.world import ACHIEVEMENT, STAMP, URL, World, snapshot

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "program"
ASKING = achievement_folder("urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d01", URL)
FEEDBACK = achievement_folder("urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d02", URL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(EXAMPLES, tmp_path / "program")


@pytest.fixture
def reads(world: World, folder: Path) -> list[int]:
    """Provide a list that grows by one whenever the programme is read."""
    reads: list[int] = []

    def read() -> ProgramReading:
        reads.append(1)
        return program_pages(folder)

    world.site = dataclasses.replace(world.site, program=read)
    return reads


def change(folder: Path, old: str, new: str, name: str = "asking-and-waiting") -> None:
    file = folder / f"{name}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_every_definition_has_a_page_and_stands_in_the_catalogue(
    world: World, reads: list[int]
) -> None:
    world.publish()
    catalogue = world.text("catalogue/index.html")
    for page in program_pages(EXAMPLES).pages.values():
        where = achievement_folder(page.id, URL)
        assert page.competency.text in world.text(f"{where}/index.html").replace("&#39;", "'")
        assert (f"../{where}/index.html" in catalogue) is (page.id == page.definition)
    published = json.loads(world.text(f"{ASKING}/achievement.json"))
    assert published["definition"]["rubric"]
    assert published["name"] == "Asking and Waiting"
    assert reads == [1]


def test_a_part_passes_by_the_criteria_that_are_required() -> None:
    page = program_pages(EXAMPLES).pages["urn:uuid:3b0c4f0e-6d6e-4a7b-9a54-0a2f5c1e7d03"]
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


def test_a_wrong_file_holds_back_nothing_but_its_own_page(
    world: World, folder: Path, reads: list[int]
) -> None:
    badge = world.issue("a")
    world.publish()
    before = snapshot(world.folder)
    change(folder, "version:", "verssion:")
    change(folder, "Feedback That Students Use", "Feedback", "feedback-that-students-use")
    world.set_badge(badge, revoked_at=STAMP)
    world.set_list('{"newer": true}')
    done = world.publish()
    assert {(Path(each.file).name, each.line) for each in done.faults} >= {
        ("asking-and-waiting.yaml", 4)
    }
    assert world.text("status/1/revocation.json") == '{"newer": true}'
    assert "was revoked" in world.text(f"{badge_folder(badge)}/index.html")
    assert ">Feedback</h1>" in world.text(f"{FEEDBACK}/index.html")
    same = [path for path in before if path.startswith((ASKING, "index.html", "catalogue/"))]
    assert len(same) > 5
    assert all(world.file(path) == before[path] for path in same)
    assert world.publish().written == ()
    change(folder, "verssion:", "version:")
    assert {"index.html", "catalogue/index.html"} <= set(world.publish().written)
    assert not world.publish().faults


def test_doctor_says_that_a_fault_keeps_the_programme_back(
    world: World, folder: Path, reads: list[int]
) -> None:
    world.publish()
    assert list(site_faults(world.database, world.site, world.folder)) == []
    change(folder, "version:", "verssion:")
    world.publish()
    (fault,) = site_faults(world.database, world.site, world.folder)
    assert (fault.code, "definition_faults" in fault.data) == ("site-behind", True)
    change(folder, "verssion:", "version:")
    (fault,) = site_faults(world.database, world.site, world.folder)
    assert (fault.code, "definition_faults" in fault.data) == ("site-behind", False)
    world.publish()
    assert list(site_faults(world.database, world.site, world.folder)) == []


def test_a_page_that_could_not_be_made_anew_is_made_when_the_fault_is_mended(
    world: World, folder: Path, reads: list[int]
) -> None:
    world.publish()
    change(folder, "version:", "verssion:")
    world.site = dataclasses.replace(world.site, url="https://other.example")
    world.publish()
    assert URL in world.text(f"{ASKING}/index.html")
    change(folder, "verssion:", "version:")
    world.publish()
    for page in (f"{ASKING}/index.html", "index.html", "catalogue/index.html"):
        assert URL not in world.text(page)


def test_a_broken_file_that_was_never_published_leaves_no_trace(
    world: World, folder: Path, reads: list[int]
) -> None:
    (folder / "new.yaml").write_text("format: microcred/1\nname: [")
    assert world.publish().faults
    assert "Asking and Waiting" in world.text("catalogue/index.html")
    world.achieve({**ACHIEVEMENT, "name": "Listening"})
    assert "index.html" not in world.publish().written
    (folder / "new.yaml").unlink()
    world.publish()
    assert "Listening</span>" in world.text("index.html")


def test_a_definition_says_how_long_its_badge_counts(
    world: World, folder: Path, reads: list[int]
) -> None:
    world.publish()
    assert "Months that the badge counts" not in world.text(f"{ASKING}/index.html")
    change(folder, "code: MC-101\n", "code: MC-101\nvalidMonths: 36\n")
    world.publish()
    html = world.text(f"{ASKING}/index.html")
    assert "<dt>Months that the badge counts</dt><dd>36</dd>" in html


@pytest.mark.parametrize("language", ["en", "es", "de"])
def test_a_catalogue_shows_a_definition_in_the_language_of_the_site(
    world: World, language: str, reads: list[int]
) -> None:
    world.site = dataclasses.replace(world.site, language=language)
    world.publish()
    for page in ("index.html", "catalogue/index.html"):
        html = world.text(page)
        assert ("Retroalimentación que se usa" in html) is (language == "es")
        assert ("Feedback That Students Use" in html) is (language != "es")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("images/asking-and-waiting.svg", "images/none.svg", "unreadable-file"),
        ("item: professional-expertise", "item: nothing", "no-such-target"),
    ],
)
def test_what_is_found_while_a_page_is_made_is_a_fault_of_its_file(
    folder: Path, old: str, new: str, code: str
) -> None:
    change(folder, old, new)
    reading = program_pages(folder)
    (fault,) = reading.faults
    assert (fault.file, fault.code) == (str(folder / "asking-and-waiting.yaml"), code)
    assert len({page.definition for page in reading.pages.values()}) == 3


def test_a_folder_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    (fault,) = program_pages(tmp_path / "none").faults
    assert fault.code == "unreadable-file"


def test_without_a_programme_there_is_no_catalogue(
    world: World, folder: Path, reads: list[int]
) -> None:
    world.publish()
    world.site = dataclasses.replace(world.site, program=None)
    assert "catalogue/index.html" in world.publish().removed
    assert "Catalogue" not in world.text("index.html")
    assert not (world.folder / ASKING).exists()
