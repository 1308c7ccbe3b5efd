"""Issuing, revoking and publishing from Python, as an application does it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from microcred import Achievement, Criteria, Verifier, unbake
from microcred.application import SETTINGS_FILE, Workspace
from microcred.application.awards import IssueOptions, issue, issue_and_hand_over, terms_for
from microcred.application.badges import change_status, find_badge
from microcred.application.choosing import BadgeChoice
from microcred.application.rosters import RosterOrder, mint
from microcred.application.site import publish_site
from microcred.application.status_lists import renew_lists
from microcred.authority import Principal
from microcred.drawing import draw_badge_svg
from microcred.errors import Conflict, MalformedInput, Refused, WrongPassphrase
from microcred.ledger import Award, IssuedBadge, Selection
from microcred.ledger.badges import select_badges
from microcred.ledger.recipients import recipient_hash
from microcred.minting import Minted, read_roster
from microcred.models import Result, ResultDescription, RubricCriterionLevel
from tests.operated import OFFICE

LISTENING = Achievement(
    id="https://hill.example/listening",
    name="Active Listening",
    description="Listens to students so that they feel heard.",
    criteria=Criteria(narrative="Submit a recording."),
)


ANN = Principal.operator("ann")
SVG = IssueOptions(form="svg")


@pytest.fixture
def hill(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "hill", "Hill District", did="web:hill.example")


def test_awards_are_issued_in_one_run_and_found_by_recipient(hill: Workspace) -> None:
    options = IssueOptions(what="lms", run_id="spring")
    people = ["ana@school.example", "did:example:bo", "https://school.example/cy"]
    issued = issue(hill, [Award.to(person, LISTENING) for person in people], options, by=ANN)
    assert len({one.badge.status_index for one in issued}) == 3
    with hill.database.reading() as connection:
        hashes = recipient_hash(connection)
        for person, one in zip(people, issued, strict=True):
            meant = Selection(recipients=frozenset({hashes.of(person)}), run_id="spring")
            assert [badge.id for badge in select_badges(connection, meant)] == [one.badge.id]
    assert b"ana@school.example" not in issued[0].data


def test_one_wrong_award_issues_none(hill: Workspace) -> None:
    png = IssueOptions(form="png")
    good, bad = Award.to("ana@school.example", LISTENING), Award.to("bo@b.example", LISTENING)
    with pytest.raises(MalformedInput):
        issue(hill, [good, replace(bad, picture=b"no picture")], png, by=ANN)
    assert issued_badges(hill) == []


def test_a_picture_is_drawn_where_none_is_given(hill: Workspace) -> None:
    (one,) = issue(hill, [Award.to("ana@school.example", LISTENING)], SVG, by=ANN)
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
    (one,) = issue(hill, [Award.to("a@b.example", LISTENING)], by=ANN)
    badge_id = one.badge.id
    done = publish_site(hill, by=OFFICE)
    assert (done.url, "status/1/revocation.json" in done.written) == ("https://hill.example", True)
    states = []
    for action in ("suspend", "reinstate", "revoke"):
        outcome = change_status(hill, action, BadgeChoice.of_ids(badge_id), by=ANN)
        assert [badge.id for badge in outcome.changed] == [badge_id]
        found = find_badge(hill, badge_id)
        states.append(found.state if found else None)
    assert states == ["suspended", "active", "revoked"]
    assert "status/1/revocation.json" in publish_site(hill, by=OFFICE).written
    assert renew_lists(hill, by=OFFICE) == 0
    with pytest.raises(Conflict) as told:
        change_status(hill, "reinstate", BadgeChoice.of_ids(badge_id), by=ANN)
    assert told.value.code == "revoked-is-final"
    assert find_badge(hill, "urn:uuid:none") is None


def test_an_encrypted_key_asks_for_its_passphrase(tmp_path: Path) -> None:
    made = Workspace.create(tmp_path / "hill", "Hill District", passphrase="correct")
    with pytest.raises(WrongPassphrase):
        terms_for(made, by=ANN)
    award = Award.to("a@b.example", LISTENING)
    (one,) = issue(made, [award], by=ANN, passphrase=lambda: "correct")
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
    monkeypatch.setattr("microcred.application.awards.default_picture", draw)
    (one,) = issue(hill, [Award.to("ana@school.example", LISTENING)], SVG, by=ANN)
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
    award = Award.to("ana@school.example", rubric(), results=results)
    good = Award.to("bo@school.example", rubric(), results=[reached("high")])
    with pytest.raises(Refused) as caught:
        issue(hill, [good, award], by=ANN)
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
    (one,) = issue(hill, [award], by=ANN)
    recorded = find_badge(hill, one.badge.id)
    assert recorded is not None
    assert recorded.without_results is without


def test_a_badge_whose_block_was_ended_is_given_again_and_no_second_one(hill: Workspace) -> None:
    award = Award.to("ana@school.example", LISTENING)
    with pytest.raises(KeyboardInterrupt), issue_and_hand_over(hill, award, by=ANN) as made:
        raise KeyboardInterrupt
    other = Award.to("bo@school.example", LISTENING)
    with issue_and_hand_over(hill, other, by=ANN) as second:
        assert not second.before
    with issue_and_hand_over(hill, Award.to("ana@school.example", LISTENING), by=ANN) as again:
        assert again.before
        assert again.issued.badge.id == made.issued.badge.id
    with issue_and_hand_over(hill, Award.to("ana@school.example", LISTENING), by=ANN) as anew:
        assert not anew.before
    assert len(issued_badges(hill)) == 3


def test_a_roster_is_minted_and_told_badge_by_badge(hill: Workspace, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("email\nana@school.example\nbo@school.example\n")
    rows, faults = read_roster(roster, LISTENING)
    told: list[Minted] = []
    order = RosterOrder(achievement=LISTENING, rows=rows, folder=tmp_path / "out", options=SVG)
    done = mint(hill, order, by=ANN, progress=told.append)
    assert faults == []
    assert [each.row for each in done.badges] == [1, 2]
    assert tuple(told) == done.badges
    assert {badge.run_id for badge in issued_badges(hill)} == {done.run_id}
    again = mint(hill, order, by=ANN)
    assert [(each.id, each.earlier) for each in again.badges] == [
        (each.id, True) for each in done.badges
    ]
