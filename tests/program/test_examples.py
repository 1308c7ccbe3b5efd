"""The examples are sound, state all that is expected, and make badges that everybody can check."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from microcred.issuing import Issuer, Recipient
from microcred.keys import SigningKey
from microcred.models import Profile
from microcred.program.checking import check_program
from microcred.program.definition import MicroCredential
from microcred.program.folder import read_program
from microcred.program.loading import load_awardable
from microcred.program.results import make_results
from microcred.verifying import Verifier
from tests.schemas.test_official import official
from tests.vectors import needs_vectors

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "program"
PATHS = sorted(FOLDER.glob("*.yaml"))
LANGUAGES = [(path, language) for path in PATHS for language in ("en", "es")
             if language == "en" or path.stem == "feedback-that-students-use"]  # fmt: skip


def badge_of(path: Path, language: str = "en") -> Mapping[str, Any]:
    awarded = load_awardable(path, language)
    definition = awarded.definition
    results = []
    if isinstance(definition, MicroCredential):
        reached = {each.id: each.levels[-1].id for each in definition.rubric}
        results = make_results(definition, reached)
    key = SigningKey.generate("Ed25519")
    issuer = Issuer(Profile(id=key.did, name="Hill District"), key)
    recipient = Recipient.email("ana@school.example")
    badge = issuer.award(awarded.achievement, recipient, results=results, **awarded.subject)
    return issuer.sign(badge).document


def test_there_are_three_and_a_stack_of_two() -> None:
    program = read_program(FOLDER)
    kinds = [type(file.definition).__name__ for file in program]
    assert sorted(kinds) == ["MicroCredential"] * 3 + ["Stack"]
    formats = {kind for file in program if isinstance(file.definition, MicroCredential)
               for part in file.definition.parts for item in part.evidence
               for kind in item.kinds}  # fmt: skip
    assert formats == {"file", "link", "text"}
    report = check_program(program)
    assert report.faults == ()
    assert report.advice == []


@needs_vectors
@pytest.mark.parametrize(
    ("path", "language"), LANGUAGES, ids=lambda value: getattr(value, "stem", value)
)
def test_a_badge_agrees_with_the_official_schema_and_verifies(path: Path, language: str) -> None:
    badge = badge_of(path, language)
    assert list(official().iter_errors(badge)) == []
    report = Verifier().verify(badge)
    assert report.verdict == "valid"
    assert {check.outcome for check in report.checks} <= {"passed", "skipped"}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_badge_shows_competency_rubric_resources_and_standards(path: Path) -> None:
    definition = load_awardable(path).definition
    achievement = badge_of(path)["credentialSubject"]["achievement"]
    told = " ".join(achievement["criteria"]["narrative"].replace("\\", "").split())
    expected = [target["targetName"] for target in achievement["alignment"]]
    if isinstance(definition, MicroCredential):
        expected += [resource.title for resource in definition.resources]
        expected += [citation.text for citation in definition.research.citations]  # type: ignore[union-attr]
        for criterion in achievement["resultDescription"]:
            expected += [criterion["name"]]
            expected += [level["description"] for level in criterion["rubricCriterionLevel"]]
    expected.append(achievement["description"])
    for text in expected:
        assert " ".join(text.split()) in told, text
    assert achievement["image"]["id"].startswith("data:image/")


def test_the_spanish_badge_is_in_spanish() -> None:
    achievement = badge_of(FOLDER / "feedback-that-students-use.yaml", "es")["credentialSubject"][
        "achievement"
    ]
    assert achievement["inLanguage"] == "es"
    assert achievement["name"] == "Retroalimentación que se usa"
    assert achievement["resultDescription"][0]["rubricCriterionLevel"][2]["name"] == "Competente"
    assert "## Rúbrica" in achievement["criteria"]["narrative"]
    assert achievement["related"][0]["inLanguage"] == "en"
