"""SVG as a carrier: what baking keeps, what unbaking reads, what is refused."""

from __future__ import annotations

import json

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from microcred.carriers import Baked, bake, unbake
from microcred.carriers.svg_scan import Encoding
from microcred.errors import InvalidImage, LimitExceeded, MalformedInput, NoCredential
from microcred.limits import MAX_SVG_BYTES
from tests.carriers.pictures import JSON_TEXT, JWT, OB3, SVG

DECLARATION = f' xmlns:openbadges="{OB3}"'
ELEMENT = f'<openbadges:credential verify="{JWT}"></openbadges:credential>'


def refusal(image: bytes | str) -> MalformedInput:
    with pytest.raises(MalformedInput) as caught:
        unbake(image if isinstance(image, bytes) else image.encode())
    return caught.value


def test_a_jwt_goes_into_the_verify_attribute() -> None:
    expected = SVG.replace(b"<svg", b"<svg" + DECLARATION.encode())
    expected = expected.replace(b'9 9">', b'9 9">' + ELEMENT.encode())
    assert bake(JWT, SVG) == expected
    assert unbake(expected) == Baked(JWT, "3.0")


def test_json_goes_into_a_cdata_section() -> None:
    element = f"<openbadges:credential><![CDATA[{JSON_TEXT}]]></openbadges:credential>"
    expected = SVG.replace(b"<svg", b"<svg" + DECLARATION.encode())
    expected = expected.replace(b'9 9">', b'9 9">' + element.encode())
    assert bake(JSON_TEXT, SVG) == expected
    assert unbake(expected) == Baked(JSON_TEXT, "3.0")


# Each has two marks: * where the declaration goes, @ where the element goes.
PICTURES = [
    "<svg*>@</svg>",
    "<svg* a=\"/>\" b='>'>@<g/></svg>",
    "<svg*\n\tviewBox='0 0 1 1' >@\n  <g/></svg >\n<!-- end -->",
    "<!-- <svg> --><?pi <svg> ?>\n<svg*>@<!-- <openbadges:credential/> --></svg>",
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">\n<svg*>@</svg>',
    "<!DOCTYPE svg><svg*>@text</svg>",
    '<s:svg* xmlns:s="http://www.w3.org/2000/svg">@<s:g/></s:svg>',
    "<svg*>@<![CDATA[<openbadges:credential/>]]></svg>",
    "<svg*>@&lt;&#233;é</svg>",
    '<svg* xmlns:o="http://openbadges.org">@<o:other/></svg>',
    '<svg*>@<svg xmlns:openbadges="urn:x"><openbadges:credential/></svg></svg>',
]
ENCODINGS = [
    ("", "utf-8", b""),
    ("", "utf-8", b"\xef\xbb\xbf"),
    ("UTF-8", "utf-8", b"\xef\xbb\xbf"),
    ("utf-8", "utf-8", b""),
    ("UTF-16", "utf-16-le", b"\xff\xfe"),
    ("", "utf-16-be", b"\xfe\xff"),
    ("UTF-16", "utf-16-be", b""),
    ("ISO-8859-1", "latin-1", b""),
    ("windows-1252", "cp1252", b""),
    ("iso-8859-15", "iso8859-15", b""),
]
TRICKY = '{"name":"]]>é😀\u2028\ufffe","b":["]]]]>>","<&\\"\\\\"]}'


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize(("declared", "codec", "mark"), ENCODINGS)
def test_any_prologue_and_encoding_keeps_every_other_byte(
    picture: str, declared: str, codec: str, mark: bytes
) -> None:
    prologue = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    text = prologue + picture

    def encode(text: str, declaration: str = "", element: str = "") -> bytes:
        return mark + text.replace("*", declaration).replace("@", element).encode(codec)

    image = encode(text)
    assert bake(JWT, image) == encode(text, DECLARATION, ELEMENT)
    assert unbake(bake(JWT, image)) == Baked(JWT, "3.0")
    baked = bake(TRICKY, image)
    assert json.loads(unbake(baked).text) == json.loads(TRICKY)
    assert bake(JWT, baked) == encode(text, DECLARATION, ELEMENT)
    first = ElementTree.fromstring(baked)[0]
    assert first.tag == f"{{{OB3}}}credential"
    assert json.loads(first.text or "") == json.loads(TRICKY)


@pytest.mark.parametrize("root", ["<svg/>", "<svg  />", '<s:svg xmlns:s="" a="/"/>'])
def test_an_empty_root_tag_is_opened(root: str) -> None:
    root = root.replace('xmlns:s=""', 'xmlns:s="http://www.w3.org/2000/svg"')
    name = root[1:].split(" ")[0].rstrip("/>")
    expected = root.replace(name, name + DECLARATION, 1)[:-2] + f">{ELEMENT}</{name}>"
    assert bake(JWT, (root + "\n<!-- x -->").encode()) == (expected + "\n<!-- x -->").encode()
    wide = bake(JWT, root.encode("utf-16-le"))
    assert wide == expected.encode("utf-16-le")


