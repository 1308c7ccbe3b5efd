"""Writes the page on the definition format: `python -m microcred.program.reference PAGE`.

The tables between the page's two marks follow from the model.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

from pydantic.fields import FieldInfo

from microcred.models.schema_export import member_docstrings
from microcred.models.values import LanguageCode, Term, Uri
from microcred.program.definition import MicroCredential, Stack
from microcred.program.linked_data import is_a
from microcred.program.names import DefinitionId, Hours, MediaType, Slug, WebUrl
from microcred.program.reading import DefinitionPart, part_in
from microcred.program.schema_export import parts_of
from microcred.program.texts import Words

_MARKS: Final = ("<!-- members -->\n", "<!-- end of members -->")
_KINDS: Final = (
    (Words, "text, in one or several languages"),
    (DefinitionId, "id of a definition"),
    (WebUrl, "web address"),
    (Slug, "short name"),
    (MediaType, "media type"),
    (Hours, "number"),
    (LanguageCode, "language tag, as es or pt-BR"),
    (Uri, "URI"),
)


def with_current_members(page: str) -> str:
    """Return the page with the tables as they should be."""
    pattern = f"({re.escape(_MARKS[0])}).*?({re.escape(_MARKS[1])})"
    tables = "\n".join(_tables())
    return re.sub(pattern, lambda match: f"{match[1]}{tables}\n{match[2]}", page, flags=re.DOTALL)


def _tables() -> Iterator[str]:
    seen: set[type[DefinitionPart]] = set()
    for kind in (MicroCredential, Stack):
        for part in parts_of(kind):
            if part not in seen:
                seen.add(part)
                yield from _table(part)


def _table(part: type[DefinitionPart]) -> Iterator[str]:
    yield f"\n### {part.__name__}\n"
    yield f"{(part.__doc__ or '').strip().splitlines()[0]}\n"
    yield "| member | value | what it says |"
    yield "|---|---|---|"
    told = {name: text for base in part.__mro__[::-1] for name, text in _docstrings(base)}
    for name, field in part.model_fields.items():
        needed = "**" if field.is_required() else ""
        text = " ".join(told[name].split())
        yield f"| {needed}`{field.alias}`{needed} | {_value(field)} | {text} |"


def _docstrings(base: type) -> Iterator[tuple[str, str]]:
    yield from member_docstrings(base).items()


def _value(field: FieldInfo) -> str:
    inner = part_in(field.annotation)
    if inner is not None:
        told = f"[{inner.__name__}](#{inner.__name__.lower()})"
    else:
        told = next((text for kind, text in _KINDS if is_a(field, kind)), _plain_value(field))
    return f"list of: {told}" if _is_list(field.annotation) else told


def _plain_value(field: FieldInfo) -> str:
    terms = _terms(field.annotation, field.metadata)
    if terms and len(terms) <= 12:
        return ", ".join(f"`{term}`" for term in terms)
    return "a whole number" if int in _types(field.annotation) else "text"


def _terms(annotation: Any, metadata: Any = ()) -> list[str]:
    for mark in (*metadata, *getattr(annotation, "__metadata__", ())):
        if isinstance(mark, Term):
            return sorted(mark.terms)
    return next(filter(None, map(_terms, get_args(annotation))), [])


def _types(annotation: Any) -> set[Any]:
    return {annotation}.union(*map(_types, get_args(annotation)))


def _is_list(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        path.write_text(with_current_members(path.read_text("utf-8")), "utf-8")
