"""Keywords of JSON-LD, and other names for them, that put members where no reader expects them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.errors import excerpt
from microcred.findings import Fault
from microcred.json_pointer import join_pointer

_HIDING: Final = frozenset({"@id", "@included", "@nest", "@reverse", "@graph"})
_ADVICE: Final = "Do not use it; somebody has rewritten the badge so that it reads otherwise."


def find_hiding_keywords(
    document: Mapping[str, Any], path: tuple[str | int, ...] = ()
) -> Iterator[Fault]:
    """Yield each such keyword in a document, and each term of its own contexts that means one."""
    yield from _find(document, path)


def _find(value: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find(item, (*path, index))
    elif isinstance(value, Mapping):
        for name, member in value.items():
            here = (*path, name)
            if name in _HIDING:
                message = f"{name} says the same as usual members and hides it from most readers"
                yield Fault(join_pointer(here), "hiding-keyword", message, _ADVICE)
            elif name == "@context":
                yield from _aliases(member, here)
            else:
                yield from _find(member, here)


def _aliases(context: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Find terms of a context in the document that stand for keywords, or turn links around."""
    if isinstance(context, list):
        for index, item in enumerate(context):
            yield from _aliases(item, (*path, index))
    elif isinstance(context, dict):
        for term, written in context.items():
            definition = written if isinstance(written, dict) else {"@id": written}
            for problem in _problems(term, definition):
                yield Fault(join_pointer((*path, term)), "hiding-keyword", problem, _ADVICE)
            yield from _aliases(definition.get("@context"), (*path, term))


def _problems(term: str, definition: dict[str, Any]) -> Iterator[str]:
    meaning = definition.get("@id")
    is_alias = not term.startswith("@") and str(meaning).startswith("@")
    if is_alias and (term, meaning) not in (("id", "@id"), ("type", "@type")):
        yield f"{excerpt(term)} stands for {excerpt(meaning)}"
    if "@reverse" in definition:
        yield f"{excerpt(term)} turns a property around"
