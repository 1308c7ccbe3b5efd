"""The one door to the canonical form of a JSON-LD document."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pyld.canon import URDNA2015

from microcred.canonical.bounds import check_json
from microcred.canonical.general import to_dataset
from microcred.errors import Fault


@dataclass(frozen=True, slots=True)
class Canonical:
    """The canonical form of a document.

    Attributes:
        nquads: canonical N-Quads (RDFC-1.0); ends with a newline unless it is empty.
        losses: what JSON-LD dropped or changed in meaning; a signature does not cover it.
        issued: the canonical label of each blank node, by its label in the document or by one
            that was made for it.
    """

    nquads: str
    losses: tuple[Fault, ...]
    issued: Mapping[str, str]


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
        extra_contexts: context documents by URL, beside the pinned ones.

    Raises:
        LimitExceeded: larger, deeper or costlier than the limits.
        CanonicalizationFailed: not JSON-LD; `unknown-context` where a context is not known.
    """
    check_json(document)
    dataset = to_dataset(document, extra_contexts or {})
    algorithm = _ALGORITHMS[hash_name]()
    nquads = algorithm.main(dataset, {"format": "application/n-quads"})
    return Canonical(nquads, (), dict(algorithm.canonical_issuer.existing))


class _Sha384(URDNA2015):  # type: ignore[misc]
    def create_hash(self) -> Any:
        return hashlib.sha384()


_ALGORITHMS = {"sha256": URDNA2015, "sha384": _Sha384}
