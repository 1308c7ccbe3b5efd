"""One request and its answer, over an httpx client; whatever goes wrong has a code of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Final

import httpx

from microcred.budget import Deadline
from microcred.errors import MicrocredError, ResolutionFailed, excerpt
from microcred.fetch.answers import check_content
from microcred.fetch.body import read_body, too_large
from microcred.fetch.cache import lifetime_seconds
from microcred.fetch.interface import Fetched
from microcred.fetch.urls import FetchUrl

_USER_AGENT: Final = "microcred"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_STATUS_CODES: Final = {404: "not-found", 410: "gone", 429: "server-busy"}


def ask(
    client: httpx.Client, url: FetchUrl, deadline: Deadline, accept: Sequence[str], max_bytes: int
) -> tuple[Fetched, float] | str:
    """Return the answer with its lifetime in seconds, or where a redirect leads.

    Raises:
        ResolutionFailed: the code says why.
    """
    with _failures_of(url):
        # made here and not by the client, which would add its headers and its cookies
        request = httpx.Request("GET", url.text, headers=_headers(accept))
        request.extensions = {"timeout": httpx.Timeout(deadline.remaining()).as_dict()}
        response = client.send(request, stream=True, auth=None, follow_redirects=False)
        with closing(response):
            return _read(response, url, deadline, accept, max_bytes)


@contextmanager
def _failures_of(url: FetchUrl) -> Iterator[None]:
    """Turn what httpx raises into `ResolutionFailed`."""
    name = excerpt(url.text, 200)
    try:
        yield
    except MicrocredError:
        raise
    except httpx.TimeoutException as error:
        raise ResolutionFailed(f"{name} did not answer in time", code="timeout") from error
    except (httpx.NetworkError, OSError) as error:
        raise ResolutionFailed(f"no connection to {name}", code="connection-failed") from error
    except httpx.InvalidURL as error:
        message = f"not a URL that can be fetched: {name}"
        raise ResolutionFailed(message, code="invalid-url") from error
    except Exception as error:
        if isinstance(error.__context__, httpx.InvalidURL):
            message = f"{name} redirects to what is no URL"
            raise ResolutionFailed(message, code="invalid-redirect") from error
        message = f"{name} does not speak HTTP as it should"
        raise ResolutionFailed(message, code="bad-response") from error


def _headers(accept: Sequence[str]) -> dict[str, str]:
    return {"Accept": ", ".join(accept), "Accept-Encoding": "gzip", "User-Agent": _USER_AGENT}


def _read(
    response: httpx.Response,
    url: FetchUrl,
    deadline: Deadline,
    accept: Sequence[str],
    max_bytes: int,
) -> tuple[Fetched, float] | str:
    received = _text_headers(response.headers.raw)
    if response.status_code in _REDIRECTS and "location" in received:
        return received["location"]
    _check_status(url, response.status_code)
    length = received.get("content-length", "")
    if length.isdigit() and len(length) < 20 and int(length) > max_bytes:
        raise too_large(max_bytes)
    content_type = received.get("content-type", "").partition(";")[0].strip().lower()
    check_content(Fetched(url.text, content_type, b""), accept, max_bytes)
    encoding = received.get("content-encoding", "").strip().lower()
    if response.is_stream_consumed:  # a transport that had all of it, and has undone the encoding
        body = read_body([response.content], "identity", max_bytes)
    else:
        body = read_body(_in_time(response.iter_raw(), deadline), encoding, max_bytes)
    return Fetched(url.text, content_type, body), lifetime_seconds(
        received.get("cache-control", "")
    )


def _in_time(chunks: Iterator[bytes], deadline: Deadline) -> Iterator[bytes]:
    """Yield chunks until the deadline, which the transport of a caller's client may not know."""
    for chunk in chunks:
        if deadline.is_over():
            raise httpx.ReadTimeout("no end in time")
        yield chunk


def _text_headers(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name; one that comes twice with two values counts as absent.

    Whoever sends two content types or two locations cannot be relied on for either.
    """
    values: dict[str, set[str]] = {}
    for name, value in headers:
        values.setdefault(name.decode("latin-1").lower(), set()).add(value.decode("latin-1"))
    return {name: found.pop() for name, found in values.items() if len(found) == 1}


def _check_status(url: FetchUrl, status: int) -> None:
    if status == 200:
        return
    code = _STATUS_CODES.get(status, "server-error" if status >= 500 else "unexpected-status")
    message = f"{excerpt(url.text, 200)} answers with status {status}"
    raise ResolutionFailed(message, code=code)
