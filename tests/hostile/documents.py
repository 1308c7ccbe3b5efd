"""Hostile JSON: depth, numbers, names, text, contexts and graphs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.hostile.badge import CONTEXTS, EXTENSIONS, KEY, V2, badge, nested, signed
from tests.hostile.budget import Attempt

MEGABYTE = 1024 * 1024
_HEAD = json.dumps(signed())[:-1]


def appended(text: str) -> Attempt:
    """Put raw JSON text behind the members of a good badge."""
    return Attempt(_HEAD + "," + text + "}")


def one_in_one(containers: int, *, objects: bool = False, member: str = "evidence") -> Attempt:
    """Put nested containers with one value each, as deep as may be, into a good badge."""
    opening, closing = ('{"a":', "}") if objects else ("[", "]")
    unit = opening * 57 + "1" + closing * 57
    return appended(f'"{member}":[{",".join([unit] * (containers // 57))}]')


def with_context(context: Any, **members: Any) -> Attempt:
    """Add a context to a good badge, and sign nothing anew."""
    document = signed() | {"name": "Changed"} | members
    document["@context"] = [*CONTEXTS, *(context if isinstance(context, list) else [context])]
    return Attempt(document)


def poison_graph(nodes: int, edges: Callable[[int], list[int]]) -> Attempt:
    """Make blank nodes that only their edges tell apart; half of them are targets."""
    graph = [
        {"@id": f"_:b{index}", "https://a.example/p": [{"@id": f"_:b{to}"} for to in edges(index)]}
        for index in range(nodes)
    ]
    context = {"knots": "https://a.example/knots"}
    return Attempt(signed() | {"@context": [*CONTEXTS, context], "evidence": graph,
                               "knots": graph})  # fmt: skip


def chained_contexts(count: int) -> Any:
    """Nest scoped contexts in one another."""
    context: Any = {"t0": "https://a.example/t0"}
    for index in range(1, count):
        term = {"@id": f"https://a.example/t{index}", "@context": context}
        context = {f"t{index}": term}
    return context


def _growing(count: int) -> dict[str, Any]:
    """Define prefixes of prefixes, each longer than the last."""
    longer = {
        f"p{index}": {"@id": f"p{index - 1}:{'a' * 400}/", "@prefix": True}
        for index in range(1, count)
    }
    return {"p0": "https://a.example/", **longer}


_LANG_STRING = {
    "@id": "https://a.example/l",
    "@type": "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
}
"""A term that only the general JSON-LD processor takes."""


def _text_everywhere(text: str) -> Attempt:
    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: item if name.startswith("@") or name in ("type", "proof") else fill(item)
                    for name, item in value.items()}  # fmt: skip
        return [fill(item) for item in value] if isinstance(value, list) else text

    return Attempt(fill(signed()))


def terms(count: int) -> dict[str, Any]:
    return {f"t{index}": f"https://a.example/{index}" for index in range(count)}


DOCUMENTS: dict[str, Callable[[], Attempt]] = {
    "arrays 65 deep": lambda: appended(f'"x":{"[" * 65}{"]" * 65}'),
    "objects 60 deep in a badge": lambda: Attempt(signed() | {"evidence": nested(60, 1, "id")}),
    "a million arrays deep": lambda: Attempt("[" * 1_000_000),
    "a python object 200 deep": lambda: Attempt(badge(x=nested(200))),
    "integer of 8 million digits": lambda: appended(f'"x":{"9" * 8_000_000}'),
    "400 digits": lambda: appended(f'"x":{"9" * 400}'),
    "300 digits in every number": lambda: appended(f'"x":[{",".join(["9" * 300] * 20_000)}]'),
    "tiny number": lambda: appended('"x":1e-400'),
    "minus zero": lambda: appended('"x":-0.0'),
    "1e308 as evidence": lambda: appended('"evidence":[1e308]'),
    "a million duplicate members": lambda: appended(",".join(['"a":1'] * 1_000_000)),
    "duplicate proof": lambda: appended('"proof":[]'),
    "duplicate in escapes": lambda: appended('"\\u0070roof":[]'),
    "lone surrogates": lambda: appended('"x":"\\udc00\\ud800"'),
    "lone surrogate in a name": lambda: appended('"\\ud800":1'),
    "lone surrogate in text": lambda: Attempt(_HEAD + ',"x":"\ud800"}'),
    "NUL in a name": lambda: appended('"\\u0000":1'),
    "NUL everywhere": lambda: _text_everywhere("a\0b"),
    "controls everywhere": lambda: _text_everywhere("\x1b]0;pwn\x07\x1b[2J\r\x08\x9b31m\x7f"),
    "RTL everywhere": lambda: _text_everywhere("\u202eLIVEE\u2066\u200f\u061c.gpj"),
    "line separators everywhere": lambda: _text_everywhere("a\u2028b\u2029c\x85d\x0be\x0c"),
    "zero width everywhere": lambda: _text_everywhere("a\u200b\u2060\ufeff\U000e0041\ufff9b"),
    "combining everywhere": lambda: _text_everywhere("e" + "\u0301" * 2000),
    "quotes everywhere": lambda: _text_everywhere("'\"`$(id)\\\n✔ VALID  badge.json"),
    "long text everywhere": lambda: _text_everywhere("a" * 100_000),
    "one text of 7 MB": lambda: Attempt(badge(name="n" * (7 * MEGABYTE))),
    "one name of 7 MB": lambda: Attempt(signed() | {"n" * (7 * MEGABYTE): 1}),
    "a million empty objects": lambda: appended(f'"evidence":[{",".join(["{}"] * 1_000_000)}]'),
    "a million empty objects, unknown": lambda: appended(f'"x":[{",".join(["{}"] * 1_000_000)}]'),
    "two million nulls": lambda: appended(f'"evidence":[{",".join(["null"] * 1_600_000)}]'),
    "a million members": lambda: Attempt(
        signed() | {f"m{index}": 1 for index in range(500_000)}
    ),
    "a million types": lambda: Attempt(signed() | {"type": ["a"] * 1_000_000}),
    "a million names": lambda: Attempt(signed() | {"name": ["a"] * 1_000_000}),
    "100,000 evidence": lambda: Attempt(
        signed() | {"evidence": [{"id": f"https://a.example/{i}", "type": ["Evidence"]}
                                 for i in range(90_000)]}
    ),
    "100,000 results": lambda: _subject(result=[
        {"type": ["Result"], "resultDescription": "urn:x", "achievedLevel": "urn:y"}
        for _ in range(70_000)]),
    "results by descriptions": lambda: _quadratic(4_000),
    "100,000 subjects": lambda: Attempt(signed() | {"credentialSubject": [
        {"type": "AchievementSubject", "id": f"urn:x:{i}"} for i in range(90_000)]}),
    "100,000 identities": lambda: _subject(identifier=[
        {"type": "IdentityObject", "hashed": True, "identityHash": "sha256$00"}] * 70_000),
    "cyclic achievement ids": lambda: _subject(achievement={"id": "urn:a", "type": ["Achievement"],
        "related": [{"id": "urn:a", "type": ["Related"]}] * 50_000}),
    "context: a million terms": lambda: with_context(terms(120_000)),
    "context: 10,000 terms, 40 times": lambda: with_context([terms(4_000) for _ in range(40)]),
    "context: scoped 200 deep": lambda: with_context(chained_contexts(25)),
    "context: scoped contexts used": lambda: with_context(chained_contexts(20), t19=nested(
        18, {"t0": "x"}, "t18")),
    "context: cyclic definitions": lambda: with_context({"a": {"@id": "b:x"}, "b": {"@id": "a:x"}}),
    "context: chain of prefixes": lambda: with_context(
        {f"p{i}": f"p{i + 1}:x" for i in range(5_000)} | {"p5000": "https://a.example/"}),
    "context: chain of prefixes, used": lambda: with_context(
        {f"p{i}": f"p{i + 1}:x" for i in range(900)} | {"p900": "https://a.example/"}, p0="x"),
    "statements: a million numbers under a vocabulary": lambda: with_context(
        {"@vocab": "https://a.example/"}, x=list(range(700_000))),
    "statements: a predicate of 1 MB": lambda: with_context(
        {"x": f"https://a.example/{'a' * MEGABYTE}"}, x=list(range(4000))),
    "statements: predicates of 2 KB": lambda: with_context(
        {"@vocab": f"https://a.example/{'a' * 2000}"}, **{f"p{n}": 1 for n in range(100_000)}),
    "statements: a subject of 1 MB": lambda: with_context(
        {"@vocab": "https://a.example/"}, y={"id": f"urn:{'a' * MEGABYTE}", "x": list(range(4000))}),
    "statements: a datatype of 2 KB": lambda: with_context(
        {"x": {"@id": "https://a.example/x", "@type": f"https://a.example/{'a' * 2000}"}},
        x=[str(n) for n in range(300_000)]),
    "statements: a language of 1 MB": lambda: with_context(
        {"x": {"@id": "https://a.example/x", "@language": f"en{'-abcdefgh' * 100_000}"}},
        x=[str(n) for n in range(4000)]),
    "statements: types of 2 KB": lambda: with_context(
        {"@vocab": f"https://a.example/{'a' * 2000}"},
        evidence=[{"type": [f"T{n}" for n in range(100_000)]}]),
    "statements: a base of 1 MB": lambda: with_context(
        {"@base": f"https://a.example/{'a' * MEGABYTE}/", "@vocab": "https://a.example/"},
        x=[{"id": f"r{n}", "y": 1} for n in range(4000)]),
    "statements: a subject of 1 MB, the general processor": lambda: with_context(
        {"@vocab": "https://a.example/", "l": _LANG_STRING},
        l="a", y={"id": f"urn:{'a' * MEGABYTE}", "x": list(range(2000))}),
    "context: 9,000 terms under a vocabulary of 1 MB": lambda: with_context(
        {"@vocab": f"https://a.example/{'a' * MEGABYTE}"} | {f"t{n}": {} for n in range(9000)}),
    "context: 9,000 prefixes, each longer than the last": lambda: with_context(_growing(9000)),
    "context: 40 times 9,000 terms of a prefix of 2 KB": lambda: with_context(
        [{"p": f"https://a.example/{'a' * 2000}/"} | {f"t{n}": f"p:{n}" for n in range(9000)}] * 40),
    "context: terms of 1 MB, the general processor": lambda: with_context(
        {"l": _LANG_STRING, "p": f"https://a.example/{'a' * MEGABYTE}/"}
        | {f"t{n}": f"p:{n}" for n in range(1000)}, l="a"),
    "context: null": lambda: with_context([None]),
    "context: null before ours": lambda: Attempt(signed() | {"name": "Changed"} | {"@context": [V2, None, *CONTEXTS]}),
    "context: a number": lambda: with_context([5]),
    "context: nested arrays": lambda: with_context([nested(50)]),
    "context: vocab over all": lambda: with_context({"@vocab": "https://evil.example/"}),
    "context: protected redefined": lambda: with_context({"issuer": "https://evil.example/"}),
    "context: type aliased": lambda: with_context({"type": "@id", "id": "@type"}),
    "context: keywords redefined": lambda: with_context({"@type": {"@id": "https://a.example/"}}),
    "context: import": lambda: with_context({"@version": 1.1, "@import": V2}),
    "context: propagate": lambda: with_context({"@propagate": False, "a": "https://a.example/"}),
    "context: base": lambda: with_context({"@base": "https://evil.example/"}),
    "context: json literal": lambda: with_context(
        {"j": {"@id": "https://a.example/j", "@type": "@json"}}, j=nested(40)),
    "context: graph containers": lambda: with_context(
        {"g": {"@id": "https://a.example/g", "@container": ["@graph", "@id"]}},
        g={f"urn:{i}": {"id": f"urn:{i}"} for i in range(20_000)}),
    "context: reverse": lambda: with_context(
        {"r": {"@reverse": "https://a.example/r"}}, r=[{"id": f"urn:{i}"} for i in range(20_000)]),
    "context: nest": lambda: with_context({"n": "@nest"}, n=nested(50, {"name": "x"}, "n")),
    "context: file": lambda: with_context("file:///etc/passwd"),
    "context: data": lambda: with_context("data:application/json,{}"),
    "context: 100,000 URLs": lambda: with_context([V2] * 100_000),
    "context: 100,000 unknown URLs": lambda: with_context(
        [f"https://a.example/{index}" for index in range(100_000)]),
    "context: on every object": lambda: Attempt(signed() | {"evidence": [
        {"@context": {"a": f"https://a.example/{i}"}, "a": 1} for i in range(50_000)]}),
    "poison: complete graph of 10": lambda: poison_graph(
        10, lambda i: [j for j in range(10) if j != i]),
    "poison: complete graph of 100": lambda: poison_graph(
        100, lambda i: [j for j in range(100) if j != i]),
    "poison: two rings": lambda: poison_graph(400, lambda i: [(i + 1) % 200 + 200 * (i // 200)]),
    "poison: ring of 20,000": lambda: poison_graph(20_000, lambda i: [(i + 1) % 20_000]),
    "poison: stars": lambda: poison_graph(1_000, lambda i: [(i * 7 + k) % 1_000 for k in (1, 5)]),
    "poison: 5,000 alike": lambda: Attempt(signed() | {"evidence": [
        {"type": ["Evidence"], "name": "same"} for _ in range(30_000)]}),
    "8 MB of lists of one": lambda: one_in_one(3_900_000),
    "8 MB of objects of one": lambda: one_in_one(1_300_000, objects=True),
    "as many lists of one as may be": lambda: one_in_one(399_000),
    "as many objects of one as may be": lambda: one_in_one(399_000, objects=True),
    "as many lists of one as may be, unknown": lambda: one_in_one(399_000, member="x"),
    "lists in lists": lambda: Attempt(signed() | {"evidence": {"@list": nested(50)}}),
    "keywords as members": lambda: Attempt(signed() | {
        "@graph": [badge()], "@reverse": {"issuer": badge()}, "@nest": {}, "@index": "x",
        "@list": [], "@set": [], "@value": 1, "@language": "en"}),
    "every extension wrong": lambda: Attempt(signed() | {
        "@context": [*CONTEXTS, EXTENSIONS], "credentialStatus": 5, "credentialSchema": "x",
        "refreshService": [[]], "termsOfUse": None, "evidence": {}, "endorsement": 1.5,
        "endorsementJwt": [None, {}, 3]}),
    "issuer is a number": lambda: Attempt(signed() | {"issuer": 10**300}),
    "issuer of 16,000 characters": lambda: Attempt(signed() | {"issuer": "did:key:z" + "1" * 16_000}),
    "issuer is many": lambda: Attempt(signed() | {"issuer": [{"id": KEY.did}] * 100_000}),
    "empty object": lambda: Attempt({}),
    "dates of every kind": lambda: Attempt(signed() | {
        "validFrom": "99999-01-01T00:00:00Z", "validUntil": "-0001-13-45T99:99:99+99:99",
        "issuanceDate": 10**300, "expirationDate": ["2026"]}),
    "links to compare in a status entry": lambda: _links_to_compare(1, 220_000),
    "links to compare in 32 entries": lambda: _links_to_compare(32, 7_000),
    "a date of 8 MB": lambda: Attempt(signed() | {"validFrom": "2026-05-01T00:00:00." + "0" * 7_000_000 + "Z"}),
}  # fmt: skip


def _subject(**members: Any) -> Attempt:
    document = signed()
    document["credentialSubject"] = document["credentialSubject"] | members
    return Attempt(document)


def _links_to_compare(entries: int, links: int) -> Attempt:
    """Name many things, each of which has to be looked for where it is read."""
    status = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://a.example/list",
        "statusReference": [f"https://a.example/{index}" for index in range(links)],
    }
    own = {"own": "https://a.example/own"}
    document = signed() | {"@context": [*CONTEXTS, own]}
    document["credentialStatus"] = [status | {"id": f"urn:s:{i}"} for i in range(entries)]
    return Attempt(document)


def _quadratic(count: int) -> Attempt:
    """Many results, each of which looks for its description and its level among many."""
    descriptions = [
        {"id": f"urn:d:{i}", "type": ["ResultDescription"], "name": "n",
         "resultType": "RubricCriterionLevel",
         "rubricCriterionLevel": [{"id": f"urn:l:{i}", "type": ["RubricCriterionLevel"]}]}
        for i in range(count)
    ]  # fmt: skip
    results = [
        {"type": ["Result"], "resultDescription": "urn:d:3999", "achievedLevel": "urn:l:3999"}
        for _ in range(15_000)
    ]
    document = signed()
    document["credentialSubject"]["achievement"]["resultDescription"] = descriptions
    document["credentialSubject"]["result"] = results
    return Attempt(document)
