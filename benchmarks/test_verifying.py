"""Verify: text in, a report of every check that needs no network out."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.samples import badges, picture
from benchmarks.test_issuing import EMBEDDED, JWT
from microcred import Signer, Verifier, bake
from microcred.keys import Algorithm, SigningKey
from microcred.proofs.ecdsa_sd_2023 import derive_proof

SD = "ecdsa-sd-2023"  # its base proof is for the holder; what is verified is derived


def measure(benchmark: BenchmarkFixture, signed: Sequence[str | bytes]) -> None:
    verifier, turn = Verifier(), itertools.cycle(signed)
    report = benchmark(lambda: verifier.verify(next(turn)))
    assert report.genuine == "yes"


@pytest.mark.parametrize(("suite", "algorithm"), [pair for pair in EMBEDDED if pair[0] != SD])
def test_verify(benchmark: BenchmarkFixture, suite: str, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    signer = Signer(key, suite)
    measure(benchmark, [signer.sign(badge).json() for badge in badges(key, 64)])


def test_derive(benchmark: BenchmarkFixture) -> None:
    key = SigningKey.generate("P-256")
    badge = Signer(key, SD).sign(badges(key, 1)[0]).document
    derived = benchmark(derive_proof, badge, badge["proof"][0], ["/id", "/credentialSubject"])
    assert "evidence" not in derived


def test_verify_derived(benchmark: BenchmarkFixture) -> None:
    key = SigningKey.generate("P-256")
    signer, pointers = Signer(key, SD), ["/id", "/credentialSubject"]
    signed = [signer.sign(badge).document for badge in badges(key, 16)]
    measure(
        benchmark,
        [json.dumps(derive_proof(badge, badge["proof"][0], pointers)) for badge in signed],
    )


@pytest.mark.parametrize("algorithm", JWT)
def test_verify_jwt(benchmark: BenchmarkFixture, algorithm: Algorithm) -> None:
    key = SigningKey.generate(algorithm)
    signer = Signer(key, "vc-jwt")
    measure(benchmark, [signer.sign(badge).jwt for badge in badges(key, 64)])


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "vc-jwt"])
def test_verify_picture(benchmark: BenchmarkFixture, suite: str) -> None:
    key, image = SigningKey.generate("Ed25519"), picture()
    signer = Signer(key, suite)
    measure(benchmark, [bake(signer.sign(badge), image) for badge in badges(key, 64)])
