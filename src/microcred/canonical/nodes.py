"""Objects that are not usual nodes: values, lists, sets, and nodes whose types are unusual."""

from __future__ import annotations

from typing import Any, Final

from microcred.canonical.emission import Frame
from microcred.canonical.making import use_in
from microcred.canonical.members import Members, gather
from microcred.canonical.objects import drop_properties, take_container, take_value
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import RDF
from microcred.canonical.terms import ActiveContext
from microcred.canonical.uses import Kind, Use, Walker

RDF_TYPE: Final = f" <{RDF}type> "
_OF_NODES: Final = frozenset({"@id", "@type"})


def take(
    walk: Walker,
    use: Use,
    ctx: ActiveContext,
    value: dict[str, Any],
    terms: list[str | None],
    *,
    in_list: bool,
) -> Kind:
    """Take an object whatever it is; its local context is in force already."""
    members, inner = gather(walk, ctx, value)
    if "@value" in members.keywords:
        return take_value(walk, use, members, terms)
    walk.plain = False  # of values alone there is one reading
    if "@list" in members.keywords or "@set" in members.keywords:
        return take_container(walk, use, members, terms, in_list=in_list)
    if members.keywords.keys() == {"@graph"} and use.key is None and not walk.path:
        return _take_default_graph(walk, members)
    if not _OF_NODES.issuperset(members.keywords):
        raise NotCompiled(f"{min(members.keywords.keys() - _OF_NODES)} in a node")
    terms.append(_take_node(walk, inner, members))
    return "node"


def _take_default_graph(walk: Walker, members: Members) -> Kind:
    """Take the nodes of a document that is nothing but them (section 5.1, step 19)."""
    if members.has_values():
        raise NotCompiled("a named graph")
    drop_properties(walk, members)
    use, key, value = members.keywords["@graph"]
    if type(value) not in (dict, list):
        raise refuse("invalid-@graph-value", "@graph is neither an object nor an array")
    with walk.at(key):
        walk.collect(use_in(use.ctx, None), value, [])
    return "nothing"


def _take_node(walk: Walker, ctx: ActiveContext, members: Members) -> str | None:
    """Emit what a node says (section 7.2, step 6)."""
    label = _label(walk, ctx, members)
    frame = walk.frame(label)
    for key, value in members.types:
        _take_types(walk, members.type_ctx, frame, key, value)
    around = len(frame.head) + len(frame.end)
    for member, value in members.properties:
        walk.charge(around + member.width, 1)
        walk.enter_member(frame, member.key, value)
        member.emit(walk, member, frame, value)
    return label


def _label(walk: Walker, ctx: ActiveContext, members: Members) -> str | None:
    if "@id" not in members.keywords:
        return walk.fresh()
    _, key, value = members.keywords["@id"]
    label = walk.identify(ctx, value, key)
    if label is not None:
        walk.mention(label, is_object=True)
    return label


def _take_types(walk: Walker, ctx: ActiveContext, frame: Frame, key: str, value: Any) -> None:
    names = value if type(value) is list else [value]
    with walk.at(key):
        if any(type(name) is not str for name in names):
            raise refuse("invalid-type-value", "@type is neither a text nor an array of texts")
        walk.enter_member(frame, key, value)
        for name in names:
            walk.link(frame, RDF_TYPE, walk.type_term(ctx, name))
