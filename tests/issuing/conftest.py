"""One issuer at one moment, and what it awards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from microcred.issuing import Issuer
from microcred.keys import LocalKey, SigningKey
from microcred.models import Achievement, Criteria, Profile, ResultDescription, RubricCriterionLevel
from microcred.timestamps import fixed_clock

MOMENT = datetime(2026, 3, 1, 9, 30, 15, 123456, UTC)


@pytest.fixture(scope="session")
def key() -> LocalKey:
    return SigningKey.generate("Ed25519")


@pytest.fixture
def achievement() -> Achievement:
    levels = [
        RubricCriterionLevel(id="urn:example:low", name="Emerging", level="1"),
        RubricCriterionLevel(id="urn:example:high", name="Accomplished", level="3"),
    ]
    return Achievement(
        id="urn:example:listening",
        name="Active Listening",
        description="Listens.",
        criteria=Criteria(narrative="A recording."),
        result_description=[
            ResultDescription(
                id="urn:example:rubric",
                name="Listens",
                result_type="RubricCriterionLevel",
                rubric_criterion_level=levels,
            ),
            ResultDescription(id="urn:example:score", name="Score", result_type="RawScore"),
        ],
    )


@pytest.fixture
def issuer(key: LocalKey) -> Issuer:
    profile = Profile(id=key.did, name="Hill District")
    return Issuer(profile, key, clock=fixed_clock(MOMENT))
