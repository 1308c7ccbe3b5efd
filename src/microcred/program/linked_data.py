"""The document that is published at an achievement's id: the achievement, and all the rest with it.

A badge has terms of Open Badges only. Where it leads to, its achievement's id, the whole definition
is there for programs: the member `definition`, in terms of our own JSON-LD context, which follows
from the model. The context stands in the document itself, so that nothing has to be fetched.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from pydantic.fields import FieldInfo

from microcred.models import Achievement
from microcred.models.context_urls import CREDENTIALS_V2, OPEN_BADGES
from microcred.program.definition import Definition, MicroCredential, Stack
from microcred.program.names import DefinitionId, WebUrl
from microcred.program.reading import DefinitionPart, part_in
from microcred.program.texts import Words

VOCABULARY: Final = "urn:microcred:vocabulary#"
"""The terms of the definition format are this with the member's name after it."""

_LINKS: Final = (WebUrl, DefinitionId)


def make_linked_document(definition: Definition, achievement: Achievement) -> dict[str, Any]:
    """Make the document of a definition and the achievement that was made of it.

    Returns:
        JSON-LD: the achievement, with the definition as its member `definition`. Each text is a
        map from language tags to texts, also where the definition has one language.
    """
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES, make_context()],
        **achievement.to_document(),
        "definition": _linked(definition, definition.language),
    }


def _linked(part: DefinitionPart, language: str) -> dict[str, Any]:
    written = part.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    for name, field in type(part).model_fields.items():
        alias, value = str(field.alias), getattr(part, name)
        if alias in written:
            written[alias] = _linked_value(field, value, written[alias], language)
    return written


def _linked_value(field: FieldInfo, value: Any, written: Any, language: str) -> Any:
    if is_a(field, Words):
        return {language: value} if isinstance(value, str) else dict(value)
    if isinstance(value, DefinitionPart):
        return _linked(value, language)
    if isinstance(value, list) and value and isinstance(value[0], DefinitionPart):
        return [_linked(item, language) for item in value]
    return written


def is_a(field: FieldInfo, kind: Any) -> bool:
    """Tell whether a member's values, or the items of its array, are of an annotated kind."""
    marks = {id(mark) for mark in kind.__metadata__}
    return any(id(mark) in marks for mark in _marks(field.annotation, field.metadata))


def _marks(annotation: Any, metadata: Any = ()) -> list[Any]:
    found = [*metadata, *getattr(annotation, "__metadata__", ())]
    for inner in get_args(annotation):
        found += _marks(inner)
    return found


def make_context() -> dict[str, Any]:
    """Make the JSON-LD context: the one term `definition`, and inside it those of the format."""
    members = {**_terms(Stack), **_terms(MicroCredential), "id": "@id"}
    return {
        "@version": 1.1,
        "definition": {"@id": f"{VOCABULARY}definition", "@context": members},
    }


def _terms(model: type[DefinitionPart]) -> dict[str, Any]:
    return {str(field.alias): _term(field) for field in model.model_fields.values()}


def _term(field: FieldInfo) -> dict[str, Any]:
    term: dict[str, Any] = {"@id": f"{VOCABULARY}{field.alias}"}
    if is_a(field, Words):
        return {**term, "@container": "@language"}
    if any(is_a(field, kind) for kind in _LINKS):
        term["@type"] = "@id"
    if _is_array(field.annotation):
        term["@container"] = "@list"
    inner = part_in(field.annotation)
    if inner is not None:
        term["@context"] = _terms(inner)
    return term


def _is_array(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) is list
