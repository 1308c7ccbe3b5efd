"""What a CASE package defines once and its parts refer to ("CFDefinition"): types, licences.

A part says both: in words, such as `CFItemType`, and as a link with a title, such as
`CFItemTypeURI`, to something that `CFDefinitions` may have. What it says in words counts first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from microcred.program.frameworks.members import Members
from microcred.program.frameworks.model import FrameworkLicence

Defined = Mapping[str, Members]
"""Definitions of one kind by their identifiers."""


@dataclass(frozen=True, slots=True)
class CaseDefinitions:
    """The definitions of a package; each kind may be empty."""

    item_types: Defined
    subjects: Defined
    concepts: Defined
    licences: Defined
    groupings: Defined

    def type_of(self, item: Members) -> str:
        """Return the type of an item."""
        return item.text("CFItemType") or _title(item, "CFItemTypeURI", self.item_types)

    def subjects_of(self, part: Members) -> tuple[str, ...]:
        """Return the subjects of an item or a document."""
        linked = (_title_of(each, self.subjects) for each in part.linked("subjectURI"))
        return part.texts("subject") or tuple(filter(None, linked))

    def keywords_of(self, item: Members) -> tuple[str, ...]:
        """Return the words that an item is to be found by, those of its concept too."""
        found = list(item.texts("conceptKeywords"))
        for link in item.linked("conceptKeywordsURI"):
            found.append(_title_of(link, self.concepts))
            concept = self.concepts.get(link.text("identifier"))
            if concept is not None:
                found += [word.strip() for word in concept.text("keywords").split("|")]
        return tuple(dict.fromkeys(filter(None, found)))

    def licence_of(self, document: Members) -> FrameworkLicence | None:
        """Return the licence of a document."""
        links = document.linked("licenseURI")
        found = (
            FrameworkLicence(_title_of(each, self.licences), each.text("uri")) for each in links
        )
        return next(found, None)

    def group_of(self, association: Members) -> str:
        """Return the title of the group that an association belongs to."""
        return _title(association, "CFAssociationGroupingURI", self.groupings)


def read_case_definitions(package: Members) -> CaseDefinitions:
    """Read `CFDefinitions`, which a package need not have."""
    definitions = package.object("CFDefinitions") if "CFDefinitions" in package else None

    def by_id(name: str) -> Defined:
        defined = definitions.objects(name) if definitions is not None else ()
        found = {each.text("identifier"): each for each in defined}
        return {identifier: each for identifier, each in found.items() if identifier}

    return CaseDefinitions(
        item_types=by_id("CFItemTypes"),
        subjects=by_id("CFSubjects"),
        concepts=by_id("CFConcepts"),
        licences=by_id("CFLicenses"),
        groupings=by_id("CFAssociationGroupings"),
    )


def _title(part: Members, name: str, defined: Defined) -> str:
    return next((_title_of(link, defined) for link in part.linked(name)), "")


def _title_of(link: Members, defined: Defined) -> str:
    found = defined.get(link.text("identifier"))
    return (found.text("title") if found is not None else "") or link.text("title")
