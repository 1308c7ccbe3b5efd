"""Reading of the pinned contexts.

A context document is fixed by its bytes: the table says their SHA-256, `data/NOTICE` their origin
and licence. URLs are compared as they stand, without any normalisation, so that no other spelling
of one can stand for another document.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, Final

from microcred.contexts.table import TABLE

PINNED_URLS: Final[frozenset[str]] = frozenset(TABLE)
"""Every context URL that the package knows."""


def pinned_bytes(url: str) -> bytes | None:
    """Give the bytes of the context document of `url`, or None where it is not pinned."""
    entry = TABLE.get(url)
    if entry is None:
        return None
    return resources.files("microcred.contexts").joinpath("data", entry.file).read_bytes()


def pinned_context(url: str) -> dict[str, Any] | None:
    """Give the context document of `url`, or None where it is not pinned.

    The document is the caller's own: changing it changes nothing for anybody else.
    """
    data = pinned_bytes(url)
    return None if data is None else dict(json.loads(data))
