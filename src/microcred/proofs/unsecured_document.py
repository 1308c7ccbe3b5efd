"""An unsecured document, canonicalized at most once in each way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from microcred.canonical import Canonical, canonicalize, canonicalize_jcs, find_losses
from microcred.errors import CanonicalizationFailed, LimitExceeded, MicrocredError
from microcred.findings import Fault
from microcred.models.reading import root_class
from microcred.proofs.agreement import find_disagreements


class UnsecuredDocument:
    """A document without its proofs, and its canonical forms as far as they were asked for.

    Several proofs over one document, and the check for dropped terms, share one pass.

    Attributes:
        document: the JSON object, without `proof`; never changed.
        extra_contexts: contexts that the caller's policy allows beside the pinned ones, by URL.

    Args:
        document: with its proofs, or without.
        extra_contexts: see above.
        jcs: the RFC 8785 form of the document without its proofs, where the caller has it.
    """

    __slots__ = ("_disagreements", "_jcs", "_losses", "_rdfc", "document", "extra_contexts")

    def __init__(
        self,
        document: Mapping[str, Any],
        extra_contexts: Mapping[str, dict[str, Any]] | None = None,
        *,
        jcs: bytes | None = None,
    ):
        self.document = {name: value for name, value in document.items() if name != "proof"}
        self.extra_contexts = extra_contexts
        self._rdfc: dict[str, Canonical | MicrocredError] = {}
        self._jcs = jcs
        self._disagreements: tuple[Fault, ...] | None = None
        self._losses: tuple[Fault, ...] | None = None

    def rdfc(self, hash_name: str = "sha256") -> Canonical:
        """Return the RDFC-1.0 form; see `microcred.canonical.canonicalize` for the errors."""
        if hash_name not in self._rdfc:
            self._rdfc[hash_name] = self._canonicalize(hash_name)
        found = self._rdfc[hash_name]
        if isinstance(found, MicrocredError):
            raise found
        return found

    def _canonicalize(self, hash_name: str) -> Canonical | MicrocredError:
        """Return the form or why there is none, which can take as long to find out."""
        try:
            return canonicalize(
                self.document, hash_name=hash_name, extra_contexts=self.extra_contexts
            )
        except (CanonicalizationFailed, LimitExceeded) as error:
            error.__context__ = None  # it is kept, and would keep all that was made until then
            return error.with_traceback(None)

    def losses(self) -> tuple[Fault, ...]:
        """Return what JSON-LD would drop or change; needs no canonical form."""
        for known in self._rdfc.values():
            if isinstance(known, Canonical):
                return known.losses
        if self._losses is None:
            self._losses = find_losses(self.document, extra_contexts=self.extra_contexts)
        return self._losses

    def disagreements(self) -> tuple[Fault, ...]:
        """Return where the JSON does not read as its statements; see `find_disagreements`.

        Raises:
            LimitExceeded, CanonicalizationFailed: as `rdfc`.
        """
        if self._disagreements is None:
            canonical, root = self.rdfc(), root_class(self.document)
            found = find_disagreements(self.document, canonical, root, self.extra_contexts)
            self._disagreements = tuple(found)
        return self._disagreements

    def jcs(self) -> bytes:
        """Return the RFC 8785 form."""
        if self._jcs is None:
            self._jcs = canonicalize_jcs(self.document)
        return self._jcs

    def with_context(self, context: Any) -> UnsecuredDocument:
        """Return the same document under another `@context`."""
        if context == self.document.get("@context"):
            return self
        return UnsecuredDocument({**self.document, "@context": context}, self.extra_contexts)

    def with_proofs(self, proofs: list[Any]) -> UnsecuredDocument:
        """Return the document together with `proofs`, as a chained proof is hashed over it."""
        chained = UnsecuredDocument(self.document, self.extra_contexts)
        chained.document["proof"] = proofs
        return chained
