"""What may be baked, what a picture is, and that nothing else than our errors comes out."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microcred.carriers import CARRIERS, Baked, bake, detect_carrier, unbake
from microcred.errors import (
    InvalidImage,
    InvalidJson,
    InvalidToken,
    LimitExceeded,
    MicrocredError,
    NoCredential,
)
from microcred.limits import MAX_DOCUMENT_BYTES, MAX_IMAGE_BYTES
from tests.carriers.pictures import IDAT, JSON_TEXT, JWT, SVG, chunk, itxt, png


@dataclass(frozen=True)
class Signed:
    text: str


@pytest.mark.parametrize("image", [png(), SVG])
@pytest.mark.parametrize(
    "credential",
    [
        JSON_TEXT,
        JSON_TEXT.encode(),
        f"\n {JSON_TEXT}\r\n",
        Signed(JSON_TEXT),
        json.loads(JSON_TEXT),
        MappingProxyType(json.loads(JSON_TEXT)),
    ],
)
def test_a_credential_may_come_in_any_form(credential: Any, image: bytes) -> None:
    assert json.loads(unbake(bake(credential, image)).text) == json.loads(JSON_TEXT)


@pytest.mark.parametrize("image", [png(), SVG])
@pytest.mark.parametrize("credential", [JWT, JWT.encode(), Signed(JWT), f"{JWT}\n"])
def test_a_jwt_may_too(credential: Any, image: bytes) -> None:
    assert unbake(bake(credential, image)) == Baked(JWT, "3.0")


@pytest.mark.parametrize(
    ("kind", "code", "credential"),
    [
        (InvalidJson, "invalid-json", "{"),
        (InvalidJson, "duplicate-member", '{"a":1,"a":2}'),
        (InvalidJson, "not-a-number", '{"a":NaN}'),
        (InvalidJson, "lone-surrogate", '{"a":"\\ud800"}'),
        (InvalidJson, "lone-surrogate", {"a": "\ud800"}),
        (InvalidJson, "not-utf-8", b"{\xff}"),
        (InvalidJson, "invalid-json", {"a": float("nan")}),
        (InvalidJson, "invalid-json", {"a": object()}),
        (LimitExceeded, "too-deep", '{"a":' + "[" * 100_000),
        (LimitExceeded, "limit-exceeded", "{" + " " * MAX_DOCUMENT_BYTES + "}"),
        (LimitExceeded, "credential-too-long", '{"a":"' + "é" * (MAX_DOCUMENT_BYTES // 2) + '"}'),
        (LimitExceeded, "credential-too-long", b" " * (MAX_DOCUMENT_BYTES + 1)),
        (NoCredential, "not-a-credential", ""),
        (NoCredential, "not-a-credential", "[]"),
        (NoCredential, "not-a-credential", "https://e.example/1"),
        (NoCredential, "not-a-credential", "eyJhbGciOiJub25lIn0.e30."),
        (NoCredential, "not-a-credential", f"{JWT}.{JWT}"),
        (NoCredential, "not-a-credential", f'{JWT}"><script/>'),
        (InvalidToken, "not-a-jwt", "a.b.c"),
        (InvalidToken, "not-a-jwt", "W10.e30.AA"),
        (InvalidToken, "not-a-jwt", "e30.W10.AA"),
    ],
)
def test_what_is_no_credential_is_not_baked(
    kind: type[MicrocredError], code: str, credential: Any
) -> None:
    for image in (png(), SVG):
        with pytest.raises(kind) as caught:
            bake(credential, image)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (png(), "png"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (SVG, "svg"),
        (b"\xef\xbb\xbf<!-- c --><?p?>\n<svg", None),
        (b"\xef\xbb\xbf<!-- c --><?p?>\n<svg>broken", "svg"),
        ('<?xml version="1.0"?><s:svg xmlns:s="http://www.w3.org/2000/svg">', "svg"),
        ("<svg>", "svg"),
        ("<!DOCTYPE svg [", "svg"),
        ("<!DOCTYPE html><svg/>", None),
        ("<html><svg/></html>", None),
        ('{"a":"<svg/>"}', None),
        (JWT, None),
        (b"\xff\xd8\xff\xe0", None),
        (b"", None),
    ],
)
def test_a_picture_is_told_by_its_content(image: bytes | str, expected: str | None) -> None:
    for codec in ("utf-8", "utf-16") if isinstance(image, str) else ("utf-8",):
        data = image if isinstance(image, bytes) else image.encode(codec)
        assert detect_carrier(data) == (CARRIERS[expected] if expected else None)


@pytest.mark.parametrize("image", [b"", b"\xff\xd8\xff\xe0", JSON_TEXT.encode(), b"GIF89a"])
def test_other_files_are_no_pictures(image: bytes) -> None:
    for call in (lambda: unbake(image), lambda: bake(JWT, image)):
        with pytest.raises(InvalidImage) as caught:
            call()
        assert caught.value.code == "unknown-image-format"


def test_a_huge_picture_is_refused_unread() -> None:
    image = png(tail=bytes(MAX_IMAGE_BYTES))
    for call in (lambda: unbake(image), lambda: bake(JWT, image)):
        with pytest.raises(LimitExceeded) as caught:
            call()
        assert caught.value.code == "image-too-large"


_seeds = st.sampled_from(
    [
        png(itxt(b"openbadgecredential", JWT.encode())),
        png(chunk(b"tEXt", b"openbadges\0https://e.example/1")),
        bake(JSON_TEXT, SVG),
        bake(JSON_TEXT, SVG.decode().encode("utf-16")),
        b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
    ]
)


@given(_seeds, st.lists(st.tuples(st.integers(0, 600), st.integers(0, 9), st.binary(max_size=6))))
def test_any_damage_gives_a_result_or_our_error(
    seed: bytes, edits: list[tuple[int, int, bytes]]
) -> None:
    data = seed
    for start, length, new in edits:
        data = data[:start] + new + data[start + length :]
    detect_carrier(data)
    with contextlib.suppress(MicrocredError):
        assert unbake(data).text
    with contextlib.suppress(MicrocredError):
        assert unbake(bake(JSON_TEXT, data)).version == "3.0"


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"<svg>", b"<?xml "]))
def test_any_bytes_give_a_result_or_our_error(data: bytes, start: bytes) -> None:
    with contextlib.suppress(MicrocredError):
        unbake(start + data)
    with contextlib.suppress(MicrocredError):
        bake(data, png())
    with contextlib.suppress(MicrocredError):
        bake(JWT, start + data)


def test_a_usual_picture_is_baked_and_unbaked_in_microseconds() -> None:
    """The aim is 100 and 60; the bounds leave room for a busy machine."""
    image = png(*[chunk(b"IDAT", IDAT * 600)] * 7)
    text = json.dumps({"id": "urn:uuid:1", "list": ["a realistic member"] * 100})
    baked = bake(text, image)
    assert len(image) > 50_000
    assert _best_seconds(lambda: bake(text, image)) < 500e-6
    assert _best_seconds(lambda: unbake(baked)) < 300e-6


def _best_seconds(call: Any) -> float:
    best = 1.0
    for _ in range(30):
        begin = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - begin)
    return best
