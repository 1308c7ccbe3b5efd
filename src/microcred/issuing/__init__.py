"""Issuing: award an achievement to a recipient, sign the badge, hand it over."""

from microcred.issuing.delivery import FORMATS, PICTURES, default_picture, deliver, suite_for
from microcred.issuing.issuer import Issuer, Recipient
from microcred.issuing.links import evidence_at, is_link
from microcred.issuing.results import result_for
from microcred.issuing.signer import TOKENS, VC_JWT, SignedBadge, Signer

__all__ = [
    "FORMATS",
    "PICTURES",
    "TOKENS",
    "VC_JWT",
    "Issuer",
    "Recipient",
    "SignedBadge",
    "Signer",
    "default_picture",
    "deliver",
    "evidence_at",
    "is_link",
    "result_for",
    "suite_for",
]
