"""Whether the JSON of a document reads as the statements that an embedded proof covers.

A proof over RDF says nothing about spelling, nor about which of several objects with one
identifier says what. `validUntil`, the full IRI of that term, an alias from a context in the
document and `@nest` are one and the same statement, and so is a `validUntil` in another object
that has the credential's id. Whoever holds a signed credential could write its end, or its status,
where no reader of JSON looks for it. VC Data Integrity 1.0, "Context Injection", leaves that to
the verifier.

So at every place that is read (`microcred.models.reading`), the object there must show what is
signed of its node. Only what tells about a thing and decides nothing may stand in another object
that is read as well: an issuer and a creator with one id need not say the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, islice
from typing import Any

from microcred.canonical import Canonical, Description, Mention, describe
from microcred.contexts import names_of_terms
from microcred.findings import Fault
from microcred.limits import MAX_FAULTS, MAX_STATUS_ENTRIES
from microcred.models.reading import (
    DESCRIBING,
    PROOF,
    ReadClass,
    class_at,
    is_part,
    members_read,
    readers_together,
    reads_type,
)
from microcred.proofs.hiding import find_hiding_keywords
from microcred.proofs.readers import NO_NAMES, TYPE, Reader, ambiguous, flat, hidden, names_of_type

_Path = tuple[str | int, ...]
_Said = tuple[str, str]
"""The IRI of a property and the term of a value."""

_Sight = tuple[str, _Said]
"""The name of a member, and what it says."""


def find_disagreements(
    document: Mapping[str, Any],
    canonical: Canonical,
    root: ReadClass,
    extra_contexts: Mapping[str, dict[str, Any]] | None = None,
) -> list[Fault]:
    """List where the JSON does not show what the statements say.

    Args:
        document: a credential, a presentation or a proof, as it was canonicalised.
        canonical: its canonical form. Where losses are not known, nor is what each object says,
            and only keywords that hide members are found.
        root: what it is read as.
        extra_contexts: as for `canonicalize`.

    Raises:
        LimitExceeded: not plain, and too large to be compared object by object.
    """
    apart = _told_apart(document, canonical.mentions, root)
    if canonical.plain and not apart:
        return []
    # The contexts of a proof are the document's, which are looked into there.
    keywords = find_hiding_keywords({} if root is PROOF or canonical.plain else document)
    faults = list(islice(keywords, MAX_FAULTS))
    if faults or canonical.losses:
        return faults
    described, mentions = describe(dict(document), extra_contexts or {})
    nodes = _readers_by_node(document, described, mentions, root)
    # In a plain document all other nodes read as they are signed.
    return _faults_of(nodes, apart if canonical.plain else nodes.keys())


def _faults_of(
    nodes: Mapping[tuple[str, str], _Node], doubtful: Collection[tuple[str, str]]
) -> list[Fault]:
    found = (node.faults() for key, node in nodes.items() if key in doubtful)
    return list(islice(chain.from_iterable(found), MAX_FAULTS))


def _told_apart(
    document: Mapping[str, Any], mentions: Sequence[Mention], root: ReadClass
) -> set[tuple[str, str]]:
    """Return the nodes of which a statement can stand in another object than is read.

    That is not so of a node that is described by one object, or by such only as are read together
    or say the same but for one member. Nearly every document has only such nodes.
    """
    count = Counter((term, graph) for term, graph, _, _ in mentions)
    repeated: dict[tuple[str, str], list[tuple[ReadClass | None, _Path]]] = defaultdict(list)
    for term, graph, path, is_object in mentions:
        if count[term, graph] > 1:
            model = class_at(root, path)
            if model is not None or is_object:
                repeated[term, graph].append((model, path))
    return {
        node
        for node, places in repeated.items()
        if len(places) > 1 and not _are_alike(document, places)
    }


def _are_alike(
    document: Mapping[str, Any], places: Sequence[tuple[ReadClass | None, _Path]]
) -> bool:
    """Tell whether no reader of a node misses anything at one of its places."""
    first = places[0][0]
    models = {model for model, _ in places}
    if first is None or None in models or not all(path for _, path in places):
        return False
    together = readers_together(first)
    if together:
        return models <= set(together)
    if len(places) > MAX_STATUS_ENTRIES or len(models) > 1:
        return False
    return _differ_in_one(_at(document, path) for _, path in places)


def _differ_in_one(objects: Iterable[Mapping[str, Any]]) -> bool:
    """Tell whether several objects have the same members, and one value at most is another."""
    first, *others = objects
    if not others or any(item.keys() != first.keys() for item in others):
        return False
    return sum(any(item[name] != first[name] for item in others) for name in first) <= 1


@dataclass(frozen=True)
class _Node:
    """A node, all that is said of it, and the places where it is read."""

    term: str
    says: set[_Said] = field(default_factory=set)
    readers: list[Reader] = field(default_factory=list)

    def faults(self) -> Iterator[Fault]:
        """Find what readers do not see of the node."""
        somewhere = {seen for found in self._seen for seen in found}
        for reader in self.readers:
            yield from reader.misreadings(self.term)
        for group in self._groups():
            reader = self.readers[group[0]]
            for sight in sorted(self._missing(group, somewhere)):
                yield from self._fault_of(reader, sight, is_seen=sight in somewhere)

    def _fault_of(self, reader: Reader, sight: _Sight, *, is_seen: bool) -> Iterator[Fault]:
        """Find whether it matters that a reader misses something, which another one may see."""
        name, said = sight
        is_own = any((iri, term) == said for iri, term, _ in reader.says)
        if name not in DESCRIBING or (is_own and not is_seen):
            yield hidden(reader, name, elsewhere=not is_own)
        elif self._values[name] > 1 or not is_seen:
            yield ambiguous(reader, name)

    def _groups(self) -> Iterator[list[int]]:
        """Yield the readers that are taken together; most stand alone."""
        together: dict[tuple[ReadClass, ...], list[int]] = {}
        for index, reader in enumerate(self.readers):
            kind = readers_together(reader.model) if reader.path else ()
            if kind:
                together.setdefault(kind, []).append(index)
            else:
                yield [index]
        yield from together.values()

    def _missing(self, group: list[int], somewhere: set[_Sight]) -> set[_Sight]:
        """Return what is to be seen by a group, and is not."""
        models = {self.readers[index].model for index in group}
        wanted = set().union(*(self._wanted[model] for model in models))
        if all(map(is_part, models)):
            return wanted - somewhere
        if len(group) == 1:
            seen = self._seen[group[0]]
            # Nothing is seen that is not wanted, so most need no comparison one by one.
            if len(seen) == len(wanted) or self._differ_in_one_member(self.readers[group[0]]):
                return set()
            return wanted - seen
        return wanted - {seen for index in group for seen in self._seen[index]}

    def _differ_in_one_member(self, reader: Reader) -> bool:
        """Tell whether objects of a kind say the same of the node but for one member.

        Such are the entries for several purposes at one place of a status list. Whichever has
        which of the values, each has it with all the rest.
        """
        wanted = self._wanted[reader.model]
        alike = zip(self.readers, self._seen, strict=True)
        seen = [sights for other, sights in alike if other.model is reader.model and other.path]
        if not reader.path or not 1 < len(seen) <= MAX_STATUS_ENTRIES:
            return False
        names = {name for sights in seen for name, _ in wanted - sights}
        return len(names) == 1 and wanted == set().union(*seen) and _all_name(seen, names)

    @cached_property
    def _seen(self) -> list[set[_Sight]]:
        """Return what each reader sees: each name that is looked for there, and what it says."""
        return [self._shown(reader) for reader in self.readers]

    def _shown(self, reader: Reader) -> set[_Sight]:
        members = members_read(reader.model)
        types = set(map(str, flat(reader.members.get("type"))))
        shown: set[_Sight] = set()
        for iri, term, name in reader.says:
            if iri == TYPE:
                names = names_of_type(term)
                if types & names and reads_type(reader.model, names):
                    shown.add(("type", (iri, term)))
            elif name is None or name not in members or name not in self._names[iri]:
                continue
            elif reader.is_written(name, term):
                shown.add((name, (iri, term)))
        return shown

    @cached_property
    def _wanted(self) -> Mapping[ReadClass, set[_Sight]]:
        """Return what must be seen where the node is read as an object of a class."""
        return {model: self._wanted_as(model) for model in {item.model for item in self.readers}}

    def _wanted_as(self, model: ReadClass) -> set[_Sight]:
        members = members_read(model)
        wanted = {
            (name, (iri, term))
            for iri, term in self.says
            if iri != TYPE
            for name in self._names[iri]
            if name in members
        }
        return wanted | {
            ("type", (iri, term))
            for iri, term in self.says
            if iri == TYPE and reads_type(model, names_of_type(term))
        }

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str] | set[str]]:
        """Return the names of each property; of nobody's vocabulary, what it is called here."""
        known = names_of_terms()
        names: dict[str, frozenset[str] | set[str]] = {
            iri: known.get(iri, NO_NAMES) for iri, _ in self.says
        }
        for reader in self.readers:
            for iri, _, name in reader.says:
                if iri not in known and name is not None:
                    names[iri] = {*names[iri], name}
        return names

    @cached_property
    def _values(self) -> Counter[str]:
        return Counter(name for iri, _ in self.says for name in self._names[iri])


