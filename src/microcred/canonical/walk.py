"""The one pass from a JSON-LD document to quads (JSON-LD 1.1 API, sections 5.1, 7.2 and 8.1).

What is usual goes straight through: a node with a type, an identifier and members that are terms.
All other objects go to `nodes`.
"""

from __future__ import annotations

from typing import Any, Final

from microcred.canonical import losses, nodes, scalars
from microcred.canonical.dataset import Dataset
from microcred.canonical.emission import Frame
from microcred.canonical.emitters import emit_nothing, emit_oddly, emit_text
from microcred.canonical.making import make_use, use_in
from microcred.canonical.refusals import refuse
from microcred.canonical.syntax import (
    KEYWORDS,
    are_texts,
    escape,
    has_scheme,
    is_bare_word,
    is_iri,
)
from microcred.canonical.terms import UNSET, ActiveContext, Scope
from microcred.canonical.uses import Kind, Use, Walker
from microcred.contexts import is_plain_context
from microcred.limits import MAX_JSON_DEPTH

RDF_TYPE: Final = nodes.RDF_TYPE


class Walk(Walker):
    """One pass over one document.

    Args:
        cache: the compiled contexts.
    """

    def run(self, document: Any, root: ActiveContext) -> Dataset:
        """Walk the whole document, an object or an array, and give its quads."""
        self.collect(use_in(root, None), document, [])
        self.dataset.plain = self.plain
        self.dataset.mentions = self.mentions
        return self.dataset

    def element(
        self, use: Use, value: dict[str, Any], terms: list[str | None], *, in_list: bool = False
    ) -> Kind:
        """Take one object among the values of `use`; its term is appended to `terms`."""
        if len(self.path) >= MAX_JSON_DEPTH:
            raise self.too_deep()
        ctx = use.child or self._enter(use)
        if use.reverts and len(value) <= 2:
            ctx = self._kept_or(ctx, use, value)
        if "@context" in value:
            with self.at("@context"):
                ctx = self.cache.enter_local(ctx, value["@context"])
                self.plain = self.plain and is_plain_context(value["@context"])
        scope = self._usual(ctx, value)
        if scope is None:
            return nodes.take(self, use, ctx, value, terms, in_list=in_list)
        label = self._label(scope.ctx, value)
        self._members(self.frame(label), scope, value)
        terms.append(label)
        return "node"

    def _usual(self, ctx: ActiveContext, value: dict[str, Any]) -> Scope | None:
        """Return what the types of a usual node bring; None for any other object."""
        if not ctx.special.isdisjoint(value):
            return None
        key = None
        for name in ctx.type_names:
            if name in value:
                if key is not None:
                    return None
                key = name
        if key is None:
            return ctx.bare
        known = len(self.losses)
        scope = self.scope(ctx, value[key], key)
        if scope is None or not scope.renames:
            return scope
        del self.losses[known:]  # they are found again
        return None

    def _members(self, frame: Frame, scope: Scope, value: dict[str, Any]) -> None:
        """Emit the types and members of a usual node."""
        around = len(frame.head) + len(frame.end)
        lines = len(scope.lines)
        self.charge((lines + len(value) - 1) * around + scope.width, lines + len(value))
        self._types(frame, scope)
        uses, add, head, end = scope.ctx.uses, frame.add, frame.head, frame.end
        width = 0
        for key, member in value.items():
            try:
                use = uses[key]
            except KeyError:
                use = self.use(scope.ctx, key)
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

    def _types(self, frame: Frame, scope: Scope) -> None:
        for line in scope.lines:
            frame.add(f"{frame.head}{line}{frame.end}")
        for blank in scope.blank:
            self.link(frame, RDF_TYPE, blank)

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
            with self.at(key):
                raise refuse("invalid-@id-value", "@id is no text")
        match = is_iri(value)
        if match is not None and match[1] not in ctx.prefixes:
            return f"<{value}>"
        self.plain = self.plain and value.startswith("_:")
        return self.resource(ctx.expand_id(value), value, "relative-id", key)

    def use(self, ctx: ActiveContext, key: str) -> Use:
        """Return the use of a member name, kept where the name is a term or a keyword."""
        use: Use | None = ctx.uses.get(key)
        if use is not None:
            return use
        if type(key) is not str:
            raise refuse("not-json", "a member name is no text")
        if key == "@context":
            use = use_in(ctx, None)
            use.emit = emit_nothing
        else:
            use = make_use(self, ctx, key)
            if use.lost is None and not is_bare_word(key):
                use.emit_after, use.emit = use.emit, emit_oddly
        self.charge(use.width)
        if key in ctx.terms or key in KEYWORDS:
            ctx.uses[key] = use  # what strangers make up takes no memory
        return use

    def _enter(self, use: Use) -> ActiveContext:
        """Enter the context inside objects among the values of `use` (section 5.1, step 7)."""
        ctx = self.enter_property(use.ctx.previous or use.ctx, use.term)
        use.child = ctx.settle()
        return ctx

    def _kept_or(self, child: ActiveContext, use: Use, value: dict[str, Any]) -> ActiveContext:
        """Choose the context of a value object or a mere reference (section 5.1, step 7)."""
        if "@context" in value or not use.ctx.reads_as_value(value):
            return child
        if use.kept is None:
            use.kept = self.enter_property(use.ctx, use.term).settle()
        return use.kept

    def scope(self, ctx: ActiveContext, types: Any, key: str) -> Scope | None:
        """Enter the scoped contexts of types and give their quads (section 5.1, step 11).

        Returns:
            None where the value is neither a text nor an array of texts.
        """
        kept: Any = types[0] if type(types) is list and len(types) == 1 else types
        if type(kept) is list and are_texts(kept):
            kept = tuple(kept)
        elif type(kept) is not str:
            return None
        found: Scope | None = ctx.scopes.get(kept)
        return self._make_scope(ctx, kept, key) if found is None else found

    def _make_scope(self, ctx: ActiveContext, types: str | tuple[str, ...], key: str) -> Scope:
        names = [types] if isinstance(types, str) else list(types)
        inner = self.enter_types(ctx, ctx, names)
        known = len(self.losses)
        with self.at(key):
            terms = list(filter(None, (self.type_term(ctx, name) for name in names)))
        lines = tuple(f"{RDF_TYPE}{term}" for term in terms if term[0] == "<")
        blank = tuple(term for term in terms if term[0] == "_")
        scope = Scope(inner, lines, blank, inner.renames(ctx), sum(map(len, lines)))
        if not _are_named(ctx, names):
            self.plain = False  # a type that is written out, or called like a member
        elif not blank and len(self.losses) == known:
            ctx.scopes[types] = scope
            self.cache.count(len(names))
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
                inner = self.cache.enter_scoped(inner, term, propagate=False)
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
            self._collect_items(use, value, terms, in_list=in_list)
        elif value is None:
            pass
        elif not in_list and use.key is None:
            self.lose_value("free-floating-value", losses.describe("free-floating-value", value))
        elif kind is str:
            terms.append(use.text(self, use, value))
        else:
            terms.append(scalars.scalar(self, use, value))

    def _collect_items(
        self, use: Use, value: list[Any], terms: list[str | None], *, in_list: bool
    ) -> None:
        """Append the terms of the items of an array to `terms`."""
        path = self.path
        if len(path) >= MAX_JSON_DEPTH:
            raise self.too_deep()
        self.charge(len(value) * use.width)
        with self.at(0):
            for index, item in enumerate(value):
                path[-1] = index
                if type(item) is dict:
                    self.element(use, item, terms, in_list=in_list)
                elif type(item) is list:
                    self._collect_array(use, item, terms, in_list=in_list)
                else:
                    self.collect(use, item, terms, in_list=in_list)

    def _collect_array(
        self, use: Use, value: list[Any], terms: list[str | None], *, in_list: bool
    ) -> None:
        """Append the terms of an array in an array: a list in a list, or else just its items."""
        self.plain = False
        items: list[str | None] = [] if in_list else terms
        self._collect_items(use, value, items, in_list=in_list)
        if in_list:
            terms.append(self.list_head(items))


def _are_named(ctx: ActiveContext, types: list[str]) -> bool:
    """Tell whether all types are terms, and none of them is like the name of a member."""
    return all(name in ctx.terms and not is_bare_word(name) for name in types)
