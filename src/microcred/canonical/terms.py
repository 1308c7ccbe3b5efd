"""Term definitions and active contexts (JSON-LD 1.1 API, sections 4.1 and 4.2).

An active context is built once and then never changed; what is worked out from it later (scoped
contexts, emitters, type lookups) is kept in tables on it, so that it is worked out once too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from microcred.canonical.syntax import KEYWORDS, has_scheme, looks_like_keyword, resolve_iri

UNSET: Final[Any] = object()
"""A member of a term definition that is not there, which is not the same as null."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a context says of one term.

    Attributes:
        iri: what it stands for: an IRI, a keyword, or None where it is mapped to null.
        reverse: it is a reverse property.
        protected: it cannot be redefined.
        prefix: it may be used as a prefix of compact IRIs.
        type: its type coercion.
        container: its container mapping.
        language, direction: what strings get; UNSET where the context's default does.
        context: its scoped context as written; UNSET where there is none.
        context_key: a text that is the same for the same scoped context only.
        context_url: URL of the context document that it is written in.
        nest: its nest value.
    """

    iri: str | None
    reverse: bool = False
    protected: bool = field(default=False, compare=False)
    prefix: bool = False
    type: str | None = None
    container: tuple[str, ...] = ()
    language: Any = UNSET
    direction: Any = UNSET
    context: Any = UNSET
    context_key: str = field(default="", compare=False)
    context_url: str | None = field(default=None, compare=False)
    nest: str | None = None

    def language_in(self, context: ActiveContext) -> str | None:
        """Return the language of the term's strings where a context is in force."""
        language: str | None = context.language if self.language is UNSET else self.language
        return language

    def direction_in(self, context: ActiveContext) -> str | None:
        """Return the direction of the term's strings where a context is in force."""
        direction: str | None = context.direction if self.direction is UNSET else self.direction
        return direction


class ActiveContext:
    """A context that is in force at some place of a document.

    Attributes:
        terms: term definitions by term.
        base: the base IRI, or None.
        vocab, language, direction: the defaults, or None.
        previous: the context to return to when a nested node begins, or None.
        uses: emitters by member name; filled by the walk, for names that are terms.
        scopes: contexts entered by a type or types; filled by the walk, for types that are terms.
        children: contexts that were made from this one, by what made them.
        id_names, type_names: the member names that mean @id and @type.
        special: those that mean any other keyword.
        is_settled: these three are worked out.
        bare: what a node without types brings; None until then.
        prefixes: the terms that are prefixes.
        initial_base: the base that a null context goes back to.
    """

    __slots__ = (
        "bare",
        "base",
        "children",
        "direction",
        "id_names",
        "initial_base",
        "is_settled",
        "language",
        "prefixes",
        "previous",
        "scopes",
        "special",
        "terms",
        "type_names",
        "uses",
        "vocab",
    )

    def __init__(self, base: str | None = None):
        self.terms: dict[str, Term] = {}
        self.base = base
        self.initial_base = base
        self.vocab: str | None = None
        self.language: str | None = None
        self.direction: str | None = None
        self.previous: ActiveContext | None = None
        self.uses: dict[str, Any] = {}
        self.scopes: dict[Any, Any] = {}
        self.children: dict[Any, ActiveContext] = {}
        self.id_names: tuple[str, ...] = ()
        self.type_names: tuple[str, ...] = ()
        self.special: frozenset[str] = frozenset()
        self.is_settled = False
        self.bare: Scope | None = None
        self.prefixes: frozenset[str] = frozenset()

    def copy(self) -> ActiveContext:
        """Return a context with the same definitions, to be changed before it is used."""
        child = ActiveContext(self.initial_base)
        child.base = self.base
        child.terms = self.terms.copy()
        child.vocab = self.vocab
        child.language = self.language
        child.direction = self.direction
        child.previous = self.previous
        return child

    def settle(self) -> ActiveContext:
        """Work out what the walk asks of every node; the definitions are final now."""
        if self.is_settled:
            return self
        names: dict[str, list[str]] = {"@id": ["@id"], "@type": ["@type"]}
        special = set(KEYWORDS) - {"@id", "@type", "@context"}
        for name, term in self.terms.items():
            if term.iri in names:
                if name != term.iri:
                    names[term.iri].append(name)
            elif term.iri in KEYWORDS:
                special.add(name)
        self.id_names = tuple(sorted(names["@id"]))
        self.type_names = tuple(sorted(names["@type"]))
        self.prefixes = frozenset(name for name, term in self.terms.items() if term.prefix)
        self.special = frozenset(special)
        self.bare = Scope(self)
        self.is_settled = True
        return self

    def renames(self, outer: ActiveContext) -> bool:
        """Tell whether a member that is plain in `outer` may be a keyword in this context."""
        return self.type_names != outer.type_names or not self.special <= outer.special

    def reads_as_value(self, value: dict[str, Any]) -> bool:
        """Tell whether an object is a value object or a mere reference (section 5.1, step 7)."""
        if self.is_settled and self.special.isdisjoint(value):
            return len(value) == 1 and any(name in value for name in self.id_names)
        return any(type(key) is str and self.expand(key) == "@value" for key in value)

    def expand(self, value: str) -> str | None:
        """Expand a term, compact IRI or IRI as a member name (section 5.2, vocab)."""
        if value in KEYWORDS:
            return value
        if looks_like_keyword(value):
            return None
        term = self.terms.get(value)
        if term is not None:
            return term.iri
        return self._expand_compact(value) or (value if self.vocab is None else self.vocab + value)

    def expand_vocab(self, value: str) -> str | None:
        """Expand the value of @type or of a term coerced to @vocab: by vocabulary, then base."""
        if value in KEYWORDS:
            return value
        if looks_like_keyword(value):
            return None
        term = self.terms.get(value)
        if term is not None:
            return term.iri
        compact = self._expand_compact(value)
        if compact is not None:
            return compact
        return self.vocab + value if self.vocab is not None else self._resolve(value)

    def expand_id(self, value: str) -> str | None:
        """Expand a node identifier: by the base only (section 5.2, document relative)."""
        if value in KEYWORDS:
            return value
        if looks_like_keyword(value):
            return None
        return self._expand_compact(value) or self._resolve(value)

    def _expand_compact(self, value: str) -> str | None:
        colon = value.find(":")
        if colon <= 0:
            return None
        if value.startswith("_:") or value.startswith("//", colon + 1):
            return value
        prefix = value[:colon]
        if prefix in self.terms:
            term = self.terms[prefix]
            if term.prefix and term.iri is not None:
                return term.iri + value[colon + 1 :]
        return value if has_scheme(value) else None

    def _resolve(self, value: str) -> str:
        if self.base is None or value.startswith(":"):
            return value
        return resolve_iri(value, self.base)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the types of a node bring.

    Attributes:
        ctx: the context inside the node.
        lines: predicate and object of each type.
        blank: types that are blank nodes.
        renames: other members are keywords inside than outside.
        width: how many characters the lines have.
    """

    ctx: ActiveContext
    lines: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    renames: bool = False
    width: int = 0
