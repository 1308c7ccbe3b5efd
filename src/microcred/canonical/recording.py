"""The pass over a document once more, which remembers what each object says.

Several objects may describe one node; its statements do not tell which object each is from. Who
reads the JSON sees one object at a time. This gives what each of them says, and under which names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from microcred.canonical.compiled import ContextCache
from microcred.canonical.emission import Frame
from microcred.canonical.walk import Walk
from microcred.errors import LimitExceeded
from microcred.limits import MAX_COMPARED_OBJECTS, MAX_COMPARED_STATEMENTS

if TYPE_CHECKING:
    from microcred.canonical.dataset import Mention
    from microcred.canonical.terms import Scope

_WRAPPERS = frozenset({"@set", "@list"})


@dataclass(slots=True)
class Description:
    """An object of the document that describes a node.

    Attributes:
        path: where the object stands.
        node: the term of the node, and the graph.
        says: its statements about the node: property IRI and term, with the name of the member
            that each is under; None where no reader looks for values, in an array of an array.
            Values without identifiers have labels of their own.
    """

    path: tuple[str | int, ...]
    node: tuple[str, str]
    says: set[tuple[str, str, str | None]] = field(default_factory=set)


def describe(
    document: dict[str, Any], extra_contexts: Mapping[str, dict[str, Any]]
) -> tuple[list[Description], list[Mention]]:
    """Return what each object of a document says, and where nodes are named.

    Args:
        document: one that was canonicalised without a loss.
        extra_contexts: as for `canonicalize`.

    Raises:
        LimitExceeded: more than `MAX_COMPARED_OBJECTS` objects, or
            `MAX_COMPARED_STATEMENTS` statements.
    """
    cache = ContextCache(extra_contexts)
    recorder = _Recorder(cache)
    recorder.run(document, cache.root)
    return recorder.described, recorder.mentions


class _Frame(Frame):
    """A frame that knows its object, and the member in hand."""

    __slots__ = ("count", "described", "keep", "key")

    def __init__(self, frame: Frame, described: Description, count: Callable[[], None]):
        super().__init__(self._add, frame.head, frame.end, frame.label, frame.graph)
        self.described = described
        self.count = count
        self.keep = frame.add
        self.key: str | None = None

    def _add(self, line: str) -> None:
        self.keep(line)
        self.note(line[len(self.head) : len(line) - len(self.end)])

    def note(self, statement: str) -> None:
        self.count()
        end = statement.index("> ")
        self.described.says.add((statement[2:end], statement[end + 2 :], self.key))


class _Recorder(Walk):
    def __init__(self, cache: ContextCache):
        super().__init__(cache)
        self.described: list[Description] = []
        self._in_cells = False
        self._statements = 0

    def _count(self) -> None:
        self._statements += 1
        if self._statements > MAX_COMPARED_STATEMENTS:
            message = f"more than {MAX_COMPARED_STATEMENTS} statements to compare with the JSON"
            raise LimitExceeded(message, code="too-many-statements")

    def frame(self, label: str | None) -> Frame:
        frame = super().frame(label)
        if frame.label is None or self._in_cells:
            return frame
        if len(self.described) >= MAX_COMPARED_OBJECTS:
            message = f"more than {MAX_COMPARED_OBJECTS} objects to compare with what is signed"
            raise LimitExceeded(message, code="too-many-objects")
        described = Description(tuple(self.path), (frame.label, frame.graph))
        self.described.append(described)
        return _Frame(frame, described, self._count)

    def list_head(self, terms: list[str | None]) -> str:
        with self._between_cells():
            return super().list_head(terms)

    @contextmanager
    def _between_cells(self) -> Iterator[None]:
        """Describe nothing: the cells of a list are no objects of the document."""
        self._in_cells = True
        try:
            yield
        finally:
            self._in_cells = False

    def link(self, frame: Frame, predicate: str, term: str | None) -> None:
        super().link(frame, predicate, term)
        if term is not None and term[0] == "_" and isinstance(frame, _Frame):
            frame.note(f"{predicate}{term}")

    def enter_member(self, frame: Frame, key: str | None, value: object) -> None:
        if isinstance(frame, _Frame):
            frame.key = key if _is_direct(value) else None

    def _members(self, frame: Frame, scope: Scope, value: dict[str, Any]) -> None:
        type_name = next((name for name in scope.ctx.type_names if name in value), None)
        self.enter_member(frame, type_name, None)
        self._types(frame, scope)
        for key, member in value.items():
            use = scope.ctx.uses.get(key) or self.use(scope.ctx, key)
            self.enter_member(frame, key, member)
            use.emit(self, use, frame, member)


def _is_direct(value: object) -> bool:
    """Tell whether each value stands in the member itself, or in one array there."""
    items = value if isinstance(value, list) else [value]
    return not any(
        isinstance(item, list) or (isinstance(item, dict) and not _WRAPPERS.isdisjoint(item))
        for item in items
    )
