"""The issuer's record in SQL: badges, keys, statuses, and what a site must publish."""

from microcred.registry.badges import IssuedBadge, Run, Selection
from microcred.registry.database import Database
from microcred.registry.migrating import upgrade
from microcred.registry.registry import Registry
from microcred.registry.revision import check_revision
from microcred.registry.tables import METADATA

__all__ = [
    "METADATA",
    "Database",
    "IssuedBadge",
    "Registry",
    "Run",
    "Selection",
    "check_revision",
    "upgrade",
]
