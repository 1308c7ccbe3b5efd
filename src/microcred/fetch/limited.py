"""One verification's share of the network: so many requests, so many bytes, until a deadline."""

from __future__ import annotations

from collections.abc import Sequence

from microcred.budget import Deadline
from microcred.errors import ResolutionFailed, excerpt
from microcred.fetch.interface import Fetched, Fetcher, ForgetfulFetcher, TimedFetcher
from microcred.limits import (
    MAX_DOCUMENT_BYTES,
    MAX_VERIFICATION_FETCH_BYTES,
    MAX_VERIFICATION_FETCHES,
    MAX_VERIFICATION_SECONDS,
)


class LimitedFetcher:
    """Wraps a fetcher for one verification.

    Within it one question has one answer: what came first, a failure too, is what all get.

    Args:
        fetcher: what reaches the network.
        max_fetches: different URLs.
        max_total_bytes: all bodies together.
        deadline: when nothing more is asked; by default the time of one verification from now.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        *,
        max_fetches: int = MAX_VERIFICATION_FETCHES,
        max_total_bytes: int = MAX_VERIFICATION_FETCH_BYTES,
        deadline: Deadline | None = None,
    ):
        self._fetcher = fetcher
        self._fetches_left = max_fetches
        self._bytes_left = max_total_bytes
        self._deadline = deadline or Deadline(MAX_VERIFICATION_SECONDS)
        self._answers: dict[tuple[str, tuple[str, ...], int], Fetched | ResolutionFailed] = {}

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        """Get `url` while there is something left of the share; see `Fetcher.fetch`.

        Raises:
            ResolutionFailed: also with code `fetch-limit` or `out-of-time`.
        """
        question = (url.partition("#")[0], tuple(accept), max_bytes)
        answer = self._answers.get(question)
        if answer is None:
            answer = self._answers[question] = self._ask(*question)
        if isinstance(answer, ResolutionFailed):
            raise type(answer)(answer.message, code=answer.code) from answer
        return answer

    def forget(self, url: str) -> None:
        """Ask anew for `url` the next time; that counts as another question."""
        without_fragment = url.partition("#")[0]
        for question in [item for item in self._answers if item[0] == without_fragment]:
            del self._answers[question]
        if isinstance(self._fetcher, ForgetfulFetcher):
            self._fetcher.forget(url)

    def _ask(self, url: str, accept: Sequence[str], max_bytes: int) -> Fetched | ResolutionFailed:
        unasked = f"{excerpt(url, 200)} was not asked for: this verification has"
        if self._deadline.is_over():
            return ResolutionFailed(f"{unasked} taken as long as it may", code="out-of-time")
        if self._fetches_left <= 0 or self._bytes_left <= 0:
            message = f"{unasked} used its share of the network"
            return ResolutionFailed(message, code="fetch-limit")
        self._fetches_left -= 1
        try:
            fetched = self._pass_on(url, accept, min(max_bytes, self._bytes_left))
        except ResolutionFailed as error:
            return error
        self._bytes_left -= len(fetched.body)
        return fetched

    def _pass_on(self, url: str, accept: Sequence[str], max_bytes: int) -> Fetched:
        if isinstance(self._fetcher, TimedFetcher):
            seconds = self._deadline.remaining()
            return self._fetcher.fetch_within(seconds, url, accept=accept, max_bytes=max_bytes)
        return self._fetcher.fetch(url, accept=accept, max_bytes=max_bytes)
