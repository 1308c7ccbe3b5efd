"""Differential fuzzing of the compiled path against PyLD.

`python -m tests.canonical.fuzz --cases 1000000` runs until a difference that is not known is
found, and prints it. A case is a seed; the same seed makes the same document.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from microcred.canonical.door import compiled_dataset
from microcred.canonical.general import general_dataset
from microcred.canonical.rdfc import canonical_nquads
from microcred.canonical.refusals import NotCompiled
from microcred.contexts import pinned_context
from microcred.errors import LimitExceeded, MicrocredError

V2: Final = "https://www.w3.org/ns/credentials/v2"
V1: Final = "https://www.w3.org/2018/credentials/v1"
OB: Final = "https://purl.imsglobal.org/spec/ob/v3p0/"
STACKS: Final[tuple[list[Any], ...]] = (
    [V2, f"{OB}context-3.0.3.json"],
    [V2, f"{OB}context-3.0.3.json", f"{OB}extensions.json"],
    [V2, f"{OB}context-3.0.2.json"],
    [V1, f"{OB}context-3.0.1.json"],
    [V1, f"{OB}context.json"],
    [V2, "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", f"{OB}context-3.0.3.json"],
    [V2, "https://w3id.org/security/data-integrity/v2"],
    ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
    ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
    ["https://w3id.org/security/v2"],
    [V1, "https://w3id.org/vc/status-list/2021/v1"],
    [V2, "https://www.w3.org/ns/credentials/undefined-terms/v2"],
)
_UNDEFINED_TERMS: Final = "https://www.w3.org/ns/credentials/undefined-terms/v2"
_IRIS: Final = (
    "https://example.org/a",
    "https://example.org/b#c",
    "urn:uuid:1",
    "did:example:1",
    "_:x",
    "_:y",
    "ex:thing",
    "schema:name",
    "mailto:a@example.org",
    "https://example.org/é",
    "x",
)
_ODD_IRIS: Final = (
    "",
    "#a",
    "../b",
    "//host/p",
    "a b",
    "http://a b",
    "http://a<b>",
    "@ignoreMe",
    "@type",
    ":x",
    "_:",
    "_:a b",
    "foo:",
    "http://[",
    "xsd:date",
    "http://a\n",
    "http://a#b#c",
    "1a:b",
    "a,b:c",
)
_TEXTS: Final = (
    "",
    "a",
    "line\nbreak",
    'quote"',
    "back\\slash",
    "é😂",
    "tab\t",
    "\u007f\u0001",
    "@none",
    "2020-01-01T00:00:00Z",
    "5.0",
    "1e3",
    "INF",
    "true",
)
_NUMBERS: Final = (
    0,
    1,
    -1,
    10,
    2**53,
    10**21,
    -(10**22),
    0.0,
    -0.0,
    1.0,
    1.5,
    -2.25,
    1e21,
    1e-7,
    5e-324,
    1.7976931348623157e308,
    0.1,
    123456789.125,
    True,
    False,
)
_LANGUAGES: Final = (
    "en",
    "en-US",
    "DE",
    "a b",
    "",
    "x-12345678",
    "toolonglanguage",
    "de-",
    "@none",
)


class Grammar:
    """Makes one document from a seed."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        self.terms: list[str] = []
        self.types: list[str] = []
        self.has_aliases = False
        self.clean = seed % 4 == 0
        self.oddness = 0.0 if self.clean else self.random.choice((0.0, 0.0, 0.01, 0.02, 0.1))
        self.budget = self.random.choice((8, 20, 60))

    def document(self) -> dict[str, Any]:
        if self.random.random() < 0.55:
            contexts = list(self.random.choice(STACKS))
            if self.clean:
                contexts.append(_UNDEFINED_TERMS)
            for url in contexts:
                self._learn((pinned_context(url) or {}).get("@context"))
            if self.random.random() < 0.3 and not self.clean:
                contexts.append(self._inline())
        else:
            contexts = [self._inline() for _ in range(self.random.choice((1, 1, 1, 2)))]
        document = self.node(0)
        document["@context"] = contexts if len(contexts) > 1 else contexts[0]
        if self.random.random() < 0.1:
            document["@graph"] = [self.node(1), self.node(1)]
        return document

    def odd(self, factor: float = 1.0) -> bool:
        return self.random.random() < self.oddness * factor

    def pick(self, values: Any) -> Any:
        return self.random.choice(values)

    def _learn(self, context: Any) -> None:
        """Take the terms and types of a context, scoped ones too, into the grammar."""
        for part in context if isinstance(context, list) else [context]:
            if not isinstance(part, dict):
                continue
            self.has_aliases = self.has_aliases or "id" in part
            for name, definition in part.items():
                if name.startswith("@") or name in ("id", "type"):
                    continue
                (self.types if name[:1].isupper() else self.terms).append(name)
                if isinstance(definition, dict):
                    self._learn(definition.get("@context"))

    def _inline(self, depth: int = 0) -> dict[str, Any]:
        context: dict[str, Any] = {}
        if self.clean or self.random.random() < 0.3:
            context["@vocab"] = self.pick(("https://vocab.example/", "https://vocab.example/#"))
        if self.random.random() < 0.15:
            context["@language"] = self.pick(_LANGUAGES if self.odd() else ("en", "de"))
        if self.random.random() < 0.1:
            context["@protected"] = True
        if self.odd(0.5):
            context["@base"] = self.pick(("https://base.example/dir/", None))
        if self.random.random() < 0.7:
            context["ex"] = "https://ex.example/"
        if self.random.random() < 0.6:
            context.update(id="@id", type="@type")
        self._define(context, depth)
        self._learn(context)
        return context

    def _define(self, context: dict[str, Any], depth: int) -> None:
        for _ in range(self.random.randrange(1, 7)):
            name = self.pick(("p", "q", "r", "s", "t", "u", "v", "w"))
            context[name] = self._definition(depth)
        for _ in range(self.random.randrange(3)):
            name = self.pick(("A", "B", "C", "D"))
            context[name] = {"@id": f"https://types.example/{name}"}
            if self.random.random() < 0.6 and depth < 2:
                context[name]["@context"] = self._inline(depth + 1)
                if self.random.random() < 0.15:
                    context[name]["@context"]["@propagate"] = self.pick((True, False))
        if self.odd():
            name = self.pick(("@ignoreMe", "__proto__", "ex:p", "lang", "value"))
            context[name] = self.pick(
                (
                    "https://ex.example/odd",
                    "@value",
                    "@language",
                    None,
                    {"@id": "https://o.example/"},
                )
            )

    def _definition(self, depth: int) -> Any:
        iri = self.pick(
            ("https://ex.example/p", "https://ex.example/q", "ex:r", "https://ex.example/s#")
        )
        if self.random.random() < 0.25:
            return iri
        definition: dict[str, Any] = {"@id": iri}
        if self.odd():
            definition["@id"] = self.pick((*_ODD_IRIS, None, "_:blank"))
        draw = self.random.random()
        if draw < 0.5:
            definition["@type"] = self.pick(
                (
                    "@id",
                    "@vocab",
                    "@json",
                    "@none",
                    "http://www.w3.org/2001/XMLSchema#date",
                    "http://www.w3.org/2001/XMLSchema#double",
                    "http://www.w3.org/2001/XMLSchema#integer",
                    "http://www.w3.org/2001/XMLSchema#string",
                )
            )
        elif draw < 0.6:
            definition["@language"] = self.pick(("en", None, "DE"))
        if self.random.random() < 0.4:
            definition["@container"] = self.pick(
                (
                    "@set",
                    "@list",
                    "@language",
                    "@index",
                    "@id",
                    "@type",
                    "@graph",
                    ["@set"],
                    ["@graph", "@id"],
                    ["@graph", "@index"],
                    ["@id", "@set"],
                )
            )
        if self.random.random() < 0.15 and depth < 2:
            definition["@context"] = self._inline(depth + 1)
        if self.random.random() < 0.08:
            definition.pop("@container", None)
            definition["@reverse"] = definition.pop("@id")
        if self.odd(0.5):
            definition[self.pick(("@prefix", "@protected", "@nest", "@direction", "@foo"))] = (
                self.pick((True, "@nest", "ltr", None))
            )
        return definition

    def node(self, depth: int) -> dict[str, Any]:
        node: dict[str, Any] = {}
        self.budget -= 1
        if self.random.random() < 0.5:
            key = "id" if self.has_aliases and self.random.random() < 0.8 else "@id"
            node[key] = self.iri()
        if self.types and self.random.random() < 0.7:
            key = "type" if self.has_aliases and self.random.random() < 0.8 else "@type"
            count = self.pick((1, 1, 2, 3))
            types = [self.pick(self.types) for _ in range(count)]
            if self.odd():
                types.append(self.iri())
            node[key] = types if len(types) > 1 or self.random.random() < 0.5 else types[0]
        for _ in range(self.random.randrange(0, 7)):
            node[self.name()] = self.value(depth + 1)
        if self.odd(0.6):
            self._keyword(node, depth)
        return node

    def _keyword(self, node: dict[str, Any], depth: int) -> None:
        keyword = self.pick(
            (
                "@included",
                "@reverse",
                "@nest",
                "@graph",
                "@index",
                "@language",
                "@set",
                "@context",
                "@default",
                "@none",
            )
        )
        if keyword == "@reverse":
            node[keyword] = {self.name(): self.node(depth + 1) for _ in range(2)}
        elif keyword in ("@index", "@language"):
            node[keyword] = self.pick(("en", "a b", 5))
        elif keyword == "@context":
            node[keyword] = self.pick((self._inline(1), [], {"@vocab": "https://v.example/"}))
        else:
            node[keyword] = self.pick((self.node(depth + 1), [self.node(depth + 1)]))

    def name(self) -> str:
        if self.odd():
            return str(
                self.pick(
                    (
                        "undefined",
                        "https://ex.example/direct",
                        "ex:compact",
                        "_:p",
                        "@foo",
                        "__proto__",
                        "a b:c",
                        "a,b:c",
                        "",
                        "http://a b",
                        "rel/ative",
                    )
                )
            )
        return str(self.pick(self.terms)) if self.terms else "p"

    def iri(self) -> str:
        if self.clean:
            return str(self.pick(_IRIS[:6]))
        return str(self.pick(_ODD_IRIS if self.odd(2) else _IRIS))

    def value(self, depth: int) -> Any:
        makers: list[Callable[[int], Any]] = [
            lambda _: self.pick(_TEXTS),
            lambda _: self.pick(_TEXTS),
            lambda _: self.iri(),
            lambda _: self.pick(_NUMBERS),
            lambda _: {"@id": self.iri()},
            self._value_object,
        ]
        if depth < 6 and self.budget > 0:
            makers += [self.node, self.node, self.node, self._array, self._array, self._map]
            makers += [self._container_object]
        if self.clean:
            makers = [
                lambda _: self.pick(_TEXTS),
                lambda _: self.iri(),
                lambda _: {"@id": self.iri()},
            ]
            makers += [self.node, self._array] if depth < 6 and self.budget > 0 else []
        if self.odd():
            makers = [lambda _: self.pick((None, [], {}, [None], {"@value": None}, [[]]))]
        return self.pick(makers)(depth)

    def _array(self, depth: int) -> Any:
        return [self.value(depth + 1) for _ in range(self.random.randrange(4))]

    def _map(self, depth: int) -> Any:
        keys = (*_LANGUAGES[:3], "@none", "https://example.org/k", "A", "B", "k")
        return {self.pick(keys): self.value(depth + 1) for _ in range(self.random.randrange(3))}

    def _container_object(self, depth: int) -> Any:
        found = {self.pick(("@list", "@set")): self._array(depth)}
        if self.odd():
            found["@index"] = "i"
        return found

    def _value_object(self, _depth: int) -> Any:
        found: dict[str, Any] = {"@value": self.pick(_TEXTS + _NUMBERS)}
        draw = self.random.random()
        if draw < 0.4:
            found["@type"] = self.pick(
                ("http://www.w3.org/2001/XMLSchema#date", "ex:datatype", "@json", "xsd:double")
                + (("http://a b", "rel", "_:t", "@id") if self.odd(2) else ())
            )
        elif draw < 0.7:
            found["@language"] = self.pick(_LANGUAGES if self.odd(3) else _LANGUAGES[:3])
            found["@value"] = self.pick(_TEXTS)
        if self.odd():
            found[self.pick(("@direction", "@index", "@id", "p"))] = self.pick(("ltr", "x", 5))
        return found


