"""One verification's share of the network: so many requests, so many seconds, so many bytes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from microcred.errors import ResolutionFailed, excerpt
from microcred.fetch.interface import Fetched, Fetcher, TimedFetcher
from microcred.limits import (
    MAX_DOCUMENT_BYTES,
    MAX_VERIFICATION_FETCH_BYTES,
    MAX_VERIFICATION_FETCH_SECONDS,
    MAX_VERIFICATION_FETCHES,
)


class LimitedFetcher:
    """Wraps a fetcher for one verification.

    Within it one question has one answer: what came first, a failure too, is what all get.

    Args:
        fetcher: what reaches the network.
        max_fetches: different URLs.
        max_seconds: all waiting together.
        max_total_bytes: all bodies together.
        clock: a monotonic clock in seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        max_fetches: int = MAX_VERIFICATION_FETCHES,
        max_seconds: float = MAX_VERIFICATION_FETCH_SECONDS,
        max_total_bytes: int = MAX_VERIFICATION_FETCH_BYTES,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._fetcher = fetcher
        self._fetches_left = max_fetches
        self._seconds_left = max_seconds
        self._bytes_left = max_total_bytes
        self._clock = clock
        self._answers: dict[tuple[str, tuple[str, ...], int], Fetched | ResolutionFailed] = {}

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url` while there is something left of the share; see `Fetcher.fetch`.

        Raises:
            ResolutionFailed: also with code `fetch-limit`.
        """
        question = (url.partition("#")[0], tuple(accept), max_bytes)
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answers[question] = self._ask(*question)
        if isinstance(answer, ResolutionFailed):
            raise ResolutionFailed(answer.message, code=answer.code) from answer
        return answer

    def _ask(self, url: str, accept: Sequence[str], max_bytes: int) -> Fetched | ResolutionFailed:
        if self._fetches_left <= 0 or self._seconds_left <= 0 or self._bytes_left <= 0:
            message = f"{excerpt(url, 200)} was not asked for: this verification has used its"
            return ResolutionFailed(f"{message} share of the network", code="fetch-limit")
        self._fetches_left -= 1
        started = self._clock()
        try:
            fetched = self._pass_on(url, accept, min(max_bytes, self._bytes_left))
        except ResolutionFailed as error:
            return error
        finally:
            self._seconds_left -= self._clock() - started
        self._bytes_left -= len(fetched.body)
        return fetched

    def _pass_on(self, url: str, accept: Sequence[str], max_bytes: int) -> Fetched:
        if isinstance(self._fetcher, TimedFetcher):
            return self._fetcher.fetch_within(
                self._seconds_left, url, accept=accept, max_bytes=max_bytes
            )
        return self._fetcher.fetch(url, accept=accept, max_bytes=max_bytes)
