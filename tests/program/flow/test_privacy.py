"""What a person may ask for, and what is not kept for ever."""

from __future__ import annotations

import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from microcred.errors import Refused
from microcred.ledger.status_events import StatusChange, add_status_events, status_events_of
from microcred.program.flow import File, Shown, State
from microcred.program.flow.tables import CONFLICTS
from microcred.registry import METADATA
from tests.program.flow.conftest import LISTENING, PDF, QUESTIONS, World

ANA = "ana@school.example"


def everything(world: World) -> str:
    """Return all that the database holds, as one text."""
    with world.desk.database.reading() as connection:
        rows: list[Any] = []
        for table in METADATA.sorted_tables:
            rows += [dict(row._mapping) for row in connection.execute(sa.select(table))]
    return json.dumps(rows, default=repr)


def digests(world: World) -> list[str]:
    return [digest for digest, _ in world.store.listing()]


def test_nobody_is_named_in_clear(world: World) -> None:
    world.programme.decide(world.assessed(), by="office")
    assert ANA not in everything(world)
    person = world.programme.find_person(ANA)
    assert person is not None
    assert world.programme.find_person(" ANA@school.example ") == person
    assert world.programme.find_person(person.id) == person
    assert world.programme.find_person("ben@school.example") is None


def test_a_contact_is_kept_only_where_it_was_asked_for(world: World) -> None:
    clear = World(world.desk.database, world.store.root, keep_contacts=True)
    clear.draft()
    person = clear.programme.find_person(ANA)
    assert person is not None
    assert person.contact == ANA


def test_an_export_has_everything_but_who_judged(world: World) -> None:
    submission_id = world.assessed(said="no")
    world.programme.consent(submission_id, given=False, words="Rather not.", by="ana")
    world.programme.decide(submission_id, by="office", feedback="Say more.")
    passed = world.assessed(ANA, QUESTIONS)
    world.programme.decide(passed, by="office")
    export = world.programme.export_person(ANA)
    text = json.dumps(export.document)
    for word in ("Rather not.", "Say more.", "on part:reflection", "plan.pdf", '"not_yet"'):
        assert word in text
    assert '"actor": "ash"' not in text
    assert "birch" not in text.replace("birch on", "")
    assert len(export.document["badges"]) == 1
    assert sorted(export.files.values()) == sorted(digests(world))
    assert any(name.endswith("-plan.pdf") for name in export.files)


def test_a_copy_is_named_by_what_the_file_is(world: World) -> None:
    submission_id = world.programme.enrol(ANA, LISTENING, by="ana").id
    file = File(io.BytesIO(PDF), "plan.html", "application/pdf")
    world.programme.attach_file(submission_id, "plan", file, by="ana")
    (name,) = world.programme.export_person(ANA).files
    assert name.endswith("-plan.html.pdf")


def test_erasing_leaves_the_fact_and_not_the_person(world: World) -> None:
    passed, other = world.assessed(), world.assessed("ben@school.example")
    plan = next(each for each in world.programme.show(passed).evidence if each.item == "plan")
    world.programme.choose(plan.id, Shown.DIGEST, by="ana")
    world.programme.consent(passed, given=True, words="I, Ana, agree.", by="ana")
    world.programme.decide(passed, by="office", feedback="Well done, Ana.")
    world.programme.decide(other, by="office")
    draft = world.draft(ANA, QUESTIONS)
    person = world.programme.find_person(ANA)
    assert person is not None
    erasure = world.programme.erase_person(ANA, by="office", reason="asked to")
    assert erasure.person_id == person.id
    assert set(erasure.submissions) == {passed, draft}
    assert (erasure.evidence, len(erasure.badges)) == (4, 1)
    left = everything(world)
    for word in ("Ana", "plan.pdf", "ash on planning", '"ana"', plan.digest or "?"):
        found = re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", left)  # not by chance in a key
        assert len(found) == world_of_ben(word), word
    assert world.programme.find_person(ANA) is None
    assert world.programme.find_person(person.id) is not None
    assert [event.action for event in world.programme.history(passed)][-1] == "decide"
    assert [event.action for event in world.programme.history(person.id)] == ["erase"]
    assert world.programme.show(draft).state is State.WITHDRAWN
    assert len(digests(world)) == 2  # those of the other
    assert world.programme.badges(person.id)[0].document is None
    assert world.programme.badge(other).document is not None


def test_erasing_takes_who_may_not_judge_the_person(world: World) -> None:
    """It says whom somebody is married to, or teaches beside."""
    world.draft()
    world.draft("ben@school.example")
    world.programme.add_conflict("ash", ANA, by="office", reason="her husband")
    world.programme.add_conflict("ash", "ben@school.example", by="office")
    ben = world.programme.find_person("ben@school.example")
    assert ben is not None
    world.programme.erase_person(ANA, by="office")
    with world.desk.database.reading() as connection:
        rows = connection.execute(sa.select(CONFLICTS.c.assessor_id, CONFLICTS.c.person_id)).all()
    assert rows == [("ash", ben.id)]
    assert "husband" not in everything(world)


