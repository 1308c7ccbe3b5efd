"""Mint many badges: read a roster and check all of it, then issue, resumably."""

from microcred.minting.minting import Minted, Minting
from microcred.minting.roster import Row, read_roster
from microcred.minting.signing_processes import SigningProcesses

__all__ = ["Minted", "Minting", "Row", "SigningProcesses", "read_roster"]
