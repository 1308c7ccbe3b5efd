"""The JSON-LD contexts that a verifier knows beside the pinned ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from microcred.document import as_list
from microcred.errors import InvalidJson, ResolutionFailed
from microcred.fetch import Fetcher, reading
from microcred.limits import MAX_CONTEXT_BYTES
from microcred.strict_json import parse_json_object
from microcred.verifying.policy import Policy

_MEDIA_TYPES: Final = ("application/ld+json", "application/json", "application/*+json")


class ContextLibrary:
    """What a policy gives, and what it lets be fetched: each of those once for the verifier.

    It holds no more than the policy names, whatever strangers send.
    """

    def __init__(self, policy: Policy):
        self._allowed = policy.fetch_contexts
        self._known: dict[str, dict[str, Any]] = dict(policy.contexts)
        self._obstacles: dict[str, ResolutionFailed] = {}

    def contexts_for(
        self, document: Mapping[str, Any], fetcher: Fetcher
    ) -> Mapping[str, dict[str, Any]]:
        """Return every known context, after fetching what the document names and may be fetched.

        One that cannot be had stays unknown: the canonicalization then says so.
        """
        if self._allowed:
            named = {url for url in context_urls(document) if url in self._allowed}
            for url in sorted(named - self._known.keys()):
                try:
                    self._known[url] = _fetch(url, fetcher)
                except ResolutionFailed as error:
                    self._obstacles[url] = error
        return self._known

    def obstacle_to(self, document: Mapping[str, Any]) -> ResolutionFailed | None:
        """Return why a context that `document` names and that may be fetched could not be had."""
        missing = context_urls(document) if self._obstacles else ()
        found = (self._obstacles.get(url) for url in missing if url not in self._known)
        return next((error for error in found if error), None)


def _fetch(url: str, fetcher: Fetcher) -> dict[str, Any]:
    fetched = fetcher.fetch(url, accept=_MEDIA_TYPES, max_bytes=MAX_CONTEXT_BYTES)
    with reading(fetched, "a JSON-LD context"):
        context = parse_json_object(fetched.body, max_bytes=MAX_CONTEXT_BYTES)
        if "@context" not in context:
            raise InvalidJson("there is no @context in it")
    return context


def context_urls(value: Any) -> Iterator[str]:
    """Yield every URL under an `@context`, at whatever depth; the depth is bounded by parsing."""
    if isinstance(value, list):
        for item in value:
            yield from context_urls(item)
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if name == "@context":
                yield from (item for item in as_list(member) if isinstance(item, str))
            if isinstance(member, dict | list):
                yield from context_urls(member)
