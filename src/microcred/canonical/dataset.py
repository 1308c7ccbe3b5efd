"""The quads of a document, in the shape that canonicalisation wants them."""

from __future__ import annotations

from dataclasses import dataclass, field

from microcred.errors import LimitExceeded
from microcred.limits import MAX_STATEMENT_CHARACTERS, STATEMENT_CHARACTERS

Mention = tuple[str, str, tuple[str | int, ...], bool]
"""Where a document names a node by an identifier.

The term of the node, the graph, the place, and whether an object stands there, which may describe
the node, and not the identifier alone.
"""

Quad = tuple[str, str, str, str]
"""Subject, predicate with a space on either side, object, and graph name or the empty text."""


@dataclass(slots=True)
class Dataset:
    """An RDF dataset, split by what canonicalisation does to each quad.

    Terms are canonical N-Quads already; blank nodes are the labels that they came with. A quad
    may be there several times, which means the same as once.

    Attributes:
        ground: whole lines of quads without blank nodes.
        tails: by blank node, what follows the subject in lines that hold no other blank node.
        quads: quads with a blank node as object or as graph name.
        named: the blank nodes that the document itself gave a label.
        plain: nothing is spelled otherwise than its quads say: all contexts are plain ones (see
            `microcred.contexts.PLAIN_URLS`); each member name is a bare word, so a term of theirs
            or a loss; types are named, identifiers written out, and no array is in an array. Not
            known of what comes from elsewhere.
        mentions: by the walk, where the document names nodes; of a plain one, all of them.
    """

    ground: list[str] = field(default_factory=list)
    tails: dict[str, list[str]] = field(default_factory=dict)
    quads: list[Quad] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    plain: bool = False
    mentions: list[Mention] = field(default_factory=list)
    _characters: int = 0

    def charge(self, characters: int, statements: int = 0) -> None:
        """Count the text of statements, before it is made where it can be much.

        A context can make each statement many times as long as the JSON that it is from.

        Raises:
            LimitExceeded: more than one document may have; code `too-many-statements`.
        """
        self._characters += characters + statements * STATEMENT_CHARACTERS
        if self._characters > MAX_STATEMENT_CHARACTERS:
            message = f"more than {MAX_STATEMENT_CHARACTERS} characters of statements"
            raise LimitExceeded(message, code="too-many-statements")

    def add(self, subject: str, predicate: str, value: str, graph: str) -> None:
        """Add one quad."""
        self.charge(len(subject) + len(predicate) + len(value) + len(graph), 1)
        if value.startswith("_:") or graph.startswith("_:"):
            self.quads.append((subject, predicate, value, graph))
            return
        tail = f"{predicate}{value} {graph} .\n" if graph else f"{predicate}{value} .\n"
        if subject.startswith("_:"):
            self.tails.setdefault(subject, []).append(tail)
        else:
            self.ground.append(subject + tail)
