"""Read a CASE 1.0 or 1.1 package (CFPackage): document, items, associations, definitions, rubrics.

1EdTech, Competencies and Academic Standards Exchange (CASE) Service, "CFPackage". Members that are
not needed here are left alone; wrong ones that are needed are faults with their JSON pointer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from microcred.errors import excerpt
from microcred.limits import MAX_FRAMEWORK_ASSOCIATIONS, MAX_FRAMEWORK_ITEMS
from microcred.program.frameworks.building import (
    Faults,
    Link,
    Placed,
    build_framework,
    check_count,
)
from microcred.program.frameworks.case_definitions import CaseDefinitions, read_case_definitions
from microcred.program.frameworks.members import Members
from microcred.program.frameworks.model import ASSOCIATION_TYPES, Association, Framework, Item
from microcred.program.frameworks.rubrics import Rubric, RubricCriterion, RubricLevel

TARGET_TYPE: Final = "CFItem"
_COUNTED: Final = (
    ("items", "CFItems", MAX_FRAMEWORK_ITEMS),
    ("associations", "CFAssociations", MAX_FRAMEWORK_ASSOCIATIONS),
)


def is_case_package(document: Any) -> bool:
    """Say whether a JSON document looks like a CFPackage, bare or wrapped in `CFPackage`."""
    return isinstance(document, dict) and ("CFDocument" in document or "CFPackage" in document)


def read_case_package(document: Any) -> Framework:
    """Read a package.

    Raises:
        InvalidDocument: with every fault and its JSON pointer.
        LimitExceeded: too many items or associations.
    """
    faults = Faults()
    package = Members(document, "", faults)
    if "CFPackage" in package:
        package = package.object("CFPackage")
    for name, array, most in _COUNTED:
        check_count(name, len(package.array(array)), most, within=package.at(array))
    definitions = read_case_definitions(package)
    rubrics = tuple(_read_rubric(rubric) for rubric in package.objects("CFRubrics"))
    described = _read_document(package.object("CFDocument"), definitions, rubrics)
    items = [
        _read_item(item, described.language, definitions) for item in package.objects("CFItems")
    ]
    links = list(_read_links(package, definitions))
    return build_framework(described, items, links, faults)


def _read_document(
    document: Members, definitions: CaseDefinitions, rubrics: tuple[Rubric, ...]
) -> Framework:
    return Framework(
        id=document.text("identifier", required=True),
        title=document.text("title", required=True),
        uri=document.uri("uri", required=True),
        publisher=document.text("publisher") or document.text("creator"),
        version=document.text("version"),
        adoption_status=document.text("adoptionStatus"),
        language=document.text("language"),
        target_type=TARGET_TYPE,
        rubrics=rubrics,
        description=document.text("description"),
        subjects=definitions.subjects_of(document),
        licence=definitions.licence_of(document),
        source=document.text("officialSourceURL"),
    )


def _read_item(item: Members, language: str, definitions: CaseDefinitions) -> Placed:
    read = Item(
        id=item.text("identifier", required=True),
        statement=item.text("fullStatement", required=True),
        uri=item.uri("uri", required=True),
        code=item.text("humanCodingScheme"),
        name=item.text("abbreviatedStatement"),
        type=definitions.type_of(item),
        language=item.text("language") or language,
        education_levels=item.texts("educationLevel"),
        subjects=definitions.subjects_of(item),
        keywords=definitions.keywords_of(item),
        notes=item.text("notes"),
    )
    return Placed(read, item.pointer)


def _read_links(package: Members, definitions: CaseDefinitions) -> Iterator[Link]:
    """Read the associations; children in the order of their sequence numbers, where given."""
    ordered = sorted(package.objects("CFAssociations"), key=_sequence)
    for association in ordered:
        kind = association.text("associationType", required=True)
        if kind and kind not in ASSOCIATION_TYPES and not kind.startswith("ext:"):
            message = f"expected one of {', '.join(ASSOCIATION_TYPES)}, found {excerpt(kind)}"
            association.refuse("associationType", "unknown-term", message)
        origin = association.object("originNodeURI")
        target = association.object("destinationNodeURI")
        read = Association(
            type=kind,
            origin=origin.text("identifier", required=True),
            target=target.text("identifier", required=True),
            target_uri=target.text("uri"),
            target_title=target.text("title"),
            group=definitions.group_of(association),
        )
        if read.type and read.origin and read.target:
            yield Link(read, association.pointer)


def _sequence(association: Members) -> float:
    number = association.number("sequenceNumber")
    return number if number is not None else 0.0


def _read_rubric(rubric: Members) -> Rubric:
    criteria = sorted(rubric.objects("CFRubricCriteria"), key=_position)
    return Rubric(
        id=rubric.text("identifier", required=True),
        title=rubric.text("title"),
        description=rubric.text("description"),
        uri=rubric.uri("uri"),
        criteria=tuple(_read_criterion(criterion) for criterion in criteria),
    )


def _read_criterion(criterion: Members) -> RubricCriterion:
    item = criterion.object("CFItemURI").text("identifier") if "CFItemURI" in criterion else ""
    levels = sorted(criterion.objects("CFRubricCriterionLevels"), key=_position)
    return RubricCriterion(
        id=criterion.text("identifier", required=True),
        category=criterion.text("category"),
        description=criterion.text("description"),
        item=item,
        weight=criterion.number("weight"),
        levels=tuple(
            RubricLevel(
                id=level.text("identifier", required=True),
                quality=level.text("quality"),
                description=level.text("description"),
                score=level.number("score"),
                feedback=level.text("feedback"),
            )
            for level in levels
        ),
    )


def _position(member: Members) -> float:
    number = member.number("position")
    return number if number is not None else 0.0
