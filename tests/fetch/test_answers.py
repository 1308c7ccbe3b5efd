"""Where an answer came from in the end, and what stood there."""

from __future__ import annotations

import gzip

import pytest

from microcred.errors import InvalidJson, MalformedInput, ResolutionFailed, UnusableAnswer
from microcred.fetch import Fetched, came_from, describe_answer, reading, require_origin
from microcred.strict_json import parse_json_object

URL = "https://hill.example/.well-known/did.json"


def answer(body: bytes, content_type: str = "", url: str = URL) -> Fetched:
    return Fetched(url, content_type, body)


@pytest.mark.parametrize(
    ("final", "same"),
    [
        (URL, True),
        ("https://hill.example/elsewhere.json?x=1", True),
        ("https://HILL.example:443/did.json", True),
        ("https://www.hill.example/.well-known/did.json", False),
        ("https://hill.example.evil.example/.well-known/did.json", False),
        ("https://hill.example:8443/.well-known/did.json", False),
        ("http://hill.example/.well-known/did.json", False),
        ("https://evil.example/https://hill.example/", False),
        ("https://hill.example@evil.example/", False),
        ("", False),
    ],
)
def test_an_answer_is_its_word_whose_origin_it_came_from(final: str, same: bool) -> None:
    fetched = answer(b"{}", url=final)
    assert came_from(fetched, URL) is same
    if same:
        assert require_origin(fetched, URL) is fetched
        return
    with pytest.raises(ResolutionFailed) as caught:
        require_origin(fetched, URL)
    assert caught.value.code == "answered-from-elsewhere"
    assert URL in caught.value.message
    assert final in caught.value.message


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"", "", "nothing"),
        (b"", "application/json", "nothing"),
        (b" \n", "", "an empty text"),
        (b"<!DOCTYPE html><p>Log in", "text/html", "a web page (text/html)"),
        (b"\xef\xbb\xbf\n<HTML>", "application/json", "a web page (application/json)"),
        (b"<?xml version='1.0'?><!-- x --><html>", "", "a web page"),
        (b"<svg/>", "", "an XML document"),
        (b"\x89PNG\r\n\x1a\n", "", "a picture"),
        (b"%PDF-1.7", "", "a PDF"),
        (gzip.compress(b"{}", mtime=0), "", "packed data"),
        (b"{}", "", "an empty JSON object"),
        (b"[]", "", "an empty JSON array"),
        (b'\xef\xbb\xbf{"a": 1}', "application/json", "a JSON object (application/json)"),
        (b"[1]", "", "a JSON array"),
        (b'"no"', "", "a JSON text"),
        (b"null", "", "a JSON value"),
        (b'{"a": 1}\n{"b": 2}\n', "text/jsonl", "lines of JSON (text/jsonl)"),
        (b"{" * 65_537, "", "a long text"),
        (b"\0" * 65_537, "", "something that does not say what it is"),
        (b"not found", "text/plain", "a text that is not JSON (text/plain)"),
        (b"\xff\xfe", "image/webp", "a picture (image/webp)"),
        (b"\xff\xfe", "text/html", "a web page (text/html)"),
        (b"\xff\xfe", "font/woff", "data (font/woff)"),
        (b"\xff\xfe", "", "something that does not say what it is"),
    ],
)
def test_what_stood_there_is_said_in_words(body: bytes, content_type: str, words: str) -> None:
    assert describe_answer(answer(body, content_type)) == words


def test_what_is_wrong_with_an_answer_is_not_held_against_who_asked() -> None:
    page = answer(b"<html>", "text/html")
    with pytest.raises(UnusableAnswer) as caught, reading(page, "a DID document"):
        parse_json_object(page.body)
    error = caught.value
    assert error.code == "invalid-json"
    assert isinstance(error.__cause__, InvalidJson)
    assert error.message == f"'{URL}' gave a web page (text/html), expected a DID document"


def test_the_reason_is_told_where_it_helps() -> None:
    with pytest.raises(UnusableAnswer) as caught, reading(answer(b"[1,]"), "a list"):
        parse_json_object(b"[1,]")
    assert "line 1 column" in caught.value.message
    with pytest.raises(UnusableAnswer) as caught, reading(answer(b"{}"), "a list"):
        raise MalformedInput("there is no issuer", code="issuer-missing")
    assert caught.value.code == "issuer-missing"
    assert caught.value.message.endswith(
        "an empty JSON object, expected a list: there is no issuer"
    )


def test_a_failure_to_ask_stays_what_it_is() -> None:
    with pytest.raises(ResolutionFailed) as caught, reading(answer(b""), "a list"):
        raise ResolutionFailed("not asked", code="offline")
    assert not isinstance(caught.value, UnusableAnswer)
