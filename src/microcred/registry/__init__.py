"""One SQL database: transactions, migrations, and the order of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.registry.changes import add_changes
    from microcred.registry.database import Database
    from microcred.registry.engines import Connecting
    from microcred.registry.migrating import upgrade
    from microcred.registry.revision import check_revision
    from microcred.registry.tables import METADATA

__all__ = ["METADATA", "Connecting", "Database", "add_changes", "check_revision", "upgrade"]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(
        __name__,
        {
            "microcred.registry.changes": ("add_changes",),
            "microcred.registry.database": ("Database",),
            "microcred.registry.engines": ("Connecting",),
            "microcred.registry.migrating": ("upgrade",),
            "microcred.registry.revision": ("check_revision",),
            "microcred.registry.tables": ("METADATA",),
        },
    )
