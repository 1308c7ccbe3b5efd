"""Never a decision without a badge, or a badge without a decision, whatever crashes or races."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from microcred.errors import MicrocredError, Refused
from microcred.keys import SigningKey
from microcred.ledger.tables import BADGES
from microcred.program.flow import State
from microcred.program.flow.listed import SubmissionFilter
from microcred.program.flow.tables import AWARDS, DECISIONS, PROGRAM_EVENTS, SUBMISSIONS
from microcred.registry import Database
from tests.databases import MigratedFile
from tests.program.flow import conftest
from tests.program.flow.conftest import LISTENING, QUESTIONS, World

ANA = "ana@school.example"


class Crash(BaseException):
    """Stands for whatever ends a process between two statements."""


@contextmanager
def crash_at(database: Database, number: int) -> Iterator[list[str]]:
    """Crash before the statement with a number, counted from 0; give the statements before it."""
    statements: list[str] = []

    def count(*args: Any) -> None:
        if len(statements) == number:
            raise Crash
        statements.append(args[2])

    sa.event.listen(database.engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", count)


def count(database: Database, table: sa.Table, *conditions: Any) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(*conditions)
    with database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def counts(database: Database) -> dict[str, int]:
    """Count what a decision leaves behind."""
    return {
        "decided": count(database, SUBMISSIONS, SUBMISSIONS.c.state == State.PASSED),
        "decisions": count(database, DECISIONS, DECISIONS.c.outcome == "passed"),
        "events": count(database, PROGRAM_EVENTS, PROGRAM_EVENTS.c.target == State.PASSED),
        "awards": count(database, AWARDS),
        "badges": count(database, BADGES),
    }


def test_a_crash_before_any_statement_changes_nothing(world: World) -> None:
    database = world.desk.database
    world.programme.decide(world.assessed(ANA, QUESTIONS), by="office")
    submission_id = world.assessed()  # its badge completes the stack
    before = counts(database)
    number = 0
    while True:
        try:
            with crash_at(database, number) as statements:
                world.programme.decide(submission_id, by="office")
            break
        except Crash:
            assert counts(database) == before, statements[-1]
            assert world.programme.show(submission_id).state is State.ASSESSED
        number += 1
    assert number > 30
    assert any(statement.startswith("INSERT INTO badges") for statement in statements)
    assert counts(database) == {name: total + 1 for name, total in before.items()} | {
        "awards": before["awards"] + 2,
        "badges": before["badges"] + 2,
    }


def test_a_badge_that_cannot_be_signed_decides_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission_id = world.assessed()

    def fail(*_args: object) -> None:
        raise MicrocredError("the module with the key does not answer", code="signer-failed")

    monkeypatch.setattr(world.issuer.signer, "sign", fail)
    with pytest.raises(MicrocredError) as caught:
        world.programme.decide(submission_id, by="office")
    assert caught.value.code == "signer-failed"
    assert set(counts(world.desk.database).values()) == {0}
    assert world.programme.show(submission_id).state is State.ASSESSED


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Call all of them at the same moment, in threads; give what they return or raise."""
    outcomes: list[object] = []
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            outcomes.append(call())
        except MicrocredError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_two_deciding_at_once_give_one_badge_and_one_clear_answer(world: World) -> None:
    submission_id = world.assessed()
    revision = world.programme.show(submission_id).standing.revision
    calls = [
        lambda by=by: world.programme.decide(submission_id, by=by, revision=revision)
        for by in ("office", "deputy", "other")
    ]
    outcomes = at_once(*calls)
    errors = [each for each in outcomes if isinstance(each, Refused)]
    assert len(errors) == 2
    assert {error.code for error in errors} == {"changed-meanwhile"}
    assert set(counts(world.desk.database).values()) == {1}


