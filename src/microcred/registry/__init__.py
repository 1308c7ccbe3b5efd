"""The issuer's record in SQL: badges, keys, statuses, and what a site must publish."""

from microcred.registry.badges import IssuedBadge, Registry
from microcred.registry.database import Database
from microcred.registry.migrating import check_revision, upgrade
from microcred.registry.tables import METADATA

__all__ = ["METADATA", "Database", "IssuedBadge", "Registry", "check_revision", "upgrade"]