def outcome(make: Callable[[], Any]) -> tuple[str, Any]:
    """Return the canonical form with the losses, or the refusal, of one path."""
    try:
        dataset, losses = make()
        return canonical_nquads(dataset)[0].decode(), losses
    except LimitExceeded as error:
        return f"limit:{error.code}", ()
    except MicrocredError as error:
        return f"refused:{error.code}", ()


def _has_types_as_members(document: Any) -> bool:
    """Say whether a name is a type and a member name too; see `test_differences`."""
    types: set[str] = set()
    names: set[str] = set()
    level = [document]
    while level:
        value = level.pop()
        if isinstance(value, dict):
            names.update(value)
            for key in ("type", "@type"):
                found = value.get(key)
                types.update(found if isinstance(found, list) else [str(found)])
            level += [member for key, member in value.items() if key != "@context"]
        elif isinstance(value, list):
            level += value
    return not types.isdisjoint(names)


def _known(document: Any, ours: str, theirs: str) -> str | None:
    """Name the known difference that this is, or give None; `test_differences` has the list."""
    if theirs == "refused:invalid-json-ld":
        return "PyLD stumbles"
    if '"@context": []' in json.dumps(document):
        return "PyLD forgets JSON-LD 1.1"
    if ours == "refused:protected-term-redefinition" and _has_types_as_members(document):
        return "PyLD forgets protection"
    if ours == "refused:invalid-JSON-literal":
        return "JSON literal beyond I-JSON"
    return None