def test_two_parts_of_a_stack_decided_at_once_complete_it_once(world: World) -> None:
    first, second = world.assessed(), world.assessed(ANA, QUESTIONS)
    outcomes = at_once(
        lambda: world.programme.decide(first, by="office"),
        lambda: world.programme.decide(second, by="office"),
    )
    assert not any(isinstance(each, MicrocredError) for each in outcomes)
    assert counts(world.desk.database)["awards"] == 3


def test_assessors_at_once_do_not_lose_each_others_work(world: World) -> None:
    submission_id = world.assigned()
    outcomes = at_once(
        lambda: world.rate(submission_id, "ash", "proficient", "emerging"),
        lambda: world.rate(submission_id, "birch", "exemplary", "emerging"),
    )
    assert sorted(map(str, outcomes)) == ["assessed", "in_assessment"]
    assert len(world.programme.assessments(submission_id)) == 2
    assert world.programme.show(submission_id).state is State.ASSESSED


def test_many_enrol_attach_and_submit_at_once(world: World) -> None:
    people = [f"teacher-{number}@school.example" for number in range(8)]
    outcomes = at_once(*[lambda who=who: world.submitted(who) for who in people])
    assert not any(isinstance(each, MicrocredError) for each in outcomes), outcomes
    assert len({*map(str, outcomes)}) == 8
    assert count(world.desk.database, SUBMISSIONS, SUBMISSIONS.c.state == State.SUBMITTED) == 8


def test_one_person_enrolling_twice_at_once_is_enrolled_once(world: World) -> None:
    calls = [lambda: world.programme.enrol(ANA, LISTENING, by="ana")] * 4
    outcomes = at_once(*calls)
    errors = [each for each in outcomes if isinstance(each, MicrocredError)]
    assert [error.code for error in errors] == ["already-enrolled"] * 3


def test_submitting_and_withdrawing_at_once_do_one_after_the_other(world: World) -> None:
    draft = world.draft()
    outcomes = at_once(
        lambda: world.programme.submit(draft, by="ana"),
        lambda: world.programme.withdraw(draft, by="ana"),
    )
    errors = [each for each in outcomes if isinstance(each, MicrocredError)]
    assert [error.code for error in errors] in ([], ["not-now"])
    assert world.programme.show(draft).state is State.WITHDRAWN


def decide_until(folder: Path, moment: int, submissions: list[str]) -> None:
    """Decide one after the other, and kill this process at a moment."""
    moments = itertools.count(1)

    def pass_or_die(*_: Any) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    conftest.KEY = SigningKey.load((folder / "key.pem").read_bytes())
    world = World(Database(folder / "registry.sqlite3"), folder / "evidence")
    for event in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(world.desk.database.engine, event, pass_or_die)
    for submission_id in submissions:
        world.programme.decide(submission_id, by="office")


@pytest.mark.loopback  # the processes are asked for over a socket of this machine
def test_killed_at_any_moment_every_decision_has_its_badge(
    tmp_path: Path, migrated_file: MigratedFile
) -> None:
    conftest.KEY.save(tmp_path / "key.pem", None)
    database = Database(migrated_file.copy_to(tmp_path / "registry.sqlite3"))
    world = World(database, tmp_path / "evidence")
    waiting = [world.assessed(f"t{number}@school.example", QUESTIONS) for number in range(24)]
    # Forked from a server that has nothing open, and has loaded this module once for all.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    for moment in random.Random(8).sample(range(1, 400), 8):  # a decision has some 150
        process = context.Process(target=decide_until, args=(tmp_path, moment, waiting))
        process.start()
        process.join(60)
        assert process.exitcode == -signal.SIGKILL
        found = counts(database)
        assert len(set(found.values())) == 1, found
        waiting = [
            each.id
            for each in world.programme.submissions(SubmissionFilter(states=[State.ASSESSED])).items
        ]
    assert counts(database)["decided"] > 0
    for submission_id in waiting:
        world.programme.decide(submission_id, by="office")
    assert set(counts(database).values()) == {24}
    database.close()
