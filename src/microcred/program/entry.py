"""What a catalogue holds: definitions, each with the standards that it is aligned to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from microcred.program.definition import MicroCredential, Stack
from microcred.program.frameworks import Framework, Item
from microcred.program.languages import best_language
from microcred.program.texts import text_in


@dataclass(frozen=True)
class Standard:
    """An item of a framework; without an item, the whole framework."""

    framework: Framework
    item: Item | None

    @property
    def key(self) -> tuple[str, str]:
        """Return the ids of both."""
        return self.framework.id, self.item.id if self.item else ""

    @property
    def title(self) -> str:
        """Return the name for people, with the code in front where there is one."""
        if self.item is None:
            return self.framework.title
        return f"{self.item.code} {self.item.title}" if self.item.code else self.item.title

    def worded(self, language: str) -> Standard:
        """Return it with the words of a language, as far as there are some."""
        return Standard(self.framework, self.item.worded(language) if self.item else None)

    @property
    def words(self) -> tuple[str, ...]:
        """Return what it can be found by."""
        own = (self.item.code, *self.item.words, *self.item.keywords) if self.item else ()
        return tuple(word for word in (*own, self.framework.title) if word)

    def covers(self, other: Standard) -> bool:
        """Say whether `other` is this standard or stands below it."""
        if self.framework.id != other.framework.id or other.item is None:
            return False
        if self.item is None or self.item.id == other.item.id:
            return True
        return any(item.id == self.item.id for item in self.framework.ancestors(other.item.id))


@dataclass(frozen=True)
class Entry:
    """A definition in the catalogue.

    Attributes:
        definition: what its file says.
        file: the file's name, inside the programme's folder.
        standards: the framework items that it is aligned to, where they were found.
    """

    definition: MicroCredential | Stack
    file: str
    standards: tuple[Standard, ...] = ()

    @property
    def id(self) -> str:
        """Return the definition's id."""
        return self.definition.id

    @property
    def kind(self) -> Literal["micro-credential", "stack"]:
        """Return what the definition is."""
        return self.definition.kind

    def name(self, language: str | None = None) -> str:
        """Return the name, in a language as far as there is one, else in the main one."""
        return text_in(self.definition.name, self._language(language))

    def competency(self, language: str | None = None) -> str:
        """Return the competency, in a language as far as it is in it, else in the main one."""
        return text_in(self.definition.competency, self._language(language))

    def _language(self, wanted: str | None) -> str:
        tags = self.definition.all_languages
        return (best_language(wanted, tags) if wanted else None) or tags[0]

    @property
    def members(self) -> tuple[str, ...]:
        """Return the ids that count towards a stack; none for a micro-credential."""
        return tuple(self.definition.members) if isinstance(self.definition, Stack) else ()

    @property
    def before(self) -> tuple[str, ...]:
        """Return the ids that lead here: prerequisites, and the members of a stack."""
        return tuple(dict.fromkeys((*self.definition.prerequisites, *self.members)))
