"""Verifying: every check in order, and the report."""

from microcred.findings import Finding, Outcome
from microcred.verifying.checklist import CHECKS
from microcred.verifying.federation import TrustAnchor
from microcred.verifying.links import Followed, follow_link
from microcred.verifying.policy import AllOf, AnyOf, AnyPolicy, Policy, Session
from microcred.verifying.presentation import PresentationReport
from microcred.verifying.questions import QUESTION_OF, Answer, Question
from microcred.verifying.report import NestedReport, VerificationReport
from microcred.verifying.source import Badge, Source, read_source
from microcred.verifying.trust import PublishedTrustList, TrustList, TrustRegistry, load_trust
from microcred.verifying.verifier import Verifier

__all__ = [
    "CHECKS",
    "QUESTION_OF",
    "AllOf",
    "Answer",
    "AnyOf",
    "AnyPolicy",
    "Badge",
    "Finding",
    "Followed",
    "NestedReport",
    "Outcome",
    "Policy",
    "PresentationReport",
    "PublishedTrustList",
    "Question",
    "Session",
    "Source",
    "TrustAnchor",
    "TrustList",
    "TrustRegistry",
    "VerificationReport",
    "Verifier",
    "follow_link",
    "load_trust",
    "read_source",
]
