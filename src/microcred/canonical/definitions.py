"""Creating term definitions (JSON-LD 1.1 API, section 4.2)."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any, Final, TypeVar

from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import KEYWORDS, has_scheme, looks_like_keyword
from microcred.canonical.terms import UNSET, ActiveContext, Term
from microcred.errors import CanonicalizationFailed, LimitExceeded, excerpt
from microcred.limits import MAX_URL_CHARACTERS

_Iri = TypeVar("_Iri", str, str | None)

_MEMBERS: Final = frozenset(
    [
        "@container",
        "@context",
        "@direction",
        "@id",
        "@index",
        "@language",
        "@nest",
        "@prefix",
        "@protected",
        "@reverse",
        "@type",
    ]
)
_CONTAINERS: Final = frozenset(["@graph", "@id", "@index", "@language", "@list", "@set", "@type"])
_HAS_IRI_FORM: Final = re.compile(r".*((:[^:])|/)", re.DOTALL).match
_ENDS_LIKE_PREFIX: Final = re.compile(r"^_:|[:/?#\[\]@]$").search


def define_term(
    active: ActiveContext,
    local: dict[str, Any],
    name: str,
    defined: dict[str, bool],
    *,
    override_protected: bool = False,
) -> None:
    """Define the term `name` of the local context `local` in `active` (Create Term Definition).

    Args:
        active: the context that is being built; it is changed.
        local: the local context.
        name: the term; terms that it depends on are defined first.
        defined: what is defined already (True) or being defined (False).
        override_protected: a protected term may be redefined.

    Raises:
        CanonicalizationFailed: the definition is wrong, or redefines a protected term.
        NotCompiled: it uses what only the general processor implements.
    """
    if name in defined:  # step 1
        if defined[name]:
            return
        raise refuse("cyclic-IRI-mapping", f"the term {excerpt(name)} is defined by itself")
    defined[name] = False
    _check_name(name, local[name])  # steps 4 and 5
    if name not in KEYWORDS and looks_like_keyword(name):
        return
    previous = active.terms.pop(name, None)  # step 6
    term = _read_term(_Mapping(active, local, defined), name, local)
    if term is not None:
        active.terms[name] = term if override_protected else _protect(previous, term, name)
        defined[name] = True
    elif previous is not None:
        active.terms[name] = previous


def _protect(previous: Term | None, term: Term, name: str) -> Term:
    """Hold a protected term to what it was (step 27)."""
    if previous is None or not previous.protected:
        return term
    if previous != term:
        raise _invalid("protected-term-redefinition", name, "it is protected")
    return replace(term, protected=True)


def _read_term(mapping: _Mapping, name: str, local: dict[str, Any]) -> Term | None:
    """Return a term as a local context defines it, or None where that is ignored."""
    value = local[name]
    is_simple = value is None or isinstance(value, str)  # steps 7 to 9
    definition = {"@id": value} if is_simple else value
    if not isinstance(definition, dict):
        raise _invalid("invalid-term-definition", name, "a definition is a text or an object")
    unknown = definition.keys() - _MEMBERS  # step 26
    if unknown:
        raise _invalid("invalid-term-definition", name, f"{excerpt(min(unknown))} is no member")
    iri, is_prefix = mapping.find(name, definition, simple=is_simple)
    if iri is UNSET:
        return None
    term = Term(
        iri=bounded_iri(iri),
        reverse="@reverse" in definition,
        protected=_protected(definition, local),
        prefix=is_prefix,
    )
    return _decorate(_coerce(mapping, term, name, definition), name, definition)


def bounded_iri(iri: _Iri) -> _Iri:
    """Return an IRI of a context as it is; a prefix can make each longer than the one before.

    Raises:
        LimitExceeded: longer than a URL may be.
    """
    if iri is not None and len(iri) > MAX_URL_CHARACTERS:
        message = f"an IRI of {len(iri)} characters in a context, at most {MAX_URL_CHARACTERS}"
        raise LimitExceeded(message, code="context-too-costly")
    return iri


def _invalid(code: str, name: str, message: str) -> CanonicalizationFailed:
    return refuse(code, f"term {excerpt(name)}: {message}")


def _check_name(name: str, value: Any) -> None:
    if name == "@type" and isinstance(value, dict) and value.get("@container", "@set") == "@set":
        if not value or value.keys() - {"@container", "@id", "@protected"}:
            raise _invalid("keyword-redefinition", name, "only @container may be said of @type")
    elif name in KEYWORDS:
        raise _invalid("keyword-redefinition", name, "a keyword is no term")
    elif not name:
        raise _invalid("invalid-term-definition", name, "a term is not empty")


def _protected(definition: dict[str, Any], local: dict[str, Any]) -> bool:
    protected = definition.get("@protected", local.get("@protected", False))
    if not isinstance(protected, bool):
        raise NotCompiled("@protected that is not true or false")
    return protected


class _Mapping:
    """Finds the IRIs that a definition speaks of, defining terms it depends on."""

    def __init__(self, active: ActiveContext, local: dict[str, Any], defined: dict[str, bool]):
        self._active = active
        self._local = local
        self._defined = defined

    def find(self, name: str, definition: dict[str, Any], *, simple: bool) -> tuple[Any, bool]:
        """Return the IRI mapping and whether the term is a prefix; UNSET where it is ignored."""
        if "@reverse" in definition:  # step 13
            return self._reverse(name, definition), False
        identifier = definition.get("@id", name)
        if identifier is None:
            return None, False
        if identifier == name:  # steps 15 to 18
            return self._implied(name), False
        if not isinstance(identifier, str):
            raise _invalid("invalid-IRI-mapping", name, "its @id is no text")
        if identifier not in KEYWORDS and looks_like_keyword(identifier):
            return UNSET, False
        iri = self._explicit(name, identifier)
        is_prefix = simple and name.find(":") <= 0 and _ENDS_LIKE_PREFIX(iri) is not None
        return iri, is_prefix

    def _explicit(self, name: str, identifier: str) -> str:
        """Return the IRI that an `@id` names (step 14.2)."""
        iri = self.expand(identifier)
        if iri is None or not (has_scheme(iri) or iri in KEYWORDS):
            raise _invalid("invalid-IRI-mapping", name, f"{excerpt(identifier)} is no IRI")
        if iri in ("@context", "@preserve"):
            raise _invalid("invalid-keyword-alias", name, f"{iri} has no aliases")
        if _HAS_IRI_FORM(name) and self._expand_as_defined(name) != iri:
            raise _invalid("invalid-IRI-mapping", name, "it has the form of another IRI")
        return iri

    def _reverse(self, name: str, definition: dict[str, Any]) -> Any:
        if "@id" in definition or "@nest" in definition:
            raise _invalid("invalid-reverse-property", name, "@reverse goes with no @id or @nest")
        reverse = definition["@reverse"]
        if not isinstance(reverse, str):
            raise _invalid("invalid-IRI-mapping", name, "its @reverse is no text")
        if looks_like_keyword(reverse):
            return UNSET
        iri = self.expand(reverse)
        if iri is None or not has_scheme(iri):
            raise _invalid("invalid-IRI-mapping", name, f"{excerpt(reverse)} is no IRI")
        return iri

    def _implied(self, name: str) -> str:
        """Return the IRI of a term without an `@id`: by prefix, itself, or by vocabulary."""
        colon = name.find(":")
        if colon > 0:
            prefix = name[:colon]
            if prefix in self._local:
                define_term(self._active, self._local, prefix, self._defined)
            term = self._active.terms.get(prefix)
            return name if term is None or term.iri is None else term.iri + name[colon + 1 :]
        if name == "@type":
            return name
        if self._active.vocab is None:
            raise _invalid("invalid-IRI-mapping", name, "it has no @id and there is no @vocab")
        return self._active.vocab + name

    def _expand_as_defined(self, name: str) -> str | None:
        defined = {**self._defined, name: True}
        return _Mapping(self._active, self._local, defined).expand(name)

    def expand(self, value: str) -> str | None:
        """Expand an IRI of a definition (section 5.2, with a local context)."""
        if value in KEYWORDS:
            return value
        if looks_like_keyword(value):
            return None
        self._define_first(value)
        if value not in self._active.terms:
            prefix, colon, rest = value.partition(":")
            if colon and prefix != "_" and not rest.startswith("//"):
                self._define_first(prefix)
        return self._active.expand(value)

    def _define_first(self, name: str) -> None:
        """Define a term that the one in hand depends on (section 5.2, steps 3 and 6.4)."""
        if name in self._local and not self._defined.get(name):
            define_term(self._active, self._local, name, self._defined)


def _coerce(mapping: _Mapping, term: Term, name: str, definition: dict[str, Any]) -> Term:
    if "@type" in definition:
        term = replace(term, type=_type(mapping, name, definition["@type"]))
    if "@container" in definition:
        term = _contain(term, name, definition["@container"])
    if "@index" in definition:
        index = definition["@index"]
        if "@index" not in term.container:
            raise _invalid("invalid-term-definition", name, "@index without an index container")
        if not isinstance(index, str) or index.startswith("@"):
            raise _invalid("invalid-term-definition", name, "its @index is no property")
        raise NotCompiled("property-valued index")
    return term


def _type(mapping: _Mapping, name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _invalid("invalid-type-mapping", name, "its @type is no text")
    if value in ("@id", "@vocab", "@json", "@none"):
        return value
    iri = mapping.expand(value)
    if iri is None or not has_scheme(iri) or iri.startswith("_:"):
        raise _invalid("invalid-type-mapping", name, f"its @type {excerpt(value)} is no IRI")
    return bounded_iri(iri)


def _contain(term: Term, name: str, value: Any) -> Term:
    """Read the container of a term (steps 19.1 to 19.3, and 13.4 of reverse properties)."""
    container = tuple(value) if isinstance(value, list) else (value,)
    kinds = {kind for kind in container if isinstance(kind, str)}
    if len(kinds) != len(container) or not _go_together(kinds):
        raise _invalid("invalid-container-mapping", name, "its @container is none")
    if {"@graph", "@id", "@index"} <= kinds:
        raise NotCompiled("a graph container by id and by index")
    if term.reverse and not kinds <= {"@index", "@set"}:
        raise _invalid("invalid-reverse-property", name, "a reverse property has no such container")
    if "@type" in kinds:
        term = _hold_types(term, name)
    return replace(term, container=container)


def _hold_types(term: Term, name: str) -> Term:
    """Coerce what is under the keys of a map by type to identifiers (step 19.3)."""
    if term.type not in ("@id", "@vocab", None):
        raise _invalid("invalid-type-mapping", name, "a type container holds identifiers")
    return replace(term, type=term.type or "@id")


def _go_together(kinds: set[str]) -> bool:
    """Tell whether one container may be all of these."""
    if "@graph" in kinds:
        return kinds <= {"@graph", "@id", "@index", "@set"}
    if "@list" in kinds:
        return len(kinds) == 1
    return kinds <= _CONTAINERS and len(kinds - {"@set"}) <= 1


def _decorate(term: Term, name: str, definition: dict[str, Any]) -> Term:
    """Read what else a definition says of its term (steps 21 to 25)."""
    if "@context" in definition:
        context = definition["@context"]
        term = replace(term, context=context, context_key=json.dumps(context, sort_keys=True))
    if "@language" in definition and "@type" not in definition:
        language = read_language(definition["@language"], "invalid-language-mapping", name)
        term = replace(term, language=language)
    if "@prefix" in definition:
        term = replace(term, prefix=_prefix(term, name, definition["@prefix"]))
    if "@direction" in definition:
        term = replace(term, direction=read_direction(definition["@direction"], name))
    if "@nest" in definition:
        term = replace(term, nest=_nest(name, definition["@nest"]))
    return term


def read_language(value: Any, code: str, term: str = "") -> str | None:
    """Return the language of a term, or of all terms of a context; None where there is none.

    Raises:
        CanonicalizationFailed: it is no text; `code`.
    """
    if value is not None and not isinstance(value, str):
        where = f"term {excerpt(term)}: " if term else ""
        raise refuse(code, f"{where}@language {excerpt(value)} is no text")
    return None if value is None else value.lower()


def read_direction(value: Any, term: str = "") -> str | None:
    """Return the direction of a term, or of all terms of a context; None where there is none.

    Raises:
        CanonicalizationFailed: code `invalid-base-direction`.
    """
    if value not in (None, "ltr", "rtl"):
        where = f"term {excerpt(term)}: " if term else ""
        raise refuse("invalid-base-direction", f"{where}@direction is {excerpt(value)}")
    direction: str | None = value
    return direction


def _nest(name: str, value: Any) -> str:
    if not isinstance(value, str) or (value != "@nest" and value.startswith("@")):
        raise _invalid("invalid-@nest-value", name, "its @nest is neither @nest nor a term")
    return value


def _prefix(term: Term, name: str, value: Any) -> bool:
    if ":" in name or "/" in name:
        raise _invalid("invalid-term-definition", name, "a compact IRI is no prefix")
    if term.iri in KEYWORDS:
        raise _invalid("invalid-term-definition", name, "a keyword is no prefix")
    if not isinstance(value, bool):
        raise _invalid("invalid-@prefix-value", name, "@prefix is not true or false")
    return value
