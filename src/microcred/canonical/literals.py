"""RDF literals as canonical N-Quads terms (JSON-LD 1.1 API, section 8.2, object to RDF)."""

from __future__ import annotations

import math
import re
from typing import Any, Final

import rfc8785

from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import I18N, RDF, XSD, escape, is_language_tag
from microcred.errors import CanonicalizationFailed, excerpt

LANG_STRING: Final = f"{RDF}langString"
XSD_BOOLEAN: Final = f"{XSD}boolean"
XSD_DOUBLE: Final = f"{XSD}double"
XSD_INTEGER: Final = f"{XSD}integer"
XSD_STRING: Final = f"{XSD}string"

_EXPONENT: Final = re.compile(r"(\d)0*E\+?(-)?0*(\d)")
_INTEGER_LIMIT: Final = 10**21
"""From here on a number without a fraction is a double too (section 8.2, step 9)."""

_INEXACT: Final = frozenset({f"{XSD}decimal", XSD_DOUBLE, f"{XSD}float"})
_INTEGERS: Final = frozenset(
    XSD + name
    for name in (
        [
            "byte",
            "int",
            "integer",
            "long",
            "negativeInteger",
            "nonNegativeInteger",
            "nonPositiveInteger",
            "positiveInteger",
            "short",
            "unsignedByte",
            "unsignedInt",
            "unsignedLong",
            "unsignedShort",
        ]
    )
)


def quoted(text: str, close: str) -> str:
    """Put a text in quotes, followed by `close`, which begins with the closing quote."""
    return f'"{escape(text)}{close}'


def closing(datatype: str | None, language: str | None, direction: str | None) -> str | None:
    """Return what follows the text of a string literal, or None where the tag is malformed."""
    if datatype is not None:
        return '"' if datatype == XSD_STRING else f'"^^<{datatype}>'
    if language is not None and not is_language_tag(language):
        if language or direction is None:
            return None
        raise NotCompiled("an empty language tag with a direction")
    if direction is not None:
        return f'"^^<{I18N}{language or ""}_{direction}>'
    return f'"@{language}' if language else '"'


def number(value: float, datatype: str | None) -> str:
    """Return the literal of a JSON number or boolean; `datatype` may be coerced.

    Raises:
        CanonicalizationFailed: an infinity, NaN, or an integer that no double can hold.
    """
    if isinstance(value, bool):
        text, usual = str(value).lower(), XSD_BOOLEAN
    elif _is_whole(value) and datatype != XSD_DOUBLE:
        text, usual = str(int(value)), XSD_INTEGER
    else:
        if value == 0 and math.copysign(1, value) < 0:
            raise NotCompiled("-0 as a double")  # processors write it differently
        text, usual = double(value), XSD_DOUBLE
    return quoted(text, closing(datatype or usual, None, None) or "")


def _is_whole(value: float) -> bool:
    """Tell whether a number is written as an integer (section 8.2, steps 9 and 10)."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise CanonicalizationFailed(f"{value} is no JSON number", code="number-out-of-range")
        return value.is_integer() and abs(value) < _INTEGER_LIMIT
    return abs(value) < _INTEGER_LIMIT


def double(value: float) -> str:
    """Return the canonical lexical form of an xsd:double (XML Schema 1.1, with 15 digits).

    Raises:
        CanonicalizationFailed: the number is too large for a double.
    """
    try:
        return _EXPONENT.sub(r"\1E\2\3", f"{value:1.15E}")
    except OverflowError as error:
        message = "an integer does not fit in a double"
        raise CanonicalizationFailed(message, code="number-out-of-range") from error


def double_text(text: str) -> str:
    """Return a text under xsd:double its canonical form, as other processors do, if it has one."""
    try:
        return double(float(text))
    except ValueError:
        return text


def json_literal(value: Any) -> str:
    """Return the literal of a JSON value (JSON-LD 1.1, section 10.2, rdf:JSON)."""
    try:
        return quoted(rfc8785.dumps(value).decode("utf-8"), f'"^^<{RDF}JSON>')
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise refuse("invalid-JSON-literal", f"{error}") from error


def breaks_coercion(value: float, datatype: str | None) -> str | None:
    """Say why a number or boolean does not fit its datatype, or give None where it does."""
    if datatype is None or not datatype.startswith(XSD):
        return None
    if isinstance(value, bool):
        return None if datatype == XSD_BOOLEAN else f"{excerpt(value)} is no {datatype}"
    if datatype in _INEXACT or (datatype in _INTEGERS and _is_whole(value)):
        return None
    return f"the number {excerpt(value)} is no {datatype}"


def loses_digits(value: float, literal: str) -> bool:
    """Say whether a number has more digits than its literal, which holds 16 of a double."""
    text = literal[1 : literal.index('"', 1)]
    return "E" in text and float(text) != value