def test_a_character_is_found_only_where_one_begins() -> None:
    wide = Encoding("utf-16-le", 2, is_unicode=True)
    assert wide.find("\u3e41\u4100>".encode("utf-16-le"), ">", 0) == 6
    assert Encoding("utf-8", 1, is_unicode=True).find(b"a>", ">", 0) == 2


def test_a_declared_prefix_is_used() -> None:
    picture = f"<svg{DECLARATION}><g/></svg>"
    assert bake(JWT, picture.encode()) == f"<svg{DECLARATION}>{ELEMENT}<g/></svg>".encode()


def test_a_prefix_bound_to_something_else_is_bound_again_on_the_element() -> None:
    picture = '<svg xmlns:openbadges="urn:other"><openbadges:g/></svg>'
    inner = ELEMENT.replace("credential ", f"credential{DECLARATION} ", 1)
    baked = bake(JWT, picture.encode())
    assert baked == picture.replace("<openbadges:g", inner + "<openbadges:g").encode()
    assert unbake(baked).text == JWT
    assert bake(JWT, bake(JSON_TEXT, baked)) == baked


@pytest.mark.parametrize(
    "old",
    [
        f'<openbadges:credential verify="{JWT}"/>',
        "<openbadges:credential><![CDATA[{}]]>  </openbadges:credential >",
        f'<c:credential xmlns:c="{OB3}">broken</c:credential>',
        f'<credential xmlns="{OB3}"/>' * 2,
        "<openbadges:credential>ends like an empty one/></openbadges:credential>",
        "<openbadges:credential verify='/>'></openbadges:credential>",
        '<c:credential xmlns:c="https://purl.imsglobal.org/spec/ob/v3p0">{}</c:credential>',
    ],
)
def test_baking_again_replaces_wherever_the_old_element_is(old: str) -> None:
    for codec in ("utf-8", "utf-16"):
        picture = f"<svg{DECLARATION}><g>@</g><!-- é --></svg>"
        expected = f"<svg{DECLARATION}>{ELEMENT}<g></g><!-- é --></svg>".encode(codec)
        assert bake(JWT, picture.replace("@", old).encode(codec)) == expected


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("\n <![CDATA[\n {} ]]>\n", "{}"),
        ('<![CDATA[{"a":"]]]]><![CDATA[>"}]]>', '{"a":"]]>"}'),
        ("<!-- note -->{&quot;a&quot;:&#x31;}<?pi?>", '{"a":1}'),
        (JWT, JWT),
    ],
)
def test_any_way_to_write_the_body_is_read(body: str, text: str) -> None:
    for name in (OB3, "https://purl.imsglobal.org/spec/ob/v3p0"):
        picture = f'<svg><metadata><c:credential xmlns:c="{name}" verify="">{body}</c:credential>'
        assert unbake(f"{picture}</metadata></svg>".encode()) == Baked(text, "3.0")


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (f'<o:assertion verify="{JWT}"/>', JWT),
        ('<o:assertion verify="https://e.example/1?a=1&amp;b"/>', "https://e.example/1?a=1&b"),
        ('<o:assertion verify="https://e.example/1"><![CDATA[ {} ]]></o:assertion>', "{}"),
    ],
)
def test_an_open_badges_2_picture_is_recognised(element: str, text: str) -> None:
    picture = f'<svg xmlns:o="http://openbadges.org">{element}</svg>'
    assert unbake(picture.encode()) == Baked(text, "2.0")


def test_an_open_badges_2_assertion_stays_and_the_new_credential_wins() -> None:
    old = '<openbadges:assertion verify="https://e.example/1"/>'
    root = '<svg xmlns:openbadges="http://openbadges.org">'
    baked = bake(JWT, f"{root}{old}</svg>".encode())
    inner = ELEMENT.replace("credential ", f"credential{DECLARATION} ", 1)
    assert baked == f"{root}{inner}{old}</svg>".encode()
    assert unbake(baked) == Baked(JWT, "3.0")


def test_a_picture_without_a_badge_says_so() -> None:
    assert isinstance(refusal(SVG), NoCredential)
    assert isinstance(refusal("<svg><credential>{}</credential></svg>"), NoCredential)
    assert isinstance(refusal(f"<svg><!--{ELEMENT}--></svg>"), NoCredential)


BOMB = '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">'


