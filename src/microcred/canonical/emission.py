"""Where the walk puts what it finds: quads, lists, blank node labels and losses."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final, Literal

from microcred.budget import check_time
from microcred.canonical import losses
from microcred.canonical.bounds import check_json
from microcred.canonical.dataset import Dataset, Mention
from microcred.canonical.literals import closing, quoted
from microcred.canonical.syntax import RDF, has_scheme, is_iri
from microcred.errors import LimitExceeded, MicrocredError
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_FAULTS, MAX_JSON_DEPTH, MAX_NODES

_FIRST: Final = f" <{RDF}first> "
_REST: Final = f" <{RDF}rest> "
NIL: Final = f"<{RDF}nil>"
_NODES_AT_ONCE: Final = 1024
"""Nodes after which time is looked at; an ordinary badge has fewer."""


@dataclass(slots=True)  # not frozen: one is made for every node, and freezing costs half of it
class Frame:
    """Where the quads of a node go.

    Attributes:
        add: takes what is left of a line when `head` and `end` are around it.
        head: what every line begins with: the subject, unless it is a blank node.
        end: what every line ends with: the graph name, the full stop and the newline.
        label: the term of the node; None where its quads are lost.
        graph: the graph name, or the empty text.
    """

    add: Callable[[str], object]
    head: str
    end: str
    label: str | None
    graph: str


_NOTHING: Final[deque[str]] = deque(maxlen=0)


class _Step:
    """Leaves the innermost place, and tells an error that it happened there."""

    __slots__ = ("path",)

    def __init__(self, path: list[str | int]):
        self.path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: object, _trace: object) -> Literal[False]:
        if error is not None and isinstance(error, MicrocredError) and error.pointer is None:
            error.pointer = join_pointer(self.path)
        self.path.pop()
        return False


class _Turn(_Step):
    """Leaves a place, and turns back what was turned there: whether lists are lost."""

    __slots__ = ("emission",)

    def __init__(self, emission: Emission):
        super().__init__(emission.path)
        self.emission = emission
        emission.mute = not emission.mute

    def __exit__(self, kind: object, error: object, trace: object) -> Literal[False]:
        self.emission.mute = not self.emission.mute
        return super().__exit__(kind, error, trace)


class _Graph:
    """Goes back to the graph that quads went to before."""

    __slots__ = ("before", "emission")

    def __init__(self, emission: Emission, name: str | None):
        self.emission = emission
        self.before = emission.graph
        emission.graph = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.emission.graph = self.before


class Emission:
    """What one pass over one document has found so far.

    Attributes:
        dataset: the quads.
        charge: counts what they take; see `Dataset`.
        plain: nothing so far could read otherwise than its quads; see `Dataset`.
        path: the place in the document that the walk is at.
        losses: what was lost.
        graph: the graph that quads go to: its name, the empty text for the default graph, or None
            where its quads are lost.
        nowhere: the frame of a node whose quads are lost.
        mentions: where nodes were named so far; see `Dataset`.
        mute: lists are values of a property that is lost; so are their cells.
    """

    nowhere: Final = Frame(_NOTHING.append, "", "", None, "")

    def __init__(self) -> None:
        self.dataset = Dataset()
        self.charge = self.dataset.charge
        self.path: list[str | int] = []
        self._step = _Step(self.path)
        self.losses: list[Fault] = []
        self.graph: str | None = ""
        self.mute = False
        self.plain = True
        self.mentions: list[Mention] = []
        self._nodes = 0
        self._fresh = 0

    def frame(self, label: str | None) -> Frame:
        """Open the frame of a node.

        Raises:
            LimitExceeded: the document has too many nodes.
        """
        self._nodes += 1
        if not self._nodes % _NODES_AT_ONCE:
            check_time()
        if self._nodes > MAX_NODES:
            raise LimitExceeded(f"more than {MAX_NODES} nodes", code="too-many-nodes")
        graph = self.graph
        if label is None or graph is None:
            return self.nowhere
        if not graph:
            end = " .\n"
        elif graph[0] == "_":
            return Frame(self._blank_graph(label, graph), "", "", label, graph)
        else:
            end = f" {graph} .\n"
        if label[0] == "_":
            tails = self.dataset.tails.setdefault(label, [])
            return Frame(tails.append, "", end, label, graph)
        return Frame(self.dataset.ground.append, label, end, label, graph)

    def _blank_graph(self, label: str, graph: str) -> Callable[[str], object]:
        quads = self.dataset.quads

        def add(line: str) -> None:
            at = line.index("> ") + 2
            quads.append((label, line[:at], line[at:], graph))

        return add

    def link(self, frame: Frame, predicate: str, term: str | None) -> None:
        """Add the quad of a node with a term as object."""
        if term is None or frame.label is None:
            return
        self.charge(len(frame.head) + len(predicate) + len(frame.end), 1)
        if term[0] == "_":
            self.dataset.quads.append((frame.label, predicate, term, frame.graph))
        else:
            frame.add(f"{frame.head}{predicate}{term}{frame.end}")

    def link_back(self, frame: Frame, predicate: str, term: str | None) -> None:
        """Add the quad of a term with the node as object."""
        if term is not None and frame.label is not None:
            self.dataset.add(term, predicate, frame.label, frame.graph)

    def list_head(self, terms: list[str | None]) -> str:
        """Add the quads of a list and give its head (section 8.3, list to RDF)."""
        cells = [] if self.mute else [self.fresh() for _ in terms]
        for index, cell in enumerate(cells):
            frame = self.frame(cell)
            self.link(frame, _FIRST, terms[index])
            self.link(frame, _REST, cells[index + 1] if index + 1 < len(cells) else NIL)
        return cells[0] if cells else NIL

    def fresh(self) -> str:
        """Make the label of a node without an identifier; no label of a document has a space."""
        self._fresh += 1
        return f"_: {self._fresh}"

    def resource(
        self, iri: str | None, value: str, code: str = "relative-reference", key: str | None = None
    ) -> str | None:
        """Return the term of an expanded IRI, or None and a loss where it has none."""
        if iri is not None:
            self.charge(len(iri))
            if is_iri(iri):
                return f"<{iri}>"
            if iri.startswith("_:"):
                label = iri.replace("\x00", "\x000").replace(" ", "\x001")
                self.dataset.named.add(label)
                return label
            if has_scheme(iri) or ":" in iri:
                code = "malformed-iri"
        self.lose(code, value, key)
        return None

    def string(
        self, text: str, datatype: str | None, language: str | None, direction: str | None
    ) -> str | None:
        """Return the literal of a string in a value object or a language map."""
        if datatype is not None and not is_iri(datatype):
            self.lose("malformed-iri", datatype, None)
            return None
        close = closing(datatype, language, direction)
        if close is None:
            self.lose("malformed-language-tag", language, None)
            return None
        self.charge(len(close), 1)
        return quoted(text, close)

    def lose(self, code: str, value: object, key: str | None) -> None:
        """Note a loss at the member `key` of the object in hand, or at the value in hand."""
        if isinstance(value, str) and not value.isascii():
            check_json(value, path=self.path if key is None else [*self.path, key])
        if len(self.losses) < MAX_FAULTS:
            self.lose_value(code, losses.describe(code, value), key)

    def lose_value(self, code: str, message: str, key: str | None = None) -> None:
        """Note a loss with its own message."""
        if len(self.losses) < MAX_FAULTS:
            path = self.path if key is None else [*self.path, key]
            self.losses.append(losses.loss(join_pointer(path), code, message))

    def mention(self, term: str, *, is_object: bool) -> None:
        """Note that the value in hand names a node."""
        self.mentions.append((term, self.graph or "", tuple(self.path), is_object))

    def at(self, key: str | int) -> AbstractContextManager[None, Literal[False]]:
        """Enter a member or an item; the `with` block is about what stands there."""
        self.path.append(key)
        return self._step  # one for all: each pops the place that it is left at

    def inside(self, key: str, frame: Frame) -> AbstractContextManager[None, Literal[False]]:
        """Enter a member of a node; lists among its values are lost where the node is."""
        self.path.append(key)
        return self._step if self.mute is (frame.label is None) else _Turn(self)

    def in_graph(self, name: str | None) -> AbstractContextManager[None, None]:
        """Send quads to another graph."""
        return _Graph(self, name)

    def too_deep(self) -> LimitExceeded:
        """Make the error of a document that is nested too deeply at the place in hand."""
        message = f"JSON nested deeper than {MAX_JSON_DEPTH} levels"
        return LimitExceeded(message, code="too-deep", pointer=join_pointer(self.path))

    def enter_member(self, frame: Frame, key: str | None, value: object) -> None:
        """Take note of the member whose values come next; see `recording`."""
