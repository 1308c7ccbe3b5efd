"""What a DID method is given besides the DID (DID Resolution, "DID Resolution Options")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from microcred.dids.controller_document import ControllerDocument
from microcred.dids.did_url import DidUrl
from microcred.fetch import Fetcher, OfflineFetcher
from microcred.timestamps import Clock, system_clock


@dataclass(frozen=True, slots=True)
class ResolutionOptions:
    """How to resolve.

    Attributes:
        fetcher: what reaches the network.
        clock: gives the present moment.
        at: asks a method that keeps history for the document of that moment.
    """

    fetcher: Fetcher = field(default_factory=OfflineFetcher)
    clock: Clock = system_clock
    at: datetime | None = None


Method = Callable[[DidUrl, ResolutionOptions], ControllerDocument]
"""Resolves the DIDs of one method."""
