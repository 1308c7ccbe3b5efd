"""Endorsements on the pages of what they are about, and in badges."""

from __future__ import annotations

import json
from typing import Any

import pytest

from microcred.publishing.addresses import achievement_folder, badge_folder, endorsement_file
from microcred.publishing.endorsing import carried_endorsements, endorsement_view
from tests.publishing.world import ACHIEVEMENT, URL, World, snapshot


def page_of(world: World, kind: str, badge: str) -> str:
    folder = {
        "badge": badge_folder(badge),
        "achievement": achievement_folder(ACHIEVEMENT["id"], URL),
        "issuer": "",
    }[kind]
    return f"{folder}/index.html".removeprefix("/")


@pytest.mark.parametrize("kind", ["badge", "achievement", "issuer"])
def test_an_endorsement_stands_on_the_page_of_what_it_is_about(world: World, kind: str) -> None:
    badge = world.issue("a")
    world.publish()
    before = snapshot(world.folder)
    about = {"badge": badge, "achievement": ACHIEVEMENT["id"], "issuer": str(world.profile.id)}
    endorsement = world.endorse(about[kind], "They listen **well**.")
    written = set(world.publish().written)
    page, file = page_of(world, kind, badge), endorsement_file(endorsement)
    assert {page, file} <= written
    html = world.text(page)
    for text in ("Endorsements", "Hill Union", "They listen <strong>well</strong>.",
                 "1 September 2026", "is for you to judge", f'{file}"'):  # fmt: skip
        assert text in html
    document = json.loads(world.text(file))
    assert (document["id"], document["type"][-1]) == (endorsement, "EndorsementCredential")
    assert world.publish().written == ()
    world.withdraw(endorsement)
    assert file in world.publish().removed
    state = ".microcred-site.json"
    after = snapshot(world.folder)
    assert {**after, state: b""} == {**before, state: b""}


def test_an_endorsement_of_a_badge_that_is_not_public_is_nowhere(world: World) -> None:
    badge = world.issue("a", public=False)
    endorsement = world.endorse(badge, "Secretly good.")
    world.publish()
    assert not (world.folder / "endorsements").exists()
    assert not any(b"Secretly" in data for data in snapshot(world.folder).values())
    world.set_badge(badge, public=True)
    world.publish()
    assert (world.folder / endorsement_file(endorsement)).is_file()
    world.set_badge(badge, public=False)
    world.publish()
    assert not (world.folder / endorsement_file(endorsement)).exists()


def test_what_a_badge_carries_is_told_apart_from_what_the_issuer_keeps() -> None:
    carried = {
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "issuer": {"id": "did:key:z", "name": "Union"},
        "validFrom": "2026-09-01T12:00:00Z",
        "credentialSubject": {"id": "urn:uuid:1", "endorsementComment": "Good."},
    }
    badge = {
        "issuer": {"id": "did:key:y", "endorsement": [carried]},
        "credentialSubject": {"achievement": {"endorsement": [carried, carried]}},
    }
    views = carried_endorsements(badge)
    assert [view.endorser.text for view in views] == ["Union"] * 3
    assert {view.file for view in views} == {""}


@pytest.mark.parametrize("member", ["issuer", "credentialSubject", "validFrom", "validUntil"])
@pytest.mark.parametrize("value", [None, 7, "text", [], {}, [None, {"name": {}}], {"id": {}}])
def test_an_endorsement_of_any_form_gives_a_view(member: str, value: Any) -> None:
    assert endorsement_view({member: value}).file == ""
    assert carried_endorsements({"endorsement": value, "issuer": value}) is not None
