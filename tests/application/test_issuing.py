"""Issuing, revoking and publishing from Python, as an application does it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from microcred import Achievement, Criteria, Verifier, unbake
from microcred.application import SETTINGS_FILE, Workspace
from microcred.application.issuing import find_badge, issue, set_status, terms_for
from microcred.application.site import publish_site, renew_lists
from microcred.drawing import draw_badge_svg
from microcred.errors import Conflict, MalformedInput, Refused, WrongPassphrase
from microcred.ledger import Award, IssuedBadge, Selection
from microcred.ledger.badges import select_badges
from microcred.ledger.recipients import recipient_hash
from microcred.models import Result, ResultDescription, RubricCriterionLevel

LISTENING = Achievement(
    id="https://hill.example/listening",
    name="Active Listening",
    description="Listens to students so that they feel heard.",
    criteria=Criteria(narrative="Submit a recording."),
)


@pytest.fixture
def hill(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "hill", "Hill District", did="web:hill.example")


def test_awards_are_issued_in_one_run_and_found_by_recipient(hill: Workspace) -> None:
    terms = terms_for(hill, "lms", by="ann")
    people = ["ana@school.example", "did:example:bo", "https://school.example/cy"]
    issued = issue(hill, terms, [Award.to(person, LISTENING) for person in people])
    assert len({one.badge.status_index for one in issued}) == 3
    with hill.database.reading() as connection:
        hashes = recipient_hash(connection)
        for person, one in zip(people, issued, strict=True):
            meant = Selection(recipients=frozenset({hashes.of(person)}), run_id=terms.run.id)
            assert [badge.id for badge in select_badges(connection, meant)] == [one.badge.id]
    assert b"ana@school.example" not in issued[0].data


def test_one_wrong_award_issues_none(hill: Workspace) -> None:
    terms = replace(terms_for(hill, "lms", by="ann"), form="png")
    good, bad = Award.to("ana@school.example", LISTENING), Award.to("bo@b.example", LISTENING)
    with pytest.raises(MalformedInput):
        issue(hill, terms, [good, replace(bad, picture=b"no picture")])
    assert issued_badges(hill) == []


def test_a_picture_is_drawn_where_none_is_given(hill: Workspace) -> None:
    terms = terms_for(hill, "lms", by="ann", form="svg")
    (one,) = issue(hill, terms, [Award.to("ana@school.example", LISTENING)])
    assert b"Active Listening" in one.data
    assert json.loads(unbake(one.data).text)["id"] == one.badge.id
    assert issued_badges(hill) == [one.badge]


def issued_badges(hill: Workspace) -> list[IssuedBadge]:
    with hill.database.reading() as connection:
        return list(select_badges(connection, Selection()))


def test_a_person_who_cannot_be_named_is_refused() -> None:
    with pytest.raises(MalformedInput):
        Award.to("Ana", LISTENING)


def test_a_status_is_changed_and_published(hill: Workspace) -> None:
    (one,) = issue(hill, terms_for(hill, "lms", by="ann"), [Award.to("a@b.example", LISTENING)])
    badge_id = one.badge.id
    done = publish_site(hill)
    assert (done.url, "status/1/revocation.json" in done.written) == ("https://hill.example", True)
    states = []
    for action in ("suspend", "reinstate", "revoke"):
        outcome = set_status(hill, action, [badge_id], by="ann")
        assert [badge.id for badge in outcome.changed] == [badge_id]
        found = find_badge(hill, badge_id)
        states.append(found.state if found else None)
    assert states == ["suspended", "active", "revoked"]
    assert "status/1/revocation.json" in publish_site(hill).written
    assert renew_lists(hill) == 0
    with pytest.raises(Conflict) as told:
        set_status(hill, "reinstate", [badge_id], by="ann")
    assert told.value.code == "revoked-is-final"
    assert find_badge(hill, "urn:uuid:none") is None


def test_an_encrypted_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "hill", "Hill District", passphrase="correct")
    with pytest.raises(WrongPassphrase):
        terms_for(made, "lms", by="ann")
    terms = terms_for(made, "lms", by="ann", passphrase=lambda: "correct")
    (one,) = issue(made, terms, [Award.to("a@b.example", LISTENING)])
    assert Verifier().verify(one.data).verdict == "valid"


def test_pictures_are_drawn_while_nobody_waits_for_the_registry(
    hill: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(form: str, achievement: Achievement, _profile: object) -> bytes:
        assert form == "svg"
        with hill.database.writing():  # waits a second where it is held
            return draw_badge_svg(str(achievement.name), "Hill District")

    settings = (hill.root / SETTINGS_FILE).read_text("utf-8")
    (hill.root / SETTINGS_FILE).write_text(f"{settings}[registry]\nwait_seconds = 1\n", "utf-8")
    hill = Workspace(hill.root)
    monkeypatch.setattr("microcred.application.issuing.default_picture", draw)
    terms = terms_for(hill, "lms", by="ann", form="svg")
    (one,) = issue(hill, terms, [Award.to("ana@school.example", LISTENING)])
    assert b"Active Listening" in one.data


def rubric(achievement_type: str = "MicroCredential") -> Achievement:
    levels = [
        RubricCriterionLevel(id=f"urn:example:{name}", name=name) for name in ("low", "mid", "high")
    ]
    described = ResultDescription(
        id="urn:example:waiting",
        name="Waiting",
        result_type="RubricCriterionLevel",
        required_level="urn:example:mid",
        rubric_criterion_level=levels,
    )
    members = {"achievement_type": achievement_type, "result_description": [described]}
    return LISTENING.model_copy(update=members)


def reached(level: str) -> Result:
    return Result(result_description="urn:example:waiting", achieved_level=f"urn:example:{level}")


@pytest.mark.parametrize("results", [[], [reached("low")], [reached("none")]])
def test_a_micro_credential_is_not_issued_without_what_was_reached(
    hill: Workspace, results: list[Result]
) -> None:
    terms = terms_for(hill, "lms", by="ann")
    award = Award.to("ana@school.example", rubric(), results=results)
    good = Award.to("bo@school.example", rubric(), results=[reached("high")])
    with pytest.raises(Refused) as caught:
        issue(hill, terms, [good, award])
    assert caught.value.code == "results-missing"
    assert issued_badges(hill) == []


@pytest.mark.parametrize(
    ("award", "without"),
    [
        (Award.to("a@b.example", rubric(), without_results=True), True),
        (Award.to("a@b.example", rubric(), results=[reached("mid")]), False),
        (Award.to("a@b.example", rubric(), results=[reached("high")], without_results=True), False),
        (Award.to("a@b.example", rubric("Competency")), False),
        (Award.to("a@b.example", LISTENING), False),
    ],
)
def test_a_badge_without_what_was_reached_says_so_in_its_record(
    hill: Workspace, award: Award, without: bool
) -> None:
    (one,) = issue(hill, terms_for(hill, "lms", by="ann"), [award])
    recorded = find_badge(hill, one.badge.id)
    assert recorded is not None
    assert recorded.without_results is without
