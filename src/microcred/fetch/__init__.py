"""Fetching: the only part of microcred that opens sockets."""

from __future__ import annotations

from microcred.budget import Deadline, Stopwatch
from microcred.fetch.answers import (
    came_from,
    describe_answer,
    reading,
    require_origin,
    same_origin,
)
from microcred.fetch.folder import FolderFetcher
from microcred.fetch.http import HttpFetcher
from microcred.fetch.interface import SAYS_NO, Fetched, Fetcher, ForgetfulFetcher, says_no
from microcred.fetch.limited import LimitedFetcher
from microcred.fetch.offline import OfflineFetcher

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
