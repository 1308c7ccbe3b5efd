"""SVGs that only draw are published; those that act are not."""

from __future__ import annotations

import base64

import pytest

from microcred.baking import bake, draw_badge_png, draw_badge_svg, unbake
from microcred.publishing.pictures import badge_pictures, embedded_picture
from microcred.publishing.still_svg import is_still

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink" {}>{}</svg>'
HTML = 'xmlns:h="http://www.w3.org/1999/xhtml"'
SCRIPT = SVG.format("", "<script>alert(1)</script>").encode()


@pytest.mark.parametrize(
    ("attributes", "content"),
    [
        ("", "<script>alert(1)</script>"),
        ("", '<s:script xmlns:s="http://www.w3.org/2000/svg">alert(1)</s:script>'),
        ('onload="alert(1)"', ""),
        ("", '<a x:href="javascript:alert(1)"/>'),
        ("", '<a href="&#106;ava&#9;script:alert(1)"/>'),
        ("", '<image href="data:image/svg+xml,%3Csvg/%3E"/>'),
        ("", '<use href="other.svg#a"/>'),
        ("", '<a href="#"><animate attributeName="href" to="javascript:alert(1)"/></a>'),
        ("", '<set attributeName="onmouseover" to="alert(1)"/>'),
        ("", '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">Hi</p></foreignObject>'),
        ("", f'<h:meta {HTML} http-equiv="refresh" content="0;url=https://evil.example/"/>'),
        ("", f'<h:form {HTML} action="https://evil.example/"><h:input/></h:form>'),
        ("", f'<h:base {HTML} href="https://evil.example/"/>'),
        ("", f'<h:link {HTML} rel="stylesheet" href="https://evil.example/a.css"/>'),
        ("", '<math xmlns="http://www.w3.org/1998/Math/MathML"/>'),
        ("", "<rect>"),
    ],
)
def test_what_acts_is_not_still(attributes: str, content: str) -> None:
    assert not is_still(SVG.format(attributes, content).encode())


@pytest.mark.parametrize(
    "head", ['<?xml-stylesheet href="a.xsl"?>', "<!DOCTYPE svg [<!ENTITY a 'b'>]>"]
)
def test_what_could_make_another_document_of_it_is_not_still(head: str) -> None:
    assert not is_still(head.encode() + SVG.format("", "").encode())


@pytest.mark.parametrize("namespace", ["http://www.w3.org/1999/xhtml", "urn:x", ""])
def test_what_is_no_svg_is_not_still(namespace: str) -> None:
    assert not is_still(f'<svg xmlns="{namespace}"/>'.encode())


def test_drawings_are_still() -> None:
    drawn = draw_badge_svg("Active Listening", "Hill District")
    assert is_still(drawn)
    assert is_still(bake('{"id": "urn:uuid:1"}', drawn))
    content = (
        '<defs><linearGradient id="a"/></defs><use x:href="#a"/><a href="https://hill.example"/>'
        '<image href="data:image/png;base64,AA=="/><animate attributeName="x" to="1"/>'
    )
    assert is_still(
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
        + SVG.format('opacity="1"', content).encode()
    )


def test_a_picture_that_acts_is_replaced() -> None:
    address = "data:image/svg+xml;base64," + base64.b64encode(SCRIPT).decode()
    assert embedded_picture({"image": {"id": address, "type": "Image"}}) is None
    svg = badge_pictures("Listening", "Hill", {"svg": SCRIPT})["svg"]
    assert b"alert" not in svg
    assert unbake(bake('{"id": "urn:uuid:1"}', svg)).text


@pytest.mark.parametrize(
    "picture",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + bytes(30),
        draw_badge_png("A", "B")[:-20],
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
    ],
)
def test_a_broken_picture_is_not_published(picture: bytes) -> None:
    address = "data:image/png;base64," + base64.b64encode(picture).decode()
    assert embedded_picture({"image": {"id": address, "type": "Image"}}) is None
