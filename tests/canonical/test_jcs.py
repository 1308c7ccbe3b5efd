"""JCS (RFC 8785) and its I-JSON rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rfc8785

from microcred.canonical import canonicalize_jcs
from microcred.canonical.jcs import _is_plain
from microcred.errors import CanonicalizationFailed, LimitExceeded
from tests.canonical.fuzz import Grammar
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


def test_the_quick_way_writes_what_the_reference_writes() -> None:
    quick = 0
    for seed in range(1500):
        document = Grammar(seed).document()
        try:
            expected = rfc8785.dumps(document)
        except rfc8785.CanonicalizationError:
            with pytest.raises(CanonicalizationFailed):
                canonicalize_jcs(document)
            continue
        quick += _is_plain(document)
        assert canonicalize_jcs(document) == expected
    assert quick > 300


@pytest.mark.parametrize(
    "document",
    [
        {"b": 1, "a": [True, None, -1], "": ""},
        "".join(map(chr, range(0x20))) + '"\\/\x7f\x80\u2028é😂',
        {"\ue000": 1, "\U00010000": 2},
        [2**53 - 1, 1 - 2**53, 1.0, 1e21, 5e-324, 0.1],
    ],
)
def test_what_may_be_written_in_two_ways_is_written_in_one(document: object) -> None:
    assert canonicalize_jcs(document) == rfc8785.dumps(document)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, {"a": ["\udc00"]}])
def test_a_lone_surrogate_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(CanonicalizationFailed) as caught:
        canonicalize_jcs([value])
    assert caught.value.code == "lone-surrogate"
    assert (caught.value.pointer or "").startswith("/0")


def test_a_value_that_contains_itself_is_too_deep() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(LimitExceeded):
        canonicalize_jcs(value)
