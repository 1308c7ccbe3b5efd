"""The form in which a programme keeps its frameworks: one JSON file each, whatever came in."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any, Final

from microcred.budget import Allowance
from microcred.errors import InvalidJson
from microcred.limits import MAX_FRAMEWORK_BYTES, MAX_JSON_VALUES
from microcred.program.frameworks.building import (
    Faults,
    Link,
    Placed,
    build_framework,
    parent_links,
)
from microcred.program.frameworks.members import Members
from microcred.program.frameworks.model import (
    Association,
    Framework,
    FrameworkLicence,
    Item,
    Wording,
)
from microcred.program.frameworks.rubrics import Rubric, RubricCriterion, RubricLevel
from microcred.strict_json import parse_json

FORMAT: Final = "microcred-framework-1"
"""Value of the member `format`; a form that older versions cannot read gets another number."""

MAX_STORED_BYTES: Final = 2 * MAX_FRAMEWORK_BYTES
"""What is stored may be somewhat longer than what came in: names of members are repeated."""


def dump_framework(framework: Framework) -> bytes:
    """Write a framework as JSON in UTF-8; members that are empty are left out."""
    document = {"format": FORMAT, **_plain(framework)}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str | float | int):
        return value
    members = ((field.name, getattr(value, field.name)) for field in fields(value))
    return {name: _plain(part) for name, part in members if part not in ("", (), None)}


def load_framework(data: bytes) -> Framework:
    """Read a stored framework, and check it as if it came from elsewhere.

    Raises:
        InvalidJson: not JSON, or not a stored framework.
        InvalidDocument: with every fault.
    """
    value = parse_json(data, max_bytes=MAX_STORED_BYTES, allowance=Allowance(MAX_JSON_VALUES))
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise InvalidJson(f"not a stored framework: 'format' is not {FORMAT!r}", code="not-stored")
    faults = Faults()
    document = Members(value, "", faults)
    described = Framework(
        id=document.text("id", required=True),
        title=document.text("title", required=True),
        uri=document.uri("uri"),
        publisher=document.text("publisher"),
        version=document.text("version"),
        adoption_status=document.text("adoption_status"),
        language=document.text("language"),
        target_type=document.text("target_type"),
        rubrics=tuple(_load_rubric(rubric) for rubric in document.objects("rubrics")),
        description=document.text("description"),
        subjects=document.texts("subjects"),
        licence=_load_licence(document),
        source=document.text("source"),
        translations=_load_translations(document),
    )
    items: list[Placed] = []
    links: list[Link] = []
    for member in document.objects("items"):
        placed = _load_item(member)
        items.append(placed)
        links += parent_links(placed.item.id, member.texts("parents"), member.at("parents"))
    links += [_load_association(member) for member in document.objects("associations")]
    return build_framework(described, items, links, faults)


def _load_item(member: Members) -> Placed:
    item = Item(
        id=member.text("id", required=True),
        statement=member.text("statement", required=True),
        uri=member.uri("uri"),
        code=member.text("code"),
        name=member.text("name"),
        type=member.text("type"),
        language=member.text("language"),
        education_levels=member.texts("education_levels"),
        subjects=member.texts("subjects"),
        keywords=member.texts("keywords"),
        notes=member.text("notes"),
        translations=_load_translations(member),
    )
    return Placed(item, member.pointer)


def _load_translations(member: Members) -> tuple[Wording, ...]:
    return tuple(
        Wording(
            language=each.text("language", required=True),
            name=each.text("name"),
            statement=each.text("statement"),
        )
        for each in member.objects("translations")
    )


def _load_licence(document: Members) -> FrameworkLicence | None:
    if "licence" not in document:
        return None
    licence = document.object("licence")
    return FrameworkLicence(licence.text("name"), licence.text("uri"))


def _load_association(member: Members) -> Link:
    association = Association(
        type=member.text("type", required=True),
        origin=member.text("origin", required=True),
        target=member.text("target", required=True),
        target_uri=member.text("target_uri"),
        target_title=member.text("target_title"),
        group=member.text("group"),
    )
    return Link(association, member.pointer)


def _load_rubric(rubric: Members) -> Rubric:
    return Rubric(
        id=rubric.text("id", required=True),
        title=rubric.text("title"),
        description=rubric.text("description"),
        uri=rubric.uri("uri"),
        criteria=tuple(
            RubricCriterion(
                id=criterion.text("id", required=True),
                category=criterion.text("category"),
                description=criterion.text("description"),
                item=criterion.text("item"),
                weight=criterion.number("weight"),
                levels=tuple(
                    RubricLevel(
                        id=level.text("id", required=True),
                        quality=level.text("quality"),
                        description=level.text("description"),
                        score=level.number("score"),
                        feedback=level.text("feedback"),
                    )
                    for level in criterion.objects("levels")
                ),
            )
            for criterion in rubric.objects("criteria")
        ),
    )
