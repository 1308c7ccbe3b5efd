"""Makes many slightly wrong documents out of a right one."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Place = tuple[str | int, ...]

WRONG_VALUES: tuple[Any, ...] = (
    None,
    7,
    "text",
    "ext:own-term",
    "not ext:own",
    True,
    {},
    [],
    "urn:x> <urn:y",
    "2020-02-30T00:00:00Z",
    "2020-01-01T00:00:00",
)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A document with one change.

    Attributes:
        place: where the change is, as member names and indexes.
        kind: removed, replaced, wrapped (in an array), unwrapped (out of one), added.
        old: what was there.
        new: what is there now.
        document: the whole changed document.
    """

    place: Place
    kind: str
    old: Any
    new: Any
    document: dict[str, Any]

    @property
    def name(self) -> str:
        """The name of the member that changed, or that holds the changed item."""
        return next(part for part in reversed(self.place) if isinstance(part, str))

    def __str__(self) -> str:
        """Return the place, the kind and the new value."""
        return f"{'/'.join(map(str, self.place))} {self.kind} {self.new!r:.60}"


def prune(value: Any, name: str = "") -> Any:
    """Keep one item of every array, so that a document is checked sooner."""
    if isinstance(value, dict):
        return {key: prune(item, key) for key, item in value.items()}
    if isinstance(value, list):
        kept = value if name in ("@context", "type", "resultDescription") else value[:1]
        return [prune(item) for item in kept]
    return value


def mutate(document: dict[str, Any], seen: set[Place]) -> Iterator[Mutation]:
    """Change each kind of place in every way; a member of one name in one parent is one kind.

    Args:
        document: the right one.
        seen: the kinds of place that are done; those of this document are added.
    """
    for place in _places(document):
        pattern: Place = tuple("*" if isinstance(part, int) else part for part in place[-2:])
        if pattern not in seen:
            seen.add(pattern)
            yield from _mutate_place(document, place)


def _mutate_place(document: dict[str, Any], place: Place) -> Iterator[Mutation]:
    old = _value(document, place)
    yield _changed(document, place, "removed", old)
    for value in WRONG_VALUES:
        if value != old:
            yield _changed(document, place, "replaced", old, value)
    yield _changed(document, place, "wrapped", old, [old])
    if isinstance(old, list) and old:
        yield _changed(document, place, "unwrapped", old, old[0])
    if isinstance(old, dict):
        yield _changed(document, place, "added", old, old | {"unknownMember": 1})


def _changed(
    document: dict[str, Any], place: Place, kind: str, old: Any, new: Any = None
) -> Mutation:
    changed = copy.deepcopy(document)
    holder = _value(changed, place[:-1])
    if kind == "removed":
        del holder[place[-1]]
    else:
        holder[place[-1]] = new
    return Mutation(place, kind, old, new, changed)


def _value(document: Any, place: Place) -> Any:
    for part in place:
        document = document[part]
    return document


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    if place:
        yield place
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _places(item, (*place, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*place, index))
