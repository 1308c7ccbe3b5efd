"""Mint many badges: read a roster and check all of it, then issue, resumably."""

from microcred.bulk.minting import Minted, Minting
from microcred.bulk.roster import Row, read_roster
from microcred.bulk.signing_processes import SigningProcesses

__all__ = ["Minted", "Minting", "Row", "SigningProcesses", "read_roster"]
