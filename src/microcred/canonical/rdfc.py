"""RDF Dataset Canonicalization, RDFC-1.0 (W3C Recommendation of 21 May 2024).

Nearly every graph is told apart by the first-degree hashes of its blank nodes; then this is one
hash per blank node and one sort. The general case is the Hash N-Degree Quads algorithm, whose
cost a few blank nodes can drive beyond any machine; so its steps are counted and bounded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import permutations
from operator import eq
from typing import Any, Final

from microcred.budget import check_time
from microcred.canonical.dataset import Dataset, Quad
from microcred.errors import CanonicalizationFailed, LimitExceeded
from microcred.limits import MAX_HASH_DEPTH, MAX_HASH_STEPS

_NODES_AT_ONCE: Final = 1024
"""Blank nodes after which time is looked at; an ordinary badge has fewer."""

_HASHES: Final[dict[str, Callable[[bytes], Any]]] = {
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
}


def canonical_nquads(dataset: Dataset, hash_name: str = "sha256") -> tuple[bytes, dict[str, str]]:
    """Return the canonical N-Quads of a dataset, and the canonical label of each blank node.

    Args:
        dataset: the quads; it is not changed.
        hash_name: `sha256` or `sha384`.

    Raises:
        LimitExceeded: a graph made to take for ever (section 7.1).
        CanonicalizationFailed: the hash is another one, or a text has a lone surrogate.
    """
    if hash_name not in _HASHES:
        raise CanonicalizationFailed(f"no RDFC-1.0 with {hash_name!r}", code="unknown-hash")
    try:
        lines, issued = _lines_with_blank_nodes(dataset, hash_name)
        nquads = "".join(_sorted_once(_bytewise(dataset.ground + lines)))
    except UnicodeEncodeError as error:
        message = "a text has a lone surrogate"
        raise CanonicalizationFailed(message, code="lone-surrogate") from error
    return nquads.encode("latin-1"), issued


def _bytewise(lines: list[str]) -> list[str]:
    """Return the UTF-8 of lines, a character for each byte: so all sort as fast as ASCII does.

    The order stays the same, that of code points.

    Raises:
        UnicodeEncodeError: a lone surrogate.
    """
    return [line if line.isascii() else line.encode("utf-8").decode("latin-1") for line in lines]


def _sorted_once(lines: list[str]) -> list[str]:
    """Sort lines in place, and give each once; to hash each would cost as much as to sort them."""
    lines.sort()
    return list(dict.fromkeys(lines)) if any(map(eq, lines, lines[1:])) else lines


def _lines_with_blank_nodes(dataset: Dataset, hash_name: str) -> tuple[list[str], dict[str, str]]:
    """Return the lines that hold blank nodes, and the canonical labels they are written with."""
    if not dataset.tails and not dataset.quads:
        return [], {}
    run = _Canonicalization(dataset, _HASHES[hash_name])
    run.issue_labels()
    lines = _lines(run)
    if run.may_be_ambiguous():
        other = _Canonicalization(dataset, _HASHES[hash_name], backwards=True)
        other.issue_labels()
        if set(_lines(other)) != set(lines):
            message = "RDFC-1.0 gives the document more than one canonical form"
            raise CanonicalizationFailed(message, code="ambiguous-graph")
    return lines, run.issued


def _lines(run: _Canonicalization) -> list[str]:
    """Return the lines that hold blank nodes, with their canonical labels."""
    lines: list[str] = []
    issued = run.issued
    for label, tails in run.dataset.tails.items():
        if tails:
            subject = issued[label]
            lines += [subject + tail for tail in tails]
    for subject, predicate, value, graph in run.quads:
        lines.append(
            f"{issued.get(subject, subject)}{predicate}{issued.get(value, value)} "
            f"{issued.get(graph, graph) + ' ' if graph else ''}.\n"
        )
    return lines


@dataclass(slots=True)
class _Canonicalization:
    """The canonicalization state (section 4.2).

    Attributes:
        dataset: what is canonicalised.
        digest: the hash function.
        backwards: what the algorithm leaves open is decided the other way around.
        quads: the quads with a blank node as object or graph name, each once.
        related: by blank node, those of `quads` that it occurs in.
        first: by blank node, its first-degree hash.
        issued: the canonical issuer: canonical labels by label.
        steps: how much of the work limit is used.
    """

    dataset: Dataset
    digest: Callable[[bytes], Any]
    backwards: bool = False
    quads: list[Quad] = field(init=False)
    related: dict[str, list[Quad]] = field(init=False)
    first: dict[str, str] = field(init=False, default_factory=dict)
    issued: dict[str, str] = field(init=False, default_factory=dict)
    steps: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.quads = list(dict.fromkeys(self.dataset.quads))
        related: dict[str, list[Quad]] = {
            label: [] for label, tails in self.dataset.tails.items() if tails
        }
        for quad in self.quads:
            subject, _, value, graph = quad
            for term in dict.fromkeys((subject, value, graph)):  # a quad once for each node in it
                if term.startswith("_"):
                    related.setdefault(term, []).append(quad)
        self.related = related

    def issue_labels(self) -> None:
        """Issue a canonical label to every blank node (section 4.4.3, steps 3 to 5)."""
        if len(self.related) == 1:  # whatever its hash is, it comes first
            self._issue(next(iter(self.related)))
            return
        by_hash: dict[str, list[str]] = {}
        for number, label in enumerate(self.related, start=1):  # step 3
            if not number % _NODES_AT_ONCE:
                check_time()
            self.first[label] = found = self._hash_first_degree(label)
            by_hash.setdefault(found, []).append(label)
        shared: list[list[str]] = []
        for found in sorted(by_hash):  # step 4
            labels = by_hash[found]
            if len(labels) == 1:
                self._issue(labels[0])
            else:
                shared.append(labels)
        for labels in shared:  # step 5
            self._issue_shared(labels)

    def _issue_shared(self, labels: list[str]) -> None:
        """Tell apart the nodes that have one first-degree hash, by the nodes around them."""
        labels.sort(reverse=self.backwards)
        paths = [
            self._hash_n_degree(label, {label: "_:b0"}, 0)
            for label in labels
            if label not in self.issued
        ]
        paths.sort(key=lambda path: path[0])
        for _, issuer in paths:
            for label in issuer:
                self._issue(label)

    def may_be_ambiguous(self) -> bool:
        """Say whether the labels may depend on those that the blank nodes came with.

        The hashes of the algorithm say which nodes are related by a quad, and at which positions,
        but not all three of a quad together. Where three blank nodes are in one quad and first
        hashes are shared, two paths may be equal without the graph being the same both ways.
        """
        return len(set(self.first.values())) < len(self.first) and any(
            len({part for part in (quad[0], quad[2], quad[3]) if part.startswith("_:")}) == 3
            for quad in self.quads
        )

    def _issue(self, label: str) -> None:
        if label not in self.issued:
            self.issued[label] = f"_:c14n{len(self.issued)}"

    def _hash_first_degree(self, label: str) -> str:
        """Hash First Degree Quads (section 4.6)."""
        lines = _sorted_once(["_:a" + tail for tail in self.dataset.tails.get(label, ())])
        for subject, predicate, value, graph in self.related[label]:
            end = f" {_masked(graph, label)} .\n" if graph else " .\n"
            lines.append(f"{_masked(subject, label)}{predicate}{_masked(value, label)}{end}")
        lines.sort()
        found: str = self.digest("".join(lines).encode("utf-8")).hexdigest()
        return found

    def _hash_related(self, label: str, quad: Quad, issuer: dict[str, str], position: str) -> str:
        """Hash Related Blank Node (section 4.7)."""
        identifier = self.issued.get(label) or issuer.get(label) or self.first[label]
        predicate = "" if position == "g" else quad[1][1:-1]
        found: str = self.digest(f"{position}{predicate}{identifier}".encode()).hexdigest()
        return found

    def _hash_n_degree(
        self, label: str, issuer: dict[str, str], depth: int
    ) -> tuple[str, dict[str, str]]:
        """Hash N-Degree Quads (section 4.8): the hash, and the issuer that it chose."""
        if depth > MAX_HASH_DEPTH:
            raise _too_complex()
        groups: dict[str, list[str]] = {}
        for quad in self.related[label]:
            for position, other in (("s", quad[0]), ("o", quad[2]), ("g", quad[3])):
                if other.startswith("_:") and other != label:
                    self._step(1)
                    found = self._hash_related(other, quad, issuer, position)
                    groups.setdefault(found, []).append(other)
        data: list[str] = []
        for found in sorted(groups):
            path, issuer = self._choose_path(groups[found], issuer, depth)
            data += (found, path)
        result: str = self.digest("".join(data).encode("utf-8")).hexdigest()
        return result, issuer

    def _choose_path(
        self, labels: list[str], issuer: dict[str, str], depth: int
    ) -> tuple[str, dict[str, str]]:
        """Find the permutation with the least path (section 4.8, steps 5.2 to 5.6)."""
        chosen_path = ""
        chosen = issuer
        for permutation in permutations(sorted(labels, reverse=self.backwards)):
            self._step(len(labels))
            found = self._follow(permutation, dict(issuer), chosen_path, depth)
            if found is not None and (not chosen_path or found[0] < chosen_path):
                chosen_path, chosen = found
        return chosen_path, chosen

    def _follow(
        self, permutation: tuple[str, ...], issuer: dict[str, str], chosen_path: str, depth: int
    ) -> tuple[str, dict[str, str]] | None:
        """Make the path of one permutation, or None as soon as it is not the least.

        That is section 4.8.3, steps 5.4.4 and 5.4.5.
        """
        path = ""
        recursion: list[str] = []
        for label in permutation:
            identifier = self.issued.get(label)
            if identifier is None:
                if label not in issuer:
                    recursion.append(label)
                    issuer[label] = f"_:b{len(issuer)}"
                identifier = issuer[label]
            path += identifier
            if _is_beyond(path, chosen_path):
                return None
        for label in recursion:
            found, after = self._hash_n_degree(label, issuer, depth + 1)
            path += f"{issuer[label]}<{found}>"
            issuer = dict(after)
            if _is_beyond(path, chosen_path):
                return None
        return path, issuer

    def _step(self, steps: int) -> None:
        check_time()
        self.steps += steps
        if self.steps > MAX_HASH_STEPS:
            raise _too_complex()


def _masked(term: str, label: str) -> str:
    """Return a term as the first-degree hash of `label` sees it."""
    if term[0] != "_":
        return term
    return "_:a" if term == label else "_:z"


def _too_complex() -> LimitExceeded:
    message = "the blank nodes of the document are too alike to be told apart in time"
    return LimitExceeded(message, code="poison-graph")


def _is_beyond(path: str, chosen_path: str) -> bool:
    """Tell a path that cannot become the least any more."""
    return bool(chosen_path) and len(path) >= len(chosen_path) and path > chosen_path
