"""What the characters of JSON-LD text mean: keywords, IRIs, language tags, and N-Quads escapes."""

from __future__ import annotations

import re
from typing import Any, Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
I18N: Final = "https://www.w3.org/ns/i18n#"

KEYWORDS: Final = frozenset(
    [
        "@base",
        "@container",
        "@context",
        "@default",
        "@direction",
        "@embed",
        "@explicit",
        "@first",
        "@graph",
        "@id",
        "@import",
        "@included",
        "@index",
        "@json",
        "@language",
        "@list",
        "@nest",
        "@none",
        "@omitDefault",
        "@preserve",
        "@propagate",
        "@protected",
        "@requireAll",
        "@reverse",
        "@set",
        "@type",
        "@value",
        "@version",
        "@vocab",
    ]
)
"""Keywords of JSON-LD 1.1 (section 9.16) and of framing, which no term may take either."""

looks_like_keyword: Final = re.compile(r"@[A-Za-z]+$").match
"""Matches what is reserved for keywords to come (JSON-LD 1.1, section 9.16)."""

has_scheme: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+-.]*|_):[^\s]*$").match
"""Matches what expansion takes for an absolute IRI or a blank node identifier.

Weaker than `is_iri`, and on purpose the same as in other processors: it decides only whether a
member is a property at all. Nothing is emitted that `is_iri` refuses.
"""


def is_bare_word(name: str) -> bool:
    """Tell whether a member name is no keyword, IRI or compact IRI, nor like that of a class."""
    return ":" not in name and "a" <= name[:1] <= "z"


_IRI_CHARACTER: Final = r"[^\x00-\x20<>\"{}|\\^`#\x7f-\xa0\ud800-\udfff]"

is_iri: Final = re.compile(
    rf"([A-Za-z][A-Za-z0-9+.\-]*):{_IRI_CHARACTER}*(?:#{_IRI_CHARACTER}*)?"
).fullmatch
"""Matches an IRI that N-Quads can hold (RDF 1.1 N-Quads, IRIREF; RFC 3987 has one `#` at most).

Group 1 is the scheme.
"""

is_language_tag: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*").fullmatch
"""Matches a language tag that is well-formed by the grammar of N-Quads and RDF (BCP 47)."""

_TEXT: Final = frozenset({str})


def are_texts(items: list[Any]) -> bool:
    """Tell whether all items of an array are texts."""
    return _TEXT.issuperset(map(type, items))


_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    0x08: "\\b",
    0x09: "\\t",
    0x0A: "\\n",
    0x0C: "\\f",
    0x0D: "\\r",
    0x22: '\\"',
    0x5C: "\\\\",
}


def escape(text: str) -> str:
    """Escape a literal's text (RDF Dataset Canonicalization, section A.1, canonical N-Quads)."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text  # nothing that is escaped is printable but those two
    return text.translate(_ESCAPES)


_REFERENCE: Final = re.compile(
    r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL
)


def resolve_iri(reference: str, base: str) -> str:
    """Resolve an IRI reference against an absolute base (RFC 3986, section 5.2.2)."""
    scheme, authority, path, query, fragment = _split(reference)
    base_scheme, base_authority, base_path, base_query, _ = _split(base)
    if scheme is not None or authority is not None or path.startswith("/"):
        path = _remove_dot_segments(path)
    elif path:
        merged = _merge(base_path, path, has_authority=base_authority is not None)
        path = _remove_dot_segments(merged)
    else:
        path, query = base_path, base_query if query is None else query
    if scheme is None:
        scheme = base_scheme
        authority = base_authority if authority is None else authority
    return _join(scheme, authority, f"{path}{query or ''}{fragment or ''}")


def _join(scheme: str | None, authority: str | None, rest: str) -> str:
    place = rest if authority is None else f"//{authority}{rest}"
    return place if scheme is None else f"{scheme}:{place}"


def _split(iri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    match = _REFERENCE.match(iri)
    if match is None:  # the expression matches every text
        return None, None, iri, None, None
    return match[1], match[2], match[3], match[4], match[5]


def _merge(base_path: str, path: str, *, has_authority: bool) -> str:
    if has_authority and not base_path:
        return "/" + path
    return base_path[: base_path.rfind("/") + 1] + path


def _remove_dot_segments(path: str) -> str:
    """Remove `.` and `..` from a path (RFC 3986, section 5.2.4)."""
    if "/." not in path and not path.startswith("."):
        return path
    segments = path.split("/")
    output: list[str] = []
    for segment in segments:
        if segment not in (".", ".."):
            output.append(segment)
        elif segment == ".." and output not in ([], [""]):  # the root has nothing above it
            output.pop()
    if segments[-1] in (".", ".."):
        output.append("")
    joined = "/".join(output)
    return "/" + joined if path.startswith("/") and not joined.startswith("/") else joined
