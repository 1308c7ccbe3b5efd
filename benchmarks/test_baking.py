"""Bake and unbake: a PNG of 60 KB and a badge with an embedded proof."""

from __future__ import annotations

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.samples import badges, picture
from microcred import Signer, bake, unbake
from microcred.keys import SigningKey

KEY = SigningKey.generate("Ed25519")
SIGNED = Signer(KEY).sign(badges(KEY, 1)[0])
IMAGE = picture()


def test_bake(benchmark: BenchmarkFixture) -> None:
    assert len(benchmark(bake, SIGNED, IMAGE)) > len(IMAGE)


def test_bake_over_a_baked_picture(benchmark: BenchmarkFixture) -> None:
    baked = bake(SIGNED, IMAGE)
    assert benchmark(bake, SIGNED, baked) == baked


def test_unbake(benchmark: BenchmarkFixture) -> None:
    assert benchmark(unbake, bake(SIGNED, IMAGE)).text == SIGNED.text
