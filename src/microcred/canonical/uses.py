"""How a member name is used in a context, and what a pass over a document can do for its values.

A `Use` is made for a member name in an active context and kept on that context, so that it is
worked out once: the text of the predicate, the ends of string literals, the contexts that hold
inside its values, and the function that emits them. Those functions call back into the pass that
they are part of; `Walker` says what they may ask of it, so that they can stand below it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Literal

from microcred.canonical.compiled import ContextCache
from microcred.canonical.emission import Emission, Frame
from microcred.canonical.terms import UNSET, ActiveContext, Term

Kind = Literal["node", "value", "list", "set", "nothing"]
"""What an object turned out to be."""

Emitter = Callable[["Walker", "Use", Frame, Any], None]
TextTerm = Callable[["Walker", "Use", str], str | None]


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

    def __init__(self, key: str | None, ctx: ActiveContext, emit: Emitter, text: TextTerm):
        self.key = key
        self.ctx = ctx
        self.keyword: str | None = None
        self.container: frozenset[str] = frozenset()
        self.reverse = False
        self.pred = " "
        self.open = ' "'
        self.close = '"'
        self.width = len(self.close)
        self.lost: str | None = None
        self.emit = emit
        self.emit_after = emit
        self.text = text
        self.child: ActiveContext | None = None
        self.kept: ActiveContext | None = None
        self.reverts = ctx.previous is not None
        self._coerce(None if key is None else ctx.terms.get(key))

    def _coerce(self, term: Term | None) -> None:
        """Take the coercion that the context of the values has for the term."""
        self.coercion = None if term is None else term.type
        self.datatype = None
        self.language: str | None = None
        self.direction: str | None = None
        if self.coercion and not self.coercion.startswith("@"):
            self.datatype = self.coercion  # a datatype leaves no room for a language
        elif self.key is not None:
            self.language = self.ctx.language if term is None else term.language_in(self.ctx)
            self.direction = self.ctx.direction if term is None else term.direction_in(self.ctx)

    @property
    def term(self) -> Term | None:
        """The definition of the member name where its values are read."""
        return None if self.key is None else self.ctx.terms.get(self.key)


class Walker(Emission, ABC):
    """What the functions that emit values may ask of the pass that they are part of.

    Attributes:
        cache: the compiled contexts.
    """

    def __init__(self, cache: ContextCache):
        super().__init__()
        self.cache = cache

    @abstractmethod
    def element(
        self, use: Use, value: dict[str, Any], terms: list[str | None], *, in_list: bool = False
    ) -> Kind:
        """Take one object among the values of `use`; its term is appended to `terms`."""

    @abstractmethod
    def collect(
        self, use: Use, value: Any, terms: list[str | None], *, in_list: bool = False
    ) -> None:
        """Append the terms of a value to `terms`; None stands for one that is lost."""

    @abstractmethod
    def use(self, ctx: ActiveContext, key: str) -> Use:
        """Return the use of a member name, kept where the name is a term or a keyword."""

    @abstractmethod
    def identify(self, ctx: ActiveContext, value: Any, key: str) -> str | None:
        """Return the term of a node by the value of its `@id`, or None where it is relative."""

    @abstractmethod
    def enter_types(
        self, ctx: ActiveContext, inner: ActiveContext, names: list[str]
    ) -> ActiveContext:
        """Enter from `inner` the scoped contexts that `ctx` has for types, sorted by type."""

    @abstractmethod
    def type_term(self, ctx: ActiveContext, name: str) -> str | None:
        """Return the term of one type, or None where it is lost."""

    def enter_property(self, ctx: ActiveContext, term: Term | None) -> ActiveContext:
        """Enter the scoped context of a property, if it has one (section 5.1, step 8)."""
        if term is None or term.context is UNSET:
            return ctx
        return self.cache.enter_scoped(ctx, term, propagate=True)
