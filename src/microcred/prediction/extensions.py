"""A rule that both verifiers have: 1EdTech's extension types need their context."""

from __future__ import annotations

from collections.abc import Iterator

from microcred.document import objects_of, types_of
from microcred.models.context_urls import EXTENSION_TYPES, EXTENSIONS
from microcred.prediction.rule import Answer, Examined, refuses

_MEMBERS = ("credentialSchema", "credentialStatus", "refreshService")


def extensions_are_not_defined(examined: Examined) -> Iterator[Answer]:
    """1EdTech's extension types are only defined by `extensions.json`.

    A type that no context defines is an error in JSON-LD validation at 1EdTech, and in the safe
    mode of the DCC verifier.
    """
    if EXTENSIONS in examined.contexts:
        return
    for member in _MEMBERS:
        for pointer, value in objects_of(examined.document.get(member)):
            for kind in sorted(EXTENSION_TYPES.intersection(types_of(value))):
                reason = f"no context defines the type {kind}, so JSON-LD drops it"
                advice = f'Add "{EXTENSIONS}" to @context before signing.'
                yield refuses("no-extensions-context", reason, f"/{member}{pointer}/type", advice)
