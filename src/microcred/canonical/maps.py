"""Containers that are maps, and graph containers (JSON-LD 1.1 API, section 5.1, step 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from microcred.canonical import emitters
from microcred.canonical.emission import NIL
from microcred.canonical.members import note_index
from microcred.canonical.nodes import RDF_TYPE, Given
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.terms import UNSET

if TYPE_CHECKING:
    from microcred.canonical.terms import ActiveContext
    from microcred.canonical.uses import Use
    from microcred.canonical.walk import Walk


def collect_map(walk: Walk, use: Use, value: Any, terms: list[str | None]) -> None:
    """Append the terms of a value whose term has a map or a graph container."""
    container = use.container
    is_keyed = bool(container & {"@id", "@index"})
    if "@graph" in container and not is_keyed:
        _collect_graphs(walk, use, value, terms, None)
    elif type(value) is not dict:
        walk.collect(use, value, terms)
    elif "@language" in container:
        _collect_languages(walk, use, value, terms)
    elif "@index" in container:
        _collect_indexes(walk, use, value, terms)
    elif "@id" in container:
        _collect_ids(walk, use, value, terms)
    else:
        _collect_types(walk, use, value, terms)


def _collect_languages(
    walk: Walk, use: Use, value: dict[str, Any], terms: list[str | None]
) -> None:
    for key, texts in value.items():
        walk.path.append(key)
        language = None if use.ctx.expand(key) == "@none" else key.lower()
        for text in texts if type(texts) is list else [texts]:
            if text is None:
                continue
            if type(text) is not str:
                raise refuse("invalid-language-map-value", "a language map holds texts")
            terms.append(walk.string(text, None, language, use.direction))
        walk.path.pop()


def _collect_indexes(walk: Walk, use: Use, value: dict[str, Any], terms: list[str | None]) -> None:
    for key, items in value.items():
        is_none = use.ctx.expand(key) == "@none"
        if not is_none:
            walk.lose("dropped-index", key, key)
        walk.path.append(key)
        start = len(terms)
        if "@graph" in use.container:
            _refuse_keyword(use.ctx, items, "@graph")
            _collect_graphs(walk, use, items, terms, None)
        else:
            _refuse_keyword(use.ctx, items, "@index")
            _collect_items(walk, use, items, terms, Given())
        for term in terms[start:]:
            if not is_none and not (term or "").startswith('"') and term != NIL:
                note_index(walk, key, term)
        walk.path.pop()


def _collect_ids(walk: Walk, use: Use, value: dict[str, Any], terms: list[str | None]) -> None:
    for key, items in value.items():
        walk.path.append(key)
        label = None
        if use.ctx.expand(key) != "@none":
            label = walk.resource(use.ctx.expand_id(key), key, "relative-id")
            if label is None:
                raise NotCompiled("a relative identifier in an id map")
        if "@graph" in use.container:
            _refuse_keyword(use.ctx, items, "@graph")
            _collect_graphs(walk, use, items, terms, label)
        else:
            start = len(terms)
            _collect_items(walk, use, items, terms, Given(label))
            if any(term is not None and term.startswith('"') for term in terms[start:]):
                raise refuse("invalid-value-object", "an id map holds nodes")
        walk.path.pop()


def _collect_types(walk: Walk, use: Use, value: dict[str, Any], terms: list[str | None]) -> None:
    reverted = use.ctx.previous or use.ctx
    if len(value) > 1 and any(
        key in reverted.terms and reverted.terms[key].context is not UNSET for key in value
    ):
        raise NotCompiled("a type map with scoped contexts")  # processors differ in their reach
    for key, items in value.items():
        walk.path.append(key)
        ctx = walk.enter_types(reverted, reverted, [key])
        slot = walk.slot(use, ctx)
        iri = ctx.expand(key)
        type_term = None if iri == "@none" else walk.resource(iri, key, "undefined-type")
        given = Given(types=() if type_term is None else (type_term,))
        start = len(terms)
        _collect_items(walk, slot, items, terms, given, add_types=True)
        if iri != "@none" and any((term or "").startswith('"') for term in terms[start:]):
            raise refuse("invalid-value-object", "a type map holds nodes")
        walk.path.pop()


def _collect_items(
    walk: Walk,
    use: Use,
    value: Any,
    terms: list[str | None],
    given: Given,
    *,
    add_types: bool = False,
) -> None:
    """Append the terms of the values under one key of a map."""
    kind = type(value)
    if kind is list:
        for index, item in enumerate(value):
            walk.path.append(index)
            _collect_items(walk, use, item, terms, given, add_types=add_types)
            walk.path.pop()
    elif kind is dict:
        found = walk.element(use, value, terms, given=given)
        if found in ("list", "set") and (given.label or given.types):
            raise NotCompiled("a list or set in a map of nodes")
    elif value is None:
        return
    elif kind is str:
        walk.charge(use.width, 1)
        term = use.text(walk, use, value)
        if add_types and term is not None and not term.startswith('"'):
            for type_term in given.types:
                walk.link(walk.frame(term), RDF_TYPE, type_term)
        terms.append(term)
    else:
        terms.append(emitters.scalar(walk, use, value))


def _collect_graphs(
    walk: Walk, use: Use, value: Any, terms: list[str | None], label: str | None
) -> None:
    """Append the names of the graphs that hold one value each (step 13.12)."""
    if type(value) is list:
        for index, item in enumerate(value):
            walk.path.append(index)
            _collect_graphs(walk, use, item, terms, label)
            walk.path.pop()
        return
    if value is None:
        return
    for keyword in ("@list", "@set", "@value"):
        _refuse_keyword(use.ctx, value, keyword)
    name = label or walk.fresh()
    saved = walk.graph
    walk.graph = name
    inside: list[str | None] = []
    if type(value) is dict:
        is_keyed = bool(use.container & {"@id", "@index"})
        found = walk.element(use, value, inside, given=Given() if is_keyed else None)
        is_there = found != "nothing"  # a lone @language is no value, so there is no graph of it
    else:
        walk.collect(use, value, inside)
        is_there = True
        if inside and (inside[0] or '"').startswith('"'):
            walk.lose("free-floating-value", value, None)
    walk.graph = saved
    if is_there:
        terms.append(name)


def _refuse_keyword(ctx: ActiveContext, value: Any, keyword: str) -> None:
    """Leave to the general processor an object with a keyword that changes what a map does."""
    for item in value if type(value) is list else [value]:
        if type(item) is list:
            _refuse_keyword(ctx, item, keyword)
        elif type(item) is dict and any(
            type(key) is not str or ctx.expand(key) == keyword for key in item
        ):
            raise NotCompiled(f"{keyword} in a map")
