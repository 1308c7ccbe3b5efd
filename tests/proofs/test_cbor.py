"""The CBOR of proof values: written in one way, read strictly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import InvalidEncoding, LimitExceeded, MicrocredError
from microcred.proofs.ecdsa_sd_2023.cbor import decode_cbor, encode_cbor

UNSIGNED = st.integers(min_value=0, max_value=2**64 - 1)
LEAVES = UNSIGNED | st.binary(max_size=300) | st.text(max_size=300)
VALUES = LEAVES | st.lists(
    LEAVES | st.lists(LEAVES, max_size=3) | st.dictionaries(UNSIGNED, LEAVES)
)


@given(VALUES)
def test_what_is_written_is_read(value: Any) -> None:
    assert decode_cbor(encode_cbor(value)) == value


# RFC 8949, appendix A, as far as the kinds of value go.
APPENDIX_A = [
    (0, "00"),
    (23, "17"),
    (24, "1818"),
    (100, "1864"),
    (1000, "1903e8"),
    (1000000, "1a000f4240"),
    (1000000000000, "1b000000e8d4a51000"),
    (18446744073709551615, "1bffffffffffffffff"),
    (b"", "40"),
    (bytes([1, 2, 3, 4]), "4401020304"),
    ("", "60"),
    ("IETF", "6449455446"),
    ("\u6c34", "63e6b0b4"),
    ([], "80"),
    ([1, [2, 3], [4, 5]], "8301820203820405"),
    ({}, "a0"),
    ({1: 2, 3: 4}, "a201020304"),
]


@pytest.mark.parametrize(("value", "encoded"), APPENDIX_A, ids=lambda value: str(value)[:30])
def test_examples_of_the_rfc(value: Any, encoded: str) -> None:
    assert encode_cbor(value).hex() == encoded
    assert decode_cbor(bytes.fromhex(encoded)) == value


def test_map_keys_are_written_in_order_and_read_in_any() -> None:
    assert encode_cbor({3: 4, 1: 2}).hex() == "a201020304"
    assert decode_cbor(bytes.fromhex("a203040102")) == {1: 2, 3: 4}


@pytest.mark.parametrize(
    "encoded",
    [
        "",  # nothing
        "0000",  # a byte too many
        "1817",  # 23 in two bytes
        "190017",  # 23 in three bytes
        "1a0000ffff",  # 65535 in five bytes
        "1b00000000ffffffff",  # 2^32 - 1 in nine bytes
        "18",  # a number cut off
        "20",  # a negative integer
        "4401",  # a byte string cut off
        "5bffffffffffffffff00",  # a byte string of 2^64 bytes
        "62c328",  # not UTF-8
        "63eda080",  # a surrogate in UTF-8
        "5f4100ff",  # a byte string of indefinite length
        "9f00ff",  # an array of indefinite length
        "1c",  # a reserved length
        "8200",  # an array cut off
        "a200010002",  # a key twice
        "a1410000",  # a key that is a byte string
        "d84041ff",  # a tag (64, a typed array)
        "f4",  # false
        "fa00000000",  # a float
        "8181818100",  # nested too deep
    ],
)
def test_anything_else_is_refused(encoded: str) -> None:
    with pytest.raises(InvalidEncoding) as caught:
        decode_cbor(bytes.fromhex(encoded))
    assert caught.value.code == "invalid-cbor"


def test_a_long_array_is_refused_before_it_is_read() -> None:
    with pytest.raises(LimitExceeded):
        decode_cbor(b"\x9a\x00\x01\x00\x00" + b"\0" * 65536)


@given(st.binary(max_size=200))
def test_any_bytes_give_a_value_or_an_error_of_ours(data: bytes) -> None:
    try:
        decode_cbor(data)
    except MicrocredError as error:
        assert error.code in ("invalid-cbor", "limit-exceeded")
