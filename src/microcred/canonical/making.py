"""Working out how a member name is used in a context (JSON-LD 1.1 API, section 5.1, step 13)."""

from __future__ import annotations

from typing import Final

from microcred.canonical import emitters, scalars
from microcred.canonical.literals import LANG_STRING
from microcred.canonical.refusals import NotCompiled
from microcred.canonical.syntax import KEYWORDS, has_scheme, is_iri
from microcred.canonical.terms import ActiveContext, Term
from microcred.canonical.uses import Emitter, TextTerm, Use, Walker

_MAPS: Final = frozenset({"@id", "@index", "@type"})
"""Containers whose values are maps of what is no text; no pinned context has one."""

_EMITTERS: Final[dict[TextTerm, Emitter]] = {
    scalars.literal_text: emitters.emit_text,
    scalars.id_text: emitters.emit_id,
}


def use_in(ctx: ActiveContext, key: str | None) -> Use:
    """Return the use of a name, or of none, that emits strings by the coercion of its term."""
    use = Use(key, ctx, emitters.emit_text, scalars.literal_text)
    scalars.coerce_texts(use)
    return use


def make_use(walk: Walker, active: ActiveContext, key: str) -> Use:
    """Work out how the member `key` is used in `active`.

    Raises:
        NotCompiled: it is used in a way that only the general processor implements.
    """
    iri = active.expand(key)  # steps 13.2 to 13.4
    if iri is None or not (has_scheme(iri) or iri in KEYWORDS):
        use = use_in(active, key)
        use.emit, use.lost = emitters.emit_dropped, "undefined-term"
        return use
    term = active.terms.get(key)
    use = use_in(walk.enter_property(active, term), key)
    if iri in KEYWORDS:
        use.keyword = iri
        use.emit = emitters.emit_nothing
        return use
    if term is not None:
        _check_term(use, term, active)
        use.container = frozenset(term.container)
        use.reverse = use.term is not None and use.term.reverse
    use.emit = _emitter(use, is_json=term is not None and term.type == "@json")
    _predicate(use, iri)
    return use


def make_slot(use: Use, ctx: ActiveContext) -> Use:
    """Return the use of the same term for values that stand in another context.

    Raises:
        NotCompiled: the term is another thing there.
    """
    slot = use_in(ctx, use.key)
    own = ("@list" in use.container, use.reverse, use.coercion == "@json")
    if use.key is not None and _kind(ctx.terms.get(use.key)) != own:
        raise NotCompiled("a term that is another thing inside its own values")
    slot.keyword, slot.container, slot.reverse = use.keyword, use.container, use.reverse
    return slot


def _check_term(use: Use, term: Term, active: ActiveContext) -> None:
    """Leave to the general processor what no pinned context asks for."""
    if not _MAPS.isdisjoint(term.container) or term.nest is not None:
        raise NotCompiled("a container that is a map, or a nested property")
    if use.ctx is not active and _kind(use.term) != _kind(term):
        raise NotCompiled("a scoped context that makes another thing of its own term")
    if term.type == "@json" and (term.reverse or not {"@set"}.issuperset(term.container)):
        raise NotCompiled("a JSON coercion with a container")
    if use.datatype == LANG_STRING:
        raise NotCompiled("rdf:langString as a datatype")


def _kind(term: Term | None) -> tuple[bool, bool, bool]:
    """Return what must not change between the context of a term and that of its values."""
    if term is None:
        return False, False, False
    return "@list" in term.container, term.reverse, term.type == "@json"


def _emitter(use: Use, *, is_json: bool) -> Emitter:
    if use.reverse:
        return emitters.emit_reverse
    if "@list" in use.container:
        return emitters.emit_list
    if "@graph" in use.container:
        return emitters.emit_graph
    if "@language" in use.container:
        return emitters.emit_languages
    if is_json:
        return emitters.emit_json
    return _EMITTERS.get(use.text, emitters.emit_values)


def _predicate(use: Use, iri: str) -> None:
    """Set the predicate of a use; what N-Quads cannot hold is lost (section 8.1)."""
    if is_iri(iri):
        use.pred = f" <{iri}> "
    else:
        use.lost = "blank-node-property" if iri.startswith("_:") else "malformed-iri"
        use.emit_after, use.emit = use.emit, emitters.emit_lost
    use.open = f'{use.pred}"'
    use.width += len(use.open)
