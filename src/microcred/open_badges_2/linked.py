"""Following the links of an Open Badges 2.0 badge: the only part that asks the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from microcred.document import id_of
from microcred.errors import (
    LimitExceeded,
    MalformedInput,
    MicrocredError,
    ResolutionFailed,
    excerpt,
)
from microcred.fetch import Fetched, Fetcher, reading, require_origin, says_no
from microcred.limits import MAX_SCHEMA_BYTES
from microcred.open_badges_2.documents import is_web_url, same_place
from microcred.open_badges_2.reading import read_object
from microcred.open_badges_2.upgrading import version_at
from microcred.open_badges_2.vocabulary import Version
from microcred.strict_json import parse_json_object

ACCEPT: Final = ("application/ld+json", "application/json", "application/*+json")
"""Media types of badge objects ("Setting Content-Type")."""
_DATA: Final = (*ACCEPT, "text/plain")


@dataclass(frozen=True, slots=True)
class Linked:
    """What stands at the end of a link.

    Attributes:
        document: the object that the checks go by; None where there is none.
        hosted: whether it came from the URL that is its id, and not from the badge itself.
        embedded: what the badge itself says there, where it says anything.
        obstacle: why it could not be had from its URL: `ResolutionFailed` when it could not be
            asked for or is not there, otherwise what is wrong with the answer.
        came_from: the URL that it came from in the end, after redirects.
        version: the version of Open Badges that it was written in.
    """

    document: dict[str, Any] | None = None
    hosted: bool = False
    embedded: dict[str, Any] | None = None
    obstacle: MicrocredError | None = None
    came_from: str | None = None
    version: Version | None = "2.0"

    @property
    def missing(self) -> bool:
        """Whether the server was asked and has no such document, or not this one."""
        error = self.obstacle
        if error is None or isinstance(error, LimitExceeded):
            return False
        return not isinstance(error, ResolutionFailed) or says_no(error)

    def inside(self, value: Any) -> Linked:
        """Return an object that this one holds, which has no place of its own."""
        embedded = _written_out(value)
        return Linked(embedded, embedded=embedded, version=self.version)

    def not_asked(self, value: Any) -> Linked:
        """Return what this one says about another, which is not asked for on its word."""
        message = "not asked, since nothing shows that the issuer said so"
        error = ResolutionFailed(message, code="not-asked")
        return replace(self.inside(value), obstacle=error)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What stood at a URL.

    Attributes:
        fetched: as it came.
        asked: the URL that was asked in the end: an id with `http` is asked for over HTTPS.
        document: the object there, in the words of 2.0.
        version: the one that it was written in.
    """

    fetched: Fetched
    asked: str
    document: dict[str, Any]
    version: Version | None


