"""Models: load from a dict or JSON, dump to a dict."""

from __future__ import annotations

import json

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.samples import badges
from microcred import OpenBadgeCredential
from microcred.keys import SigningKey

BADGE = badges(SigningKey.generate("Ed25519"), 1)[0]
DOCUMENT = BADGE.to_document()


def test_load_a_dict(benchmark: BenchmarkFixture) -> None:
    assert benchmark(OpenBadgeCredential.from_document, DOCUMENT) == BADGE


def test_load_json(benchmark: BenchmarkFixture) -> None:
    text = json.dumps(DOCUMENT)
    assert benchmark(OpenBadgeCredential.from_document, text) == BADGE


def test_dump(benchmark: BenchmarkFixture) -> None:
    assert benchmark(BADGE.to_document) == DOCUMENT
