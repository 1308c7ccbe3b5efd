"""Issuing within a workspace: status index, signature and record of a badge in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.issuance.door import Job, issue_badges, list_signer, sign_here
    from microcred.issuance.judged import check_results, results_missing
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
    "check_results",
    "due_lists",
    "issue_badges",
    "list_signer",
    "plan_change",
    "results_missing",
    "sign_here",
]

__getattr__ = on_demand(
    __name__,
    {
        "microcred.issuance.door": ("Job", "issue_badges", "list_signer", "sign_here"),
        "microcred.issuance.judged": ("check_results", "results_missing"),
        "microcred.issuance.lists": ("ListSigner", "Place", "due_lists"),
        "microcred.issuance.settings": ("IssuanceSettings",),
        "microcred.issuance.standing": ("Outcome", "change_status", "plan_change"),
        "microcred.issuance.terms": ("Award", "Issued", "Terms"),
    },
)
