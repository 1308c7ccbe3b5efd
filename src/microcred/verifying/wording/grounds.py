"""Tell a person what a badge rests on: levels reached, criteria, standards and evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from microcred.document import objects_of, text_of
from microcred.verifying.wording.lines import LONG_TEXT_CHARACTERS, line

_SHOWN: Final = 20
_SHOWN_LINES: Final = 80
_MAX_NARRATIVE_CHARACTERS: Final = 20_000
_HEADING: Final = re.compile(r"^#{1,6} +")
_ITEM: Final = re.compile(r"^(?:[-*+]|\d{1,9}[.)]) ")
_STRONG: Final = re.compile(r"\*\*|__")
_LINK: Final = re.compile(r"\[([^\[\]]{1,300})\]\(<?([^()<>\s]{1,500})>?\)")
_ADDRESS: Final = re.compile(r"<(https?://[^<>\s]{1,500})>")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_DIGEST: Final = "ni:///"


def tell_results(subject: Mapping[str, Any], *, brief: bool) -> Iterator[str]:
    """Return the level reached in each criterion, what it means, and among which levels it is."""
    achievement = first(subject.get("achievement"))
    for result in shown(subject.get("result")):
        wanted = result.get("resultDescription")
        description = with_id(achievement.get("resultDescription"), wanted)
        yield f"result: {line(_tell_result(result, description))}"
        if not brief:
            yield from (f"    {told}" for told in _tell_level(result, description))


def tell_grounds(document: Mapping[str, Any], *, brief: bool) -> Iterator[str]:
    """Return the criteria, the standards and the evidence; each in a line where `brief`."""
    for subject in shown(document.get("credentialSubject")):
        for achievement in shown(subject.get("achievement")):
            yield from tell_criteria(achievement, brief=brief)
            yield from tell_standards(achievement)
    yield from tell_evidence(document, brief=brief)


def tell_criteria(achievement: Mapping[str, Any], *, brief: bool) -> Iterator[str]:
    """Return the criteria: the text without its Markdown, and the address of their page."""
    for criteria in shown(achievement.get("criteria")):
        told = list(_narrative_lines(text_of(criteria.get("narrative"))))
        if brief or len(told) == 1:
            if words := " ".join(filter(None, told)):
                yield f"criteria: {line(words) if brief else line(words, LONG_TEXT_CHARACTERS)}"
        elif told:
            yield "criteria:"
            # The bar shows which lines are the badge's words and not the program's.
            for text in told[:_SHOWN_LINES]:
                yield f"  │ {line(text, LONG_TEXT_CHARACTERS)}".rstrip()
            if len(told) > _SHOWN_LINES:
                yield f"  … and {len(told) - _SHOWN_LINES} more lines"
        if page := text_of(criteria.get("id")):
            yield f"criteria page: {line(page)}"


def tell_standards(achievement: Mapping[str, Any]) -> Iterator[str]:
    """Return what the achievement is aligned with: name, framework and address."""
    for alignment in shown(achievement.get("alignment")):
        names = [text_of(alignment.get(name)) for name in ("targetName", "targetFramework")]
        parts = [", ".join(filter(None, names)), text_of(alignment.get("targetUrl"))]
        yield f"aligned with: {line(' - '.join(filter(None, parts)), LONG_TEXT_CHARACTERS)}"


def tell_evidence(document: Mapping[str, Any], *, brief: bool) -> Iterator[str]:
    """Return each piece of evidence: its name, and its address, its text or its digest."""
    for evidence in shown(document.get("evidence")):
        told = " - ".join(filter(None, _evidence_parts(evidence)))
        yield f"evidence: {line(told) if brief else line(told, LONG_TEXT_CHARACTERS)}"


def _evidence_parts(evidence: Mapping[str, Any]) -> Iterator[str]:
    yield text_of(evidence.get("name"))
    address, narrative = text_of(evidence.get("id")), text_of(evidence.get("narrative"))
    if not address.startswith(_DIGEST):
        yield address
    elif not narrative:
        digest = text_of(evidence.get("description")) or address
        yield f"known by its digest only, to compare a file with: {digest}"
    yield narrative


def _tell_result(result: Mapping[str, Any], description: Mapping[str, Any]) -> str:
    """Name a result and the level reached, by way of the achievement's result descriptions."""
    level_id = text_of(result.get("achievedLevel"))
    level = text_of(_level(description, level_id).get("name")) or level_id
    reached = level or text_of(result.get("value")) or text_of(result.get("status"))
    name = text_of(description.get("name")) or text_of(result.get("resultDescription"))
    return ": ".join(part for part in (name, reached) if part) or "(nothing stated)"


def _tell_level(result: Mapping[str, Any], description: Mapping[str, Any]) -> Iterator[str]:
    """Say what the level reached means, and which levels there are."""
    reached = _level(description, text_of(result.get("achievedLevel")))
    if meaning := text_of(reached.get("description")):
        yield line(meaning, LONG_TEXT_CHARACTERS)
    levels = shown(description.get("rubricCriterionLevel"))
    names = [name for level in levels if (name := text_of(level.get("name")))]
    required = text_of(_level(description, text_of(description.get("requiredLevel"))).get("name"))
    parts = [f"levels: {', '.join(names)}"] if len(names) > 1 else []
    parts += [f"required: {required}"] if required else []
    if parts:
        yield line(f"({'; '.join(parts)})", LONG_TEXT_CHARACTERS)


def _level(description: Mapping[str, Any], level_id: str) -> dict[str, Any]:
    return with_id(description.get("rubricCriterionLevel"), level_id)


def _narrative_lines(markdown: str) -> Iterator[str]:
    """Return the lines of a text in Markdown as people read them, a paragraph or item on each.

    An empty line parts what stands under different headings.
    """
    lines = [text.strip() for text in markdown[:_MAX_NARRATIVE_CHARACTERS].splitlines()]
    begun = False
    for is_text, group in groupby(lines, key=bool):
        for text in _joined(group) if is_text else ():
            if begun and _HEADING.match(text):
                yield ""
            begun = True
            yield _plain(text)


def _joined(lines: Iterator[str]) -> list[str]:
    """Join the lines of a paragraph; a heading and an item of a list begin one of their own."""
    found: list[str] = []
    for text in lines:
        if found and not _ITEM.match(text) and not _HEADING.match(found[-1]):
            found[-1] += f" {text}"
        else:
            found.append(text)
    return found


def _plain(text: str) -> str:
    """Take the marks of headings, strong words, links and escapes from one line."""
    heading = _HEADING.sub("", text)
    words = _LINK.sub(r"\1 (\2)", _STRONG.sub("", heading))
    return _ESCAPED.sub(r"\1", _ADDRESS.sub(r"\1", words))


def first(value: Any) -> dict[str, Any]:
    """Return the first object of a member, or an empty one."""
    found = objects_of(value)
    return found[0][1] if found else {}


def shown(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a member, as many as are told of one kind."""
    return [item for _, item in objects_of(value)][:_SHOWN]


def with_id(values: Any, identifier: Any) -> dict[str, Any]:
    """Return the object of a member that has this id, or an empty one."""
    found = (item for _, item in objects_of(values) if identifier and item.get("id") == identifier)
    return next(found, {})
