"""Reading a body: only so many bytes, before and after decompression."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from microcred.errors import ResolutionFailed, excerpt

_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


def read_body(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    """Collect a body, undoing gzip step by step so that a bomb is noticed before it goes off.

    Raises:
        ResolutionFailed: code `too-large`, or `bad-content-encoding`.
    """
    if encoding in ("", "identity"):
        return _collect(chunks, max_bytes)
    if encoding in ("gzip", "x-gzip"):
        return _collect(_gunzip(chunks, max_bytes), max_bytes)
    message = f"a body in the content encoding {excerpt(encoding)}, expected gzip or none"
    raise ResolutionFailed(message, code="bad-content-encoding")


def too_large(max_bytes: int) -> ResolutionFailed:
    """Make the error for a body that is longer than accepted."""
    return ResolutionFailed(f"a body of more than {max_bytes} bytes", code="too-large")


def _collect(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > max_bytes:
            raise too_large(max_bytes)
    return bytes(body)


def _gunzip(chunks: Iterable[bytes], max_bytes: int) -> Iterable[bytes]:
    decoder = zlib.decompressobj(_GZIP_WINDOW)
    try:
        for chunk in chunks:
            if decoder.eof:
                message = "bytes follow the end of a gzip body"
                raise ResolutionFailed(message, code="bad-content-encoding")
            # one byte more than allowed is enough to be refused, so the rest may stay packed
            yield decoder.decompress(chunk, max_bytes + 1)
    except zlib.error as error:
        message = "a body that says gzip and is not"
        raise ResolutionFailed(message, code="bad-content-encoding") from error
    if not decoder.eof or decoder.unused_data:
        message = "a gzip body that is cut short or goes on after its end"
        raise ResolutionFailed(message, code="bad-content-encoding")
