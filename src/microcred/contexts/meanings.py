"""What the terms of the pinned contexts stand for, looked up backwards.

A signature over RDF covers properties; a reader of JSON looks for names. This says by which names
a property is read, whatever contexts and scopes define it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from microcred.contexts.pinned import PINNED_URLS, pinned_context


@cache
def names_of_terms() -> Mapping[str, frozenset[str]]:
    """Return the names by which the pinned contexts call each IRI that they define."""
    found: dict[str, set[str]] = defaultdict(set)
    for url in PINNED_URLS:
        document = pinned_context(url)
        if document is not None:
            for iri, name in terms_of(document["@context"], {}):
                found[iri].add(name)
    return {iri: frozenset(names) for iri, names in found.items()}


def terms_of(context: Any, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield IRI and name of each term of a context, at every depth of scoped contexts."""
    if isinstance(context, list):
        for item in context:
            yield from terms_of(item, prefixes)
    elif isinstance(context, dict):
        own = {name: value for name, value in context.items() if isinstance(value, str)}
        prefixes = {**prefixes, **own}
        for name, definition in context.items():
            iri = _iri_of(context, name, prefixes)
            if iri is not None:
                yield iri, name
            if isinstance(definition, dict):
                yield from terms_of(definition.get("@context"), prefixes)


def _iri_of(context: Mapping[str, Any], name: str, prefixes: Mapping[str, str]) -> str | None:
    """Return the IRI of a term; None for a keyword, and for what has none."""
    meaning = _meaning(context[name])
    if isinstance(meaning, str) and meaning in context and meaning != name:
        meaning = _meaning(context[meaning])  # one term called like another
    if not isinstance(meaning, str) or meaning.startswith("@"):
        return None
    prefix, colon, rest = meaning.partition(":")
    is_compact = colon and not rest.startswith("//") and prefix in prefixes
    return prefixes[prefix] + rest if is_compact else meaning


def _meaning(definition: Any) -> Any:
    return definition.get("@id") if isinstance(definition, dict) else definition
