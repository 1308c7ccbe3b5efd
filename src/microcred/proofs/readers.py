"""A place where a node is read, and what its JSON says there beside what is signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final

from microcred.contexts import names_of_terms
from microcred.errors import excerpt
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.models.reading import (
    ReadClass,
    has_one_meaning,
    is_of_unknown_kind,
    members_read,
    reads_type,
)

TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NO_NAMES: Final[frozenset[str]] = frozenset()
_ADVICE: Final = "Do not use it; somebody has rewritten the badge so that it reads otherwise."
_SHORTENED: Final = frozenset({"proofPurpose"})
"""Links that every reader knows by the short names of a vocabulary."""


@dataclass(frozen=True)
class Reader:
    """A place where a node is read.

    Attributes:
        model: what the object is read as.
        path: where it stands.
        members: the object; its id alone where it is only named.
        says: see `Description`.
    """

    model: ReadClass
    path: tuple[str | int, ...]
    members: Mapping[str, Any]
    says: set[tuple[str, str, str | None]]

    def is_written(self, name: str, term: str) -> bool:
        """Tell whether an identifier is written out, and not shortened to something else."""
        if term[0] != "<" or name in _SHORTENED:
            return True
        return term[1:-1] in self._written.get(name, ())

    @cached_property
    def _written(self) -> Mapping[str, set[str]]:
        """Return the texts and identifiers in each member that is read, as they are written."""
        return {
            name: {
                text
                for value in flat(member)
                if isinstance(text := value.get("id") if isinstance(value, dict) else value, str)
            }
            for name, member in self.members.items()
            if name in members_read(self.model)
        }

    def misreadings(self, node: str) -> Iterator[Fault]:
        """Find identifiers, names and types that mean something else in what is signed.

        Args:
            node: the term of the node that the object is about.
        """
        found = self.members.get("id")
        is_label = node.startswith("_:")
        if found != (None if is_label else node[1:-1]) and not (is_label and self.path):
            yield _reads_otherwise(found, (*self.path, "id"))
        if not is_of_unknown_kind(self.model, map(str, flat(self.members.get("type")))):
            yield from self._other_names()
        yield from self._odd_types()
        yield from self._odd_links()

    def _other_names(self) -> Iterator[Fault]:
        """Find members whose names have another meaning here than in the known contexts."""
        known = names_of_terms()
        for iri, term, name in self.says:
            if name is not None and name not in known.get(iri, NO_NAMES):
                is_text = term[0] == '"'
                if has_one_meaning(self.model, name, is_text=is_text):
                    yield hidden(self, name, elsewhere=False)

    def _odd_types(self) -> Iterator[Fault]:
        """Find a type that is read, and is another one in what is signed."""
        said = (names_of_type(term) for iri, term, _ in self.says if iri == TYPE)
        names = NO_NAMES.union(*said)
        for name in map(str, flat(self.members.get("type"))):
            is_read = name in _names_of_types() and reads_type(self.model, {name})
            if is_read and name not in names:
                yield hidden(self, "type", elsewhere=False)

    def _odd_links(self) -> Iterator[Fault]:
        """Find an identifier that is another one, beside one that is written as it is signed."""
        read = members_read(self.model).keys() - _SHORTENED
        links: dict[str, set[str]] = defaultdict(set)
        for _, term, name in self.says:
            if name is not None and name in read:
                links[name].add(term[1:-1] if term[0] == "<" else term[:1])
        for name, signed in links.items():
            if '"' in signed or signed == {"_"}:
                continue  # texts, and graphs and nodes without an identifier
            for text in sorted(self._written[name] - signed):
                if text[:2] != "_:":
                    yield _reads_otherwise(text, (*self.path, name))


def flat(value: Any) -> list[Any]:
    """Return the values of a member."""
    return value if isinstance(value, list) else [value]


def names_of_type(term: str) -> set[str]:
    """Return the names of a type by its term."""
    names = names_of_terms().get(term[1:-1], NO_NAMES)
    return {name for name in names if not name[:1].islower()}


@cache
def _names_of_types() -> frozenset[str]:
    return frozenset(
        name for names in names_of_terms().values() for name in names if not name[:1].islower()
    )


def _reads_otherwise(found: object, path: tuple[str | int, ...]) -> Fault:
    message = f"the id is not {excerpt(found, 200)} in what is signed"
    return Fault(join_pointer(path), "id-reads-otherwise", message, _ADVICE)


AMBIGUOUS: Final = "ambiguous-member"
"""The code of what only tells about a thing, and of which nobody can tell who wrote it where."""


def ambiguous(reader: Reader, name: str) -> Fault:
    """Say that objects of one id tell something each, which could have been swapped.

    An issuer that gives a badge to itself under two names writes so, and nothing else shows.
    """
    message = (
        f"objects with the same id have a {excerpt(name)} each; nothing signed says which is whose"
    )
    advice = "Ask the issuer which is whose."
    return Fault(join_pointer((*reader.path, name)), AMBIGUOUS, message, advice)


def hidden(reader: Reader, name: str, *, elsewhere: bool) -> Fault:
    """Say that a reader does not see a member; `elsewhere`: but another reader does."""
    message = f"the signature covers a {excerpt(name)} that the JSON does not show here as such"
    if elsewhere:
        message += ", but in another object with the same id"
    return Fault(join_pointer((*reader.path, name)), "hidden-member", message, _ADVICE)
