"""A small programme: two micro-credentials, a stack of them, people, and a clock to turn."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from microcred.issuing import Issuer
from microcred.keys import SigningKey
from microcred.ledger import IssuanceSettings
from microcred.models import Profile
from microcred.program.definition import MicroCredential, Stack
from microcred.program.flow import (
    Desk,
    File,
    FlowSettings,
    FolderStore,
    Intake,
    Rating,
    State,
)
from microcred.program.frameworks import FrameworkFolder
from microcred.program.mapping import Surroundings, make_achievement
from microcred.registry import Database
from tests.operated import Operated

LISTENING = "https://hill.example/listening"
QUESTIONS = "https://hill.example/questions"
STACK = "https://hill.example/conversation"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Title (Lesson) >>\nendobj\n%%EOF\n"
KEY = SigningKey.generate("Ed25519")


def micro_credential(definition_id: str, **members: Any) -> MicroCredential:
    """Make a definition with a part judged by two criteria, and one by a statement."""
    levels = [
        {"id": name, "name": name.capitalize(), "description": f"Work that is {name}."}
        for name in ("emerging", "proficient", "exemplary")
    ]
    known: dict[str, Any] = {
        "format": "microcred/1",
        "id": definition_id,
        "version": "1",
        "language": "en",
        "name": definition_id.rpartition("/")[2].capitalize(),
        "competency": "Does it so that students feel it.",
        "hours": 10,
        "assessor": {"name": "Assessors of the District", "url": "https://hill.example/assessors"},
        "parts": [
            {
                "id": "work",
                "kind": "work",
                "name": "Your work",
                "evidence": [
                    {"id": "plan", "name": "A lesson plan", "kinds": ["file"],
                     "mediaTypes": ["application/pdf"]},
                    {"id": "page", "name": "A page", "kinds": ["link"], "min": 0, "max": 2},
                ],
                "passing": {"criteria": ["planning", "effect"]},
            },
            {
                "id": "reflection",
                "kind": "reflection",
                "name": "Your reflection",
                "evidence": [{"id": "essay", "name": "An essay", "kinds": ["text", "file"]}],
                "passing": {"statement": "It says what comes next."},
            },
        ],
        "rubric": [
            {"id": "planning", "name": "Planning", "levels": levels, "required": "proficient"},
            {"id": "effect", "name": "Effect", "levels": levels},
        ],
        "assessment": {"assessors": 2},
    }  # fmt: skip
    return MicroCredential.from_document({**known, **members})


def stack() -> Stack:
    """Make a stack of both."""
    return Stack.from_document(
        {
            "format": "microcred-stack/1",
            "id": STACK,
            "version": "1",
            "language": "en",
            "name": "Conversation",
            "competency": "Leads conversations that teach.",
            "requires": [{"of": [LISTENING, QUESTIONS]}],
        }
    )


class Shelf:
    """Definitions that a test can change or remove."""

    def __init__(self) -> None:
        self.by_id: dict[str, MicroCredential | Stack] = {
            LISTENING: micro_credential(LISTENING),
            QUESTIONS: micro_credential(QUESTIONS, assessment={"assessors": 1}),
            STACK: stack(),
        }

    def find(self, definition_id: str) -> MicroCredential | Stack | None:
        return self.by_id.get(definition_id)

    def stacks(self) -> list[Stack]:
        return [each for each in self.by_id.values() if isinstance(each, Stack)]

    def achievements(self, definition: MicroCredential | Stack) -> Any:
        around = Surroundings(FrameworkFolder(Path("frameworks")))
        return {
            language: make_achievement(definition, around, language)
            for language in definition.all_languages
        }


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def turn(self, **much: float) -> None:
        self.moment += timedelta(**much)


class World:
    """A programme, and short ways through it."""

    def __init__(self, database: Database, folder: Path, **settings: Any):
        self.shelf, self.clock = Shelf(), Clock()
        self.store = FolderStore(folder)
        self.issuer = Issuer(Profile(id=KEY.did, name="Hill District"), KEY, clock=self.clock)
        self.desk = Desk(
            database=database,
            definitions=self.shelf,
            intake=Intake(self.store, max_bytes=1_000_000),
            settings=FlowSettings(**settings),
            open_issuer=lambda _connection: self.issuer,
            issuer_id=str(self.issuer.profile.id),
            issuance=IssuanceSettings(site_url="https://hill.example"),
            clock=self.clock,
        )
        self.programme = Operated(self.desk)
        for name in ("ash", "birch", "cedar"):
            self.programme.add_assessor(name, by="office")

    def draft(self, who: str = "ana@school.example", definition_id: str = LISTENING) -> str:
        """Enrol somebody and put a complete draft together."""
        submission_id: str = self.programme.enrol(who, definition_id, by="ana").id
        self.fill(submission_id)
        return submission_id

    def fill(self, submission_id: str, *items: str) -> None:
        """Hand in what is asked for, or some of it."""
        items = items or ("plan", "essay")
        if "plan" in items:
            file = File(io.BytesIO(PDF + submission_id.encode()), "plan.pdf")
            self.programme.attach_file(submission_id, "plan", file, by="ana")
        if "essay" in items:
            text = f"Next I shall wait for answers. {submission_id}"
            self.programme.attach_text(submission_id, "essay", text, by="ana")

    def submitted(self, *args: str) -> str:
        submission_id = self.draft(*args)
        self.programme.submit(submission_id, by="ana")
        return submission_id

    def assigned(self, *args: str) -> str:
        submission_id = self.submitted(*args)
        self.programme.assign(submission_id, by="office")
        return submission_id

    def rate(self, submission_id: str, assessor: str, *levels: str, said: str = "yes") -> State:
        """Rate: `planning`, `effect`, and the statement; fewer where fewer are asked for."""
        task = self.programme.task(submission_id, assessor)
        given = dict(zip(("planning", "effect"), levels, strict=False))
        ratings = {
            name: Rating(given.get(name, said), f"{assessor} on {name}") for name in task.to_rate
        }
        verb = self.programme.adjudicate if task.adjudicates else self.programme.assess
        state: State = verb(submission_id, assessor, ratings)
        return state

    def assessors(self, submission_id: str) -> list[str]:
        (waiting,) = [
            each for each in self.programme.queue() if each.submission_id == submission_id
        ]
        return [each.assessor_id for each in waiting.assignments]

    def assessed(self, *args: str, planning: str = "proficient", said: str = "yes") -> str:
        """Bring a submission so far that it can be decided."""
        submission_id = self.assigned(*args)
        for assessor in self.assessors(submission_id):
            self.rate(submission_id, assessor, planning, "emerging", said=said)
        return submission_id


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    return World(database, tmp_path / "evidence")
