"""Picks one text out of text in languages (VCDM 2.0, "Language and Base Direction")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def plain_text(value: str | dict[str, Any] | list[Any] | None, *languages: str) -> str:
    """Give a name or description as one text, for showing it.

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
                first: Any = texts[0] if isinstance(texts, Sequence) and texts else ""
                text = texts if isinstance(texts, str) else first
                yield "" if tag == "@none" else str(tag), str(text)
        case list():
            for item in value:
                yield from _texts(item)
