"""Text in languages (VCDM 2.0, "Language and Base Direction")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from microcred.models.annotations import JsonSchema, written_as

_TAG: Final = "[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*"
_LANGUAGE_TAG: Final = re.compile(f"{_TAG}\\Z", re.ASCII)
_DIRECTIONS: Final = ("ltr", "rtl")
_VALUE_OBJECT: Final = frozenset({"@value", "@language", "@direction"})


_LANGUAGE_VALUE_SCHEMA: Final[JsonSchema] = {
    "type": "object",
    "properties": {
        "@value": {"type": "string"},
        "@language": {"type": "string", "pattern": f"^{_TAG}$"},
        "@direction": {"enum": list(_DIRECTIONS)},
    },
    "required": ["@value"],
    "additionalProperties": False,
}
LANGUAGE_TEXT_SCHEMA: Final[JsonSchema] = {
    "description": "Text, a language value object, a language map, or an array of the first two.",
    "anyOf": [
        {"type": "string"},
        _LANGUAGE_VALUE_SCHEMA,
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": f"^(@none|{_TAG})$"},
            "additionalProperties": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"type": "string"}},
                ]
            },
        },
        {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [{"type": "string"}, _LANGUAGE_VALUE_SCHEMA]},
        },
    ],
}


class _LanguageText:
    """Text, or text in languages (VCDM 2.0, "Language and Base Direction")."""

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read text without leaving Rust; the rest through a function."""
        languages = core_schema.no_info_plain_validator_function(_read_language_values)
        choices: list[CoreSchema | tuple[CoreSchema, str]] = [
            core_schema.str_schema(strict=True),
            languages,
        ]
        read = core_schema.union_schema(
            choices,
            mode="left_to_right",
            custom_error_type="not-language-text",
            custom_error_message="not text",
        )
        return written_as(read, core_schema.any_schema())

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Return the whole definition; `schema_export` makes it a shared one."""
        return LANGUAGE_TEXT_SCHEMA


LanguageText = Annotated[str | dict[str, Any] | list[Any], _LanguageText()]


def _read_language_values(value: Any) -> Any:
    """Check a language value object, a language map, or an array of texts and such objects."""
    if isinstance(value, dict):
        accepted = _is_value_object(value) or _is_language_map(value)
    else:
        accepted = isinstance(value, list) and bool(value)
        accepted = accepted and all(
            isinstance(item, str) or (isinstance(item, dict) and _is_value_object(item))
            for item in value
        )
    if not accepted:
        raise ValueError("not text")
    return value


def _is_value_object(value: dict[Any, Any]) -> bool:
    texts = all(isinstance(item, str) for item in value.values())
    return (
        "@value" in value
        and value.keys() <= _VALUE_OBJECT
        and texts
        and value.get("@direction", "ltr") in _DIRECTIONS
        and bool(_LANGUAGE_TAG.match(value.get("@language", "en")))
    )


def _is_language_map(value: dict[Any, Any]) -> bool:
    return bool(value) and all(
        isinstance(tag, str)
        and (tag == "@none" or _LANGUAGE_TAG.match(tag))
        and _is_text_or_texts(text)
        for tag, text in value.items()
    )


def _is_text_or_texts(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in items)


def plain_text(value: str | dict[str, Any] | list[Any] | None, *languages: str) -> str:
    """Return a name or description as one text, for showing it.

    Args:
        value: text, a language value object, a language map or an array of texts and objects;
            None gives the empty text.
        languages: language tags, best first; a tag also stands for its regions. Without a match
            the text without a language is given, or else the first.
    """
    found = list(_texts(value))
    for language in (*languages, ""):
        for tag, text in found:
            if tag.lower() == language.lower() or (language and _is_region(tag, language)):
                return text
    return found[0][1] if found else ""


def _is_region(tag: str, language: str) -> bool:
    return tag.lower().startswith(f"{language.lower()}-")


def _texts(value: object) -> Iterator[tuple[str, str]]:
    """Yield each text with its language tag, which is empty where none is given."""
    match value:
        case str():
            yield "", value
        case {"@value": str(text), **others}:
            yield str(others.get("@language") or ""), text
        case dict():
            for tag, texts in value.items():
                yield "" if tag == "@none" else str(tag), _first_text(texts)
        case list():
            for item in value:
                yield from _texts(item)


def _first_text(texts: Any) -> str:
    """Return a text of a language map, or the first of several."""
    if isinstance(texts, str):
        return texts
    return str(texts[0]) if isinstance(texts, Sequence) and texts else ""
