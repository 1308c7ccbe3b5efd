"""Issuing within a workspace: status index, signature and record of a badge in one transaction."""

from microcred.issuance.door import Job, issue_badges, list_signer, sign_here
from microcred.issuance.lists import ListSigner, Place, due_lists
from microcred.issuance.settings import IssuanceSettings
from microcred.issuance.standing import Outcome, change_status, plan_change
from microcred.issuance.terms import Award, Issued, Terms

__all__ = [
    "Award",
    "IssuanceSettings",
    "Issued",
    "Job",
    "ListSigner",
    "Outcome",
    "Place",
    "Terms",
    "change_status",
    "due_lists",
    "issue_badges",
    "list_signer",
    "plan_change",
    "sign_here",
]
