"""The JSON-LD contexts that the package carries; none is ever fetched at run time."""

from __future__ import annotations

from microcred.contexts.meanings import names_of_terms
from microcred.contexts.pinned import (
    PINNED_URLS,
    PLAIN_URLS,
    has_version,
    is_plain_context,
    pinned_bytes,
    pinned_context,
)

__all__ = [
    "PINNED_URLS",
    "PLAIN_URLS",
    "has_version",
    "is_plain_context",
    "names_of_terms",
    "pinned_bytes",
    "pinned_context",
]
