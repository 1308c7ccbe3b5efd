"""An issuer's badges, lists and keys over years: reserved, signed, recorded, revoked, kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.ledger.badges import IssuedBadge, Run, Selection
    from microcred.ledger.changing_status import ChangedStatuses, change_status, plan_change
    from microcred.ledger.issuing_badges import Job, issue_badges, list_signer, sign_here
    from microcred.ledger.judged import check_results, results_missing
    from microcred.ledger.keys import (
        Act,
        KeyRecord,
        SignedWith,
        add_key,
        badges_signed_with,
        count_signed_with,
        events_of,
        find_key,
        list_keys,
        retire_key,
        revoke_key,
        signing_key,
        start_signing,
    )
    from microcred.ledger.lists import ListSigner, Place, due_lists
    from microcred.ledger.settings import IssuanceSettings
    from microcred.ledger.terms import Award, Issued, Terms

__all__ = [
    "Act",
    "Award",
    "ChangedStatuses",
    "IssuanceSettings",
    "Issued",
    "IssuedBadge",
    "Job",
    "KeyRecord",
    "ListSigner",
    "Place",
    "Run",
    "Selection",
    "SignedWith",
    "Terms",
    "add_key",
    "badges_signed_with",
    "change_status",
    "check_results",
    "count_signed_with",
    "due_lists",
    "events_of",
    "find_key",
    "issue_badges",
    "list_keys",
    "list_signer",
    "plan_change",
    "results_missing",
    "retire_key",
    "revoke_key",
    "sign_here",
    "signing_key",
    "start_signing",
]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(
        __name__,
        {
            "microcred.ledger.badges": (
                "IssuedBadge",
                "Run",
                "Selection",
            ),
            "microcred.ledger.changing_status": (
                "ChangedStatuses",
                "change_status",
                "plan_change",
            ),
            "microcred.ledger.issuing_badges": (
                "Job",
                "issue_badges",
                "list_signer",
                "sign_here",
            ),
            "microcred.ledger.judged": (
                "check_results",
                "results_missing",
            ),
            "microcred.ledger.keys": (
                "Act",
                "KeyRecord",
                "SignedWith",
                "add_key",
                "badges_signed_with",
                "count_signed_with",
                "events_of",
                "find_key",
                "list_keys",
                "retire_key",
                "revoke_key",
                "signing_key",
                "start_signing",
            ),
            "microcred.ledger.lists": (
                "ListSigner",
                "Place",
                "due_lists",
            ),
            "microcred.ledger.settings": ("IssuanceSettings",),
            "microcred.ledger.terms": (
                "Award",
                "Issued",
                "Terms",
            ),
        },
    )