def test_erasing_takes_what_was_written_about_a_revoked_badge(world: World) -> None:
    passed = world.assessed()
    badge_id = world.programme.decide(passed, by="office").badges[0].badge_id
    what = StatusChange("revoke", "2026-01-01T00:00:00Z", "office", "Anakin left the district.")
    with world.desk.database.writing() as connection:
        add_status_events(connection, [badge_id], what)
    world.programme.erase_person(ANA, by="office")
    with world.desk.database.reading() as connection:
        assert status_events_of(connection, badge_id) == [replace(what, reason="")]


def test_no_byte_of_an_erased_person_is_left_in_the_files(world: World) -> None:
    file = world.desk.database.file
    if file is None:
        pytest.skip("PostgreSQL reuses the space in its own time")
    submission_id = world.assessed(said="no")
    words = "Anaximander should say more. " * 400
    world.programme.decide(submission_id, by="office", feedback=words)
    person = world.programme.find_person(ANA)
    assert person is not None
    assert person.recipient is not None
    hashed = person.recipient.identifiers[0].identity_hash
    assert hashed.encode() in content_of(file)
    world.programme.erase_person(ANA, by="office")
    assert b"Anaximander" not in content_of(file)
    assert hashed.encode() not in content_of(file)


def content_of(file: Path) -> bytes:
    """Return the bytes of an SQLite database and its log, while it is open."""
    log = file.with_name(f"{file.name}-wal")
    return file.read_bytes() + (log.read_bytes() if log.exists() else b"")


def world_of_ben(word: str) -> int:
    """Count what is left of the other person, who acted in the tests under the name ana too."""
    return {"plan.pdf": 1, "ash on planning": 1, '"ana"': 4}.get(word, 0)


def test_an_erased_person_may_begin_anew(world: World) -> None:
    world.programme.decide(world.assessed(), by="office")
    world.programme.erase_person(ANA, by="office")
    again = world.programme.enrol(ANA, LISTENING, by="ana")
    assert again.standing.attempt == 1
    with pytest.raises(Refused) as caught:
        world.programme.erase_person("ben@school.example", by="office")
    assert caught.value.code == "no-such-person"


def test_a_file_that_two_handed_in_stays_for_the_other(world: World) -> None:
    for who in (ANA, "ben@school.example"):
        submission = world.programme.enrol(who, LISTENING, by=who)
        world.programme.attach_text(submission.id, "essay", "The same words.", by=who)
    world.programme.erase_person(ANA, by="office")
    assert len(digests(world)) == 1
    world.programme.erase_person("ben@school.example", by="office")
    assert digests(world) == []


def test_drafts_are_not_kept_for_ever(world: World) -> None:
    old = World(world.desk.database, world.store.root, keep_draft_days=30)
    draft = old.draft()
    old.clock.turn(days=30)
    fresh = old.draft("ben@school.example")
    assert old.programme.retain(by="cron").withdrawn == []
    old.clock.turn(seconds=1)
    assert old.programme.retain(by="cron").withdrawn == [draft]
    assert old.programme.show(fresh).state is State.DRAFT
    assert old.programme.history(draft)[-1].reason == "not kept any longer"


def test_evidence_is_kept_while_it_is_needed(world: World) -> None:
    old = World(world.desk.database, world.store.root, keep_evidence_days=365)
    not_yet = old.assessed(said="no")
    old.programme.decide(not_yet, by="office", feedback="Say more.")
    passed = old.assessed("ben@school.example")
    old.programme.decide(passed, by="office")
    anchor = old.assessed("cy@school.example")
    old.programme.decide(anchor, by="office")
    old.programme.add_anchor(anchor, by="office")
    draft = old.programme.resubmit(not_yet, by="ana").id
    old.clock.turn(days=366)
    found = old.programme.retain(by="cron")
    assert found.emptied == [passed]  # the next attempt stands on the other's
    assert found.files == 2
    old.programme.withdraw(draft, by="ana")
    old.clock.turn(days=366)
    assert old.programme.retain(by="cron").emptied == [not_yet]
    assert len(old.programme.show(anchor).evidence) == 2


def test_what_an_interruption_left_is_removed(world: World) -> None:
    received = world.desk.intake.text("handed in by a process that was killed")
    half = world.store.staging_folder / ".half"
    half.write_bytes(PDF)
    stamp = world.clock.moment.timestamp() - 90_000
    for path in (
        half,
        world.store.root / (received.digest or "")[:2] / (received.digest or "")[2:],
    ):
        os.utime(path, (stamp, stamp))
    kept = world.draft()
    assert world.programme.retain(by="cron").files == 2
    assert len(digests(world)) == len(world.programme.show(kept).evidence)


def test_what_was_erased_is_no_anchor_any_more_and_calibrations_stay(world: World) -> None:
    anchor = world.assessed(ANA, QUESTIONS)
    world.programme.decide(anchor, by="office")
    levels = world.programme.add_anchor(anchor, by="office")
    before = world.programme.rate_anchor(anchor, "birch", levels)
    world.programme.erase_person(ANA, by="office")
    assert world.programme.anchors(QUESTIONS) == []
    assert world.programme.calibration("birch", QUESTIONS) == before
    with pytest.raises(Refused) as caught:
        world.programme.rate_anchor(anchor, "cedar", levels)
    assert caught.value.code == "not-an-anchor"
