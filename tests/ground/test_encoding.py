"""Base64url, base58btc, multibase, varints: round trips and strictness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.encoding import (
    decode_base58btc,
    decode_base64url,
    decode_multibase,
    decode_varint,
    encode_base58btc,
    encode_base64url,
    encode_multibase,
    encode_varint,
)
from microcred.errors import InvalidEncoding, LimitExceeded, MicrocredError


@given(st.binary(max_size=200))
def test_every_codec_gives_back_what_it_was_given(data: bytes) -> None:
    assert decode_base64url(encode_base64url(data)) == data
    assert decode_base58btc(encode_base58btc(data)) == data
    for base in "zu":
        assert decode_multibase(encode_multibase(data, base)) == data


@given(st.integers(0, 2**63 - 1), st.binary(max_size=4))
def test_a_varint_ends_where_it_should(number: int, rest: bytes) -> None:
    assert decode_varint(encode_varint(number) + rest) == (number, rest)


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"Hello World!", "2NEpo7TZRRrLZSi2U"), (b"\0\0\x28\x7f\xb4\xcd", "11233QC4"), (b"", "")],
)
def test_base58btc_has_the_published_values(data: bytes, text: str) -> None:
    assert encode_base58btc(data) == text
    assert decode_base58btc(text) == data


@pytest.mark.parametrize("text", ["A", "AA==", "A A", "AB", "AAB", "A+", "A/", "é", "AA\n"])
def test_base64url_has_one_spelling(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        decode_base64url(text)


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "é"])
def test_base58btc_has_its_own_alphabet(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        decode_base58btc(text)


def test_base58btc_is_bounded_since_it_costs_the_square() -> None:
    with pytest.raises(LimitExceeded):
        decode_base58btc("2" * 20_000)


@pytest.mark.parametrize("text", ["", "m", "fAB", "Zabc"])
def test_multibase_names_its_base(text: str) -> None:
    with pytest.raises(InvalidEncoding):
        decode_multibase(text)


def test_multibase_takes_only_the_bases_that_are_allowed() -> None:
    with pytest.raises(InvalidEncoding):
        decode_multibase("uAA", allowed="z")


@pytest.mark.parametrize("data", [b"", b"\x80", b"\x80\x00", b"\xff" * 10])
def test_a_varint_has_one_spelling(data: bytes) -> None:
    with pytest.raises(InvalidEncoding):
        decode_varint(data)


@given(st.text(max_size=50))
def test_any_text_is_bytes_or_an_error_of_ours(text: str) -> None:
    for decode in (decode_base64url, decode_base58btc, decode_multibase):
        try:
            decode(text)
        except MicrocredError as error:
            assert error.code
