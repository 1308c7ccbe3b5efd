"""Trust: nobody is trusted by a statement that the anchor did not sign, nor by a broken list."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from fuzz import badge
from microcred.errors import MicrocredError, ResolutionFailed
from microcred.fetch import Fetched
from microcred.proofs import sign_jws
from microcred.strict_json import parse_json
from microcred.verifying.entity_statement import Now
from microcred.verifying.federation import TrustAnchor, find_in_federation
from microcred.verifying.trust import read_issuers

_ANCHOR, _STATE, _ISSUER = "https://anchor.example", "https://state.example", "https://hill.example"
_SECONDS = int(badge.NOW.timestamp())


def _statement(issuer: str, subject: str, superior: str = "") -> bytes:
    metadata = {"federation_entity": {"federation_fetch_endpoint": f"{issuer}/fetch",
                                      "organization_name": "Hill District"}}  # fmt: skip
    claims = {"iss": issuer, "sub": subject, "iat": _SECONDS - 60, "exp": _SECONDS + 60,
              "metadata": metadata, "jwks": {"keys": [badge.key().public_key.jwk]}}  # fmt: skip
    hints = {"authority_hints": [superior]} if superior else {}
    return sign_jws({"typ": "entity-statement+jwt"}, claims | hints, badge.key()).encode()


def _pages() -> dict[str, bytes]:
    known, question = ".well-known/openid-federation", "fetch?sub=https%3A%2F%2F"
    return {
        f"{_ANCHOR}/{known}": _statement(_ANCHOR, _ANCHOR),
        f"{_STATE}/{known}": _statement(_STATE, _STATE, _ANCHOR),
        f"{_ISSUER}/{known}": _statement(_ISSUER, _ISSUER, _STATE),
        f"{_ANCHOR}/{question}state.example": _statement(_ANCHOR, _STATE),
        f"{_STATE}/{question}hill.example": _statement(_STATE, _ISSUER),
    }


PAGES = _pages()


class _Web:
    """Serves the pages of a federation."""

    def __init__(self, pages: dict[str, bytes]):
        self.pages = pages

    def fetch(self, url: str, *, accept: Sequence[str], max_bytes: int = 0) -> Fetched:
        if url not in self.pages:
            raise ResolutionFailed(f"{url} is not there", code="not-found")
        return Fetched(url, accept[0], self.pages[url])


def _trusts(pages: dict[str, bytes]) -> bool:
    anchor = TrustAnchor(_ANCHOR, keys=(badge.key().public_key,))
    with suppress(MicrocredError):
        return find_in_federation(anchor, _ISSUER, _Web(pages), Now(badge.NOW, 60)) is not None
    return False


def seeds() -> list[bytes]:
    lists = [b'{"registry":{"did:key:z6Mk":{"name":"A"}}}', b'["https://a.example"]',
             b'{"issuers":[{"did":"did:web:a.example"}]}']  # fmt: skip
    return lists + [bytes([number]) + page for number, page in enumerate(PAGES.values())]


def check(data: bytes) -> None:
    assert _trusts(PAGES)
    with suppress(MicrocredError):
        listed = read_issuers(parse_json(data))
        assert all(name.startswith(("did:", "https://", "http://")) for name in listed)
    url = list(PAGES)[data[0] % len(PAGES) if data else 0]
    if data[1:].decode("latin-1").strip().encode("latin-1") != PAGES[url]:
        assert not _trusts({**PAGES, url: data[1:]}), data
