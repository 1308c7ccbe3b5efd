"""What becomes of the values of a member: the functions that a `Use` points at.

An emitter gets the walk, the use, the frame of the node that the values belong to, and the value.
A text function gives the N-Quads term of one string, or None where it is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microcred.budget import check_time
from microcred.canonical import literals, maps
from microcred.canonical.bounds import check_json
from microcred.canonical.refusals import refuse
from microcred.canonical.syntax import escape, is_iri
from microcred.errors import excerpt

if TYPE_CHECKING:
    from microcred.canonical.emission import Frame
    from microcred.canonical.uses import Use
    from microcred.canonical.walk import Walk


def emit_text(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit values whose strings are literals."""
    if type(value) is str:
        frame.add(f"{frame.head}{use.open}{escape(value)}{use.close}{frame.end}")
    else:
        emit_values(walk, use, frame, value)


def emit_id(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit values whose strings are identifiers (`@type` of `@id`)."""
    if type(value) is str:
        match = is_iri(value)
        if match is not None and match[1] not in use.ctx.prefixes:
            frame.add(f"{frame.head}{use.pred}<{value}>{frame.end}")
            place = (*walk.path, use.key or "")
            walk.mentions.append((f"<{value}>", walk.graph or "", place, False))
            return
    emit_values(walk, use, frame, value)


def emit_values(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit any values: the general case."""
    if value is None:
        return
    terms: list[str | None] = []
    muted, walk.mute = walk.mute, frame.label is None
    walk.path.append(use.key or "")
    if type(value) is dict:
        walk.element(use, value, terms)
    elif type(value) is list:
        walk.collect_items(use, value, terms, in_list=False)
    else:
        walk.collect(use, value, terms)
    walk.path.pop()
    walk.mute = muted
    for term in terms:
        walk.link(frame, use.pred, term)


def emit_json(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit the value as one JSON literal (`@type` of `@json`)."""
    check_json(value, path=(*walk.path, use.key or ""))
    walk.link(frame, use.pred, literals.json_literal(value))


def emit_list(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit the values as a list (`@container` of `@list`)."""
    if value is None:
        return
    terms: list[str | None] = []
    muted, walk.mute = walk.mute, frame.label is None
    walk.path.append(use.key or "")
    is_list = False
    if type(value) is dict:
        kind = walk.element(use, value, terms)
        is_list = kind == "list" or (kind != "set" and not terms)
    else:
        walk.collect(use, value, terms, in_list=True)
    for term in terms if is_list else [walk.list_head(terms)]:
        walk.link(frame, use.pred, term)
    walk.path.pop()
    walk.mute = muted


def emit_map(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit the values of a language, index, id or type map, or of a graph container."""
    if value is None:
        return
    terms: list[str | None] = []
    muted, walk.mute = walk.mute, frame.label is None
    walk.path.append(use.key or "")
    maps.collect_map(walk, use, value, terms)
    walk.path.pop()
    walk.mute = muted
    for term in terms:
        walk.link(frame, use.pred, term)


def emit_reverse(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit the values of a reverse property: each of them has this node as its object."""
    if value is None:
        return
    terms: list[str | None] = []
    muted, walk.mute = walk.mute, frame.label is None
    walk.path.append(use.key or "")
    if "@index" in use.container and type(value) is dict:
        maps.collect_map(walk, use, value, terms)
        if any(term is not None and term.startswith('"') for term in terms):
            raise refuse("invalid-reverse-property-value", "a reverse property holds nodes")
    else:
        walk.collect_nodes(use, value, terms)
    walk.path.pop()
    walk.mute = muted
    for term in terms:
        walk.link_back(frame, use.pred, term)


def emit_lost(walk: Walk, use: Use, _frame: Frame, value: Any) -> None:
    """Emit what is inside the values of a property that itself is lost."""
    walk.lose(use.lost or "undefined-term", use.key, use.key)
    use.emit_after(walk, use, walk.nowhere, value)


def emit_oddly(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    """Emit the values of a member whose name is no bare word, and remember that there is one."""
    walk.plain = False
    use.emit_after(walk, use, frame, value)


def emit_dropped(walk: Walk, use: Use, _frame: Frame, value: Any) -> None:
    """Drop the values of a member that no context defines, and say so."""
    check_time()
    check_json({use.key: value}, path=walk.path)
    walk.lose("undefined-term", use.key, use.key)


def emit_nothing(_walk: Walk, _use: Use, _frame: Frame, _value: Any) -> None:
    """Emit nothing: the member is a keyword, seen to elsewhere."""


def literal_text(_walk: Walk, use: Use, value: str) -> str | None:
    """Return the literal of a string."""
    return literals.quoted(value, use.close)


def double_text(walk: Walk, use: Use, value: str) -> str | None:
    """Return the literal of a string under xsd:double; say so where its form is changed."""
    text = literals.double_text(value)
    if text != value:
        walk.lose_value("broken-coercion", f"{excerpt(value)} becomes {excerpt(text)}")
    return literals.quoted(text, use.close)


def json_text(_walk: Walk, _use: Use, value: str) -> str | None:
    """Return the JSON literal of a string."""
    return literals.json_literal(value)


def lost_text(walk: Walk, use: Use, _value: str) -> str | None:
    """Lose a string whose language or datatype is malformed."""
    code = "malformed-iri" if use.datatype is not None else "malformed-language-tag"
    walk.lose(code, use.datatype or use.language, None)
    return None


def id_text(walk: Walk, use: Use, value: str) -> str | None:
    """Return the node that a string identifies, by the base."""
    term = walk.resource(use.ctx.expand_id(value), value)
    if term is not None:
        walk.plain = walk.plain and (term[0] == "_" or term == f"<{value}>")
        walk.mention(term, is_object=False)
    return term


def vocab_text(walk: Walk, use: Use, value: str) -> str | None:
    """Return the node that a string identifies, by the vocabulary first."""
    term = walk.resource(use.ctx.expand_vocab(value), value)
    if term is not None:
        walk.mention(term, is_object=False)
    return term


def scalar(walk: Walk, use: Use, value: Any) -> str | None:
    """Return the literal of a number or boolean (section 5.3, value expansion)."""
    if type(value) not in (bool, int, float):
        raise refuse("not-json", f"{type(value).__name__} is no JSON value")
    if use.coercion in ("@id", "@vocab"):
        walk.lose_value("broken-coercion", f"{excerpt(value)} is no identifier")
    if use.coercion == "@json":
        return literals.json_literal(value)
    broken = literals.breaks_coercion(value, use.datatype)
    if broken is not None:
        walk.lose_value("broken-coercion", broken)
    if use.datatype is not None and not is_iri(use.datatype):
        walk.lose("malformed-iri", use.datatype, None)
        return None
    return number(walk, value, use.datatype)


def number(walk: Walk, value: float, datatype: str | None) -> str:
    """Return the literal of a number or boolean; say so where it has too many digits."""
    literal = literals.number(value, datatype)
    if literals.loses_digits(value, literal):
        walk.lose_value("lost-digits", f"{excerpt(value)} becomes {excerpt(literal)}")
    return literal
