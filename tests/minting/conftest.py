"""An issuer, an achievement with a rubric, and rosters as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from microcred.issuing import Issuer
from microcred.keys import SigningKey
from microcred.models import Achievement, Criteria, Profile, ResultDescription, RubricCriterionLevel

WriteRoster = Callable[..., Path]


@pytest.fixture(scope="session")
def achievement() -> Achievement:
    levels = [
        RubricCriterionLevel(id="urn:example:low", name="Emerging"),
        RubricCriterionLevel(id="urn:example:high", name="Accomplished"),
    ]
    return Achievement(
        id="urn:example:listening",
        name="Active Listening",
        description="Listens.",
        criteria=Criteria(narrative="A recording."),
        result_description=[
            ResultDescription(
                id="urn:example:rubric",
                name="Listens, well",
                result_type="RubricCriterionLevel",
                rubric_criterion_level=levels,
            ),
            ResultDescription(id="urn:example:score", name="Score", result_type="RawScore"),
        ],
    )


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    key = SigningKey.generate("Ed25519")
    # Hashing is enough here; RDF canonicalisation has tests of its own.
    return Issuer(Profile(id=key.did, name="Hill District"), key, suite="eddsa-jcs-2022")


@pytest.fixture
def write_roster(tmp_path: Path) -> WriteRoster:
    def write(text: str | bytes, name: str = "roster.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
