"""What is handed in: every form of a badge, and what is said of what is none."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from microcred.advice import ADVICE_ON_FAILURE
from microcred.arguments import kind_of
from microcred.errors import MalformedInput
from microcred.limits import MAX_IMAGE_BYTES
from microcred.verifying import Answer, Source, read_source
from tests.verifying.world import World

MARK = "\ufeff"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def badge(world: World) -> dict[str, Any]:
    return world.signed()


@pytest.fixture(scope="module")
def token(world: World) -> str:
    return world.token()


def code_of(badge: Any) -> str:
    with pytest.raises(MalformedInput) as told:
        read_source(badge)
    return told.value.code


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_all_that_holds_bytes_is_taken(world: World, token: str, kind: Callable[..., Any]) -> None:
    assert world.verify(kind(token.encode())).verdict == "valid"


def test_bytes_of_another_layout_are_their_bytes(world: World, token: str) -> None:
    data = token.encode() + b" " * (-len(token) % 4)
    assert world.verify(memoryview(data).cast("I")).verdict == "valid"
    assert code_of(memoryview(bytearray(MAX_IMAGE_BYTES + 4)).cast("I")) == "limit-exceeded"


@pytest.mark.parametrize("written", ["json", "token"])
@pytest.mark.parametrize("as_bytes", [True, False])
def test_a_byte_order_mark_before_a_badge_is_read_through(
    world: World, badge: dict[str, Any], token: str, written: str, *, as_bytes: bool
) -> None:
    text = MARK + (json.dumps(badge) if written == "json" else token)
    assert world.verify(text.encode() if as_bytes else text).verdict == "valid"


@pytest.mark.parametrize("badge", [None, 42, 1.5, object(), ["a"], {1, 2}, True])
def test_what_cannot_be_a_badge_is_told_what_can(world: World, badge: Any) -> None:
    (finding,) = world.verifier(world.policy).verify(badge).find("source")
    assert finding.code == "not-a-source"
    assert finding.message.endswith(f"not as {kind_of(badge)}")
    for kind in ("text", "bytes", "pathlib.Path", "parsed JSON"):
        assert kind in finding.message


def test_a_presentation_that_cannot_be_one_is_told_the_same(world: World) -> None:
    report = world.verifier(world.policy).verify_presentation(None)  # type: ignore[arg-type]
    assert report.checks[0].code == "not-a-source"


@pytest.mark.parametrize(
    "name", ["file.png", "badge.JSON", "some folder/ana's badge.svg", "C:\\badges\\a.jwt", "a.html"]
)
def test_the_name_of_a_file_is_no_badge(world: World, name: str) -> None:
    (finding,) = world.verify(name).find("source")
    assert finding.code == "is-a-file-name"
    assert "pathlib.Path" in finding.advice


@pytest.mark.parametrize("text", ["hello", "a.png\nb.png", "{.json", "not a badge", "badge.docx"])
def test_other_text_is_not_taken_for_a_file_name(text: str) -> None:
    assert code_of(text) == "invalid-json"


@pytest.mark.parametrize("link", ["https://a.example/b", " HTTP://a.example/b.json?x \n"])
def test_a_link_is_no_badge(world: World, link: str) -> None:
    for handed_in in (link, link.encode()):
        (finding,) = world.verify(handed_in).find("source")
        assert finding.code == "is-a-link"
        assert "follow_link" in finding.advice


# files


def test_a_file_is_read(world: World, token: str, tmp_path: Path) -> None:
    path = tmp_path / "badge.jwt"
    path.write_text(token)
    assert world.verify(path).verdict == "valid"
    link = tmp_path / "link"
    link.symlink_to(path)
    assert world.verify(link).verdict == "valid"


def _fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _socket(path: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))
    return path


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (_fifo, {"not-a-file"}),
        (lambda _: Path("/dev/zero"), {"not-a-file"}),
        (lambda _: Path("/dev/tty"), {"not-a-file", "unreadable-file"}),
        (_socket, {"not-a-file"}),
        (lambda path: path.parent, {"unreadable-file"}),
        (lambda path: path / "absent", {"unreadable-file"}),
        (lambda path: path / "a\0b", {"unreadable-file"}),
        (lambda path: path / "\udcff", {"unreadable-file"}),
        (lambda path: path / ("a" * 5000), {"unreadable-file"}),
    ],
)
def test_what_is_no_file_is_refused_and_never_waited_for(
    world: World, tmp_path: Path, make: Callable[[Path], Path], codes: set[str]
) -> None:
    found: list[str] = []
    path = make(tmp_path / "it")
    asking = threading.Thread(
        target=lambda: found.append(world.verify(path).find("source")[0].code), daemon=True
    )
    asking.start()
    asking.join(10)
    assert found
    assert found[0] in codes


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole: to read all of it would fill the memory
    assert code_of(path) == "limit-exceeded"


# web pages


@pytest.mark.parametrize(
    "page",
    [
        b"<!doctype html><title>Sign in</title>",
        b"\n\n<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'><html>",
        b"<html/>",
        b'<?xml version="1.0"?><!-- saved from --><html xmlns="http://www.w3.org/1999/xhtml">',
        b"\xef\xbb\xbf<HTML lang=de>",
        b"<!doctype html>\xe4\xff Latin-1",
        "<!doctype html>".encode("utf-16"),
    ],
)
def test_a_web_page_is_called_what_it_is(world: World, page: bytes) -> None:
    (finding,) = world.verify(page).find("source")
    assert finding.code == "web-page"
    assert "Look on the page" in finding.advice
    assert finding.advice != ADVICE_ON_FAILURE["source"]


@pytest.mark.parametrize("text", ["<htmlish/>", "<a><html/></a>", "<!-- html --><x/>", "<"])
def test_other_markup_is_not(text: str) -> None:
    assert code_of(text) != "web-page"


def test_a_saved_page_names_its_badge() -> None:
    page = b'<html><link rel="alternate" type="application/json" href="https://a.example/b.json">'
    for handed_in in (page, page.decode()):
        with pytest.raises(MalformedInput, match=r"https://a\.example/b\.json") as told:
            read_source(handed_in)
        assert told.value.code == "web-page"


# what programs answer with


def inside(answer: Any) -> Source:
    by_value, by_text = read_source(answer), read_source(json.dumps(answer))
    assert (by_value.place, by_value.kind) == (by_text.place, by_text.kind)
    return by_text


@pytest.mark.parametrize(
    "member", ["jwt", "vc", "credential", "verifiableCredential", "compactJwsString", "badge"]
)
@pytest.mark.parametrize("form", ["json", "jwt"])
@pytest.mark.parametrize("in_array", [True, False])
def test_a_badge_inside_an_answer_is_read_and_its_place_is_told(
    world: World, badge: dict[str, Any], token: str, member: str, form: str, *, in_array: bool
) -> None:
    value = badge if form == "json" else token
    answer = {"status": "ok", "count": 1, member: [value] if in_array else value}
    found = inside(answer)
    assert found.kind == form
    assert found.document["name"] == "Active Listening"
    assert found.place == (f"/{member}/0" if in_array else f"/{member}")
    report = world.verify(answer)
    assert report.verdict == "valid"
    assert f"the badge is inside member '{member}'" in report.find("source")[0].message


def test_a_list_of_one_badge_is_that_badge(world: World, badge: dict[str, Any]) -> None:
    report = world.verify(json.dumps([badge]))
    assert report.verdict == "valid"
    assert "the badge is inside an array" in report.find("source")[0].message


def test_a_token_in_quotation_marks_is_that_token(world: World, token: str) -> None:
    assert world.verify(json.dumps(token)).verdict == "valid"


def test_an_answer_with_several_badges_says_where_they_are(token: str) -> None:
    for answer in ([token, token], {"jwt": token, "vc": {}}, {"credential": [token, token]}):
        assert code_of(json.dumps(answer)) == "several-badges"


@pytest.mark.parametrize("form", ["json", "jwt"])
@pytest.mark.parametrize("member", ["assertion", "data", "a/b"])
def test_a_badge_is_found_under_a_name_that_nobody_knows(
    badge: dict[str, Any], token: str, member: str, form: str
) -> None:
    answer = {
        "ok": True,
        "keys": [{"type": "Multikey"}],
        member: badge if form == "json" else token,
    }
    found = inside(answer)
    assert (found.kind, found.place) == (form, f"/{member.replace('/', '~1')}")
    assert found.document["name"] == "Active Listening"
    assert read_source({"vc": badge, member: token}).place == "/vc"
    assert code_of(json.dumps({member: badge, "second": token})) == "several-badges"


def test_an_answer_is_opened_once(token: str) -> None:
    assert code_of(json.dumps([[token]])) == "not-an-object"
    assert read_source({"vc": {"jwt": token}}).document == {"jwt": token}


def test_a_badge_with_such_a_member_is_the_badge(badge: dict[str, Any], token: str) -> None:
    for own in ("@context", "type", "proof"):
        document = {own: badge[own], "jwt": token, "vc": badge}
        found = read_source(document)
        assert (found.document, found.place) == (document, "")


@pytest.mark.parametrize("answer", [{"jwt": "no token"}, {"jwt": 5}, {"vc": []}, {"other": {}}])
def test_an_answer_without_a_badge_is_read_as_it_is(answer: dict[str, Any]) -> None:
    assert read_source(answer).document == answer


# what stands beside badges

PROFILE = {"id": "did:web:hill.example", "type": ["Profile"], "name": "Hill District"}
ACHIEVEMENT = {"id": "urn:a", "type": "Achievement", "criteria": {"narrative": "Listen."}}
DID_DOCUMENT = {"@context": "https://www.w3.org/ns/did/v1", "id": "did:web:hill.example"}
METHODS = {"id": "did:web:hill.example", "verificationMethod": []}


@pytest.mark.parametrize(
    ("document", "named"),
    [
        (PROFILE, "an issuer's profile"),
        (ACHIEVEMENT, "the definition of an achievement"),
        (DID_DOCUMENT, "a document of somebody's keys"),
        (METHODS, "a document of somebody's keys"),
        ({"keys": [{"kty": "OKP"}]}, "a key"),
        ({"kty": "OKP"}, "a key"),
    ],
    ids=range(6),
)
def test_what_is_no_badge_is_named_and_no_forgery(
    world: World, document: dict[str, Any], named: str
) -> None:
    report = world.verify(json.dumps(document))
    (finding,) = report.find("source")
    assert finding.code == "not-a-badge"
    assert finding.message.startswith(f"this is {named}")
    assert report.genuine is Answer.UNKNOWN


@pytest.mark.parametrize("member", ["credentialSubject", "proof", "issuer"])
def test_a_badge_without_its_types_is_no_other_document(world: World, member: str) -> None:
    assert world.verify(PROFILE | {member: {}}).genuine is Answer.NO


def test_text_that_is_no_badge_is_told_what_is_one(world: World) -> None:
    (finding,) = world.verify(b"name: Active Listening\n").find("source")
    assert (finding.code, finding.message) == (
        "invalid-json",
        "neither JSON, a JWT nor an SD-JWT, and no PNG or SVG",
    )
