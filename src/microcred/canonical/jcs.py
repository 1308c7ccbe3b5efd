"""JSON Canonicalization Scheme (RFC 8785) under the rules of I-JSON (RFC 7493)."""

from __future__ import annotations

import json
from typing import Any, Final

import rfc8785

from microcred.canonical.bounds import check_json
from microcred.errors import CanonicalizationFailed
from microcred.limits import MAX_JSON_DEPTH, MAX_JSON_VALUES

_INTEGER_LIMIT: Final = 2**53


def canonicalize_jcs(document: Any) -> bytes:
    """Return the JCS form of a JSON value, as UTF-8.

    Raises:
        LimitExceeded: nested deeper or larger than the limits.
        CanonicalizationFailed: what I-JSON cannot hold: an integer beyond 2^53 - 1, an infinity,
            NaN, a lone surrogate, a member name that is no text.
    """
    if _is_plain(document):
        text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        try:
            return text.encode("utf-8")
        except UnicodeEncodeError:
            check_json(document)  # says where the surrogate is
    check_json(document)
    try:
        return rfc8785.dumps(document)
    except rfc8785.CanonicalizationError as error:
        raise CanonicalizationFailed(f"no JCS form: {error}", code="not-i-json") from error


def _is_plain(document: Any) -> bool:
    """Say whether the standard library writes the JCS form of a document, six times as fast.

    It does where there is no fraction, whose digits RFC 8785, section 3.2.2.3, writes otherwise,
    and every name is ASCII: others sort by UTF-16 (section 3.2.3). Its escapes are the same.
    """
    level: list[Any] = [document]
    count = 0
    for _ in range(MAX_JSON_DEPTH + 1):
        deeper: list[Any] = []
        for value in level:
            if type(value) is list:
                deeper += value
            elif type(value) is dict and _has_plain_names(value):
                deeper += value.values()
            elif not _is_plain_scalar(value):
                return False
        count += len(deeper)
        if not deeper or count > MAX_JSON_VALUES:
            return not deeper
        level = deeper
    return False


def _has_plain_names(value: dict[Any, Any]) -> bool:
    return all(type(name) is str and name.isascii() for name in value)


def _is_plain_scalar(value: Any) -> bool:
    if type(value) is int:
        return -_INTEGER_LIMIT < value < _INTEGER_LIMIT
    return type(value) is str or type(value) is bool or value is None