def compare(seed: int) -> tuple[str, str]:
    """Compare the two paths on one case; give a word for how it went, and what was found."""
    document = Grammar(seed).document()
    try:
        ours, losses = outcome(lambda: compiled_dataset(document, {}))
    except NotCompiled as reason:
        return "not compiled", str(reason)
    theirs, their_losses = outcome(lambda: general_dataset(document, {}))
    if ours == theirs or (ours.startswith("refused") and theirs.startswith("refused")):
        dropped = any(fault.code == "undefined-term" for fault in their_losses)
        if dropped and not losses and ours == theirs:
            return "missed loss", json.dumps(document)
        return ("refused by both" if ours.startswith("refused") else "same"), ours
    known = _known(document, ours, theirs)
    if known is not None:
        return known, f"{ours[:60]} / {theirs[:60]}"
    if ours.startswith("limit") or theirs.startswith("limit"):
        return "limit", f"{ours[:60]} / {theirs[:60]}"
    return "DIFFERENT", f"{json.dumps(document)}\n--- ours\n{ours}\n--- PyLD\n{theirs}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stop", type=int, default=1, help="stop after so many differences")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    begin = time.monotonic()
    for seed in range(arguments.seed, arguments.seed + arguments.cases):
        word, found = compare(seed)
        counts[word] += 1
        if word in ("DIFFERENT", "missed loss"):
            sys.stdout.write(f"seed {seed}: {word}\n{found}\n")
            if counts["DIFFERENT"] + counts["missed loss"] >= arguments.stop:
                break
    seconds = time.monotonic() - begin
    sys.stdout.write(f"{sum(counts.values())} cases in {seconds:.0f} s: {dict(counts)}\n")
    return 1 if counts["DIFFERENT"] + counts["missed loss"] else 0


if __name__ == "__main__":
    sys.exit(main())
