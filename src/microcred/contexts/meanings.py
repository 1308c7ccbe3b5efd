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
            meaning = _meaning(definition)
            if isinstance(meaning, str) and meaning in context and meaning != name:
                meaning = _meaning(context[meaning])  # one term called like another
            if isinstance(meaning, str) and not meaning.startswith("@"):
                prefix, colon, rest = meaning.partition(":")
                known = colon and not rest.startswith("//") and prefix in prefixes
                yield (prefixes[prefix] + rest if known else meaning), name
            if isinstance(definition, dict) and "@context" in definition:
                yield from terms_of(definition["@context"], prefixes)


def _meaning(definition: Any) -> Any:
    return definition.get("@id") if isinstance(definition, dict) else definition
