"""Following the links of an Open Badges 2.0 badge: the only part that asks the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from microcred.document import id_of
from microcred.errors import (
    LimitExceeded,
    MalformedInput,
    MicrocredError,
    ResolutionFailed,
    excerpt,
)
from microcred.fetch import Fetcher, says_no
from microcred.open_badges_2.documents import is_web_url
from microcred.open_badges_2.vocabulary import recognize_version
from microcred.strict_json import parse_json_object

ACCEPT: Final = ("application/ld+json", "application/json", "application/*+json")
"""Media types of badge objects ("Setting Content-Type")."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What stands at the end of a link.

    Attributes:
        document: the object that the checks go by; None where there is none.
        hosted: whether it came from the URL that is its id, and not from the badge itself.
        embedded: what the badge itself says there, where it says anything.
        obstacle: why it could not be had from its URL: `ResolutionFailed` when it could not be
            asked for or is not there, otherwise what is wrong with the answer.
    """

    document: dict[str, Any] | None = None
    hosted: bool = False
    embedded: dict[str, Any] | None = None
    obstacle: MicrocredError | None = None

    @property
    def missing(self) -> bool:
        """Whether the server was asked and has no such document, or not this one."""
        error = self.obstacle
        if error is None or error.code == "open-badges-1" or isinstance(error, LimitExceeded):
            return False
        return not isinstance(error, ResolutionFailed) or says_no(error)


class LinkedDocuments:
    """Gets the documents that a badge links to.

    Args:
        fetcher: reaches the network; wrap it in a `LimitedFetcher` for each verification.
    """

    def __init__(self, fetcher: Fetcher):
        self._fetcher = fetcher

    def fetch(self, url: str) -> dict[str, Any]:
        """Get the object at `url`, whatever it is.

        Raises:
            ResolutionFailed: it could not be asked for, or is not there.
            MalformedInput: the answer is not a JSON object.
        """
        if not is_web_url(url):
            message = f"{excerpt(url, 200)} is not a URL that can be asked for"
            raise ResolutionFailed(message, code="not-a-web-url")
        return parse_json_object(self._fetcher.fetch(url, accept=ACCEPT).body)

    def fetch_named(self, url: str) -> dict[str, Any]:
        """Get the object whose id is `url`.

        Raises:
            ResolutionFailed: see `fetch`.
            MalformedInput: see `fetch`; also with code `id-differs-from-url`, when the object
                there has another id, or `open-badges-1`, when it is of an older version.
        """
        return _named(url, self.fetch(url))

    def fetch_canonical(self, url: str) -> dict[str, Any]:
        """Get the object that `url` leads to, from the URL that it has as its own id.

        Issuers link to `…/5.json` or to where a page was before. What such a page says of itself
        is not believed, only where it points: what is there has to name that very URL.

        Raises:
            ResolutionFailed: see `fetch`.
            MalformedInput: see `fetch_named`.
        """
        document = self.fetch(url)
        own_id = id_of(document)
        if own_id is not None and own_id != url and is_web_url(own_id):
            return self.fetch_named(own_id)
        return _named(url, document)

    def follow(self, value: Any, *, trust_embedded: bool) -> Linked:
        """Follow a link: an id, or an object that is written out.

        Args:
            value: what stands in the member.
            trust_embedded: whether an object that is written out is taken as it is, because a
                signature covers it. Otherwise the one at its id stands in its place.
        """
        embedded = dict(value) if isinstance(value, Mapping) and value.keys() != {"id"} else None
        url = id_of(value)
        if embedded is not None and (trust_embedded or not is_web_url(url)):
            return Linked(embedded, embedded=embedded)
        if url is None:
            error = MalformedInput("there is neither an id nor an object", code="no-link")
            return Linked(obstacle=error)
        try:
            return Linked(self.fetch_canonical(url), hosted=True, embedded=embedded)
        except (ResolutionFailed, MalformedInput) as error:
            return Linked(embedded, embedded=embedded, obstacle=error)


def _named(url: str, document: dict[str, Any]) -> dict[str, Any]:
    """Check that a document follows 2.0 as far as can be told and has `url` as its id."""
    if recognize_version(document) in ("1.1", "1.0", "0.5"):
        message = f"{excerpt(url, 200)} follows Open Badges 1, which is not supported"
        raise MalformedInput(message, code="open-badges-1")
    if id_of(document) != url:
        found = excerpt(id_of(document) or "none", 200)
        message = f"the document at {excerpt(url, 200)} has another id: {found}"
        raise MalformedInput(message, code="id-differs-from-url", pointer="/id")
    return document
