"""What becomes of the values of a member: the functions that a `Use` points at.

An emitter gets the walk, the use, the frame of the node that the values belong to, and the value
(JSON-LD 1.1 API, section 5.1, step 13; section 8.1).
"""

from __future__ import annotations

from typing import Any

from microcred.budget import check_time
from microcred.canonical import literals
from microcred.canonical.bounds import check_json
from microcred.canonical.emission import Frame
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import escape, is_iri
from microcred.canonical.terms import ActiveContext
from microcred.canonical.uses import Use, Walker

_NO_NODES = ("@list", "@set", "@value")


def emit_text(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit values whose strings are literals."""
    if type(value) is str:
        frame.add(f"{frame.head}{use.open}{escape(value)}{use.close}{frame.end}")
    else:
        emit_values(walk, use, frame, value)


def emit_id(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit values whose strings are identifiers (`@type` of `@id`)."""
    if type(value) is str:
        match = is_iri(value)
        if match is not None and match[1] not in use.ctx.prefixes:
            frame.add(f"{frame.head}{use.pred}<{value}>{frame.end}")
            place = (*walk.path, use.key or "")
            walk.mentions.append((f"<{value}>", walk.graph or "", place, False))
            return
    emit_values(walk, use, frame, value)


def emit_values(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit any values: the general case."""
    if value is None:
        return
    terms: list[str | None] = []
    with walk.inside(use.key or "", frame):
        if type(value) is dict:
            walk.element(use, value, terms)
        else:
            walk.collect(use, value, terms)
    for term in terms:
        walk.link(frame, use.pred, term)


def emit_json(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit the value as one JSON literal (`@type` of `@json`)."""
    check_json(value, path=(*walk.path, use.key or ""))
    walk.link(frame, use.pred, literals.json_literal(value))


def emit_list(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit the values as a list (`@container` of `@list`; step 13.11)."""
    if value is None:
        return
    terms: list[str | None] = []
    with walk.inside(use.key or "", frame):
        is_list = False  # what is a list object already is not put into another list
        if type(value) is dict:
            kind = walk.element(use, value, terms)
            is_list = kind == "list" or (kind != "set" and not terms)
        else:
            walk.collect(use, value, terms, in_list=True)
        for term in terms if is_list else [walk.list_head(terms)]:
            walk.link(frame, use.pred, term)


def emit_languages(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit the texts of a map by language (`@container` of `@language`; step 13.7)."""
    if type(value) is not dict:
        emit_values(walk, use, frame, value)
        return
    terms: list[str | None] = []
    with walk.inside(use.key or "", frame):
        for key, texts in value.items():
            language = None if use.ctx.expand(key) == "@none" else key.lower()
            with walk.at(key):
                for text in texts if type(texts) is list else [texts]:
                    _collect_text(walk, use, text, terms, language)
    for term in terms:
        walk.link(frame, use.pred, term)


def _collect_text(
    walk: Walker, use: Use, text: Any, terms: list[str | None], language: str | None
) -> None:
    if type(text) is str:
        terms.append(walk.string(text, None, language, use.direction))
    elif text is not None:
        raise refuse("invalid-language-map-value", "a language map holds texts")


def emit_graph(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit the names of the graphs that hold one value each (`@container` of `@graph`)."""
    terms: list[str | None] = []
    with walk.inside(use.key or "", frame):
        _collect_graphs(walk, use, value, terms)
    for term in terms:
        walk.link(frame, use.pred, term)


def _collect_graphs(walk: Walker, use: Use, value: Any, terms: list[str | None]) -> None:
    """Append the name of a graph for each value (step 13.12)."""
    if type(value) is list:
        for index, item in enumerate(value):
            with walk.at(index):
                _collect_graphs(walk, use, item, terms)
    elif value is not None:
        terms.append(_graph_of(walk, use, value))


def _graph_of(walk: Walker, use: Use, value: Any) -> str:
    """Return the name of a new graph, which holds one value."""
    if type(value) is dict and _is_no_node(use.ctx, value):
        raise NotCompiled("a value, list or set object in a graph container")
    name = walk.fresh()
    inside: list[str | None] = []
    with walk.in_graph(name):
        walk.collect(use, value, inside)
    if type(value) is not dict and inside and (inside[0] or '"').startswith('"'):
        walk.lose("free-floating-value", value, None)
    return name


def _is_no_node(ctx: ActiveContext, value: dict[str, Any]) -> bool:
    return any(type(key) is not str or ctx.expand(key) in _NO_NODES for key in value)


def emit_reverse(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit the values of a reverse property: each of them has this node as its object."""
    terms: list[str | None] = []
    with walk.inside(use.key or "", frame):
        _collect_nodes(walk, use, value, terms)
    for term in terms:
        walk.link_back(frame, use.pred, term)


def _collect_nodes(walk: Walker, use: Use, value: Any, terms: list[str | None]) -> None:
    """Append the terms of values that must be nodes (step 13.13)."""
    if type(value) is list:
        for index, item in enumerate(value):
            with walk.at(index):
                _collect_nodes(walk, use, item, terms)
    elif type(value) is dict:
        kind = walk.element(use, value, terms)
        if kind == "set":
            raise NotCompiled("a set object under a reverse property")
        if kind in ("value", "list"):
            raise refuse("invalid-reverse-property-value", "a reverse property holds nodes")
    elif type(value) is str and use.coercion in ("@id", "@vocab"):
        terms.append(use.text(walk, use, value))
    elif value is not None:
        raise refuse("invalid-reverse-property-value", "a reverse property holds nodes")


def emit_lost(walk: Walker, use: Use, _frame: Frame, value: Any) -> None:
    """Emit what is inside the values of a property that itself is lost."""
    walk.lose(use.lost or "undefined-term", use.key, use.key)
    use.emit_after(walk, use, walk.nowhere, value)


def emit_oddly(walk: Walker, use: Use, frame: Frame, value: Any) -> None:
    """Emit the values of a member whose name is no bare word, and remember that there is one."""
    walk.plain = False
    use.emit_after(walk, use, frame, value)


def emit_dropped(walk: Walker, use: Use, _frame: Frame, value: Any) -> None:
    """Drop the values of a member that no context defines, and say so."""
    check_time()
    check_json({use.key: value}, path=walk.path)
    walk.lose("undefined-term", use.key, use.key)


def emit_nothing(_walk: Walker, _use: Use, _frame: Frame, _value: Any) -> None:
    """Emit nothing: the member is a keyword, seen to elsewhere."""
