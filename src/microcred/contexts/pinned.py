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

PLAIN_URLS: Final = frozenset(
    {
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
        "https://purl.imsglobal.org/spec/clr/v2p0/context.json",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        "https://w3id.org/security/data-integrity/v1",
        "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/suites/ed25519-2018/v1",
        "https://w3id.org/security/suites/ed25519-2020/v1",
        "https://w3id.org/security/suites/jws-2020/v1",
        "https://w3id.org/vc-revocation-list-2020/v1",
        "https://w3id.org/vc/status-list/2021/v1",
        "https://www.w3.org/2018/credentials/v1",
        "https://www.w3.org/ns/credentials/status/v1",
    }
)
"""Contexts in which each property has one name that is a bare word in lower case.

Those of nearly every badge, all of them taken together. None of them renames a keyword or takes
every word for a term.
"""


def has_version(url: str) -> bool:
    """Tell whether a context's URL names one version of it: `context-3.0.3.json`, `…/v2`.

    What stands at another, like `…/ob/v3p0/context.json`, is whatever is newest. Communities keep
    to this in the last part of the path; nobody promises anything for the rest of it.
    """
    path = url.partition("#")[0].partition("?")[0]
    return any(character.isdigit() for character in path.rpartition("/")[2])


def is_plain_context(local: Any) -> bool:
    """Tell whether the value of an `@context` names nothing but plain contexts."""
    if type(local) is list:
        return all(type(url) is str for url in local) and PLAIN_URLS.issuperset(local)
    return type(local) is str and local in PLAIN_URLS


def pinned_bytes(url: str) -> bytes | None:
    """Return the bytes of the context document of `url`, or None where it is not pinned."""
    entry = TABLE.get(url)
    if entry is None:
        return None
    return resources.files("microcred.contexts").joinpath("data", entry.file).read_bytes()


def pinned_context(url: str) -> dict[str, Any] | None:
    """Return the context document of `url`, or None where it is not pinned.

    The document is the caller's own: changing it changes nothing for anybody else.
    """
    data = pinned_bytes(url)
    return None if data is None else dict(json.loads(data))
