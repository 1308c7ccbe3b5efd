"""How a member name is used in a context: what its values become, worked out once.

A `Use` is made for a member name in an active context and kept on that context. It holds the
text of the predicate, the ends of string literals, the contexts that hold inside its values, and
the function that emits them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from microcred.canonical import emitters
from microcred.canonical.literals import LANG_STRING, XSD_DOUBLE, closing
from microcred.canonical.refusals import NotCompiled
from microcred.canonical.syntax import KEYWORDS, has_scheme, is_iri
from microcred.canonical.terms import UNSET, ActiveContext, Term

if TYPE_CHECKING:
    from microcred.canonical.emission import Frame
    from microcred.canonical.walk import Walk

Emitter = Callable[["Walk", "Use", "Frame", Any], None]
TextTerm = Callable[["Walk", "Use", str], str | None]

_MAPS: Final = frozenset({"@graph", "@id", "@index", "@language", "@type"})


class Use:
    """A member name in an active context.

    Attributes:
        key: the member name; None for the document itself.
        ctx: the active context that its values are read in, with the term's scoped context.
        keyword: the keyword that it means, or None.
        container: its container mapping.
        reverse: it is a reverse property.
        pred: its predicate as N-Quads, with a space on either side.
        open, close: what stands before and after the text of a string literal in a line.
        lost: the code of the loss that any of its values is, or None.
        datatype, language, direction: what its literals get.
        coercion: its type coercion.
        emit: emits its values.
        emit_after: does so after `emit` has noted that the name is lost, or spelled oddly.
        text: makes the term of a string among its values.
        child, kept: the contexts inside an object among its values; `kept` where a context that
            does not propagate stays in force. None until they are needed.
        reverts: the two differ.
        width: how many characters a line has for it, beside its subject and its object's own text.
    """

    __slots__ = (
        "child",
        "close",
        "coercion",
        "container",
        "ctx",
        "datatype",
        "direction",
        "emit",
        "emit_after",
        "kept",
        "key",
        "keyword",
        "language",
        "lost",
        "open",
        "pred",
        "reverse",
        "reverts",
        "text",
        "width",
    )

    def __init__(self, key: str | None, ctx: ActiveContext):
        self.key = key
        self.ctx = ctx
        self.keyword: str | None = None
        self.container: frozenset[str] = frozenset()
        self.reverse = False
        self.pred = " "
        self.open = ' "'
        self.language: str | None = None
        self.direction: str | None = None
        self.lost: str | None = None
        self.emit: Emitter = emitters.emit_text
        self.emit_after: Emitter = emitters.emit_text
        self.child: ActiveContext | None = None
        self.kept: ActiveContext | None = None
        self.reverts = ctx.previous is not None
        self._coerce(None if key is None else ctx.terms.get(key))

    def _coerce(self, term: Term | None) -> None:
        """Take the coercion that the context of the values has for the term."""
        coercion = None if term is None else term.type
        self.coercion = coercion
        if self.key is not None:
            self.language = self.ctx.language
            self.direction = self.ctx.direction
        if term is not None:
            self.language = self.language if term.language is UNSET else term.language
            self.direction = self.direction if term.direction is UNSET else term.direction
        self.datatype = coercion if coercion and not coercion.startswith("@") else None
        if self.datatype is not None:
            self.language = self.direction = None
        self.text: TextTerm = _TEXTS.get(coercion or "", emitters.literal_text)
        close = closing(self.datatype, self.language, self.direction)
        self.close = close or ""
        self.width = len(self.close)
        is_sound = close is not None and (self.datatype is None or is_iri(self.datatype))
        if not is_sound and coercion not in ("@id", "@vocab", "@json"):
            self.text = emitters.lost_text


_TEXTS: Final[dict[str, TextTerm]] = {
    "@id": emitters.id_text,
    "@vocab": emitters.vocab_text,
    "@json": emitters.json_text,
    XSD_DOUBLE: emitters.double_text,
}
_EMITTERS: Final[dict[TextTerm, Emitter]] = {
    emitters.literal_text: emitters.emit_text,
    emitters.id_text: emitters.emit_id,
}


def make_use(walk: Walk, active: ActiveContext, key: str) -> Use:
    """Work out how the member `key` is used in `active` (Expansion Algorithm, step 13)."""
    iri = active.expand(key)
    if iri is None or not (has_scheme(iri) or iri in KEYWORDS):
        use = Use(key, active)
        use.emit, use.lost = emitters.emit_dropped, "undefined-term"
        return use
    term = active.terms.get(key)
    ctx = active
    if term is not None and term.context is not UNSET:
        ctx = walk.enter_scoped(active, term, propagate=True)
    use = Use(key, ctx)
    if iri in KEYWORDS:
        use.keyword = iri
        use.emit = emitters.emit_nothing
        return use
    scoped = ctx.terms.get(key)
    use.reverse = scoped is not None and scoped.reverse
    use.container = frozenset(term.container) if term is not None else frozenset()
    if ctx is not active and _kind(scoped) != _kind(term):
        raise NotCompiled("a scoped context that makes another thing of its own term")
    is_json = term is not None and term.type == "@json"
    if is_json and (use.reverse or not use.container <= {"@set"}):
        raise NotCompiled("a JSON coercion with a container")
    if use.datatype == LANG_STRING:
        raise NotCompiled("rdf:langString as a datatype")
    use.emit = _emitter(use, is_json=is_json)
    if is_iri(iri):
        use.pred = f" <{iri}> "
    else:
        use.lost = "blank-node-property" if iri.startswith("_:") else "malformed-iri"
        use.emit_after, use.emit = use.emit, emitters.emit_lost
    use.open = f'{use.pred}"'
    use.width += len(use.open)
    return use


def make_slot(use: Use, ctx: ActiveContext) -> Use:
    """Return the use of the same term for values that stand in another context.

    Raises:
        NotCompiled: the term is another thing there.
    """
    slot = Use(use.key, ctx)
    own = ("@list" in use.container, use.reverse, use.coercion == "@json")
    if use.key is not None and _kind(ctx.terms.get(use.key)) != own:
        raise NotCompiled("a term that is another thing inside its own values")
    slot.keyword, slot.container, slot.reverse = use.keyword, use.container, use.reverse
    return slot


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
    if not use.container.isdisjoint(_MAPS):
        return emitters.emit_map
    if is_json:
        return emitters.emit_json
    return _EMITTERS.get(use.text, emitters.emit_values)
