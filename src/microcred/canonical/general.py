"""The general JSON-LD processor, PyLD, behind the one boundary to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from microcred.contexts import pinned_context
from microcred.errors import CanonicalizationFailed, LimitExceeded, excerpt


class _UnknownContext(Exception):
    """A context URL that is neither pinned nor given by the caller."""


def to_dataset(document: dict[str, Any], extra_contexts: Mapping[str, dict[str, Any]]) -> Any:
    """Turn a document into PyLD's form of an RDF dataset (JSON-LD 1.1 API, section 8.1).

    Raises:
        CanonicalizationFailed: the document is not JSON-LD, or names a context that is not known.
    """

    def load(url: str, _options: Any) -> dict[str, Any]:
        context = extra_contexts.get(url) or pinned_context(url)
        if context is None:
            raise _UnknownContext(url)
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": context,
        }

    options = {
        "base": "",
        "documentLoader": load,
        "contextResolver": ContextResolver({}, load),
        "rdfDirection": "i18n-datatype",
    }
    try:
        return jsonld.to_rdf(document, options)
    except jsonld.JsonLdError as error:
        raise _failure(error) from error
    except RecursionError as error:
        raise LimitExceeded("contexts nested too deeply", code="too-deep") from error


def _failure(error: BaseException) -> CanonicalizationFailed:
    cause: BaseException | None = error
    deepest: jsonld.JsonLdError = error
    while cause is not None:
        if isinstance(cause, _UnknownContext):
            message = f"the context {excerpt(cause.args[0], 120)} is not known; none is fetched"
            return CanonicalizationFailed(message, code="unknown-context", pointer="/@context")
        if isinstance(cause, jsonld.JsonLdError):
            deepest = cause
        cause = cause.__cause__ or cause.__context__
    code = (deepest.code or "invalid-json-ld").replace(" ", "-")
    return CanonicalizationFailed(f"not JSON-LD: {deepest.args[0]}", code=code)
