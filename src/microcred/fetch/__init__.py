"""Fetching: the only part of microcred that opens sockets.

`HttpFetcher` is loaded when it is first used: TLS and HTTP cost more to import than checking a
badge that needs no network.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from microcred.budget import Deadline, Stopwatch
from microcred.fetch.answers import (
    came_from,
    describe_answer,
    reading,
    require_origin,
    same_origin,
)
from microcred.fetch.folder import FolderFetcher
from microcred.fetch.interface import SAYS_NO, Fetched, Fetcher, ForgetfulFetcher, says_no
from microcred.fetch.limited import LimitedFetcher
from microcred.fetch.offline import OfflineFetcher

if TYPE_CHECKING:
    from microcred.fetch.http import HttpFetcher

__all__ = [
    "SAYS_NO",
    "Deadline",
    "Fetched",
    "Fetcher",
    "FolderFetcher",
    "ForgetfulFetcher",
    "HttpFetcher",
    "LimitedFetcher",
    "OfflineFetcher",
    "Stopwatch",
    "came_from",
    "describe_answer",
    "reading",
    "require_origin",
    "same_origin",
    "says_no",
]


def __getattr__(name: str) -> Any:
    if name != "HttpFetcher":
        raise AttributeError(f"module 'microcred.fetch' has no attribute {name!r}")
    return import_module("microcred.fetch.http").HttpFetcher
