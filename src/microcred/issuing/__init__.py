"""Issuing: award an achievement to a recipient and sign the badge."""

from microcred.issuing.issuer import Issuer, Recipient
from microcred.issuing.results import result_for
from microcred.issuing.signer import VC_JWT, SignedBadge, Signer

__all__ = ["VC_JWT", "Issuer", "Recipient", "SignedBadge", "Signer", "result_for"]
