"""Where an answer came from in the end, and what stood there, in people's words.

Who can choose a path on somebody's host can often choose one that redirects: an open redirect
would let anybody publish in the name of that host. So what counts is where an answer came from
after all redirects (RFC 6454, "Comparing Origins"), not the URL that was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from microcred.errors import (
    UNREADABLE_KEY,
    InvalidJson,
    LimitExceeded,
    MalformedInput,
    ResolutionFailed,
    UnusableAnswer,
    UnusableKey,
    excerpt,
)
from microcred.fetch.body import too_large
from microcred.fetch.interface import Fetched, accepts
from microcred.fetch.urls import parse_fetch_url
from microcred.strict_json import parse_json

_BEGINNINGS: Final = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "packed data"),
    (b"PK\x03\x04", "packed data"),
)
_SAY_IT_ALL: Final = ("nothing", "an empty text", "a web page", "a picture", "a PDF")
_PAGES: Final = (b"<!doctype html", b"<html", b"<head", b"<body")
_PAGES_SEARCHED_BYTES: Final = 1024
_MAX_DESCRIBED_BYTES: Final = 65_536
_MEDIA_TYPES: Final = (("html", "a web page"), ("xml", "an XML document"), ("image/", "a picture"))


def same_origin(one: str, other: str) -> bool:
    """Tell whether two URLs have one scheme, host and port; what cannot be fetched has none."""
    if one == other:
        return True
    try:
        first, second = parse_fetch_url(one), parse_fetch_url(other)
    except ResolutionFailed:
        return False
    return (first.scheme, first.host, first.port) == (second.scheme, second.host, second.port)


def came_from(fetched: Fetched, url: str) -> bool:
    """Tell whether an answer came, after all redirects, from the origin that `url` names."""
    return same_origin(fetched.url, url)


def require_origin(fetched: Fetched, url: str) -> Fetched:
    """Return the answer back, if it is the word of the host that was asked.

    Raises:
        ResolutionFailed: code `answered-from-elsewhere`.
    """
    if came_from(fetched, url):
        return fetched
    message = (
        f"{excerpt(url, 200)} leads to another site, {excerpt(fetched.url, 200)}; "
        "what stands there is not the word of the site that was asked"
    )
    raise UnusableAnswer(message, code="answered-from-elsewhere")


def check_content(fetched: Fetched, accept: Sequence[str], max_bytes: int) -> None:
    """Return if an answer is of a media type that was asked for, and no longer than accepted.

    Raises:
        UnusableAnswer: code `wrong-content-type`.
        ResolutionFailed: code `too-large`.
    """
    if not accepts(accept, fetched.content_type):
        found = describe_media_type(fetched.content_type)
        message = f"{excerpt(fetched.url, 200)} gave {found}, expected {accept[0]}"
        raise UnusableAnswer(message, code="wrong-content-type")
    if len(fetched.body) > max_bytes:
        raise too_large(max_bytes)


@contextmanager
def reading(fetched: Fetched, wanted: str) -> Iterator[None]:
    """Turn what is wrong with an answer into `UnusableAnswer`, which tells what stood there.

    A badge is not wrong because a server gave a login page: the error's class says so to
    whoever catches it, and its code stays what the reader gave it.

    Args:
        fetched: the answer that is read inside.
        wanted: what it should be, `a DID document` say.

    Raises:
        UnusableAnswer: what is read inside is malformed.
    """
    try:
        yield
    except (MalformedInput, UnusableKey) as error:
        if isinstance(error, UnusableKey) and error.code not in UNREADABLE_KEY:
            raise  # a key that was read and must not be used is its owner's own fault
        found = describe_answer(fetched)
        message = f"{excerpt(fetched.url, 200)} gave {found}, expected {wanted}"
        # to say where a web page stops being JSON, or that it is no picture, helps nobody
        if not found.startswith(_SAY_IT_ALL):
            message += f": {error}"
        raise UnusableAnswer(message, code=error.code) from error


def describe_answer(fetched: Fetched) -> str:
    """Say in people's words what stood at a URL: `a web page (text/html)`, `nothing`."""
    what = _describe_body(fetched.body)
    if what is None:
        return describe_media_type(fetched.content_type)
    return f"{what} ({fetched.content_type})" if fetched.content_type and fetched.body else what


def describe_media_type(content_type: str) -> str:
    """Say in people's words what a media type stands for, where nothing else is known."""
    if not content_type:
        return "something that does not say what it is"
    what = next((words for part, words in _MEDIA_TYPES if part in content_type), "data")
    return f"{what} ({excerpt(content_type, 100)[1:-1]})"


def _describe_body(body: bytes) -> str | None:
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:_PAGES_SEARCHED_BYTES].lower()
    if not start:
        return "nothing" if not body else "an empty text"
    if start.startswith(_PAGES) or (start.startswith(b"<") and b"<html" in start):
        return "a web page"
    for beginning, what in _BEGINNINGS:
        if body.startswith(beginning):
            return what
    if start.startswith(b"<"):
        return "an XML document"
    return _describe_json(body)


def _describe_json(body: bytes) -> str | None:
    """Say what kind of JSON it is, where that is quickly found out; None where it is no text."""
    if len(body) > _MAX_DESCRIBED_BYTES:
        return "a long text" if b"\0" not in body[:_MAX_DESCRIBED_BYTES] else None
    try:
        value: Any = parse_json(body)
    except LimitExceeded:
        return "a JSON text that is too much to read"
    except InvalidJson as error:
        return None if error.code == "not-utf-8" else _describe_text(body)
    kinds = {dict: "object", list: "array", str: "text", bool: "truth value"}
    kind = kinds.get(type(value), "value")
    return f"{'an empty' if value in ({}, []) else 'a'} JSON {kind}"


def _describe_text(body: bytes) -> str:
    """Tell a log of JSON objects, one a line, from other texts that are no JSON as a whole."""
    lines = [line for line in body.split(b"\n", 2) if line.strip()]
    is_log = len(lines) > 1 and _describe_json(lines[0]) == "a JSON object"
    return "lines of JSON" if is_log else "a text that is not JSON"
