"""What one asks of a catalogue, beside words: one rule for each kind of condition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from microcred.program.entry import Entry, Standard
from microcred.program.grades import share_grades
from microcred.program.search.words import fold

Held = Literal["any", "hide", "only"]
"""What becomes of entries that an educator holds already."""


@dataclass(frozen=True)
class Filter:
    """What entries must be; each condition that is given must hold, one of its values is enough.

    Attributes:
        standards: aligned to one of these, or to an item below one.
        roles: for one of these roles, or for any.
        subjects: for one of these subjects, or for any.
        grades: for one of these grades (`K-2`), or for any.
        tags: has one of these tags.
        kind: `micro-credential`, `stack` or empty for both.
        language: has all texts in this language; a tag, or only its first part.
        min_hours: takes at least so many hours.
        max_hours: takes at most so many hours; what states none is not admitted.
        held: ids of what the educator holds.
        show_held: what becomes of those.
        ready: only what can be begun now: all prerequisites are held.
        leads_to: id of a micro-credential or stack that it must count towards.
    """

    standards: Sequence[Standard] = ()
    roles: Sequence[str] = ()
    subjects: Sequence[str] = ()
    grades: Sequence[str] = ()
    tags: Sequence[str] = ()
    kind: str = ""
    language: str = ""
    min_hours: float | None = None
    max_hours: float | None = None
    held: frozenset[str] = field(default_factory=frozenset)
    show_held: Held = "any"
    ready: bool = False
    leads_to: str = ""

    def admits(self, entry: Entry, before: Mapping[str, frozenset[str]]) -> bool:
        """Say whether an entry is asked for.

        Args:
            entry: of a catalogue.
            before: of that catalogue, see `Catalogue.before`.
        """
        return (
            self._is_for(entry)
            and self._is_about(entry)
            and self._takes_hours(entry)
            and self._is_in_reach(entry)
            and (not self.leads_to or entry.id in before.get(self.leads_to, ()))
        )

    def _is_for(self, entry: Entry) -> bool:
        audience = entry.definition.audience
        return (
            is_for_any(audience.roles, self.roles)
            and is_for_any(audience.subjects, self.subjects)
            and (
                not self.grades or not audience.grades or share_grades(audience.grades, self.grades)
            )
        )

    def _is_about(self, entry: Entry) -> bool:
        return (
            (not self.kind or entry.kind == self.kind)
            and (not self.tags or share_words(entry.definition.tags, self.tags))
            and (not self.language or _speaks(entry, self.language))
            and (
                not self.standards
                or any(one.covers(other) for one in self.standards for other in entry.standards)
            )
        )

    def _takes_hours(self, entry: Entry) -> bool:
        if self.min_hours is None and self.max_hours is None:
            return True
        hours = entry.definition.hours
        if hours is None:
            return False
        return (self.min_hours or 0) <= float(hours) <= (self.max_hours or float("inf"))

    def _is_in_reach(self, entry: Entry) -> bool:
        if self.show_held != "any" and (entry.id in self.held) is (self.show_held == "hide"):
            return False
        return not self.ready or set(entry.definition.prerequisites) <= self.held


def is_for_any(ours: Sequence[str], asked: Sequence[str]) -> bool:
    """Say whether a list for whom something is has one of those asked for; an empty one has all."""
    return not asked or not ours or share_words(ours, asked)


def share_words(ours: Iterable[str], asked: Iterable[str]) -> bool:
    """Say whether two lists have a word in common, whatever its case and accents."""
    return not {fold(word).strip() for word in ours}.isdisjoint(
        fold(word).strip() for word in asked
    )


def _speaks(entry: Entry, language: str) -> bool:
    wanted = language.casefold()
    tags = (tag.casefold() for tag in entry.definition.all_languages)
    return any(tag == wanted or tag.startswith(f"{wanted}-") for tag in tags)
