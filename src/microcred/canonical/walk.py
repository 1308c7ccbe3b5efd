"""The one pass from a JSON-LD document to quads (JSON-LD 1.1 API, sections 5.1, 7.2 and 8.1).

What is usual goes straight through: a node with a type, an identifier and members that are terms.
Nodes with other keywords go to `nodes`, containers that are maps to `maps`.
"""

from __future__ import annotations

from typing import Any, Final, Literal

from microcred.canonical import emitters, losses, nodes
from microcred.canonical.compiled import ContextCache
from microcred.canonical.dataset import Dataset
from microcred.canonical.emission import Emission, Frame
from microcred.canonical.emitters import emit_nothing, emit_text
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import (
    KEYWORDS,
    RDF,
    are_texts,
    escape,
    has_scheme,
    is_bare_word,
    is_iri,
)
from microcred.canonical.terms import UNSET, ActiveContext, Scope, Term
from microcred.canonical.uses import Use, make_slot, make_use
from microcred.contexts import is_plain_context
from microcred.errors import LimitExceeded
from microcred.limits import MAX_JSON_DEPTH

Kind = Literal["node", "value", "list", "set", "nothing"]
"""What an object turned out to be."""

RDF_TYPE: Final = f" <{RDF}type> "


class Walk(Emission):
    """One pass over one document.

    Args:
        cache: the compiled contexts.
    """

    def __init__(self, cache: ContextCache):
        super().__init__()
        self.cache = cache

    def run(self, document: Any, root: ActiveContext) -> Dataset:
        """Walk the whole document, an object or an array, and give its quads."""
        use = Use(None, root)
        self.collect(use, document, [])
        self.dataset.plain = self.plain
        self.dataset.mentions = self.mentions
        return self.dataset

    def element(
        self,
        use: Use,
        value: dict[str, Any],
        terms: list[str | None],
        *,
        in_list: bool = False,
        given: nodes.Given | None = None,
    ) -> Kind:
        """Take one object among the values of `use`; its term is appended to `terms`.

        Raises:
            LimitExceeded: objects are nested too deep.
        """
        if len(self.path) >= MAX_JSON_DEPTH:
            message = f"JSON nested deeper than {MAX_JSON_DEPTH} levels"
            raise LimitExceeded(message, code="too-deep", pointer=self.pointer())
        ctx = use.child or self.enter(use)
        if use.reverts and (given is not None or len(value) <= 2):
            ctx = self._kept_or(ctx, use, value, given)
        if "@context" in value:
            self.path.append("@context")
            ctx = self.cache.enter_local(ctx, value["@context"])
            self.plain = self.plain and is_plain_context(value["@context"])
            self.path.pop()
        if ctx.special is None or not ctx.special.isdisjoint(value):
            return nodes.take(self, use, ctx, value, terms, nodes.Setting(in_list, given))
        key = None
        for name in ctx.type_names:
            if name in value:
                if key is not None:
                    return nodes.take(self, use, ctx, value, terms, nodes.Setting(in_list, given))
                key = name
        known = len(self.losses)
        scope = None if key is None else self.scope(ctx, value[key], key)
        odd = scope.renames if scope is not None else key is not None
        if given is not None or odd:
            del self.losses[known:]  # they are found again
            return nodes.take(self, use, ctx, value, terms, nodes.Setting(in_list, given))
        inner = ctx if scope is None else scope.ctx
        label = self._label(inner, value)
        frame = self.frame(label)
        self._members(frame, inner, scope, value)
        terms.append(label)
        return "node"

    def _members(
        self, frame: Frame, ctx: ActiveContext, scope: Scope | None, value: dict[str, Any]
    ) -> None:
        around = len(frame.head) + len(frame.end)
        if scope is not None:
            lines = len(scope.lines)
            self.charge(lines * around + sum(map(len, scope.lines)), lines)
            for line in scope.lines:
                frame.add(f"{frame.head}{line}{frame.end}")
            for blank in scope.blank:
                self.link(frame, RDF_TYPE, blank)
        self.charge((len(value) - 1) * around, len(value))
        uses, add, head, end = ctx.uses, frame.add, frame.head, frame.end
        width = 0
        for key, member in value.items():
            try:
                use = uses[key]
            except KeyError:
                use = self.use(ctx, key)
            emit = use.emit
            width += use.width
            if emit is emit_text and type(member) is str:  # most are; so without another call
                text = member
                if not text.isprintable() or '"' in text or "\\" in text:
                    text = escape(text)
                add(f"{head}{use.open}{text}{use.close}{end}")
            elif emit is not emit_nothing:
                emit(self, use, frame, member)
        self.charge(width)

    def _label(self, ctx: ActiveContext, value: dict[str, Any]) -> str | None:
        found = None
        for name in ctx.id_names:
            if name in value:
                if found is not None:
                    raise refuse("colliding-keywords", "two members mean @id")
                found = name
        if found is None:
            return self.fresh()
        label = self.identify(ctx, value[found], found)
        if label is not None:
            self.mentions.append((label, self.graph or "", tuple(self.path), True))
        return label

    def identify(self, ctx: ActiveContext, value: Any, key: str) -> str | None:
        """Return the term of a node by the value of its `@id`, or None where it is relative."""
        if type(value) is not str:
            self.path.append(key)
            raise refuse("invalid-@id-value", "@id is no text")
        match = is_iri(value)
        if match is not None and match[1] not in ctx.prefixes:
            return f"<{value}>"
        self.plain = self.plain and value.startswith("_:")
        return self.resource(ctx.expand_id(value), value, "relative-id", key)

    def use(self, ctx: ActiveContext, key: str) -> Use:
        """Return the use of a member name, kept where the name is a term or a keyword."""
        use = ctx.uses.get(key)
        if use is None:
            if type(key) is not str:
                raise refuse("not-json", "a member name is no text")
            if key == "@context":
                use = Use(None, ctx)
                use.emit = emitters.emit_nothing
            else:
                use = make_use(self, ctx, key)
                if use.lost is None and not is_bare_word(key):
                    use.emit_after, use.emit = use.emit, emitters.emit_oddly
            self.charge(use.width)
            if key in ctx.terms or key in KEYWORDS:
                ctx.uses[key] = use
        return use

    def slot(self, use: Use, ctx: ActiveContext) -> Use:
        """Return the use of the same term for values that stand in another context."""
        return make_slot(use, ctx)

    def enter(self, use: Use) -> ActiveContext:
        """Return the context inside objects among the values of `use`."""
        term = None if use.key is None else use.ctx.terms.get(use.key)
        ctx = use.ctx.previous or use.ctx
        if term is not None and term.context is not UNSET:
            ctx = self.enter_scoped(ctx, term, propagate=True)
        use.child = ctx.settle()
        return ctx

    def enter_scoped(self, ctx: ActiveContext, term: Term, *, propagate: bool) -> ActiveContext:
        """Enter the scoped context of a term: of a property, or of a type."""
        return self.cache.enter_scoped(ctx, term, propagate=propagate)

    def _kept_or(
        self, child: ActiveContext, use: Use, value: dict[str, Any], given: nodes.Given | None
    ) -> ActiveContext:
        """Choose the context of a value object or a mere reference (section 5.1, step 7)."""
        if given is None and ("@context" in value or not use.ctx.reads_as_value(value)):
            return child
        if use.kept is None:
            term = None if use.key is None else use.ctx.terms.get(use.key)
            ctx = use.ctx
            if term is not None and term.context is not UNSET:
                ctx = self.enter_scoped(ctx, term, propagate=True)
            use.kept = ctx.settle()
        return use.kept

    def scope(self, ctx: ActiveContext, types: Any, key: str) -> Scope | None:
        """Enter the scoped contexts of types and give their quads (section 5.1, step 11).

        Returns:
            None where the value is neither a text nor an array of texts.
        """
        one = types[0] if type(types) is list and len(types) == 1 else types
        if type(one) is str:
            kept: Any = one
        elif type(types) is list and are_texts(types):
            kept = tuple(types)
        else:
            return None
        found: Scope | None = ctx.scopes.get(kept)
        if found is not None:
            return found
        names: list[str] = types if type(types) is list else [types]
        inner = self.enter_types(ctx, ctx, names)
        self.path.append(key)
        known = len(self.losses)
        terms = [self.type_term(ctx, name) for name in names]
        lines = tuple(f"{RDF_TYPE}{term}" for term in terms if term and term[0] == "<")
        blank = tuple(term for term in terms if term and term[0] == "_")
        scope = Scope(inner, lines, blank, inner.renames(ctx))
        if not all(name in ctx.terms and not is_bare_word(name) for name in names):
            self.plain = False  # a type that is written out, or called like a member
        elif not blank and len(self.losses) == known:
            ctx.scopes[kept] = scope
            self.cache.count(len(names))
        self.path.pop()
        return scope

    def enter_types(
        self, ctx: ActiveContext, inner: ActiveContext, names: list[str]
    ) -> ActiveContext:
        """Enter from `inner` the scoped contexts that `ctx` has for types, sorted by type."""
        previous = None
        for name in sorted(names):
            term = ctx.terms.get(name)
            if term is None or term.context is UNSET or term.context is None:
                continue
            # Once more changes nothing, unless it is relative to what it set before.
            if name != previous or "@vocab" in term.context_key or "@base" in term.context_key:
                inner = self.enter_scoped(inner, term, propagate=False)
            previous = name
        return inner.settle()

    def type_term(self, ctx: ActiveContext, name: str) -> str | None:
        """Return the term of one type, or None where it is lost."""
        iri = ctx.expand_vocab(name)
        is_plain = iri is not None and not has_scheme(iri)
        return self.resource(iri, name, "undefined-type" if is_plain else "malformed-iri")

    def collect(
        self, use: Use, value: Any, terms: list[str | None], *, in_list: bool = False
    ) -> None:
        """Append the terms of a value to `terms`; None stands for one that is lost."""
        kind = type(value)
        if kind is dict:
            self.element(use, value, terms, in_list=in_list)
        elif kind is list:
            self.collect_items(use, value, terms, in_list=in_list)
        elif value is None:
            pass
        elif not in_list and (use.key is None or use.keyword == "@graph"):
            self.lose_value("free-floating-value", losses.describe("free-floating-value", value))
        elif kind is str:
            terms.append(use.text(self, use, value))
        else:
            terms.append(emitters.scalar(self, use, value))

    def collect_items(
        self, use: Use, value: list[Any], terms: list[str | None], *, in_list: bool
    ) -> None:
        """Append the terms of the items of an array to `terms`.

        Raises:
            LimitExceeded: arrays are nested too deep.
        """
        if len(self.path) >= MAX_JSON_DEPTH:
            message = f"JSON nested deeper than {MAX_JSON_DEPTH} levels"
            raise LimitExceeded(message, code="too-deep", pointer=self.pointer())
        self.charge(len(value) * use.width)
        path = self.path
        path.append(0)
        for index, item in enumerate(value):
            path[-1] = index
            if type(item) is dict:
                self.element(use, item, terms, in_list=in_list)
                continue
            self.plain = self.plain and type(item) is not list
            if in_list and type(item) is list:
                inner: list[str | None] = []
                self.collect(use, item, inner, in_list=True)
                terms.append(self.list_head(inner))
            else:
                self.collect(use, item, terms, in_list=in_list)
        path.pop()

    def collect_nodes(self, use: Use, value: Any, terms: list[str | None]) -> None:
        """Append the terms of values that must be nodes: those of a reverse property."""
        if type(value) is list:
            for index, item in enumerate(value):
                self.path.append(index)
                self.collect_nodes(use, item, terms)
                self.path.pop()
        elif type(value) is dict:
            kind = self.element(use, value, terms)
            if kind == "set":
                raise NotCompiled("a set object under a reverse property")
            if kind in ("value", "list"):
                raise refuse("invalid-reverse-property-value", "a reverse property holds nodes")
        elif type(value) is str and use.coercion in ("@id", "@vocab"):
            terms.append(use.text(self, use, value))
        elif value is not None:
            raise refuse("invalid-reverse-property-value", "a reverse property holds nodes")
