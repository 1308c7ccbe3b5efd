"""The compiled contexts of the process: what is worked out once, and for how long it is kept.

Contexts hang on the initial context as a tree, by the content that made them: pinned URLs by
their name, everything else by its whole text. So no document can change what another one gets,
and when the tree has grown past its bound it is dropped as a whole and grows anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from microcred.canonical.bounds import check_context, check_json
from microcred.canonical.contexts import ContextProcessor
from microcred.canonical.syntax import are_texts
from microcred.canonical.terms import ActiveContext, Term
from microcred.contexts import PINNED_URLS, pinned_context
from microcred.limits import MAX_CACHED_CONTEXT_TERMS


class _Tree:
    """The initial context with all that hangs on it, and how large that is."""

    def __init__(self) -> None:
        self.root = ActiveContext().settle()
        self.terms = 0


class _Kept:
    tree = _Tree()


class ContextCache:
    """What one document sees of the compiled contexts.

    Args:
        extra_contexts: context documents of the caller, by URL; pinned ones come first.
        base: the base IRI of the document; contexts are not kept where there is one.
    """

    def __init__(self, extra_contexts: Mapping[str, dict[str, Any]], base: str | None = None):
        self._extra = extra_contexts
        self._work: ContextProcessor | None = None
        self._tree = _Kept.tree if base is None else _Tree()
        self._extra_key = ""
        self._loaded: dict[str, dict[str, Any] | None] = {}
        self._base = base
        self.root = self._tree.root if base is None else ActiveContext(base).settle()

    @property
    def _processor(self) -> ContextProcessor:
        """Return the processor, with the budget of this document; hardly any document needs it."""
        if self._work is None:
            self._work = ContextProcessor(self._load)
        return self._work

    def _load(self, url: str) -> dict[str, Any] | None:
        if url not in self._loaded:
            self._loaded[url] = self._find(url)
        return self._loaded[url]

    def _find(self, url: str) -> dict[str, Any] | None:
        pinned = pinned_context(url)
        if pinned is None and url in self._extra:
            check_json(self._extra[url])
            return self._extra[url]
        return pinned

    def enter_local(self, active: ActiveContext, local: Any) -> ActiveContext:
        """Enter the `@context` of an object."""
        key = self._key(local)
        child = active.children.get(key)
        if child is None:
            check_json(local)
            child = self._processor.process(active, local, base_url=self._base).settle()
            self._keep(active, key, child)
        return child

    def enter_scoped(self, active: ActiveContext, term: Term, *, propagate: bool) -> ActiveContext:
        """Enter the scoped context of a term: propagating for a property, not for a type."""
        key = (propagate, term.context_key, term.context_url)
        child = active.children.get(key)
        if child is None:
            child = self._processor.process(
                active,
                term.context,
                override_protected=propagate,
                propagate=propagate,
                base_url=term.context_url,
            ).settle()
            self._keep(active, key, child)
        return child

    def _keep(self, active: ActiveContext, key: Any, child: ActiveContext) -> None:
        active.children[key] = child
        self.count(len(child.terms) + 1)

    def count(self, terms: int) -> None:
        """Count what was kept, and drop the tree when it has grown past its bound."""
        self._tree.terms += terms
        if self._tree.terms > MAX_CACHED_CONTEXT_TERMS and self._tree is _Kept.tree:
            _Kept.tree = _Tree()

    def _key(self, local: Any) -> Any:
        """Return the content that a context is known by."""
        if type(local) is str and local in PINNED_URLS:
            return local
        if type(local) is list and are_texts(local) and PINNED_URLS.issuperset(local):
            return tuple(local)
        check_context(local)
        if self._extra and not self._extra_key:
            text = json.dumps(self._extra, sort_keys=True, default=str)
            self._extra_key = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        return (json.dumps(local, sort_keys=True, default=repr), self._extra_key)
