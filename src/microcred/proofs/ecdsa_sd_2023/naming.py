"""Names for blank nodes that outlive selection.

A blank node's canonical label depends on everything around it, so the same node has one label in
the whole document and another in a selected part. The specification bridges that with custom
scheme URNs in a document that is expanded and compacted again ("skolemizeCompactJsonLd"), which
can move what JSON pointers point at. Here each object without an identifier gets a blank node
identifier instead, in the document as it stands. That adds no statement, and canonicalization
itself reports which label each name got.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.canonical import canonicalize
from microcred.errors import CanonicalizationFailed
from microcred.proofs.unsecured_document import UnsecuredDocument

_NO_NODE: Final = frozenset({"@value", "@list", "@set"})
_TERM: Final = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>|_:([^\s]+)')
_REFERENCE: Final = re.compile(r"(_:[^\s]+|<[^>]*>) (<[^>]*>) _:([^\s]+)")


@dataclass(frozen=True, slots=True)
class NamedDocument:
    """A document whose every blank node has a name.

    Attributes:
        document: the document, with blank node identifiers where there were no identifiers.
        names: those identifiers, without `_:`.
        extra_contexts: see `UnsecuredDocument`.
    """

    document: dict[str, Any]
    names: frozenset[str]
    extra_contexts: Mapping[str, dict[str, Any]] | None

    def canonicalize(self, document: dict[str, Any]) -> NamedQuads:
        """Canonicalize the document or a selection of it.

        Raises:
            CanonicalizationFailed: see `microcred.canonical.canonicalize`; or
                `unnamed-blank-node` where a node cannot be told from others.
        """
        canonical = canonicalize(document, extra_contexts=self.extra_contexts)
        known = {
            canonical_label.removeprefix("_:"): label.removeprefix("_:")
            for label, canonical_label in canonical.issued.items()
            if label.removeprefix("_:") in self.names
        }
        return NamedQuads(canonical.nquads, _name_the_rest(canonical.nquads, known))


@dataclass(frozen=True, slots=True)
class NamedQuads:
    """Canonical N-Quads.

    Attributes:
        nquads: the text.
        names: the name of each canonical label, both without `_:`.
    """

    nquads: str
    names: Mapping[str, str]


def name_blank_nodes(unsecured: UnsecuredDocument) -> tuple[NamedDocument, NamedQuads]:
    """Name every blank node of a document; give its canonical form under those names too.

    Raises:
        CanonicalizationFailed: as `NamedDocument.canonicalize`, or `unnamed-blank-node` where
            the names would change what the document says.
    """
    expected = unsecured.rdfc().nquads
    text = json.dumps(unsecured.document, ensure_ascii=False)
    prefix = "sd"
    while f'"_:{prefix}' in text:
        prefix += "x"
    no_nodes: frozenset[str] = frozenset()
    for _ in range(2):
        naming = _Naming(prefix, no_nodes)
        document = naming.named(unsecured.document)
        named = NamedDocument(document, frozenset(naming.names), unsecured.extra_contexts)
        quads = named.canonicalize(document)
        if quads.nquads == expected:
            return named, quads
        # An object in a JSON literal or a language map is no node: its name shows as text.
        no_nodes = frozenset(re.findall(rf'"_:({prefix}[0-9]+)', quads.nquads))
    message = "the objects of this document cannot be told from one another as RDF nodes"
    raise CanonicalizationFailed(message, code="unnamed-blank-node")


def relabel(nquads: str, labels: Mapping[str, str]) -> list[str]:
    """Replace blank node labels, both without `_:`, and sort ("relabelBlankNodes").

    Raises:
        KeyError: a label that is not in `labels`.
    """

    def replace(match: re.Match[str]) -> str:
        return match[0] if match[1] is None else "_:" + labels[match[1]]

    return sorted(line + "\n" for line in _TERM.sub(replace, nquads).split("\n")[:-1])


class _Naming:
    """Copies a document and names its objects; numbered the same way each time."""

    def __init__(self, prefix: str, no_nodes: frozenset[str]):
        self.names: set[str] = set()
        self._prefix = prefix
        self._no_nodes = no_nodes
        self._count = 0

    def named(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.named(item) for item in value]
        if not isinstance(value, dict):
            return value
        copy = {
            name: member if name == "@context" else self.named(member)
            for name, member in value.items()
        }
        identifier = value.get("id", value.get("@id"))
        if isinstance(identifier, str):
            if identifier.startswith("_:"):
                self.names.add(identifier[2:])
        elif not _NO_NODE & value.keys():
            self._count += 1
            name = f"{self._prefix}{self._count}"
            if name not in self._no_nodes:
                self.names.add(name)
                copy["@id"] = "_:" + name
        return copy


def _name_the_rest(nquads: str, names: dict[str, str]) -> dict[str, str]:
    """Name what no object of the document stands for: the cells of lists.

    A cell's name says how it is reached: from which node, by which property.
    """
    cells = _cells(nquads, names)
    named = dict(names)
    waiting = [subject for subject in cells if subject in named or subject.startswith("<")]
    while waiting:
        subject = waiting.pop()
        parent = named.get(subject, subject)
        for predicate, label in cells[subject]:
            named[label] = hashlib.sha256(f"{parent} {predicate}".encode()).hexdigest()
            if label in cells:
                waiting.append(label)
    labels = {match[1] for match in _TERM.finditer(nquads)} - {None}
    if not labels <= named.keys() or len(set(named.values())) != len(named):
        message = "two lists or graphs of one property cannot be told from each other"
        raise CanonicalizationFailed(message, code="unnamed-blank-node")
    return named


def _cells(nquads: str, names: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return, by subject, the property and label of each unnamed node with one reference to it."""
    references: dict[str, set[tuple[str, str]]] = {}
    for line in nquads.split("\n"):
        match = _REFERENCE.match(line)
        if match is not None and match[3] not in names:
            references.setdefault(match[3], set()).add((match[1], match[2]))
    cells: dict[str, list[tuple[str, str]]] = {}
    for label, found in references.items():
        if len(found) == 1:
            ((subject, predicate),) = found
            cells.setdefault(subject.removeprefix("_:"), []).append((predicate, label))
    return cells