def _readers_by_node(
    document: Mapping[str, Any],
    described: Sequence[Description],
    mentions: Sequence[Mention],
    root: ReadClass,
) -> dict[tuple[str, str], _Node]:
    nodes: dict[tuple[str, str], _Node] = {}
    for item in described:
        node = nodes.setdefault(item.node, _Node(item.node[0]))
        node.says.update((iri, term) for iri, term, _ in item.says)
        model = class_at(root, item.path)
        if model is not None:
            members = _at(document, item.path)
            node.readers.append(Reader(model, item.path, members, item.says))
    named: set[tuple[str, str, ReadClass]] = set()
    for term, graph, path, is_object in mentions:
        model = None if is_object else class_at(root, path)
        if model is None or (term, graph) not in nodes or (term, graph, model) in named:
            continue
        named.add((term, graph, model))
        nodes[term, graph].readers.append(Reader(model, path, {"id": term.strip("<>")}, set()))
    return nodes


def _at(document: Any, path: _Path) -> Mapping[str, Any]:
    for step in path:
        document = document[step]
    return document if isinstance(document, Mapping) else {}


def _all_name(sights: Iterable[Iterable[_Sight]], names: set[str]) -> bool:
    """Tell whether each of several readers sees some member of these names."""
    return all(not names.isdisjoint(name for name, _ in each) for each in sights)
