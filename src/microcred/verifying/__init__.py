"""Verifying: every check in order, and the report."""

from microcred.verifying.federation import TrustAnchor
from microcred.verifying.policy import Policy, Session
from microcred.verifying.presentation import PresentationReport
from microcred.verifying.report import CHECKS, Check, Outcome, VerificationReport
from microcred.verifying.source import Badge, Source, read_source
from microcred.verifying.trust import PublishedTrustList, TrustList, TrustRegistry, load_trust
from microcred.verifying.verifier import Verifier

__all__ = [
    "CHECKS",
    "Badge",
    "Check",
    "Outcome",
    "Policy",
    "PresentationReport",
    "PublishedTrustList",
    "Session",
    "Source",
    "TrustAnchor",
    "TrustList",
    "TrustRegistry",
    "VerificationReport",
    "Verifier",
    "load_trust",
    "read_source",
]
