"""A framework of standards or competencies, whatever format it came in; it never changes.

The nouns are those of CASE 1.0 (1EdTech, Competencies and Academic Standards Exchange), without
their `CF`: an item is what CTDL-ASN calls a competency.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from microcred.program.frameworks.rubrics import Rubric
from microcred.program.languages import best_language

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
class Wording:
    """The words of an item or a framework in one more language; what it lacks is empty.

    Attributes:
        language: the language's tag.
        name: the item's short form, or the framework's title.
        statement: the item's statement, or the framework's description.
    """

    language: str
    name: str = ""
    statement: str = ""


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
        subjects: the subjects that it belongs to, in the framework's own words.
        keywords: words that it can be found by.
        notes: what the publisher says about it.
        translations: its words in other languages, in the order of the source.
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
    subjects: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    notes: str = ""
    translations: tuple[Wording, ...] = ()

    @property
    def title(self) -> str:
        """Return the short form if there is one, else the statement."""
        return self.name or self.statement

    @property
    def words(self) -> tuple[str, ...]:
        """Return its names and statements in all languages."""
        others = (word for each in self.translations for word in (each.name, each.statement))
        return tuple(filter(None, (self.name, self.statement, *others)))

    @property
    def filed_under(self) -> tuple[str, ...]:
        """Return what else it can be found by: code, type, levels, subjects and keywords."""
        lists = (*self.education_levels, *self.subjects, *self.keywords)
        return tuple(filter(None, (self.code, self.type, *lists)))

    def worded(self, language: str) -> Item:
        """Return the item in a language, as far as it has words in it; else as it is."""
        found = _wording(self.language, self.translations, language)
        if found is None:
            return self
        return replace(
            self,
            statement=found.statement or self.statement,
            name=found.name or ("" if found.statement else self.name),
            language=found.language,
        )


@dataclass(frozen=True, slots=True)
class Association:
    """What one item says of another, save that it is its child.

    Attributes:
        type: one of `ASSOCIATION_TYPES`, or `ext:…` (CASE 1.1).
        origin: id of the item that it is said of.
        target: id of the other item; either may be of another framework.
        target_uri: the other item's URI, of any scheme; may be empty.
        target_title: the other item's words, where they are given.
        group: the title of the group of associations that it belongs to; may be empty.
    """

    type: str
    origin: str
    target: str
    target_uri: str = ""
    target_title: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class FrameworkLicence:
    """Under which terms a framework may be used: the licence's name and its address."""

    name: str = ""
    uri: str = ""


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
        description: what it is; may be empty.
        subjects: the subjects that it is about, in its own words.
        licence: under which terms it may be used, or None.
        source: where the document that it was made from is; may be empty.
        translations: its title and description in other languages.
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
    description: str = ""
    subjects: tuple[str, ...] = ()
    licence: FrameworkLicence | None = None
    source: str = ""
    translations: tuple[Wording, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Return the items by id."""
        return {item.id: item for item in self.items}

    @cached_property
    def digest(self) -> str:
        """Return the SHA-256 of what its items can be found by, in hex."""
        digest = hashlib.sha256()
        for item in self.items:
            words = (*item.words, *item.filed_under)
            digest.update("\0".join((item.id, *words, *item.parents, "\n")).encode())
        return digest.hexdigest()

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Return the tags of all languages that it has words in, its own first."""
        found = dict.fromkeys((self.language, *(each.language for each in self.translations)))
        for item in self.items:
            found.update(dict.fromkeys((item.language, *(t.language for t in item.translations))))
        return tuple(filter(None, found))

    def title_in(self, language: str) -> str:
        """Return the title in a language, where it has one in it."""
        found = _wording(self.language, self.translations, language)
        return (found.name if found else "") or self.title

    @cached_property
    def children(self) -> Mapping[str, tuple[Item, ...]]:
        """Return the items below each item, by its id; those at the top under the empty text."""
        below: dict[str, list[Item]] = {}
        for item in self.items:
            for parent in item.parents or ("",):
                below.setdefault(parent, []).append(item)
        return {parent: tuple(items) for parent, items in below.items()}

    @cached_property
    def names(self) -> Mapping[str, Item]:
        """Return the items by id, URI and code; a URI or code that two have stands for neither."""
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


def _wording(own: str, others: tuple[Wording, ...], wanted: str) -> Wording | None:
    """Choose the wording in a language; None where the own words serve best."""
    by_tag = {each.language: each for each in others}
    return by_tag.get(best_language(wanted, (own, *by_tag)) or own) if by_tag else None