@pytest.mark.parametrize(
    ("code", "image"),
    [
        ("dtd-refused", f"<!DOCTYPE svg [{BOMB}]><svg>&b;</svg>"),
        ("dtd-refused", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'),
        ("dtd-refused", '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://e.example/x"> %x;]><svg/>'),
        ("dtd-refused", "<!DOCTYPE svg [<!ATTLIST svg a CDATA 'x'>]><svg/>"),
        ("dtd-refused", '<!DOCTYPE svg SYSTEM "http://e.example/x.dtd"><svg/>'),
        ("dtd-refused", '<!DOCTYPE svg PUBLIC "-//X//Y" "http://e.example/x.dtd"><svg/>'),
        (
            "entity-refused",
            '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg>&nbsp;</svg>',
        ),
        ("invalid-svg", "<svg>&nbsp;</svg>"),
        ("invalid-svg", "<svg>"),
        ("invalid-svg", "<svg></svg><svg/>"),
        ("invalid-svg", "<svg>\0</svg>"),
        ("invalid-svg", "<svg><a:b/></svg>"),
        ("invalid-svg", b"<svg>\xff</svg>"),
        ("invalid-svg", "<svg"),
        ("not-an-svg", "<html><svg/></html>"),
        ("not-an-svg", '<svg xmlns="urn:other"/>'),
        ("unsupported-encoding", '<?xml version="1.0" encoding="utf-7"?><svg/>'),
        ("unsupported-encoding", '<?xml version="1.0" encoding="Shift_JIS"?><svg/>'),
        ("unsupported-encoding", '<?xml version="1.0" encoding="unicode_escape"?><svg/>'),
        ("unsupported-encoding", '<?xml version="1.0" encoding="cp037"?><svg/>'),
        ("unsupported-encoding", '<?xml version="1.0" encoding="nonsense"?><svg/>'),
        ("encoding-mismatch", '<?xml version="1.0" encoding="utf-16"?><svg/>'),
        ("encoding-mismatch", '\ufeff<?xml version="1.0" encoding="iso-8859-1"?><svg/>'),
        (
            "encoding-mismatch",
            '<?xml version="1.0" encoding="iso-8859-1"?><svg/>'.encode("utf-16"),
        ),
        (
            "invalid-credential-element",
            f'<svg><c:credential xmlns:c="{OB3}"><a/></c:credential></svg>',
        ),
    ],
)
def test_a_picture_that_cannot_be_trusted_is_refused_by_both(code: str, image: str | bytes) -> None:
    data = image if isinstance(image, bytes) else image.encode()
    assert refusal(data).code == code
    with pytest.raises(InvalidImage) as caught:
        bake(JWT, data)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "elements"),
    [
        ("duplicate-credential", ELEMENT * 2),
        ("ambiguous-credential", ELEMENT.replace("><", ">{}<")),
        ("not-a-credential", "<openbadges:credential/>"),
        ("not-a-credential", '<openbadges:credential verify="https://e.example/1"/>'),
    ],
)
def test_a_badge_carried_wrongly_is_refused_and_can_be_baked_over(code: str, elements: str) -> None:
    picture = f"<svg{DECLARATION}>{elements}</svg>"
    assert refusal(picture).code == code
    assert unbake(bake(JWT, picture.encode())).text == JWT


def test_a_picture_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refusal(SVG + b" " * MAX_SVG_BYTES)
    assert isinstance(error, LimitExceeded)
    assert error.code == "image-too-large"
    monkeypatch.setattr("microcred.carriers.svg_scan.MAX_SVG_ELEMENTS", 3)
    assert isinstance(refusal("<svg><a/><a/></svg>"), NoCredential)
    error = refusal("<svg><a/><a/><a/></svg>")
    assert isinstance(error, LimitExceeded)
    assert error.code == "too-many-elements"
    monkeypatch.setattr("microcred.carriers.svg_scan.MAX_SVG_ATTRIBUTES", 4)
    assert isinstance(refusal("<svg a='' b='' c='' d=''/>"), NoCredential)
    assert refusal("<svg a='' b='' c='' d='' e=''/>").code == "too-many-attributes"
    monkeypatch.setattr("microcred.carriers.svg.MAX_DOCUMENT_BYTES", 20)
    assert refusal(bake(JWT, b"<svg/>")).code == "credential-too-long"


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), _json, max_size=4), st.booleans(), st.sampled_from(PICTURES))
def test_json_keeps_its_value_whatever_it_says(
    credential: dict[str, object], ascii_only: bool, picture: str
) -> None:
    text = json.dumps(credential, ensure_ascii=ascii_only)
    for codec in ("utf-8", "utf-16"):
        image = picture.replace("*", "").replace("@", "").encode(codec)
        baked = bake(text, image)
        assert json.loads(unbake(baked).text) == credential
        assert bake(text, baked) == baked
