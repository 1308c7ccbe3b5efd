"""Issuing: award an achievement to a recipient, sign the badge, hand it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.issuing.delivery import FORMATS, default_picture, deliver, suite_for
    from microcred.issuing.disclosure import disclose
    from microcred.issuing.issuer import Issuer, Recipient
    from microcred.issuing.links import evidence_at, is_link
    from microcred.issuing.presentation import Holder
    from microcred.issuing.proof_options import ProofOptions
    from microcred.issuing.results import result_for
    from microcred.issuing.signer import TOKENS, VC_JWT, SignedBadge, Signer

__all__ = [
    "FORMATS",
    "TOKENS",
    "VC_JWT",
    "Holder",
    "Issuer",
    "ProofOptions",
    "Recipient",
    "SignedBadge",
    "Signer",
    "default_picture",
    "deliver",
    "disclose",
    "evidence_at",
    "is_link",
    "result_for",
    "suite_for",
]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(
        __name__,
        {
            "microcred.issuing.delivery": (
                "FORMATS",
                "default_picture",
                "deliver",
                "suite_for",
            ),
            "microcred.issuing.disclosure": ("disclose",),
            "microcred.issuing.issuer": ("Issuer", "Recipient"),
            "microcred.issuing.links": ("evidence_at", "is_link"),
            "microcred.issuing.presentation": ("Holder",),
            "microcred.issuing.proof_options": ("ProofOptions",),
            "microcred.issuing.results": ("result_for",),
            "microcred.issuing.signer": ("TOKENS", "VC_JWT", "SignedBadge", "Signer"),
        },
    )
