"""A framework of standards or competencies, whatever format it came in; it never changes.

The nouns are those of CASE 1.0 (1EdTech, Competencies and Academic Standards Exchange), without
their `CF`: an item is what CTDL-ASN calls a competency.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

IS_CHILD_OF: Final = "isChildOf"
EXACT_MATCH_OF: Final = "exactMatchOf"
REPLACED_BY: Final = "replacedBy"
ASSOCIATION_TYPES: Final = (
    IS_CHILD_OF,
    "isPeerOf",
    "isPartOf",
    EXACT_MATCH_OF,
    "precedes",
    "isRelatedTo",
    REPLACED_BY,
    "exemplar",
    "hasSkillLevel",
    "isTranslationOf",
)
"""What an association can say (CASE 1.0, "associationType"; the last one is of 1.1)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One standard, competency or statement, or a heading above some.

    Attributes:
        id: its identifier inside the framework, a GUID in CASE.
        statement: what it says, in full.
        uri: where it is on the web, or another URI that names it; may be empty.
        code: how people cite it, such as `K.CC.1`; may be empty.
        name: a short form of the statement, or a title; may be empty.
        type: what kind of item it is, in the framework's own words; may be empty.
        parents: ids of the items that it stands under, in order; none at the top.
        language: the tag of the statement's language; may be empty.
        education_levels: grades or levels, in the framework's own words.
    """

    id: str
    statement: str
    uri: str = ""
    code: str = ""
    name: str = ""
    type: str = ""
    parents: tuple[str, ...] = ()
    language: str = ""
    education_levels: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Give the short form if there is one, else the statement."""
        return self.name or self.statement


@dataclass(frozen=True, slots=True)
class Association:
    """What one item says of another, save that it is its child.

    Attributes:
        type: one of `ASSOCIATION_TYPES`, or `ext:…` (CASE 1.1).
        origin: id of the item that it is said of.
        target: id of the other item; either may be of another framework.
        target_uri: the other item's URI; may be empty.
        target_title: the other item's words, where they are given.
    """

    type: str
    origin: str
    target: str
    target_uri: str = ""
    target_title: str = ""


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """A level of a criterion: `quality` names it, `score` counts it, None where it does not."""

    id: str
    quality: str = ""
    description: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class RubricCriterion:
    """A criterion with its levels, in the order of their positions.

    Attributes:
        id: its identifier.
        category: what it is called; may be empty.
        description: what is looked at; may be empty.
        item: id of the item that it judges; may be empty.
        weight: its share of the score, or None.
        levels: from the first position to the last.
    """

    id: str
    category: str = ""
    description: str = ""
    item: str = ""
    weight: float | None = None
    levels: tuple[RubricLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric that is published with a framework."""

    id: str
    title: str = ""
    description: str = ""
    uri: str = ""
    criteria: tuple[RubricCriterion, ...] = ()


@dataclass(frozen=True)
class Framework:
    """A framework, checked: its ids are unique, its parents exist, nothing is its own ancestor.

    Attributes:
        id: its identifier, a GUID in CASE.
        title: its name.
        uri: where it is on the web, or another URI that names it; may be empty.
        publisher: who made it; may be empty.
        version: its edition; may be empty.
        adoption_status: `Private Draft`, `Draft`, `Adopted`, `Deprecated`, another word, or empty.
        language: the tag of its language; may be empty.
        target_type: what Open Badges 3.0 calls its items (`AlignmentTargetType`); may be empty.
        items: in the order of the source.
        associations: all but `isChildOf`, which is in `Item.parents`.
        rubrics: those published with it.
    """

    id: str
    title: str
    uri: str = ""
    publisher: str = ""
    version: str = ""
    adoption_status: str = ""
    language: str = ""
    target_type: str = ""
    items: tuple[Item, ...] = ()
    associations: tuple[Association, ...] = ()
    rubrics: tuple[Rubric, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Give the items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def digest(self) -> str:
        """Give the SHA-256 of what its items can be found by, in hex."""
        digest = hashlib.sha256()
        for item in self.items:
            words = (item.code, item.name, item.statement, item.type, *item.education_levels)
            digest.update("\0".join((item.id, *words, *item.parents, "\n")).encode())
        return digest.hexdigest()

    @cached_property
    def children(self) -> Mapping[str, tuple[Item, ...]]:
        """Give the items below each item, by its id; those at the top under the empty text."""
        below: dict[str, list[Item]] = {}
        for item in self.items:
            for parent in item.parents or ("",):
                below.setdefault(parent, []).append(item)
        return {parent: tuple(items) for parent, items in below.items()}

    @cached_property
    def names(self) -> Mapping[str, Item]:
        """Give the items by id, URI and code; a URI or code that two have stands for neither."""
        found: dict[str, Item | None] = {}
        for item in self.items:
            for name in {item.uri, item.code} - {"", item.id}:
                found[name] = None if name in found else item
        found.update(self.by_id)
        return {name: item for name, item in found.items() if item is not None}

    def find(self, name: str) -> Item | None:
        """Find an item by its id, URI or code."""
        return self.names.get(name)

    def with_descendants(self, item_id: str) -> Iterator[Item]:
        """Yield an item and all below it, each once."""
        waiting, seen = [item_id], {item_id}
        while waiting:
            current = waiting.pop()
            if current in self.by_id:
                yield self.by_id[current]
            below = [child.id for child in self.children.get(current, ()) if child.id not in seen]
            seen.update(below)
            waiting.extend(reversed(below))

    def ancestors(self, item_id: str) -> Iterator[Item]:
        """Yield the items above an item, the nearest first, each once."""
        waiting, seen = [item_id], {item_id}
        while waiting:
            for parent in self.by_id[waiting.pop(0)].parents:
                if parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
                    yield self.by_id[parent]
