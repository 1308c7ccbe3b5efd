"""JCS (RFC 8785) and its I-JSON rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from microcred.canonical import canonicalize_jcs
from microcred.errors import CanonicalizationFailed
from tests.vectors import VECTORS, vector_files


@pytest.mark.parametrize("path", vector_files("jcs/input"), ids=lambda path: path.stem)
def test_the_vectors(path: Path) -> None:
    expected = VECTORS.joinpath("jcs", "output", path.name).read_bytes()
    assert canonicalize_jcs(json.loads(path.read_text("utf-8"))) == expected


@pytest.mark.parametrize("value", [2**53, -(2**53), 1e400, "\udfff"])
def test_what_i_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(CanonicalizationFailed):
        canonicalize_jcs([value])


def test_negative_zero_is_zero() -> None:
    assert canonicalize_jcs([-0.0]) == b"[0]"
