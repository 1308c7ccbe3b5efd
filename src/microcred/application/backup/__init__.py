"""Copies of a whole workspace: made, verified, restored, and taken up again without harm.

A backup is one tar file: settings, keys, definitions, evidence, and every row of the registry, as
of one moment. Restored, it is a copy to look at; `take_up` makes it the issuer's own again, after
it has learnt what was published since and made sure that no status index is given twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from microcred.on_demand import on_demand

if TYPE_CHECKING:
    from microcred.application.backup.archive import BackupSummary, read_backup
    from microcred.application.backup.making import back_up_workspace
    from microcred.application.backup.restoring import restore_workspace
    from microcred.application.backup.taking_up import TakenUp, take_up

__all__ = [
    "BackupSummary",
    "TakenUp",
    "back_up_workspace",
    "read_backup",
    "restore_workspace",
    "take_up",
]

if not TYPE_CHECKING:  # else a type checker takes a mistyped name for one that is loaded
    __getattr__ = on_demand(
        __name__,
        {
            "microcred.application.backup.archive": ("BackupSummary", "read_backup"),
            "microcred.application.backup.making": ("back_up_workspace",),
            "microcred.application.backup.restoring": ("restore_workspace",),
            "microcred.application.backup.taking_up": ("TakenUp", "take_up"),
        },
    )
