"""Fetching: the only part of microcred that opens sockets."""

from microcred.fetch.interface import Fetched, Fetcher
from microcred.fetch.offline import OfflineFetcher

__all__ = ["Fetched", "Fetcher", "OfflineFetcher"]
