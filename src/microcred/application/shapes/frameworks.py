"""Frameworks of standards as JSON: listed, shown and imported. What is empty is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NotRequired, cast

from typing_extensions import TypedDict

from microcred.application.shapes.rubrics import RubricJson, rubric_json
from microcred.application.shapes.sparse import without_empty

if TYPE_CHECKING:
    from microcred.program.frameworks import Comparison, Framework, Item
    from microcred.program.frameworks.model import Association, Wording


class FrameworkJson(TypedDict):
    """A framework, without what is in it."""

    id: str
    title: str
    uri: NotRequired[str]
    """Where it is on the web, or another URI that names it."""
    publisher: NotRequired[str]
    """Who made it."""
    version: NotRequired[str]
    """Its edition."""
    adoptionStatus: NotRequired[str]
    """`Draft`, `Adopted`, `Deprecated` or another word."""
    language: NotRequired[str]
    """The tag of its language."""
    languages: NotRequired[list[str]]
    """The tags of all languages that it has words in, its own first."""
    description: NotRequired[str]
    """What it is."""
    subjects: NotRequired[list[str]]
    """What it is about, in its own words."""
    licence: NotRequired[str]
    """The name of the terms under which it may be used, or their address."""
    source: NotRequired[str]
    """Where the document that it was made from is."""
    itemCount: int
    """How many items it has."""
    rubricCount: NotRequired[int]
    """How many rubrics were published with it, where there are some."""


class FrameworksJson(TypedDict):
    """The frameworks that definitions can be aligned to."""

    frameworks: list[FrameworkJson]


class WordingJson(TypedDict):
    """The words of an item in one more language."""

    language: NotRequired[str]
    """The language's tag."""
    name: NotRequired[str]
    """The short form."""
    statement: NotRequired[str]
    """What it says, in full."""


class ItemJson(TypedDict):
    """A standard, a competency, or a heading above some."""

    id: str
    """Inside the framework."""
    code: NotRequired[str]
    """How people cite it."""
    name: NotRequired[str]
    """A short form of the statement, or a title."""
    statement: NotRequired[str]
    """What it says, in full."""
    type: NotRequired[str]
    """What kind of item it is, in the framework's own words."""
    uri: NotRequired[str]
    """Where it is on the web, or another URI that names it."""
    parents: NotRequired[list[str]]
    """The ids of the items that it stands under; not there at the top."""
    educationLevels: NotRequired[list[str]]
    """Grades or levels, in the framework's own words."""
    language: NotRequired[str]
    """The tag of the statement's language."""
    subjects: NotRequired[list[str]]
    """The subjects that it belongs to, in the framework's own words."""
    keywords: NotRequired[list[str]]
    """Words that it can be found by."""
    notes: NotRequired[str]
    """What the publisher says about it."""
    translations: NotRequired[list[WordingJson]]
    """Its words in other languages."""


class AssociationJson(TypedDict):
    """What one item says of another, save that it is its child."""

    type: str
    """In the words of CASE, as `replacedBy`."""
    origin: NotRequired[str]
    """The id of the item that it is said of."""
    target: NotRequired[str]
    """The id of the other item; either may be of another framework."""
    target_uri: NotRequired[str]
    """The other item's URI."""
    target_title: NotRequired[str]
    """The other item's words."""
    group: NotRequired[str]
    """The title of the group of associations that it belongs to."""


class ShownFrameworkJson(FrameworkJson):
    """A framework, and items of it."""

    items: list[ItemJson]
    """Those that were asked for."""
    associations: list[AssociationJson]
    """Those that the items are in."""
    rubrics: list[RubricJson]
    """All that were published with it."""


class ChangedItemJson(TypedDict):
    """An item that definitions use, and that the newer edition has no more or says is replaced."""

    item: str
    """Its id."""
    gone: bool
    """Whether the newer edition does not have it."""
    replacedBy: list[str]
    """The ids of what replaces it."""
    usedBy: list[str]
    """The files of the definitions that name it."""


class ImportedFrameworkJson(FrameworkJson):
    """A framework that was imported, and what it changed where it replaced another edition."""

    added: NotRequired[list[str]]
    """The ids of items that only the newer edition has."""
    removed: NotRequired[list[str]]
    """The ids of items that only the older edition has."""
    changes: NotRequired[list[ChangedItemJson]]
    """What it means for the definitions."""


def frameworks_json(frameworks: Iterable[Framework]) -> FrameworksJson:
    """Return frameworks as JSON."""
    return {"frameworks": [_framework_json(each) for each in frameworks]}


def shown_framework_json(
    framework: Framework, title: str, items: Sequence[Item]
) -> ShownFrameworkJson:
    """Return a framework as JSON, with these items and the associations that they are in.

    Args:
        framework: the framework.
        title: what to call it.
        items: those to show, in their order.
    """
    ids = {item.id for item in items}
    return {
        **_framework_json(framework),
        "title": title,
        "items": [_item_json(item) for item in items],
        "associations": [
            _association_json(each)
            for each in framework.associations
            if not ids.isdisjoint((each.origin, each.target))
        ],
        "rubrics": [rubric_json(rubric) for rubric in framework.rubrics],
    }


def imported_framework_json(
    framework: Framework, comparison: Comparison | None
) -> ImportedFrameworkJson:
    """Return a framework that was imported as JSON.

    Args:
        framework: the framework.
        comparison: with the edition of before; None where there was none.
    """
    # The rest need not be there.
    described = cast("ImportedFrameworkJson", _framework_json(framework))
    if comparison is None:
        return described
    described["added"] = [item.id for item in comparison.added]
    described["removed"] = [item.id for item in comparison.removed]
    described["changes"] = [
        {
            "item": change.item.id,
            "gone": change.gone,
            "replacedBy": list(change.replaced_by),
            "usedBy": list(change.used_by),
        }
        for change in comparison.changes
    ]
    return described


def _framework_json(framework: Framework) -> FrameworkJson:
    licence = framework.licence
    described: FrameworkJson = {
        "id": framework.id,
        "title": framework.title,
        "uri": framework.uri,
        "publisher": framework.publisher,
        "version": framework.version,
        "adoptionStatus": framework.adoption_status,
        "language": framework.language,
        "languages": list(framework.languages),
        "description": framework.description,
        "subjects": list(framework.subjects),
        "licence": (licence.name or licence.uri) if licence else "",
        "source": framework.source,
        "itemCount": len(framework.items),
        "rubricCount": len(framework.rubrics),
    }
    if not framework.rubrics:
        del described["rubricCount"]
    return without_empty(described)


def _item_json(item: Item) -> ItemJson:
    described: ItemJson = {
        "id": item.id,
        "code": item.code,
        "name": item.name,
        "statement": item.statement,
        "type": item.type,
        "uri": item.uri,
        "parents": list(item.parents),
        "educationLevels": list(item.education_levels),
        "language": item.language,
        "subjects": list(item.subjects),
        "keywords": list(item.keywords),
        "notes": item.notes,
        "translations": [_wording_json(each) for each in item.translations],
    }
    return without_empty(described)


def _wording_json(wording: Wording) -> WordingJson:
    described: WordingJson = {
        "language": wording.language,
        "name": wording.name,
        "statement": wording.statement,
    }
    return without_empty(described)


def _association_json(association: Association) -> AssociationJson:
    described: AssociationJson = {
        "type": association.type,
        "origin": association.origin,
        "target": association.target,
        "target_uri": association.target_uri,
        "target_title": association.target_title,
        "group": association.group,
    }
    return without_empty(described)
