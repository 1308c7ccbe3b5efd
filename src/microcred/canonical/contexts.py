"""Context processing: from a local context to an active one (JSON-LD 1.1 API, section 4.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from microcred.budget import check_time
from microcred.canonical.bounds import check_context
from microcred.canonical.definitions import (
    bounded_iri,
    define_term,
    read_direction,
    read_language,
)
from microcred.canonical.refusals import NotCompiled, refuse
from microcred.canonical.syntax import has_scheme, resolve_iri
from microcred.canonical.terms import ActiveContext
from microcred.errors import CanonicalizationFailed, LimitExceeded, excerpt
from microcred.limits import (
    MAX_CONTEXT_DEPTH,
    MAX_CONTEXT_WORK_TERMS,
    MAX_REMOTE_CONTEXTS,
)

Loader = Callable[[str], dict[str, Any] | None]
_Part = tuple[Any, tuple[str, ...], str | None]
"""An object or null, the documents that are being read, and the one that it stands in."""

_OWN_MEMBERS: Final = frozenset(
    {"@base", "@direction", "@import", "@language", "@propagate", "@protected"}
    | {"@version", "@vocab"}
)

_CHARACTERS_AS_A_TERM: Final = 100
"""Of an IRI that a prefix makes, what costs as much as copying a definition."""


class ContextProcessor:
    """Processes the contexts of one document, within a budget.

    Args:
        load: gives the context document of a URL, or None where it is not known.
    """

    def __init__(self, load: Loader):
        self._load = load
        self._work_terms = 0
        self._depth = 0

    def process(
        self,
        active: ActiveContext,
        local: Any,
        *,
        override_protected: bool = False,
        propagate: bool = True,
        remote: tuple[str, ...] = (),
        base_url: str | None = None,
    ) -> ActiveContext:
        """Process a local context (Context Processing Algorithm).

        Args:
            active: the context in force; it is not changed.
            local: the value of an `@context`.
            override_protected: protected terms may be redefined, as a property-scoped context may.
            propagate: the result stays in force in nested nodes.
            remote: URLs of the context documents that are being read, outermost first.
            base_url: URL of the context document that `local` stands in.

        Raises:
            CanonicalizationFailed: not a context; the code is the specification's error code.
            LimitExceeded: too large, too deep or too costly.
            NotCompiled: it uses what only the general processor implements.
        """
        with self._deeper():
            parts = self._resolve(local, remote, base_url)
            if parts and isinstance(parts[0][0], dict):  # step 2
                own = parts[0][0].get("@propagate")
                propagate = own if isinstance(own, bool) else propagate
            result = active
            if not propagate and active.previous is None:  # step 3
                result = self._copy(active)
                result.previous = active
            for local_part in parts:  # step 5
                if local_part[0] is None:
                    result = self._nullify(result, override_protected, keep=not propagate)
                else:
                    result = self._process_one(result, local_part, override=override_protected)
        return result

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        """Count the contexts that are being processed inside one another."""
        check_time()
        if self._depth >= MAX_CONTEXT_DEPTH:
            raise LimitExceeded("contexts nested too deeply", code="context-overflow")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _copy(self, active: ActiveContext) -> ActiveContext:
        self._count(len(active.terms) + 1)
        return active.copy()

    def _count(self, terms: int) -> None:
        self._work_terms += terms
        if self._work_terms > MAX_CONTEXT_WORK_TERMS:
            message = "the contexts of the document take too much work"
            raise LimitExceeded(message, code="context-too-costly")

    def _nullify(self, active: ActiveContext, override: bool, *, keep: bool) -> ActiveContext:
        if not override and any(term.protected for term in active.terms.values()):
            raise refuse(
                "invalid-context-nullification", "null would clear protected terms of a context"
            )
        initial = ActiveContext(active.initial_base)
        initial.previous = active.previous if keep else None
        return initial

    def _resolve(self, local: Any, remote: tuple[str, ...], base_url: str | None) -> list[_Part]:
        """Flatten a local context into objects and nulls, with the documents they stand in."""
        parts: list[_Part] = []
        for part in local if isinstance(local, list) else [local]:
            if isinstance(part, str):
                parts += self._dereference(part, remote, base_url)
            elif part is None:
                parts.append((None, remote, base_url))
            elif not isinstance(part, dict):
                raise refuse("invalid-local-context", f"{excerpt(part)} is no context")
            elif "@context" in part:
                raise NotCompiled("a context inside a context")
            else:
                check_context(part)
                parts.append((part, remote, base_url))
        return parts

    def _dereference(
        self, reference: str, remote: tuple[str, ...], base_url: str | None
    ) -> list[_Part]:
        url = reference if base_url is None else resolve_iri(reference, base_url)
        if url in remote or len(remote) >= MAX_REMOTE_CONTEXTS:
            raise refuse("context-overflow", f"the context {excerpt(url, 120)} includes itself")
        document = self._load(url)
        if document is None:
            message = f"the context {excerpt(url, 120)} is not known; none is fetched"
            raise refuse("unknown-context", message)
        if not isinstance(document, dict):
            raise refuse("invalid-remote-context", f"the context {excerpt(url, 120)} is no object")
        return self._resolve(document.get("@context", {}), (*remote, url), url)

    def _process_one(self, active: ActiveContext, part: _Part, *, override: bool) -> ActiveContext:
        local, urls, _ = part
        self._work_terms += len(local)
        result = self._copy(active)
        _check_own_members(local)
        _set_defaults(result, local, is_remote=bool(urls))
        defined: dict[str, bool] = dict.fromkeys(_OWN_MEMBERS, True)
        for name in local:
            define_term(result, local, name, defined, override_protected=override)
            if name in result.terms:
                self._count(len(result.terms[name].iri or "") // _CHARACTERS_AS_A_TERM)
            self._look_into(result, part, name)
        return result

    def _look_into(self, result: ActiveContext, part: _Part, name: str) -> None:
        """Remember where a scoped context is written, and process it for its errors."""
        local, urls, base_url = part
        definition = local[name]
        if isinstance(definition, dict) and "@context" in definition:
            if base_url is not None and name in result.terms:
                result.terms[name] = replace(result.terms[name], context_url=base_url)
            self._check_scoped(result, definition["@context"], urls, base_url)

    def _check_scoped(
        self, active: ActiveContext, scoped: Any, urls: tuple[str, ...], base_url: str | None
    ) -> None:
        """Process a scoped context for its errors (Create Term Definition, step 21)."""
        if isinstance(scoped, str) and base_url and resolve_iri(scoped, base_url) in urls:
            return
        try:
            self.process(active, scoped, override_protected=True, remote=urls, base_url=base_url)
        except CanonicalizationFailed as error:
            if error.code in ("unknown-context", "context-overflow"):
                raise
            raise refuse("invalid-scoped-context", f"in a scoped context: {error}") from error


def _check_own_members(local: dict[str, Any]) -> None:
    """Check what a context says about itself (section 4.1, steps 5.5, 5.6 and 5.11)."""
    if "@import" in local:
        raise NotCompiled("@import")
    if local.get("@version", 1.1) != 1.1:
        raise refuse("invalid-@version-value", "@version is not 1.1")
    if not isinstance(local.get("@propagate", True), bool):
        raise refuse("invalid-@propagate-value", "@propagate is not true or false")


def _set_defaults(result: ActiveContext, local: dict[str, Any], *, is_remote: bool) -> None:
    """Take what a local context sets for all its terms (section 4.1, steps 5.7 to 5.10)."""
    if "@base" in local and not is_remote:
        _set_base(result, local["@base"])
    if "@vocab" in local:
        _set_vocab(result, local["@vocab"])
    if "@language" in local:
        result.language = read_language(local["@language"], "invalid-default-language")
    if "@direction" in local:
        result.direction = read_direction(local["@direction"])


def _set_base(result: ActiveContext, base: Any) -> None:
    if base is None:
        result.base = None
    elif not isinstance(base, str):
        raise refuse("invalid-base-IRI", f"@base {excerpt(base)} is no text")
    elif has_scheme(base):
        result.base = base
    elif result.base is not None:
        result.base = resolve_iri(base, result.base)
    else:
        raise refuse("invalid-base-IRI", f"@base {excerpt(base)} is relative to no base")


def _set_vocab(result: ActiveContext, vocab: Any) -> None:
    if vocab is None:
        result.vocab = None
        return
    expanded = result.expand_vocab(vocab) if isinstance(vocab, str) else None
    if expanded is None:
        raise refuse("invalid-vocab-mapping", f"@vocab {excerpt(vocab)} is no IRI")
    result.vocab = bounded_iri(expanded)
