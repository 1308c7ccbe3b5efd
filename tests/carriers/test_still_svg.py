"""SVGs that only draw are published; those that act are not."""

from __future__ import annotations

import base64
import time

import pytest

from microcred.carriers import bake, unbake
from microcred.carriers.still_svg import is_still, why_not_still
from microcred.drawing import draw_badge_png, draw_badge_svg
from microcred.publishing.pictures import badge_picture, embedded_picture

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


ASKING = (
    "<style>@import 'URL';</style>",
    "<style>@import url(URL);</style>",
    "<style><![CDATA[@import 'URL';]]></style>",
    "<style>@font-face{font-family:f;src:url(URL)} text{font-family:f}</style><text>a</text>",
    "<style>rect{fill:url(URL#a)}</style><rect width='9' height='9'/>",
    "<style>rect{fill:u\\72l(URL#a)}</style><rect width='9' height='9'/>",
    "<style>rect{fill:url(/*x*/#a)}</style>",
    "<style>rect{font-family:'/*';} svg{background:url(URL)} a{font-family:'*/'}</style>",
    "<style>svg{background-image:image-set('URL' 1x)}</style>",
    "<style>svg{background-image:image('URL')}</style>",
    "<style>svg{list-style:src('URL')}</style>",
    "<style>svg{--a:url(URL)}</style>",
    "<style>svg{cursor:url(URL),auto}</style>",
    '<rect style="fill:url(URL#a)" width="9" height="9"/>',
    '<rect style="mask:url(URL#a)" width="9" height="9"/>',
    '<rect style="cursor:pointer" width="9" height="9"/>',
    '<rect fill="url(URL#a)" width="9" height="9"/>',
    '<rect mask="url(URL#a)" width="9" height="9"/>',
    '<rect filter="url(URL#a)" width="9" height="9"/>',
    '<rect clip-path="url(URL#a)" width="9" height="9"/>',
    '<rect cursor="url(URL)" width="9" height="9"/>',
    '<path marker-start="url(URL#a)" d="M0 0L9 9"/>',
    '<image href="URL" width="9" height="9"/>',
    '<image x:href="URL" width="9" height="9"/>',
    '<image href="//evil.example/a.png"/>',
    '<image href="a.png"/>',
    '<use href="URL#a"/>',
    '<use href="other.svg#a"/>',
    '<g xml:base="URL"><use href="#a"/></g>',
    '<filter id="f"><feImage href="URL"/></filter><rect filter="url(#f)" width="9" height="9"/>',
    '<linearGradient x:href="URL#a"/>',
    '<textPath href="URL#a">x</textPath>',
    '<a href="URL">x</a>',
    '<animate attributeName="href" values="URL"/>',
    '<set attributeName="fill" to="url(URL#a)"/>',
    "<foreignObject/>",
    '<audio src="URL"/>',
    '<font-face-uri href="URL"/>',
    '<tref href="URL"/>',
    '<cursor href="URL"/>',
)
"""Twelve ways to ask another host, and more that viewers have or had."""


@pytest.mark.parametrize("content", ASKING)
def test_what_asks_anybody_is_not_still(content: str) -> None:
    said = why_not_still(SVG.format("", content.replace("URL", "https://evil.example/x")).encode())
    assert said is not None
    assert said.startswith("it")


@pytest.mark.parametrize(
    "content",
    [
        '<rect fill="url(#a)" style="stroke:url(\'#b\');fill-opacity:.5" width="9"/>',
        "<style>/* 1 */ .a, .b > c { fill: url(#g); font-family: 'Segoe UI', sans-serif }</style>",
        "<style><![CDATA[.a{fill:rgb(1,2,3);stroke:#fff!important;mix-blend-mode:multiply}]]></style>",
        '<g transform="translate(1 2) rotate (3)" filter="url(#f)" aria-label="see url(x)"/>',
        '<filter id="f"><feGaussianBlur stdDeviation="4"/><feColorMatrix values="1 0 0"/></filter>',
        '<g xmlns:i="http://www.inkscape.org/namespaces/inkscape" i:label="a"><i:grid n="1"/></g>',
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" r:about="https://a.example"/>',
        "<title>@import url(x)</title>",
    ],
)  # fmt: skip
def test_what_editors_write_is_still(content: str) -> None:
    assert why_not_still(SVG.format('xml:space="preserve"', content).encode()) is None


@pytest.mark.parametrize(
    "content",
    [
        "<style>" + "/*" * 200_000 + "</style>",
        "<style>" + "a" * 400_000 + "</style>",
        "<style>" + "a{" * 200_000 + "</style>",
        f'<path d="{"M0-1-2" * 60_000}"/>',
        f'<path d="{"url(" * 100_000}"/>',
        f'<path style="{" " * 400_000}"/>',
    ],
)
def test_a_long_style_takes_no_longer_than_it_is_long(content: str) -> None:
    begun = time.process_time()
    is_still(SVG.format("", content).encode())
    assert time.process_time() - begun < 1


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
        '<defs><linearGradient id="a"/></defs><use x:href="#a"/>'
        '<image href="data:image/png;base64,AA=="/>'
    )
    assert is_still(
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd">'
        + SVG.format('opacity="1"', content).encode()
    )


def test_a_picture_that_acts_is_replaced() -> None:
    address = "data:image/svg+xml;base64," + base64.b64encode(SCRIPT).decode()
    assert embedded_picture({"image": {"id": address, "type": "Image"}}) is None
    svg = badge_picture("svg", "Listening", "Hill", {"svg": SCRIPT})
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
