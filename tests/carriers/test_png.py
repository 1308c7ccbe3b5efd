"""PNG as a carrier: what baking keeps, what unbaking reads, what is refused."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.carriers import Baked, bake, unbake
from microcred.errors import InvalidImage, LimitExceeded, MalformedInput, NoCredential
from microcred.limits import MAX_DOCUMENT_BYTES
from tests.carriers.pictures import IDAT, IHDR, JSON_TEXT, JWT, SIGNATURE, chunk, itxt, png

KEYWORD = b"openbadgecredential"
OLD_KEYWORD = b"openbadges"


def refusal(image: bytes) -> MalformedInput:
    """Return the error of unbaking, once baking is seen to agree about the picture."""
    with pytest.raises(MalformedInput) as caught:
        unbake(image)
    return caught.value


@pytest.mark.parametrize("text", [JSON_TEXT, JWT])
def test_the_chunk_is_written_as_the_specification_says(text: str) -> None:
    picture = png(tail=b"after the end")
    expected = png(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + text.encode()), tail=b"after the end")
    assert bake(text, picture) == expected
    assert unbake(expected) == Baked(text, "3.0")


def test_every_other_byte_is_kept() -> None:
    gamma = chunk(b"gAMA", struct.pack(">I", 45455))
    comment = chunk(b"tEXt", b"Comment\0caf\xe9")
    picture = png(gamma, comment, after_idat=chunk(b"IDAT") + comment, tail=b"\0tail")
    baked = bake(JWT, picture)
    start = baked.index(b"iTXt") - 4
    length = len(KEYWORD) + 5 + len(JWT) + 12
    assert baked[:start] + baked[start + length :] == picture
    assert start == picture.index(b"IDAT") - 4


def test_baking_again_replaces_wherever_the_old_chunk_is() -> None:
    for old in (
        itxt(KEYWORD, b"{}"),
        itxt(KEYWORD, zlib.compress(b"{}"), b"\1\0"),
        chunk(b"tEXt", KEYWORD + b"\0{}"),
        itxt(KEYWORD, b"{}") + itxt(KEYWORD, b"{}"),
    ):
        assert bake(JWT, png(old, tail=b"x")) == bake(JWT, png(tail=b"x"))
        assert bake(JWT, png(after_idat=old)) == bake(JWT, png())
        assert bake(JWT, png(old, after_idat=old)) == bake(JWT, png())


def test_a_chunk_after_the_picture_data_is_read() -> None:
    assert unbake(png(after_idat=itxt(KEYWORD, JWT.encode()))).text == JWT


def test_language_tag_and_translated_keyword_are_passed_over() -> None:
    picture = png(itxt(KEYWORD, b' {"name": "\xc3\xa9"}\n', extra="en-GB\0Ausweis é\0".encode()))
    assert unbake(picture) == Baked('{"name": "é"}', "3.0")


@pytest.mark.parametrize(
    ("old", "text"),
    [
        (itxt(OLD_KEYWORD, b'{"type":"Assertion"}'), '{"type":"Assertion"}'),
        (itxt(OLD_KEYWORD, JWT.encode()), JWT),
        (chunk(b"tEXt", OLD_KEYWORD + b"\0https://e.example/1"), "https://e.example/1"),
        (
            chunk(b"tEXt", OLD_KEYWORD + b"\0https://e.example/1") + itxt(OLD_KEYWORD, b"{}"),
            "{}",
        ),
    ],
)
def test_an_open_badges_2_picture_is_recognised(old: bytes, text: str) -> None:
    assert unbake(png(old)) == Baked(text, "2.0")


def test_an_open_badges_2_assertion_stays_and_the_new_credential_wins() -> None:
    old = itxt(OLD_KEYWORD, b'{"type":"Assertion"}')
    baked = bake(JWT, png(old))
    assert baked == png(old, itxt(KEYWORD, JWT.encode()))
    assert unbake(baked) == Baked(JWT, "3.0")


def test_a_picture_without_a_badge_says_so() -> None:
    assert isinstance(refusal(png()), NoCredential)
    assert isinstance(refusal(png(itxt(b"openbadgecredentials", b"{}"))), NoCredential)
    assert isinstance(refusal(png(itxt(b"XML:com.adobe.xmp", b"{}"))), NoCredential)


GOOD = itxt(KEYWORD, JWT.encode())
HEADER = SIGNATURE + chunk(b"IHDR", IHDR)


@pytest.mark.parametrize(
    ("code", "image"),
    [
        ("truncated-png", SIGNATURE),
        ("truncated-png", png(GOOD)[:-12]),
        ("chunk-length", png(GOOD)[:-13]),
        ("chunk-length", HEADER + b"\xff\xff\xff\xff" + GOOD[4:]),
        ("chunk-length", HEADER + struct.pack(">I", len(GOOD)) + GOOD[4:]),
        ("bad-crc", png(chunk(b"iTXt", GOOD[8:-4], crc=1))),
        ("bad-crc", png(GOOD).replace(IDAT, bytes([IDAT[0] ^ 1]) + IDAT[1:])),
        ("bad-crc", png(GOOD).replace(b"eyJhbG", b"eyJhbg")),
        ("invalid-chunk-type", png(chunk(b"iT\0t", b""))),
        ("missing-ihdr", SIGNATURE + chunk(b"IDAT", IDAT) + chunk(b"IEND")),
        ("invalid-ihdr", SIGNATURE + chunk(b"IHDR", IHDR[:-1]) + chunk(b"IEND")),
        ("invalid-ihdr", SIGNATURE + chunk(b"IHDR", b"\0" * 4 + IHDR[4:]) + chunk(b"IEND")),
        ("missing-idat", HEADER + GOOD + chunk(b"IEND")),
        ("invalid-iend", HEADER + chunk(b"IDAT", IDAT) + chunk(b"IEND", b"x")),
    ],
)
def test_a_damaged_picture_is_refused_by_both(code: str, image: bytes) -> None:
    assert refusal(image).code == code
    with pytest.raises(InvalidImage) as caught:
        bake(JWT, image)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "old"),
    [
        ("duplicate-credential", GOOD + GOOD),
        ("duplicate-credential", GOOD + chunk(b"tEXt", KEYWORD + b"\0" + JWT.encode())),
        ("duplicate-credential", itxt(OLD_KEYWORD, b"{}") * 2),
        ("compressed-credential", itxt(KEYWORD, zlib.compress(b"{}"), b"\1\0")),
        ("compressed-credential", chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(b"{}"))),
        ("compressed-credential", itxt(OLD_KEYWORD, zlib.compress(b"{}"), b"\1\0")),
        ("wrong-chunk-type", chunk(b"tEXt", KEYWORD + b"\0" + JWT.encode())),
        ("invalid-chunk", itxt(KEYWORD, JWT.encode(), b"\2\0")),
        ("invalid-chunk", itxt(KEYWORD, JWT.encode(), extra=b"")),
        ("invalid-chunk", itxt(KEYWORD, JWT.encode(), extra=b"\0")),
        ("invalid-chunk", chunk(b"iTXt", KEYWORD + b"\0\0")),
        ("not-utf-8", itxt(KEYWORD, b'{"a":"\xff"}')),
        ("not-a-credential", itxt(KEYWORD, b"")),
        ("not-a-credential", itxt(KEYWORD, b"https://e.example/1")),
        ("not-a-credential", itxt(KEYWORD, b"[1]")),
        ("not-a-credential", chunk(b"tEXt", OLD_KEYWORD + b"\0ftp://e.example/1")),
    ],
)
def test_a_badge_carried_wrongly_is_refused_and_can_be_baked_over(code: str, old: bytes) -> None:
    error = refusal(png(old))
    assert isinstance(error, InvalidImage)
    assert error.code == code
    assert unbake(bake(JWT, png(old))).text == JWT


def test_a_text_that_is_too_long_is_refused_before_it_is_decoded() -> None:
    long = b"{" + b"\xff" * (MAX_DOCUMENT_BYTES + 2048)
    for old in (itxt(KEYWORD, long), chunk(b"tEXt", OLD_KEYWORD + b"\0" + long)):
        error = refusal(png(old))
        assert isinstance(error, LimitExceeded)
        assert error.code == "credential-too-long"


def test_too_many_chunks_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microcred.carriers.png.MAX_PNG_CHUNKS", 20)
    assert unbake(png(GOOD, chunk(b"tEXt") * 16)).text == JWT
    error = refusal(png(GOOD, chunk(b"tEXt") * 17))
    assert isinstance(error, LimitExceeded)
    assert error.code == "too-many-chunks"


@given(st.integers(0, len(png(GOOD)) - 1), st.integers(1, 255))
def test_one_damaged_byte_anywhere_is_told(position: int, difference: int) -> None:
    damaged = bytearray(png(GOOD))
    damaged[position] ^= difference
    assert refusal(bytes(damaged)).code


@given(st.lists(st.binary(max_size=40).map(lambda data: chunk(b"teSt", data)), max_size=4))
def test_any_chunks_are_kept(others: list[bytes]) -> None:
    picture = png(*others, after_idat=b"".join(others), tail=b"".join(others))
    baked = bake(JSON_TEXT, picture)
    assert unbake(baked) == Baked(JSON_TEXT, "3.0")
    assert baked.replace(itxt(KEYWORD, JSON_TEXT.encode()), b"") == picture
    assert bake(JSON_TEXT, baked) == baked
    assert bake(JSON_TEXT, bake(JWT, picture)) == baked
