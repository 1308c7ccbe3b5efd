"""Issue: a badge as a model in, JSON or a JWT out."""

from __future__ import annotations

import itertools

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.samples import badges
from microcred import Signer
from microcred.keys import Algorithm, SigningKey
from microcred.proofs import SUITES

EMBEDDED = [
    (suite, algorithm) for suite in SUITES for algorithm in sorted(SUITES[suite].algorithms)
]
JWT: list[Algorithm] = ["Ed25519", "P-256", "P-384", "RSA"]


@pytest.mark.parametrize(("suite", "algorithm"), EMBEDDED)
def test_issue(benchmark: BenchmarkFixture, suite: str, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    signer, turn = Signer(key, suite), itertools.cycle(badges(key, 64))
    assert "proofValue" in benchmark(lambda: signer.sign(next(turn)).json())


@pytest.mark.parametrize("algorithm", JWT)
def test_issue_jwt(benchmark: BenchmarkFixture, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    signer, turn = Signer(key, "vc-jwt"), itertools.cycle(badges(key, 64))
    assert benchmark(lambda: signer.sign(next(turn)).jwt).count(".") == 2
