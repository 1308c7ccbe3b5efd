"""The working groups' signed vectors, through the whole verifier."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from microcred.fetch import OfflineFetcher
from microcred.findings import Outcome
from microcred.timestamps import fixed_clock
from microcred.verifying import Policy, Verifier
from tests.contexts_of_vectors import vector_contexts
from tests.vectors import VECTORS, needs_vectors, vector_files

pytestmark = needs_vectors

SIGNED = [
    path
    for folder in ("w3c/vc-di-eddsa", "w3c/vc-di-ecdsa")
    for path in vector_files(folder, "**/signed*.json")
]


def name_of(path: Path) -> str:
    return str(path.relative_to(VECTORS))


@pytest.mark.parametrize("path", SIGNED, ids=name_of)
def test_w3c_vector_is_valid_as_a_generic_credential(path: Path) -> None:
    policy = Policy(
        contexts=vector_contexts(), require_open_badge=False, require_issuer_is_controller=False
    )
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    verifier = Verifier(policy, fetcher=OfflineFetcher(), clock=fixed_clock(moment))
    report = verifier.verify(path)
    assert [
        (item.check, item.code)
        for item in report.checks
        if item.outcome in (Outcome.FAILED, Outcome.UNDETERMINED)
    ] == []
    assert report.outcome("proof") is Outcome.PASSED


@pytest.mark.parametrize("path", SIGNED, ids=name_of)
def test_w3c_vector_with_one_word_changed_is_invalid(path: Path) -> None:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    document["name"] = "Changed"
    policy = Policy(contexts=vector_contexts(), require_open_badge=False)
    report = Verifier(policy, fetcher=OfflineFetcher()).verify(document)
    assert {item.code for item in report.find("proof")} == {"bad-signature"}
    assert report.verdict == "invalid"


def test_1edtech_vector_is_right_but_nothing_offline_ties_the_key_to_the_issuer() -> None:
    report = Verifier(fetcher=OfflineFetcher()).verify(
        VECTORS / "1edtech" / "eddsa-rdfc-2022" / "signed.json"
    )
    found = {item.check: (item.outcome, item.code) for item in report.checks}
    assert found["proof"] == (Outcome.PASSED, "signature-valid")
    assert found["issuer_key"] == (Outcome.UNDETERMINED, "offline")
    assert report.verdict == "undetermined"
