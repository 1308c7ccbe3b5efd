"""Objects with keywords other than `@id` and `@type` (JSON-LD 1.1 API, sections 5.1 and 7.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from microcred.canonical import emitters
from microcred.canonical.members import Members, enter_types, gather, take_keyword
from microcred.canonical.objects import take_container, take_value
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import RDF

if TYPE_CHECKING:
    from microcred.canonical.emission import Frame
    from microcred.canonical.terms import ActiveContext
    from microcred.canonical.uses import Use
    from microcred.canonical.walk import Kind, Walk

RDF_TYPE: Final = f" <{RDF}type> "

_VANISHING: Final = frozenset({"@value", "@list", "@set", "@language"})


@dataclass(frozen=True, slots=True)
class Given:
    """What a map says of a node in it.

    Attributes:
        label: the term of the node, where it has no `@id`.
        types: the terms of further types.
    """

    label: str | None = None
    types: tuple[str, ...] = ()


class Setting(NamedTuple):
    """How an object stands among the values of its term.

    Attributes:
        in_list: it is an item of a list.
        given: what a map says of it.
    """

    in_list: bool
    given: Given | None


def take(
    walk: Walk,
    use: Use,
    ctx: ActiveContext,
    value: dict[str, Any],
    terms: list[str | None],
    setting: Setting,
) -> Kind:
    """Take an object whatever it is; its local context is in force already."""
    in_list, given = setting
    members = Members()
    inner = enter_types(walk, ctx, ctx, value, members)
    gather(walk, inner, ctx, value, members, ())
    keywords = members.keywords
    floats = not in_list and (use.key is None or use.keyword == "@graph")
    if "@value" in keywords:
        return take_value(walk, members, terms, floats=floats)
    walk.plain = False  # of values alone there is one reading
    if "@list" in keywords or "@set" in keywords:
        if "@type" in keywords:
            raise NotCompiled("@type in a list or set object")
        return take_container(walk, use, members, terms, in_list=in_list, floats=floats)
    if keywords.keys() == {"@language"} and not members.included:
        _refuse_vanishing(members)
        if not members.has_values() and keywords["@language"][2] is not None:
            take_keyword(walk, "@language", *keywords["@language"][1:], "")
            return "nothing"
    terms.append(_take_node(walk, use, inner, members, given))
    return "node"


def _take_node(
    walk: Walk, use: Use, ctx: ActiveContext, members: Members, given: Given | None
) -> str | None:
    keywords = members.keywords
    graph = keywords.pop("@graph", None)
    if graph is not None and use.key is None and use.keyword is None and not walk.path:
        if not keywords and not members.included and not members.has_values():
            for member, value, _ in members.properties:
                member.emit(walk, member, walk.nowhere, value)
            _take_graph(walk, graph, walk.graph)
            return None
        _refuse_vanishing(members)
    label = _label(walk, ctx, members, given)
    frame = walk.frame(label)
    for term in given.types if given is not None else ():
        walk.link(frame, RDF_TYPE, term)
    _take_types(walk, frame, members)
    around = len(frame.head) + len(frame.end)
    for member, value, path in members.properties:
        walk.charge(around + member.width, 1)
        walk.path.extend(path)
        walk.enter_member(frame, None if path else member.key, value, member.container)
        member.emit(walk, member, frame, value)
        del walk.path[len(walk.path) - len(path) :]
    for key, value in members.included:
        _take_included(walk, use, ctx, key, value)
    if "@reverse" in keywords:
        _take_reverse(walk, ctx, frame, keywords.pop("@reverse"))
    if graph is not None:
        _take_graph(walk, graph, label)
    for keyword, (_, key, value) in keywords.items():
        take_keyword(walk, keyword, key, value, label)
    return label


def _refuse_vanishing(members: Members) -> None:
    """Leave to the general processor what may vanish, and with it the name of a graph."""
    if "@reverse" in members.keywords or any(
        type(value) is dict and any(use.ctx.expand(key) in _VANISHING for key in value)
        for use, value, _ in members.properties
    ):
        raise NotCompiled("a named graph whose other members may vanish")


def _label(walk: Walk, ctx: ActiveContext, members: Members, given: Given | None) -> str | None:
    if "@id" in members.keywords:
        _, key, value = members.keywords.pop("@id")
        label = walk.identify(ctx, value, key)
        if label is not None:
            walk.mention(label, is_object=True)
        return label
    return given.label if given is not None and given.label is not None else walk.fresh()


def _take_types(walk: Walk, frame: Frame, members: Members) -> None:
    members.keywords.pop("@type", None)
    for ctx, path, value in members.types:
        walk.path.extend(path)
        if type(value) is not str and not (
            type(value) is list and all(type(name) is str for name in value)
        ):
            raise refuse("invalid-type-value", "@type is neither a text nor an array of texts")
        walk.enter_member(frame, path[0] if len(path) == 1 else None, value)
        for name in [value] if type(value) is str else value:
            walk.link(frame, RDF_TYPE, walk.type_term(ctx, name))
        del walk.path[len(walk.path) - len(path) :]


def _take_graph(walk: Walk, graph: tuple[Use, str, Any], name: str | None) -> None:
    use, key, value = graph
    if type(value) not in (dict, list):
        raise refuse("invalid-@graph-value", "@graph is neither an object nor an array")
    saved = walk.graph
    walk.graph = name
    walk.path.append(key)
    walk.collect(use, value, [])
    walk.path.pop()
    walk.graph = saved


def _take_included(walk: Walk, use: Use, ctx: ActiveContext, key: str, value: Any) -> None:
    slot = walk.slot(use, ctx)
    walk.path.append(key)
    for item in value if type(value) is list else [value]:
        if type(item) is not dict:
            raise refuse("invalid-@included-value", "@included holds nodes")
        known = len(walk.losses)
        kind = walk.element(slot, item, [])
        if len(item) < 2 or len(walk.losses) > known:
            raise NotCompiled("@included of nodes of which nothing may be left")
        if kind != "node":
            raise refuse("invalid-@included-value", "@included holds nodes")
    walk.path.pop()


def _take_reverse(
    walk: Walk, ctx: ActiveContext, frame: Frame, reverse: tuple[Use, str, Any]
) -> None:
    _, key, value = reverse
    if type(value) is not dict:
        raise refuse("invalid-@reverse-value", "@reverse is no object")
    walk.path.append(key)
    ctx = (ctx.previous or ctx).settle()
    if "@context" in value:
        ctx = walk.cache.enter_local(ctx, value["@context"])
    for name, member in value.items():
        use = walk.use(ctx, name)
        if use.keyword is not None:
            raise refuse("invalid-reverse-property-map", f"{use.keyword} in @reverse")
        if use.emit is emitters.emit_dropped:
            use.emit(walk, use, frame, member)
        elif name != "@context":
            _take_reversed(walk, use, frame, member)
    walk.path.pop()


def _take_reversed(walk: Walk, use: Use, frame: Frame, value: Any) -> None:
    if not use.container <= {"@set"}:
        raise NotCompiled("a container in @reverse")
    if use.coercion == "@json":
        raise refuse("invalid-reverse-property-value", "a reverse property holds nodes")
    terms: list[str | None] = []
    walk.path.append(use.key or "")
    walk.collect_nodes(use, value, terms)
    walk.path.pop()
    if use.lost is not None:
        walk.lose(use.lost, use.key, use.key)
        return
    for term in terms:
        if use.reverse:
            walk.link(frame, use.pred, term)
        else:
            walk.link_back(frame, use.pred, term)
