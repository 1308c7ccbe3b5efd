"""The issuer's record in SQL: badges, keys, statuses, and what a site must publish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.registry.badges import IssuedBadge, Run, Selection
    from microcred.registry.changes import add_changes
    from microcred.registry.database import Database
    from microcred.registry.keys import (
        Act,
        KeyRecord,
        SignedWith,
        add_key,
        badges_signed_with,
        events_of,
        find_key,
        list_keys,
        retire_key,
        revoke_key,
        signing_key,
        start_signing,
    )
    from microcred.registry.migrating import upgrade
    from microcred.registry.registry import Registry
    from microcred.registry.revision import check_revision
    from microcred.registry.tables import METADATA

__all__ = [
    "METADATA",
    "Act",
    "Database",
    "IssuedBadge",
    "KeyRecord",
    "Registry",
    "Run",
    "Selection",
    "SignedWith",
    "add_changes",
    "add_key",
    "badges_signed_with",
    "check_revision",
    "events_of",
    "find_key",
    "list_keys",
    "retire_key",
    "revoke_key",
    "signing_key",
    "start_signing",
    "upgrade",
]

__getattr__ = on_demand(
    __name__,
    {
        "microcred.registry.badges": ("IssuedBadge", "Run", "Selection"),
        "microcred.registry.changes": ("add_changes",),
        "microcred.registry.database": ("Database",),
        "microcred.registry.keys": (
            "Act",
            "KeyRecord",
            "SignedWith",
            "add_key",
            "badges_signed_with",
            "events_of",
            "find_key",
            "list_keys",
            "retire_key",
            "revoke_key",
            "signing_key",
            "start_signing",
        ),
        "microcred.registry.migrating": ("upgrade",),
        "microcred.registry.registry": ("Registry",),
        "microcred.registry.revision": ("check_revision",),
        "microcred.registry.tables": ("METADATA",),
    },
)
