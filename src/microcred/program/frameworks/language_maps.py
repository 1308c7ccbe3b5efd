"""Read text of JSON-LD that may be in several languages, as CTDL-ASN has it.

A text stands by itself, in a language map (`{"en": …, "es": …}`), or as a value object with its
`@language` (JSON-LD 1.1, "Language Maps"); of each there may be an array.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from microcred.program.frameworks.members import Members
from microcred.program.frameworks.model import Wording
from microcred.program.languages import best_language

Texts = Mapping[str, Sequence[str]]
"""Texts by their language tags; the empty tag for those of which the language is not told."""

_Path = tuple[str | int, ...]


def read_texts(node: Members, name: str, *, required: bool = False) -> Texts:
    """Read all texts of a member; what is no text is a fault."""
    values = list(_values(node.get(name), (name,)))
    if required and all(isinstance(value, str) and not value.strip() for _, _, value in values):
        node.refuse(name, "missing-member", f"{name} is missing")
    found: dict[str, list[str]] = {}
    for path, tag, value in values:
        text = node.check_text(path, value)
        if text:
            found.setdefault(tag, []).append(text)
    return found


def texts_in(language: str, texts: Texts) -> tuple[str, Sequence[str]]:
    """Choose the texts in a language, else those in the first.

    Returns:
        The language tag, empty where it is not told, and the texts; none where there are none.
    """
    tag = best_language(language, texts)
    if tag is None:
        tag = next(iter(texts), "")
    return tag, texts.get(tag, ())


def text_in(language: str, texts: Texts) -> tuple[str, str]:
    """Choose one text, as `texts_in` does; empty where there is none."""
    tag, found = texts_in(language, texts)
    return tag, found[0] if found else ""


def own_text(language: str, texts: Texts) -> str:
    """Return the text in this very language, or of a language that is not told; or nothing."""
    found = texts.get(language) or texts.get("") or ("",)
    return found[0]


def wordings_of(language: str, names: Texts, statements: Texts) -> tuple[Wording, ...]:
    """Return names and statements in all languages but one."""
    others = [tag for tag in dict.fromkeys((*statements, *names)) if tag not in ("", language)]
    return tuple(
        Wording(tag, *(next(iter(texts.get(tag, ())), "") for texts in (names, statements)))
        for tag in others
    )


def _values(value: Any, path: _Path) -> Iterator[tuple[_Path, str, Any]]:
    """Yield the path, the language tag and the value of each text, whatever it is."""
    for place, part in _parts(value, path):
        if not isinstance(part, dict):
            yield place, "", part
        elif "@value" in part:
            tag = part.get("@language")
            yield (*place, "@value"), tag if isinstance(tag, str) else "", part["@value"]
        else:
            for tag, texts in part.items():
                for inner, text in _parts(texts, (*place, tag)):
                    yield inner, tag, text


def _parts(value: Any, path: _Path) -> Iterator[tuple[_Path, Any]]:
    """Yield the items of an array, or a value by itself; nothing for null."""
    if isinstance(value, list):
        yield from (((*path, index), part) for index, part in enumerate(value))
    elif value is not None:
        yield path, value
