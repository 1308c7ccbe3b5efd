"""An unsecured document, canonicalized at most once in each way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microcred.canonical import Canonical, canonicalize, canonicalize_jcs


class UnsecuredDocument:
    """A document without its proofs, and its canonical forms as far as they were asked for.

    Several proofs over one document, and the check for dropped terms, share one pass.

    Attributes:
        document: the JSON object, without `proof`; never changed.
        extra_contexts: contexts that the caller's policy allows beside the pinned ones, by URL.
    """

    __slots__ = ("_jcs", "_rdfc", "document", "extra_contexts")

    def __init__(
        self,
        document: Mapping[str, Any],
        extra_contexts: Mapping[str, dict[str, Any]] | None = None,
    ):
        self.document = {name: value for name, value in document.items() if name != "proof"}
        self.extra_contexts = extra_contexts
        self._rdfc: dict[str, Canonical] = {}
        self._jcs: bytes | None = None

    def rdfc(self, hash_name: str = "sha256") -> Canonical:
        """Give the RDFC-1.0 form; see `microcred.canonical.canonicalize` for the errors."""
        if hash_name not in self._rdfc:
            self._rdfc[hash_name] = canonicalize(
                self.document, hash_name=hash_name, extra_contexts=self.extra_contexts
            )
        return self._rdfc[hash_name]

    def jcs(self) -> bytes:
        """Give the RFC 8785 form."""
        if self._jcs is None:
            self._jcs = canonicalize_jcs(self.document)
        return self._jcs

    def with_context(self, context: Any) -> UnsecuredDocument:
        """Give the same document under another `@context`."""
        if context == self.document.get("@context"):
            return self
        return UnsecuredDocument({**self.document, "@context": context}, self.extra_contexts)

    def with_proofs(self, proofs: list[Any]) -> UnsecuredDocument:
        """Give the document together with `proofs`, as a chained proof is hashed over it."""
        chained = UnsecuredDocument(self.document, self.extra_contexts)
        chained.document["proof"] = proofs
        return chained
