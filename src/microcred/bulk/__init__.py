"""Mint many badges: read a roster and check all of it, then issue, resumably."""

from microcred.bulk.minting import Minted, Minting
from microcred.bulk.roster import Row, read_roster

__all__ = ["Minted", "Minting", "Row", "read_roster"]
