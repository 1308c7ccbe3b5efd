"""Canonical forms of documents: RDFC-1.0 over JSON-LD, and JCS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.canonical.dataset import Mention
    from microcred.canonical.door import Canonical, canonicalize, canonicalize_nquads, find_losses
    from microcred.canonical.jcs import canonicalize_jcs
    from microcred.canonical.recording import Description, describe

__all__ = [
    "Canonical",
    "Description",
    "Mention",
    "canonicalize",
    "canonicalize_jcs",
    "canonicalize_nquads",
    "describe",
    "find_losses",
]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(
        __name__,
        {
            "microcred.canonical.door": (
                "Canonical",
                "canonicalize",
                "canonicalize_nquads",
                "find_losses",
            ),
            "microcred.canonical.dataset": ("Mention",),
            "microcred.canonical.jcs": ("canonicalize_jcs",),
            "microcred.canonical.recording": ("Description", "describe"),
        },
    )
