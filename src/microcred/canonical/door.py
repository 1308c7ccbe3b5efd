"""The one door to the canonical form of a JSON-LD document.

The compiled path does the work. What it does not implement it says, and then the general
processor does all of it again, from the start; so there is never a mixture of two answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from microcred.canonical.bounds import check_json
from microcred.canonical.compiled import ContextCache
from microcred.canonical.dataset import Dataset, Mention
from microcred.canonical.nquads import parse_nquads
from microcred.canonical.rdfc import canonical_nquads
from microcred.canonical.refusals import NotCompiled
from microcred.canonical.walk import Walk
from microcred.errors import CanonicalizationFailed, LimitExceeded
from microcred.findings import Fault


@dataclass(frozen=True, slots=True)
class Canonical:
    """The canonical form of a document.

    Attributes:
        data: canonical N-Quads (RDFC-1.0), UTF-8; ends with a newline unless it is empty.
        losses: what JSON-LD dropped or changed in meaning; a signature does not cover it.
        issued: the canonical label of each blank node that the document gives a label.
        plain: nothing is spelled otherwise than the statements say, losses apart; else it may be.
        mentions: where the document names nodes by an identifier; see `Mention`.
    """

    data: bytes
    losses: tuple[Fault, ...]
    issued: Mapping[str, str]
    plain: bool
    mentions: tuple[Mention, ...] = ()

    @property
    def nquads(self) -> str:
        """Return the canonical N-Quads as text."""
        return self.data.decode()


def canonicalize(
    document: dict[str, Any],
    *,
    hash_name: str = "sha256",
    extra_contexts: Mapping[str, dict[str, Any]] | None = None,
) -> Canonical:
    """Canonicalise a JSON-LD document with RDFC-1.0.

    Args:
        document: as received; it is not changed.
        hash_name: `sha256`, or `sha384`.
        extra_contexts: context documents by URL, beside the pinned ones, which come first.

    Raises:
        LimitExceeded: larger, deeper or costlier than the limits.
        CanonicalizationFailed: not JSON-LD; `unknown-context` where a context is not known.
    """
    dataset, losses = _dataset(document, extra_contexts or {})
    return _canonical(dataset, losses, hash_name, document)


def find_losses(
    document: dict[str, Any], *, extra_contexts: Mapping[str, dict[str, Any]] | None = None
) -> tuple[Fault, ...]:
    """Find what JSON-LD would drop or change in a document, without canonicalising it.

    For what is signed in another form, such as a JWT; see `canonicalize` for the parameters.

    Raises:
        LimitExceeded, CanonicalizationFailed: as `canonicalize`; a graph that is too complex to
            be canonicalised is no error here.
    """
    return _dataset(document, extra_contexts or {})[1]


def canonicalize_nquads(nquads: str, *, hash_name: str = "sha256") -> Canonical:
    """Canonicalise a dataset that is given as N-Quads.

    Raises:
        MalformedInput: not N-Quads.
        LimitExceeded, CanonicalizationFailed: as `canonicalize`.
    """
    return _canonical(parse_nquads(nquads), (), hash_name, nquads)


def compiled_dataset(
    document: Any, extra_contexts: Mapping[str, dict[str, Any]], *, base: str | None = None
) -> tuple[Dataset, tuple[Fault, ...]]:
    """Turn a document into quads and losses by the compiled path.

    Raises:
        NotCompiled: the document uses what only the general processor implements.
        LimitExceeded, CanonicalizationFailed: as `canonicalize`.
    """
    cache = ContextCache(extra_contexts, base)
    walk = Walk(cache)
    try:
        dataset = walk.run(document, cache.root)
    except (CanonicalizationFailed, LimitExceeded) as error:
        error.pointer = error.pointer or ""  # what has no other place is about the document
        raise
    return dataset, tuple(walk.losses)


def _dataset(
    document: Any, extra_contexts: Mapping[str, dict[str, Any]]
) -> tuple[Dataset, tuple[Fault, ...]]:
    try:
        return compiled_dataset(document, extra_contexts)
    except NotCompiled as reason:
        # PyLD takes a tenth of a second to import, and hardly any document needs it.
        from microcred.canonical.general import general_dataset  # noqa: PLC0415

        return general_dataset(document, extra_contexts, reason=str(reason))
    except RecursionError:  # each term of a context may lead to another one
        message = "the terms of a context lead to one another too many times"
        raise LimitExceeded(message, code="context-overflow") from None


def _canonical(
    dataset: Dataset, losses: tuple[Fault, ...], hash_name: str, source: Any
) -> Canonical:
    try:
        data, issued = canonical_nquads(dataset, hash_name)
    except CanonicalizationFailed:
        check_json(source)  # says where the surrogate is
        raise
    named = {_as_written(label): issued[label] for label in dataset.named if label in issued}
    return Canonical(data, losses, named, dataset.plain, tuple(dataset.mentions))


def _as_written(label: str) -> str:
    return label.replace("\x001", " ").replace("\x000", "\x00") if "\x00" in label else label
