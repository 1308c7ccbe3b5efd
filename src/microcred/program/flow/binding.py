"""What a badge says of a piece of evidence: its content, or its digest alone.

A digest is written as a Named Information URI (RFC 6920), `ni:///sha-256;` and base64url: an
absolute URI that every JSON-LD processor accepts, and that names the very bytes.
"""

from __future__ import annotations

from collections.abc import Iterable

from microcred.encoding import encode_base64url
from microcred.models import Evidence
from microcred.program.flow.evidence.kinds import suffix_of
from microcred.program.flow.evidence.store import EvidenceStore
from microcred.program.flow.pieces import Piece, Shown
from microcred.registry.changes import Kind


def digest_uri(digest: str) -> str:
    """Return the URI of content by its SHA-256 in hexadecimal (RFC 6920, section 3)."""
    return f"ni:///sha-256;{encode_base64url(bytes.fromhex(digest))}"


def published_path(piece: Piece) -> str:
    """Return where a file that a badge shows is on the issuer's site, below its address."""
    return f"evidence/{piece.digest}.{suffix_of(piece.media_type)}"


def published_changes(pieces: Iterable[Piece]) -> list[tuple[Kind, str]]:
    """Return the changes of a site that shows these pieces, or does not any more."""
    return [("evidence", published_path(piece)) for piece in pieces if piece.is_on_site]


def make_evidence(
    piece: Piece, name: str, store: EvidenceStore, site_url: str | None
) -> Evidence | None:
    """Say in a badge what the educator chose that it says.

    Args:
        piece: handed in.
        name: what the definition calls the item.
        store: has the text of a text.
        site_url: the address of the issuer's site, without a slash at its end.
    """
    if piece.shown is Shown.NOTHING:
        return None
    by_digest = None if piece.digest is None else digest_uri(piece.digest)
    said = None if piece.digest is None else f"SHA-256 {piece.digest}, {piece.size} bytes"
    if piece.kind == "link" and said is not None:
        said = f"As seen on {piece.added_at}: {said}"
    if piece.shown is Shown.DIGEST:
        return Evidence(id=by_digest, name=name, description=said, genre=piece.media_type)
    if piece.kind == "link":
        return Evidence(id=piece.url, name=name, description=said)
    if piece.kind == "text" and piece.digest is not None:
        with store.open(piece.digest) as file:
            text = file.read().decode("utf-8")
        return Evidence(id=by_digest, name=name, narrative=text, genre=piece.media_type)
    url = f"{site_url}/{published_path(piece)}"
    return Evidence(id=url, name=name, description=said, genre=piece.media_type)
