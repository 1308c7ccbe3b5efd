"""The primitive datatypes of Open Badges 2.0: a check says what is wrong with a value, or None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from microcred.document import as_list
from microcred.errors import InvalidTimestamp, excerpt
from microcred.open_badges_2.documents import is_web_url, text_or_none
from microcred.open_badges_2.moments import parse_moment
from microcred.open_badges_2.vocabulary import NAMESPACE, local_name, type_names

Problem = tuple[str, str]
"""A code, and what was expected."""
ValueCheck = Callable[[Any], Problem | None]

_IMAGE_DATA: Final = re.compile(r"data:image/(?:png|svg\+xml)(?:;[^,]*)?,", re.IGNORECASE)
_IPV4: Final = re.compile(r"[0-9]+(?:\.[0-9]+){3}(?::|\Z)")
_HOST: Final = re.compile(r"[A-Za-z0-9_.~%!$&'()*+,;=-]+(?::[0-9]{1,5})?\Z")
_URN: Final = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{0,31}:.", re.IGNORECASE)
_UUID: Final = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")


def is_iri(value: object) -> bool:
    """Tell whether a value is an absolute IRI."""
    return isinstance(value, str) and bool(_IRI.match(value))


def _is_sound_urn(iri: str) -> bool:
    """Tell whether a URN keeps the rules of URNs (RFC 8141), and of its UUID (RFC 9562)."""
    if iri[:9].lower() == "urn:uuid:":
        return bool(_UUID.match(iri))
    return iri[:4].lower() != "urn:" or bool(_URN.match(iri))


def describe(value: object) -> str:
    """Name what was found in JSON's words, with its text where that helps."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"text {excerpt(value)}"
        case int() | float():
            return f"number {value!r:.40}" if abs(value) < 10**20 else "a large number"
        case list():
            return f"an array of {len(value)}"
        case Mapping():
            return "an object"
    return f"a Python {type(value).__name__}"


def check_text(value: Any) -> Problem | None:
    """Check Text."""
    return None if text_or_none(value) is not None else ("wrong-type", "text")


def check_text_or_number(value: Any) -> Problem | None:
    """Check a version."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if number or text_or_none(value) is not None else ("wrong-type", "text or a number")


def check_boolean(value: Any) -> Problem | None:
    """Check Boolean."""
    return None if isinstance(value, bool) else ("wrong-type", "true or false")


def check_iri(value: Any) -> Problem | None:
    """Check an IRI."""
    if not isinstance(value, str):
        return ("wrong-type", "an absolute IRI")
    if is_iri(value) and _is_sound_urn(value):
        return None
    return ("invalid-iri", "an absolute IRI")


def check_image(value: Any) -> Problem | None:
    """Check the URL of a picture, or its bytes, which must be PNG or SVG."""
    if not isinstance(value, str):
        return ("wrong-type", "the URL of a picture")
    if value[:5].lower() == "data:":
        return None if _IMAGE_DATA.match(value) else ("invalid-image", "a PNG or an SVG")
    return check_url(value)


def check_host(value: Any) -> Problem | None:
    """Check the name of a host; many write its port or the scheme too."""
    text = text_or_none(value)
    if text is None:
        return ("wrong-type", "the name of a host")
    host = re.sub(r"\Ahttps?://", "", text, flags=re.IGNORECASE)
    if _HOST.match(host) and not _IPV4.match(host):
        return None
    return ("invalid-host", "the name of a host")


def check_node_id(value: Any) -> Problem | None:
    """Check the id of something that need not have a URL: JSON-LD's blank nodes will do."""
    return None if isinstance(value, str) and value.startswith("_:") else check_iri(value)


def check_iri_or_object(value: Any) -> Problem | None:
    """Check a reference to something whose class is not looked into."""
    if isinstance(value, Mapping):
        return None
    if not isinstance(value, str):
        return ("wrong-type", "an absolute IRI")
    return None if is_iri(value) else ("invalid-iri", "an absolute IRI")


def check_url(value: Any) -> Problem | None:
    """Check a URL of the web; JSON-LD lets an object with an `id` stand for it."""
    if isinstance(value, Mapping):
        value = value.get("id")
    if not isinstance(value, str):
        return ("wrong-type", "a URL")
    if is_iri(value) and is_web_url(value):
        return None
    return ("invalid-url", "an http or https URL")


def check_moment(value: Any) -> Problem | None:
    """Check a DateTime."""
    try:
        parse_moment(value)
    except InvalidTimestamp:
        expected = "an ISO 8601 timestamp with a time zone, as 2016-12-31T23:59:59Z,"
        return ("invalid-timestamp" if isinstance(value, str) else "wrong-type", expected)
    return None


def check_identity_type(value: Any) -> Problem | None:
    """Check the property by which a recipient is identified."""
    text = text_or_none(value)
    if text is None:
        return ("wrong-type", "email, url, telephone or a property's IRI")
    if local_name(text) in ("id", "email", "url", "telephone") or ":" in text:
        return None
    return ("unknown-identity-type", "email, url, telephone or a property's IRI")


def check_verification_property(value: Any) -> Problem | None:
    """Check the property whose scope is limited; only `id` is supported."""
    known = value in ("id", "@id", f"{NAMESPACE}id")
    return None if known else ("unsupported-verification-property", "'id'")


class TypeCheck:
    """The `type` of an object: text or texts, one of them a name of the class.

    Args:
        names: the class's names.
        or_iri: whether the IRI of some other class will do.
    """

    def __init__(self, *names: str, or_iri: bool = False):
        self.names = frozenset(names)
        self.or_iri = or_iri

    def __call__(self, value: Any) -> Problem | None:
        """Check all names at once."""
        expected = " or ".join(sorted(self.names)) or "a type"
        if not as_list(value) or not all(isinstance(item, str) for item in as_list(value)):
            return ("wrong-type", expected)
        found = type_names({"type": value})
        if self.names.isdisjoint(found) and not (self.or_iri and any(map(is_iri, found))):
            return ("wrong-type-name", expected) if self.names else None
        return None
