"""Packing, compressing, and what is refused on the way back."""

from __future__ import annotations

import base64
import gzip
import resource
import time
import timeit
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.errors import InvalidEncoding, LimitExceeded, MalformedInput
from microcred.limits import MAX_STATUS_LIST_BYTES
from microcred.status import Bitstring, decode_bitstring, encode_bitstring
from tests.status.documents import LIST_BYTES, SPEC_LIST, VALIDATOR_LIST, packed


def encoded(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def code_of(text: str) -> str:
    with pytest.raises(InvalidEncoding) as caught:
        decode_bitstring(text)
    assert caught.value.message
    return caught.value.code


def test_the_specifications_list_is_16_kib_of_zeros() -> None:
    assert decode_bitstring(SPEC_LIST) == bytes(LIST_BYTES)


def test_the_validators_list_has_index_23_set_and_no_other() -> None:
    assert decode_bitstring(VALIDATOR_LIST) == packed(23)


@pytest.mark.parametrize("index", [0, 1, 7, 8, 9, 94567, LIST_BYTES * 8 - 1])
def test_the_first_index_is_the_left_most_bit(index: int) -> None:
    bits = Bitstring(packed(index))
    assert bits.get(index) == 1
    assert sum(bits.get(other) for other in range(bits.length)) == 1


def test_an_index_is_a_bit_and_not_a_byte() -> None:
    bits = Bitstring(b"\x00\x01" + bytes(100))
    assert bits.length == 102 * 8
    assert [index for index in range(bits.length) if bits.get(index)] == [15]


@pytest.mark.parametrize("index", [-1, 16, 10**30])
def test_an_index_outside_of_the_list_is_refused(index: int) -> None:
    with pytest.raises(MalformedInput) as caught:
        Bitstring(b"\x00\x01").get(index)
    assert caught.value.code == "status-index-out-of-range"


@given(st.binary(min_size=3, max_size=40), st.integers(1, 12))
def test_statuses_of_several_bits_are_cut_from_left_to_right(data: bytes, size: int) -> None:
    text = "".join(f"{byte:08b}" for byte in data)
    bits = Bitstring(data, size)
    assert bits.length == len(text) // size
    for index in range(bits.length):
        assert bits.get(index) == int(text[index * size : (index + 1) * size], 2)


@given(st.binary(max_size=200))
def test_what_is_encoded_is_decoded(data: bytes) -> None:
    assert decode_bitstring(encode_bitstring(data)) == data


def test_the_same_bits_give_the_same_text() -> None:
    first = encode_bitstring(packed(5))
    assert encode_bitstring(bytearray(packed(5))) == first
    assert base64.urlsafe_b64decode(first[1:13])[4:8] == bytes(4)  # no time stamp


def test_no_multibase_prefix_is_refused() -> None:
    assert code_of(SPEC_LIST[1:]) == "invalid-multibase"


def test_another_multibase_is_refused() -> None:
    assert code_of("z" + SPEC_LIST[1:]) == "invalid-multibase"


def test_padding_and_the_other_alphabet_are_refused() -> None:
    assert code_of(SPEC_LIST + "=") == "invalid-base64url"
    assert code_of(SPEC_LIST.replace("-", "+")) == "invalid-base64url"


def test_data_that_is_not_gzip_is_refused() -> None:
    assert code_of(encoded(zlib.compress(packed(1)))) == "invalid-gzip"
    assert code_of(encoded(b"")) == "truncated-gzip"


@pytest.mark.parametrize("kept", [1, 10, 20, -1, -8, -9])
def test_gzip_that_is_cut_short_is_refused(kept: int) -> None:
    assert code_of(encoded(gzip.compress(packed(1))[:kept])) == "truncated-gzip"


@pytest.mark.parametrize("place", [-1, -5])
def test_gzip_with_a_wrong_length_or_checksum_is_refused(place: int) -> None:
    data = bytearray(gzip.compress(packed(1)))
    data[place] ^= 1
    assert code_of(encoded(bytes(data))) == "invalid-gzip"


def test_several_gzip_members_are_refused() -> None:
    both = gzip.compress(packed(1)) + gzip.compress(packed(2))
    assert code_of(encoded(both)) == "several-gzip-members"


def test_data_after_the_gzip_member_is_refused() -> None:
    assert code_of(encoded(gzip.compress(packed(1)) + b"\0")) == "trailing-data"


def test_a_list_of_the_largest_size_is_read_and_one_byte_more_is_not() -> None:
    largest = bytes(MAX_STATUS_LIST_BYTES)
    assert len(decode_bitstring(encode_bitstring(largest))) == MAX_STATUS_LIST_BYTES
    with pytest.raises(LimitExceeded) as caught:
        decode_bitstring(encode_bitstring(largest + b"\0"))
    assert caught.value.code == "status-list-too-large"


def test_a_list_that_expands_to_gigabytes_stops_at_the_limit() -> None:
    deflate = zlib.compressobj(9, wbits=-15)
    megabyte = deflate.compress(bytes(1024 * 1024)) + deflate.flush(zlib.Z_FULL_FLUSH)
    text = encoded(gzip.compress(b"")[:10] + megabyte * 4096)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    with pytest.raises(LimitExceeded) as caught:
        decode_bitstring(text)
    assert caught.value.code == "status-list-too-large"
    assert time.process_time() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


@given(st.binary(max_size=100))
def test_any_bytes_are_a_list_or_refused(data: bytes) -> None:
    for text in (encoded(data), encoded(b"\x1f\x8b\x08" + data), data.decode("latin-1")):
        try:
            decode_bitstring(text)
        except MalformedInput as error:
            assert error.code != "malformed-input"


def test_reading_one_status_of_a_long_list_takes_microseconds() -> None:
    bits = Bitstring(bytes(128 * 1024))
    assert min(timeit.repeat(lambda: bits.get(777_777), number=1000, repeat=5)) < 0.02
