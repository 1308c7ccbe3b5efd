"""Compaction (JSON-LD 1.1 API, section 5.2): a document in the words of another context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from microcred.canonical.bounds import check_general
from microcred.canonical.general import NO_BASE, context_loader, in_own_words


def compact(
    document: dict[str, Any], context: str | list[str], contexts: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Return a document in the words of `context`; what JSON-LD ignores is left out.

    Relative references stay as they are: there is no base that they could be read against.

    Args:
        document: as received; it is not changed.
        context: the context whose words are wanted, by URL.
        contexts: context documents by URL, beside the pinned ones, which come first.

    Raises:
        LimitExceeded: too large for the general processor.
        CanonicalizationFailed: the document is not JSON-LD, or names a context that is not known.
    """
    check_general(document)
    loader = context_loader(contexts)
    options = {
        "base": NO_BASE,
        "expandContext": {"@base": None},
        "documentLoader": loader,
        "contextResolver": ContextResolver({}, loader),
    }
    with in_own_words():
        compacted: dict[str, Any] = jsonld.compact(document, context, options)
    return compacted
