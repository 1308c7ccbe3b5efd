"""Hand in a piece of evidence: a file, a text, or a link with what was seen at it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from microcred.errors import LimitExceeded, MalformedInput, excerpt
from microcred.fetch import Fetcher, OfflineFetcher
from microcred.limits import (
    MAX_DOCUMENT_BYTES,
    MAX_EVIDENCE_BYTES,
    MAX_EVIDENCE_NAME_CHARACTERS,
    MAX_EVIDENCE_TEXT_CHARACTERS,
    MAX_URL_CHARACTERS,
)
from microcred.program.flow.evidence.archives import check_archive
from microcred.program.flow.evidence.kinds import SUFFIXES, check_kind, media_type_of_name
from microcred.program.flow.evidence.staging import staged
from microcred.program.flow.evidence.store import EvidenceStore
from microcred.program.flow.evidence.telltales import (
    Telltale,
    find_in_link,
    find_in_text,
    find_telltales,
)

_WEB_URL: Final = re.compile(r'https?://[^\x00-\x20<>"{}|\\^`/@]+(/[^\x00-\x20<>"{}|\\^`]*)?\Z')
_NOT_IN_NAMES: Final = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Slashes, and what lets a name read otherwise than it is."""

_ANYTHING: Final = ("*/*", "*")
"""For the server, and for `accepts`, which knows one star."""

_ZIPPED: Final = re.compile(r"application/(zip|epub\+zip|vnd\.(openxml|oasis).*)\Z")


@dataclass(frozen=True, slots=True)
class Received:
    """What was handed in.

    Attributes:
        kind: `file`, `link` or `text`.
        digest: SHA-256 of the content, hexadecimal; None for a link that was not looked at.
        size: bytes of the content.
        media_type: what the content is.
        name: the name that the educator gave the file; never a path.
        url: where a link leads.
        telltales: what may give the person away.
    """

    kind: str
    digest: str | None
    size: int
    media_type: str
    name: str = ""
    url: str | None = None
    telltales: tuple[Telltale, ...] = ()


class Intake:
    """Receives evidence into one store.

    Args:
        store: keeps the content.
        max_bytes: the limit of one file.
        fetcher: looks at links; without it they are taken as they are.
    """

    def __init__(
        self,
        store: EvidenceStore,
        *,
        max_bytes: int = MAX_EVIDENCE_BYTES,
        fetcher: Fetcher | None = None,
    ):
        self.store = store
        self.max_bytes = max_bytes
        self.fetcher = fetcher or OfflineFetcher()

    def file(
        self,
        stream: BinaryIO,
        name: str,
        *,
        media_type: str | None = None,
        accepted: Sequence[str] = (),
        known_names: Sequence[str] = (),
    ) -> Received:
        """Read a file, check that it is what it is said to be, and keep it.

        Args:
            stream: the content, read once and no further than the limit.
            name: what the educator calls it; only ever shown.
            media_type: what it is said to be; by default what the name's ending says.
            accepted: the media types that the definition accepts; empty for any that is known.
            known_names: names of the person, to look for.

        Raises:
            LimitExceeded: `evidence-too-large` or `archive-bomb`.
            MalformedInput: an unsafe name, or content that is not what it is said to be.
        """
        check_name(name)
        declared = media_type or media_type_of_name(name)
        if declared is None:
            kinds = accepted or sorted(set(SUFFIXES.values()))
            message = (
                f"the ending of {excerpt(name)} does not say what it is; give its media "
                f"type, one of: {', '.join(kinds)}"
            )
            raise MalformedInput(message, code="unknown-kind")
        self.store.prepare()
        with staged(stream, self.store.staging_folder, max_bytes=self.max_bytes) as file:
            if file.size == 0:
                raise MalformedInput(f"{excerpt(name)} is empty", code="empty-evidence")
            check_kind(file.path, declared, accepted)
            if _ZIPPED.match(declared):
                check_archive(file.path)
            telltales = find_telltales(file.path, declared, name, known_names)
            self.store.put(file)
            return Received("file", file.digest, file.size, declared, name, telltales=telltales)

    def text(self, text: str, known_names: Sequence[str] = ()) -> Received:
        """Keep a text, such as an answer to a question.

        Raises:
            LimitExceeded: code `evidence-too-large`.
            MalformedInput: code `empty-evidence`.
        """
        check_text(text)
        data = text.encode("utf-8")
        self.store.prepare()
        with staged(io.BytesIO(data), self.store.staging_folder, max_bytes=len(data)) as file:
            self.store.put(file)
            telltales = find_in_text(text, known_names)
            return Received("text", file.digest, file.size, "text/plain", telltales=telltales)

    def link(self, url: str, known_names: Sequence[str] = (), *, look: bool = False) -> Received:
        """Take a link; when asked to, look at it once and keep the digest of what was seen.

        Assessors see the address: names and e-mail addresses in it are looked for.

        Raises:
            MalformedInput: code `invalid-link`.
            ResolutionFailed: it could not be looked at.
        """
        if len(url) > MAX_URL_CHARACTERS or not _WEB_URL.match(url):
            message = f"a link is a web address, https://…, without a user name: {excerpt(url)}"
            raise MalformedInput(message, code="invalid-link")
        telltales = find_in_link(url, known_names)
        if not look:
            return Received("link", None, 0, "", url=url, telltales=telltales)
        seen = self.fetcher.fetch(url, accept=_ANYTHING, max_bytes=MAX_DOCUMENT_BYTES)
        digest = hashlib.sha256(seen.body).hexdigest()
        return Received(
            "link", digest, len(seen.body), seen.content_type, url=url, telltales=telltales
        )


def check_name(name: str) -> None:
    """Refuse a name that is a path, or that no file has.

    Raises:
        MalformedInput: code `unsafe-name`.
    """
    bad = not name.strip() or name in (".", "..") or len(name) > MAX_EVIDENCE_NAME_CHARACTERS
    if bad or _NOT_IN_NAMES.search(name):
        message = f"{excerpt(name)} is a path or not a name; give the name of the file alone"
        raise MalformedInput(message, code="unsafe-name")


def check_text(text: str) -> None:
    """Hold a text to what is kept of texts.

    Raises:
        LimitExceeded: code `evidence-too-large`.
        MalformedInput: code `empty-evidence`, or `not-unicode`.
    """
    if not text.strip():
        raise MalformedInput("the text is empty", code="empty-evidence")
    if len(text) > MAX_EVIDENCE_TEXT_CHARACTERS:
        message = (
            f"the text has {len(text)} characters; the limit is {MAX_EVIDENCE_TEXT_CHARACTERS}"
        )
        raise LimitExceeded(message, code="evidence-too-large")
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise MalformedInput("the text is not Unicode text", code="not-unicode")