class LinkedDocuments:
    """Gets the documents that a badge links to.

    Each URL is read once, however often it is linked.

    Args:
        fetcher: reaches the network; wrap it in a `LimitedFetcher` for each verification.
    """

    def __init__(self, fetcher: Fetcher):
        self._fetcher = fetcher
        self._answers: dict[str, _Answer | ResolutionFailed] = {}

    def fetch_named(self, url: str) -> Linked:
        """Get the object whose id is `url`, from there and nowhere else.

        Raises:
            ResolutionFailed: it could not be asked for, is not there, or what came is no object
                of Open Badges, or came from another site.
            MalformedInput: code `id-differs-from-url`, when the object there has another id.
        """
        return _named(url, self._ask(url))

    def fetch_canonical(self, url: str) -> Linked:
        """Get the object that `url` leads to, from the URL that it has as its own id.

        Issuers link to `…/5.json` or to where a page was before. What such a page says of itself
        is not believed, only where it points: what is there has to name that very URL.

        Raises:
            ResolutionFailed: see `fetch_named`.
            MalformedInput: see `fetch_named`.
        """
        answer = self._ask(url)
        own_id = id_of(answer.document)
        if own_id is not None and not same_place(own_id, url) and is_web_url(own_id):
            return self.fetch_named(own_id)
        return _named(url, answer)

    def fetch_from(self, url: str) -> dict[str, Any]:
        """Get the object at `url`, whatever its id is, from there and nowhere else.

        Raises:
            ResolutionFailed: see `fetch_named`.
        """
        answer = self._ask(url)
        require_origin(answer.fetched, answer.asked)
        return answer.document

    def fetch_json(self, url: str) -> dict[str, Any]:
        """Get a JSON object that is no badge object: an extension's context or schema.

        It says nothing in anybody's name, so it may come from wherever its URL leads.

        Raises:
            ResolutionFailed: it could not be asked for, or is no JSON object.
        """
        asked = f"https{url[4:]}" if url.lower().startswith("http:") else url
        fetched = self._fetcher.fetch(asked, accept=_DATA, max_bytes=MAX_SCHEMA_BYTES)
        with reading(fetched, "a JSON object"):
            return parse_json_object(fetched.body, max_bytes=MAX_SCHEMA_BYTES)

    def follow(self, value: Any, *, trust_embedded: bool) -> Linked:
        """Follow a link: an id, or an object that is written out.

        Args:
            value: what stands in the member.
            trust_embedded: whether an object that is written out is taken as it is, because a
                signature covers it. Otherwise the one at its id stands in its place.
        """
        embedded = _written_out(value)
        url = id_of(value)
        if embedded is not None and (trust_embedded or not is_web_url(url)):
            return Linked(embedded, embedded=embedded)
        if url is None:
            error = MalformedInput("there is neither an id nor an object", code="no-link")
            return Linked(obstacle=error)
        try:
            found = self.fetch_canonical(url)
        except (ResolutionFailed, MalformedInput) as error:
            return Linked(embedded, embedded=embedded, obstacle=error)
        return Linked(
            found.document, True, embedded, came_from=found.came_from, version=found.version
        )

    def _ask(self, url: str) -> _Answer:
        answer = self._answers.get(url)
        if answer is None:
            try:
                answer = self._read(url)
            except ResolutionFailed as error:
                answer = error
            self._answers[url] = answer
        if isinstance(answer, ResolutionFailed):
            raise type(answer)(answer.message, code=answer.code) from answer
        return answer

    def _read(self, url: str) -> _Answer:
        if not is_web_url(url):
            message = f"{excerpt(url, 200)} is not a URL that can be asked for"
            raise ResolutionFailed(message, code="not-a-web-url")
        asked = url
        try:
            fetched = self._fetcher.fetch(url, accept=ACCEPT)
        except ResolutionFailed as error:
            # sites moved to HTTPS and left the ids of their badges as they were
            if error.code != "insecure-url" or not url.lower().startswith("http:"):
                raise
            asked = f"https{url[4:]}"
            fetched = self._fetcher.fetch(asked, accept=ACCEPT)
        with reading(fetched, "an object of Open Badges 2.0"):
            document = parse_json_object(fetched.body)
            return _Answer(fetched, asked, read_object(document, url), version_at(document, url))


def _named(url: str, answer: _Answer) -> Linked:
    """Check that an object has `url` as its id, and came from there."""
    require_origin(answer.fetched, answer.asked)
    own_id = id_of(answer.document)
    if own_id is None or not same_place(own_id, url):
        found = excerpt(own_id or "none", 200)
        message = f"the document at {excerpt(url, 200)} has another id: {found}"
        raise MalformedInput(message, code="id-differs-from-url", pointer="/id")
    return Linked(
        answer.document, hosted=True, came_from=answer.fetched.url, version=answer.version
    )


def _written_out(value: Any) -> dict[str, Any] | None:
    """Return an object that is written out, and is no mere reference."""
    written_out = isinstance(value, Mapping) and value.keys() != {"id"}
    return dict(value) if written_out else None
