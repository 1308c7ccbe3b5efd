"""Pictures of the site are drawn when they are written, and not to see that all is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from microcred.application import NewIssuer, Workspace, act_now
from microcred.application.site import publish_site, site_of
from microcred.carriers import bake
from microcred.drawing import draw_badge_png
from microcred.ledger import Award, Run, Terms, issue_badges
from microcred.models import Achievement, Criteria
from microcred.publishing.content import Picture, bytes_of
from microcred.publishing.site_faults import site_faults
from tests.operated import OFFICE

CREDENTIAL = '{"id": "urn:uuid:1"}'
ACHIEVEMENT = Achievement(
    id="urn:example:a", name="Listening", description="D", criteria=Criteria(narrative="N")
)


def never() -> bytes:
    raise AssertionError("it was drawn")


@pytest.fixture(scope="module")
def png() -> bytes:
    return draw_badge_png("Listening", "Hill")


def test_a_picture_is_told_by_what_it_carries(png: bytes) -> None:
    badge = Picture(never, f"{CREDENTIAL}\n")
    assert badge.may_be(bake(CREDENTIAL, png))
    assert not badge.may_be(bake('{"id": "urn:uuid:2"}', png))
    assert not badge.may_be(png)
    assert not badge.may_be(b"")
    preview = Picture(never)
    assert preview.may_be(png)
    assert not preview.may_be(bake(CREDENTIAL, png))
    assert not preview.may_be(b"<html>")


def test_content_is_what_is_written(png: bytes) -> None:
    assert bytes_of(b"text") == b"text"
    assert bytes_of(Picture(lambda: png)) == png


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    root = tmp_path / "hill"
    Workspace.create_for(root, NewIssuer("Hill", did="web:hill.example"), None, act_now("ana"))
    workspace = Workspace(root)
    run = Run("run-1", "issue", "2026-06-01T12:00:00Z", "ana")
    settings = workspace.issuance_settings
    terms = Terms(issuer=workspace.issuer(lambda: None), settings=settings, run=run, public=True)
    with workspace.database.writing() as connection:
        issue_badges(connection, terms, [Award.to("ana@school.example", ACHIEVEMENT)])
    publish_site(workspace, by=OFFICE)
    return workspace


def faults(workspace: Workspace, max_badges: int | None) -> list[tuple[str, str]]:
    found = site_faults(
        workspace.database, site_of(workspace), workspace.site_folder, max_badges=max_badges
    )
    return [(fault.code, fault.pointer.rpartition("/")[2]) for fault in found]


def test_a_site_is_looked_at_without_drawing_unless_every_file_is(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    (badge,) = workspace.site_folder.glob("badges/*/badge.png")
    (preview,) = workspace.site_folder.glob("achievements/*/preview.png")
    as_it_was = badge.read_bytes()
    monkeypatch.setattr("microcred.publishing.pictures.drawn_carrier", never)
    assert faults(workspace, 10) == []
    badge.write_bytes(preview.read_bytes())
    assert faults(workspace, 10) == [("site-file-differs", "badge.png")]
    badge.write_bytes(as_it_was)
    preview.write_bytes(draw_badge_png("Another", "Hill"))
    assert faults(workspace, 10) == []
    monkeypatch.undo()
    assert faults(workspace, None) == [("site-file-differs", "preview.png")]
