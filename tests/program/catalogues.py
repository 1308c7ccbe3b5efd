"""A small catalogue: five micro-credentials and a stack, of which each is found another way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from microcred.program.catalogue import Catalogue
from microcred.program.definition import MicroCredential, Stack
from microcred.program.frameworks import FrameworkFolder
from microcred.program.search.index import TextIndex
from microcred.registry import Database

from .definitions import micro_credential, stack

SITE = "https://hill.example/mc/"
PARTS = micro_credential()["parts"]
RUBRIC = micro_credential()["rubric"]


def definition(slug: str, name: Any, competency: Any, **members: Any) -> MicroCredential:
    return MicroCredential.from_document(
        {
            "format": "microcred/1",
            "id": SITE + slug,
            "version": "1.0",
            "language": "en",
            "name": name,
            "competency": competency,
            "parts": PARTS,
            "rubric": RUBRIC,
            **members,
        }
    )


def aligned(*items: str, framework: str = "spl-2022") -> list[dict[str, str]]:
    return [{"framework": framework, "item": item} for item in items]


def definitions() -> list[tuple[str, MicroCredential | Stack]]:
    listening = definition(
        "listening",
        "Active Listening",
        "The educator hears what students say.",
        alignments=aligned("equity-practices"),
        audience={"roles": ["teacher"], "grades": ["K-2", "3"]},
        tags=["communication"],
        hours=10,
        code="L1",
    )
    questions = definition(
        "questions",
        "Open Questions",
        "The educator asks so that students think aloud.",
        alignments=aligned("equity-practices", "learning-designs"),
        audience={"roles": ["Teacher", "coach"], "subjects": ["mathematics"], "grades": ["3-5"]},
        tags=["communication", "questioning"],
        hours=15,
        prerequisites=[SITE + "listening"],
    )
    coaching = definition(
        "coaching",
        "Coaching a Colleague",
        "The coach observes a lesson and talks about it.",
        alignments=aligned("leadership"),
        audience={"roles": ["coach"]},
        hours=30,
        prerequisites=[SITE + "questions"],
    )
    evidence = definition(
        "evidence",
        "Using Evidence",
        "The educator reads results of students and decides what to teach next.",
        alignments=aligned("evidence"),
    )
    arabic = definition(
        "arabic",
        {"ar": "الاستماع الفعّال", "en": "Listening in Arabic"},
        {"ar": "مُعَلِّم يستمع إلى الطلاب", "en": "Hears students."},
        language="ar",
        languages=["en"],
        parts=two_languages(PARTS),
        rubric=two_languages(RUBRIC),
    )
    leader = Stack.from_document(
        stack(
            id=SITE + "leader",
            name="Listening Leader",
            requires=[
                {"of": [SITE + "listening"]},
                {"of": [SITE + "questions", SITE + "evidence"], "count": 1},
            ],
            alignments=aligned("leadership"),
        )
    )
    found: dict[str, MicroCredential | Stack] = {
        "listening.yaml": listening,
        "questions.yaml": questions,
        "coaching.yaml": coaching,
        "evidence.yaml": evidence,
        "arabic.yaml": arabic,
        "leader.yaml": leader,
    }
    return list(found.items())


def two_languages(value: Any) -> Any:
    """Put each text of parts and rubric into a map of two languages."""
    if isinstance(value, list):
        return [two_languages(each) for each in value]
    if isinstance(value, dict):
        texts = ("name", "description", "statement")
        return {
            name: {"ar": f"نص {member}", "en": member} if name in texts else two_languages(member)
            for name, member in value.items()
        }
    return value


def catalogue(database: Database | None = None, folder: Path | None = None) -> Catalogue:
    index = TextIndex(database) if database else None
    return Catalogue(definitions(), FrameworkFolder(folder or Path("nowhere")), index)
