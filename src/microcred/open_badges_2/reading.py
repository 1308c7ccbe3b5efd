"""Reading a badge object in the words of Open Badges 2.0, in whichever words it is written.

"Developers who wish to write code in a language other than English can build a JSON-LD context
file in their preferred language": an object may name its members by IRIs, by compact IRIs, or by
words that a context of its own defines. It is compacted into the context of 2.0 then, which
decides what each member is. What uses the words of 2.0 only is read as it stands.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.canonical.bounds import check_json
from microcred.document import as_list
from microcred.errors import CanonicalizationFailed, LimitExceeded, MalformedInput
from microcred.limits import MAX_GENERAL_VALUES
from microcred.open_badges_2.known import context_of_badges, is_context_of_badges, known_context
from microcred.open_badges_2.upgrading import upgrade
from microcred.open_badges_2.vocabulary import (
    CONTEXT,
    EXTENSIONS_NAMESPACE,
    local_name,
    recognize_version,
)

_VALUE_KEYWORDS: Final = frozenset({"@context", "@language", "@value"})
_PREFIX_OF_EXTENSIONS: Final = ("extensions:", "extension:", EXTENSIONS_NAMESPACE)


def read_object(document: Mapping[str, Any], url: str | None = None) -> dict[str, Any]:
    """Return a badge object in the words of 2.0, whichever version it follows.

    Args:
        document: as received.
        url: where it stands, which is what version 1.0 and before it take for its id.

    Raises:
        MalformedInput: it uses words that are not known here, or is no JSON-LD; the code says why.
    """
    members = dict(document)
    if recognize_version(members) == "2.0" and _needs_compaction(members):
        return _compacted(members)
    return upgrade(members, url)


def _needs_compaction(document: Mapping[str, Any]) -> bool:
    contexts = as_list(document.get("@context"))
    if any(isinstance(item, dict) for item in contexts):
        return True
    return any(map(_is_spelled_out, _names(document)))


def _names(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of members, those of extensions apart: they have contexts of their own."""
    level: list[Any] = [document]
    seen: set[int] = set()
    while level:
        deeper: list[Any] = []
        for value in level:
            if id(value) in seen or not isinstance(value, dict | list):
                continue
            seen.add(id(value))
            if isinstance(value, list):
                deeper += value
                continue
            own = [name for name, item in value.items() if not _adds_extension(name, item)]
            yield from own
            deeper += [value[name] for name in own if name != "@context"]
        level = deeper


def _adds_extension(name: str, value: Any) -> bool:
    return name.startswith(_PREFIX_OF_EXTENSIONS) or (
        isinstance(value, dict) and _is_extension(value)
    )


def _is_spelled_out(name: str) -> bool:
    """Tell a keyword, an IRI or a compact IRI from a word."""
    return ":" in name or (name.startswith("@") and name not in _VALUE_KEYWORDS)


def _compacted(document: dict[str, Any]) -> dict[str, Any]:
    # PyLD takes a tenth of a second to import, and hardly any badge needs it
    from microcred.canonical.compaction import compact  # noqa: PLC0415

    taken_apart = _TakenApart()
    try:
        check_json(document, max_values=MAX_GENERAL_VALUES)
        compacted = compact(taken_apart.open(document), CONTEXT, taken_apart.contexts)
    except (CanonicalizationFailed, LimitExceeded) as error:
        message = f"what its words mean cannot be told: {error.message}"
        raise MalformedInput(message, code=error.code, pointer=error.pointer) from error
    language = document.get("@language")
    if isinstance(language, str):
        compacted["@language"] = language
    return {**taken_apart.close(compacted), "@context": CONTEXT}


class _TakenApart:
    """A document without its extensions: each has a context of its own, and is checked by that.

    Attributes:
        contexts: the contexts that the rest names and that are known here, by URL.
    """

    def __init__(self) -> None:
        self.contexts = {CONTEXT: context_of_badges()}
        self._extensions: dict[str, Any] = {}
        # nobody can name what stands in the place of an extension
        self._stand_in = f"urn:x-extension:{secrets.token_hex(8)}:"

    def open(self, value: Any, *, nested: bool = False) -> Any:
        """Return a part of the document with a reference in the place of each extension."""
        if isinstance(value, list):
            return [self.open(item, nested=True) for item in value]
        if not isinstance(value, dict):
            return value
        if nested and "@context" in value and _is_extension(value):
            name = f"{self._stand_in}{len(self._extensions)}"
            self._extensions[name] = value
            return {"@id": name}
        return {
            name: self._known(item) if name == "@context" else self.open(item, nested=True)
            for name, item in value.items()
        }

    def _known(self, contexts: Any) -> list[Any]:
        """Remember the contexts that are known, and spell that of 2.0 in one way."""
        spelled = [CONTEXT if is_context_of_badges(item) else item for item in as_list(contexts)]
        for item in spelled:
            if isinstance(item, str) and (context := known_context(item)) is not None:
                self.contexts[item] = context
        return spelled

    def close(self, value: Any) -> Any:
        """Put the extensions back."""
        if isinstance(value, list):
            return [self.close(item) for item in value]
        name = value.get("id") if isinstance(value, dict) and len(value) == 1 else value
        if isinstance(name, str) and name in self._extensions:
            return self._extensions[name]
        if isinstance(value, dict):
            return {name: self.close(item) for name, item in value.items()}
        return value


def _is_extension(value: Mapping[str, Any]) -> bool:
    types = [*as_list(value.get("type")), *as_list(value.get("@type"))]
    return any(isinstance(name, str) and local_name(name) == "Extension" for name in types)
