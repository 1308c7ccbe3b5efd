"""The catalogue: all definitions of a programme, to be filtered and searched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from microcred.errors import ConfigurationError, NotInWorkspace, excerpt
from microcred.program.catalogue_filter import Filter
from microcred.program.definition import Definition, MicroCredential, Stack
from microcred.program.entry import Entry, Standard
from microcred.program.frameworks import FrameworkFolder
from microcred.program.search.index import Text, TextIndex
from microcred.program.search.ranking import Hit
from microcred.program.search.snippets import Piece, snippet_of

SOURCE: Final = "catalogue"
"""What the texts of the catalogue are called in the index."""

_NOT_TEXT: Final = frozenset(
    {"format", "id", "version", "language", "languages", "link", "url", "file", "mediaTypes"}
    | {"kind", "kinds", "type", "required", "criteria", "of", "prerequisites", "points", "page"}
)
"""Members of a definition that hold no words for people."""

_NO_SENTENCES: Final = frozenset({"name", "code", "tags", "audience"})
"""Members of a definition whose words stand alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that answers a question.

    Attributes:
        entry: the entry.
        score: how well it fits the text; 0 where none was asked for.
        snippet: where the words stand; empty where none was asked for.
    """

    entry: Entry
    score: float = 0.0
    snippet: tuple[Piece, ...] = ()


class Catalogue:
    """All definitions of a programme.

    Args:
        definitions: each with the name of its file.
        frameworks: the programme's frameworks.
        index: where text is searched for; without it, no text can be asked for.
    """

    def __init__(
        self,
        definitions: Iterable[tuple[str, MicroCredential | Stack]],
        frameworks: FrameworkFolder,
        index: TextIndex | None = None,
    ):
        self.frameworks = frameworks
        self._index = index
        entries = (
            Entry(definition, file, tuple(self._standards_of(definition)))
            for file, definition in definitions
        )
        self.entries: Mapping[str, Entry] = {
            entry.id: entry for entry in sorted(entries, key=lambda entry: entry.name().casefold())
        }

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def entry(self, name: str) -> Entry:
        """Find an entry by id, code, file or file name without suffix.

        Raises:
            ConfigurationError: code `no-such-definition`, when there is none, or more than one.
        """
        found = [entry for entry in self if name in _names_of(entry)]
        if len(found) == 1:
            return found[0]
        problem = f"{len(found)} definitions are called" if found else "no definition is called"
        message = f"{problem} {excerpt(name)}"
        raise NotInWorkspace(message, code="no-such-definition")

    def search(self, wanted: Filter, text: str = "", *, any_word: bool = False) -> list[Found]:
        """Find entries.

        Args:
            wanted: what they must be.
            text: words that must be in them, each perhaps only begun; empty for no such condition.
            any_word: whether one of the words is enough.

        Returns:
            The best first where text was asked for, else by name.
        """
        before = self.before if wanted.leads_to else {}
        kept = {entry.id: entry for entry in self if wanted.admits(entry, before)}
        if not text.strip():
            return [Found(entry) for entry in kept.values()]
        return [
            Found(kept[hit.key], hit.score, snippet_of(_best_text(kept[hit.key], text), text))
            for hit in self.find_text(text, any_word=any_word)
            if hit.key in kept
        ]

    def find_text(self, text: str, *, any_word: bool = False) -> list[Hit]:
        """Find the ids of entries that have words, the best first; see `TextIndex.search`.

        Raises:
            ConfigurationError: the catalogue was made without an index (`no-index`).
        """
        if self._index is None:
            raise ConfigurationError("this catalogue has no index to search", code="no-index")
        self._index.refresh(SOURCE, self.digest, self._texts)
        return self._index.search(SOURCE, text, any_word=any_word, limit=max(len(self), 1))

    @cached_property
    def digest(self) -> str:
        """Return a digest of all that can be found."""
        state = [
            (entry.definition.digest, [list(standard.words) for standard in entry.standards])
            for entry in self
        ]
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()

    @cached_property
    def before(self) -> Mapping[str, frozenset[str]]:
        """Return, for each id, all ids that lead to it, over any number of steps."""
        return {entry_id: frozenset(self._lead_to(entry_id)) for entry_id in self.entries}

    def _lead_to(self, entry_id: str) -> Iterator[str]:
        waiting, seen = [entry_id], {entry_id}
        while waiting:
            entry = self.entries.get(waiting.pop())
            for other in entry.before if entry else ():
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    yield other

    def _standards_of(self, definition: Definition) -> Iterator[Standard]:
        """Yield the items that a definition names, or gives the address of."""
        for target in definition.alignments:
            if target.framework and target.item:
                found = self.frameworks.find(target.framework, target.item)
                if found is not None:
                    yield Standard(found.framework, found.item)
            elif target.url:
                items = ((each, each.find(target.url)) for each in self.frameworks)
                yield from (Standard(each, item) for each, item in items if item is not None)

    def _texts(self) -> Iterator[Text]:
        for entry in self:
            document = entry.definition.to_document()
            audience = document.get("audience", {})
            filed = [document.get("code", ""), *document.get("tags", ()), *_strings(audience)]
            filed += [word for standard in entry.standards for word in standard.words]
            yield Text(
                key=entry.id,
                title=" ".join(_strings(document["name"])),
                keywords=" ".join(filed),
                body=" ".join(_strings(document)),
            )


def read_standard(name: str, frameworks: FrameworkFolder) -> Standard:
    """Find a standard by what people type: FRAMEWORK:ITEM, ITEM alone, or FRAMEWORK for any item.

    Raises:
        ConfigurationError: code `no-such-standard`, when there is none, or more than one.
    """
    framework_name, _, item_name = name.partition(":")
    target = frameworks.find(framework_name, item_name) if item_name else None
    if target is not None:
        return Standard(target.framework, target.item)
    framework = frameworks.framework(name)
    if framework is not None:
        return Standard(framework, None)
    found = [(each, item) for each in frameworks if (item := each.find(name)) is not None]
    if len(found) == 1:
        return Standard(*found[0])
    if found:
        several = ", ".join(f"{each.id}:{name}" for each, _ in found)
        message = f"{excerpt(name)} is in several frameworks; write one of: {several}"
    else:
        message = f"no standard is called {excerpt(name)}; write FRAMEWORK:ITEM"
    raise NotInWorkspace(message, code="no-such-standard")


def _names_of(entry: Entry) -> set[str]:
    stem = entry.file.rpartition("/")[2].rpartition(".")[0]
    return {entry.id, entry.file, stem, entry.definition.code or entry.id}


def _strings(value: Any) -> Iterator[str]:
    """Yield the words for people in a part of a definition, in all languages."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if name not in _NOT_TEXT:
                yield from _strings(member)
    elif isinstance(value, Sequence):
        for member in value:
            yield from _strings(member)


def _best_text(entry: Entry, question: str) -> str:
    """Choose the text that has most of the words: the competency, or another paragraph.

    The name is told in any case, and a tag by itself says nothing more.
    """
    told = entry.definition.to_document()
    document = {name: told[name] for name in told if name not in _NO_SENTENCES}
    paragraphs = [*_strings(document["competency"]), *_strings(document)]

    def count(paragraph: str) -> int:
        return len(
            {piece.text.casefold() for piece in snippet_of(paragraph, question) if piece.found}
        )

    return max(paragraphs, key=count)
