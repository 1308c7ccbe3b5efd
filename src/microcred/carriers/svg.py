"""SVG as a carrier: one `openbadges:credential` element right after the root tag.

Open Badges 3.0, section "Baked Badge", SVG: a compact JWS stands in the attribute `verify`, JSON
in a CDATA section. Edits are made on the bytes, at places that the XML parser itself reports, so
nothing else of the picture changes and parser and editor cannot disagree.
"""

from __future__ import annotations

import re
from typing import Final

from microcred import drawing
from microcred.carriers.carrier import Carrier
from microcred.carriers.splice import Edit, splice
from microcred.carriers.still_svg import is_still
from microcred.carriers.svg_scan import (
    CREDENTIAL_NAMESPACE,
    BadgeElement,
    SvgScan,
    is_svg,
    looks_like_xml,
    root_name,
    scan_svg,
)
from microcred.errors import InvalidImage, LimitExceeded, NoCredential
from microcred.limits import MAX_DOCUMENT_BYTES

_PREFIX: Final = "openbadges"
_DECLARATION: Final = f' xmlns:{_PREFIX}="{CREDENTIAL_NAMESPACE}"'
# Characters that XML 1.0 forbids, or that XML 1.1 would change, may only be escaped.
_NOT_IN_XML: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")


def bake_svg(text: str, image: bytes) -> bytes:
    """Put a credential into an SVG, right after its root tag, replacing one that is there.

    JSON keeps its meaning, and its text where XML allows: `]]>`, characters that XML or the
    picture's encoding do not have become JSON escapes, line ends become line feeds.

    Args:
        text: the JSON text or compact JWS.
        image: an SVG in UTF-8, UTF-16 or an 8-bit encoding.

    Raises:
        InvalidImage: not an SVG, or one that is refused (see `scan_svg`).
        LimitExceeded: too large, or too many elements.
    """
    scan = scan_svg(image)
    edits = [Edit(old.start, old.end, b"") for old in scan.credentials]
    inner = ""
    if _PREFIX not in scan.root_prefixes:
        place = scan.root_start + len(scan.encoding.encode("<" + root_name(image, scan)))
        edits.append(Edit(place, place, scan.encoding.encode(_DECLARATION)))
    elif scan.root_prefixes[_PREFIX] != CREDENTIAL_NAMESPACE:
        inner = _DECLARATION
    element = _encode_element(text, inner, scan)
    if scan.root_is_empty:
        slash = scan.root_end - 2 * scan.encoding.width
        closing = scan.encoding.encode(f"</{root_name(image, scan)}>")
        opened = scan.encoding.encode(">") + element + closing
        edits.append(Edit(slash, scan.root_end, opened))
    else:
        edits.append(Edit(scan.root_end, scan.root_end, element))
    return splice(image, edits)


def unbake_svg(image: bytes) -> tuple[str, str]:
    """Take the credential out of an SVG.

    Returns:
        The text and the version of Open Badges whose element carries it, `3.0` or `2.0`. A picture
        that carries both gives the 3.0 one.

    Raises:
        InvalidImage: not an SVG, one that is refused, or one with two credentials.
        NoCredential: a sound SVG without a badge.
        LimitExceeded: too large, or a credential longer than `MAX_DOCUMENT_BYTES`.
    """
    scan = scan_svg(image)
    if scan.credentials:
        carrier = _only(scan.credentials, "openbadges:credential")
        if carrier.body and carrier.verify:
            message = "openbadges:credential has both a verify attribute and a body"
            raise InvalidImage(message, code="ambiguous-credential")
        return _bounded(carrier.body or carrier.verify), "3.0"
    if scan.assertions:
        # Open Badges 2.0: with a body, `verify` is only the URL of the hosted assertion.
        carrier = _only(scan.assertions, "openbadges:assertion")
        return _bounded(carrier.body or carrier.verify), "2.0"
    raise NoCredential("the SVG has no openbadges:credential element: nothing was baked into it")


def _only(carriers: list[BadgeElement], name: str) -> BadgeElement:
    if len(carriers) > 1:
        message = f"the SVG has {len(carriers)} elements {name}, only one is allowed"
        raise InvalidImage(message, code="duplicate-credential")
    return carriers[0]


def _bounded(text: str) -> str:
    if len(text) > MAX_DOCUMENT_BYTES:
        message = f"the SVG carries a text of more than {MAX_DOCUMENT_BYTES} characters"
        raise LimitExceeded(message, code="credential-too-long")
    return text


def _encode_element(text: str, declaration: str, scan: SvgScan) -> bytes:
    name = f"{_PREFIX}:credential"
    if not text.startswith("{"):
        markup = f'<{name}{declaration} verify="{text}"></{name}>'
        return scan.encoding.encode(markup)
    # In JSON, `]]>` can only stand inside a string, where an escape means the same.
    body = _NOT_IN_XML.sub(_json_escape, text.replace("]]>", "]]\\u003e"))
    if not scan.encoding.is_unicode:
        body = _NOT_ASCII.sub(_json_escape, body)
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    return scan.encoding.encode(f"<{name}{declaration}><![CDATA[{body}]]></{name}>")


def _json_escape(match: re.Match[str]) -> str:
    units = match.group().encode("utf-16-be")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _draw(name: str, issuer: str) -> bytes:
    return drawing.draw_badge_svg(name, issuer)


def _frame(png: bytes, text: str) -> bytes:
    return drawing.frame_svg(png, text)


SVG: Final = Carrier(
    name="svg",
    title="SVG",
    media_type="image/svg+xml",
    detect=is_svg,
    claims=looks_like_xml,
    bake=bake_svg,
    unbake=unbake_svg,
    draw=_draw,
    is_still=is_still,
    frame=_frame,
)
