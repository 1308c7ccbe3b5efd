"""Text in a definition: in its main language, or in several.

A text is either one text, in the language that the definition's `language` names, or a map from
language tags to texts. Scripts that run from right to left need nothing else: a text is kept as
it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

from microcred.models.annotations import JsonSchema, Plain, refuse
from microcred.models.values import LANGUAGE_PATTERN

_is_language: Final = re.compile(LANGUAGE_PATTERN.removesuffix("$") + r"\Z", re.ASCII).match
_has_control: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]").search
"""Characters that a terminal takes as commands; YAML has none of them, JSON may."""

_LINE_SCHEMA: Final[JsonSchema] = {"type": "string", "pattern": r"\S"}
WORDS_SCHEMA: Final[JsonSchema] = {
    "description": "Text in the definition's main language, or a map from language tags to texts.",
    "anyOf": [
        _LINE_SCHEMA,
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": LANGUAGE_PATTERN},
            "additionalProperties": _LINE_SCHEMA,
        },
    ],
}


def _read_line(value: Any, language: str | None = None) -> str:
    if not isinstance(value, str):
        raise refuse("wrong-type", "text", value, index=language)
    if not value.strip():
        raise refuse("empty-text", "text", value, index=language)
    if _has_control(value):
        raise refuse("control-character", "text without control characters", value, index=language)
    return value


def _read_words(value: Any) -> str | dict[str, str]:
    if not isinstance(value, dict):
        return _read_line(value)
    if not value:
        raise refuse("empty-text", "text in at least one language", value)
    for tag, text in value.items():
        if not isinstance(tag, str) or not _is_language(tag):
            expected = "a map from language tags, as nl or pt-BR,"
            raise refuse("invalid-language", expected, tag)
        _read_line(text, tag)
    return value


Line = Annotated[str, Plain(_read_line, _LINE_SCHEMA)]
"""Text that is not empty, in one language."""
Words = Annotated[str | dict[str, str], Plain(_read_words, WORDS_SCHEMA)]
"""Text that is not empty, in one language or in several."""


def text_in(words: str | Mapping[str, str] | None, language: str) -> str:
    """Return a text in one language; another one where it has none in that, empty for None.

    Args:
        words: a `Words`.
        language: a language tag as the definition writes it.
    """
    if words is None:
        return ""
    if isinstance(words, str):
        return words
    return words.get(language) or next(iter(words.values()))
