"""JSON Canonicalization Scheme (RFC 8785) under the rules of I-JSON (RFC 7493)."""

from __future__ import annotations

from typing import Any

import rfc8785

from microcred.canonical.bounds import check_json
from microcred.errors import CanonicalizationFailed


def canonicalize_jcs(document: Any) -> bytes:
    """Give the JCS form of a JSON value, as UTF-8.

    Raises:
        LimitExceeded: nested deeper or larger than the limits.
        CanonicalizationFailed: what I-JSON cannot hold: an integer beyond 2^53 - 1, an infinity,
            NaN, a lone surrogate, a member name that is no text.
    """
    check_json(document)
    try:
        return rfc8785.dumps(document)
    except rfc8785.CanonicalizationError as error:
        raise CanonicalizationFailed(f"no JCS form: {error}", code="not-i-json") from error
