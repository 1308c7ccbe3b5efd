"""Verifying: every check in order, and the report."""

from microcred.verifying.policy import Policy, Session
from microcred.verifying.presentation import PresentationReport
from microcred.verifying.report import CHECKS, Check, Outcome, VerificationReport
from microcred.verifying.source import Badge, Source, read_source
from microcred.verifying.verifier import Verifier

__all__ = [
    "CHECKS",
    "Badge",
    "Check",
    "Outcome",
    "Policy",
    "PresentationReport",
    "Session",
    "Source",
    "VerificationReport",
    "Verifier",
    "read_source",
]
