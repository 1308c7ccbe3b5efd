"""Open Badges 2.0: whatever sites host is told, and only what the issuer stands by is valid.

The first byte chooses what is changed: what a holder hands in, or a page that somebody hosts.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from fuzz import badge
from fuzz.changes import change
from fuzz.choices import Choices
from microcred.encoding import encode_base64url
from microcred.errors import MicrocredError, ResolutionFailed
from microcred.fetch import Fetched
from microcred.limits import MAX_DOCUMENT_BYTES
from microcred.open_badges_2 import CONTEXT, Expectations, Presented, check_badge
from microcred.open_badges_2.conversion import convert, embed_linked
from microcred.proofs import sign_jws
from microcred.strict_json import parse_json_object
from microcred.timestamps import fixed_clock
from microcred.verifying import VerificationReport, Verifier

_SITE = "https://hill.example"
_HOSTED, _SIGNED = f"{_SITE}/assertions/1", f"{_SITE}/assertions/2"


class _Site:
    """Hosts the pages; a page is what it answers, in bytes."""

    def __init__(self, pages: dict[str, bytes]):
        self.pages = pages

    def fetch(
        self, url: str, *, accept: Sequence[str], max_bytes: int = MAX_DOCUMENT_BYTES
    ) -> Fetched:
        if url not in self.pages:
            raise ResolutionFailed(f"{url} is not there", code="not-found")
        return Fetched(url, accept[0], self.pages[url][:max_bytes])


def _objects() -> dict[str, dict[str, Any]]:
    """Return everything that is hosted, by id."""
    objects: list[dict[str, Any]] = [
        {"type": "Issuer", "id": f"{_SITE}/issuer", "name": "Hill District", "url": _SITE,
         "email": "badges@hill.example", "publicKey": f"{_SITE}/key",
         "revocationList": f"{_SITE}/revoked"},
        {"type": "BadgeClass", "id": f"{_SITE}/badges/5", "name": "Active Listening",
         "description": "Listens.", "image": f"{_SITE}/5.png", "issuer": f"{_SITE}/issuer",
         "criteria": {"narrative": "Submit a recording."}, "tags": ["talk"],
         "alignment": [{"targetName": "LS.1", "targetUrl": f"{_SITE}/ls1"}]},
        {"type": "CryptographicKey", "id": f"{_SITE}/key", "owner": f"{_SITE}/issuer",
         "publicKeyPem": badge.key().public_key.to_pem().decode()},
        {"type": "RevocationList", "id": f"{_SITE}/revoked", "issuer": f"{_SITE}/issuer",
         "revokedAssertions": [{"id": f"{_SITE}/assertions/9", "revocationReason": "Error"}]},
        _assertion(_HOSTED, {"type": "hosted"}),
    ]  # fmt: skip
    return {item["id"]: {"@context": CONTEXT, **item} for item in objects}


def _assertion(url: str, verification: dict[str, Any]) -> dict[str, Any]:
    recipient = {"type": "email", "hashed": False, "identity": "ana@school.example"}
    return {"@context": CONTEXT, "type": "Assertion", "id": url, "recipient": recipient,
            "issuedOn": "2026-05-01T00:00:00Z", "expires": "2027-05-01T00:00:00Z",
            "badge": f"{_SITE}/badges/5", "verification": verification,
            "evidence": [{"id": f"{_SITE}/e", "narrative": "A lesson."}]}  # fmt: skip


def _signed() -> dict[str, Any]:
    return _assertion(_SIGNED, {"type": "signed", "creator": f"{_SITE}/key"})


def seeds() -> list[bytes]:
    whole = [bytes([3, page]) + json.dumps(item).encode()
             for page, item in enumerate(_objects().values())]  # fmt: skip
    return whole + [bytes([what, page, 0, 0, place, operation, 1, 7, 3, 0, 2])
                    for what in range(3) for page in range(5)
                    for place in range(0, 16, 3) for operation in range(8)]  # fmt: skip


def check(data: bytes) -> None:
    choices = Choices(data)
    what, objects = choices.byte() % 4, _objects()
    if what == 0:
        _hand_in(objects, choices)
    elif what == 1:
        _hand_in_signed(objects, choices)
    else:
        url = list(objects)[choices.byte() % len(objects)]
        pages = _pages(objects)
        if what == 2:
            _change_often(objects[url], choices)
            pages = _pages(objects)
        else:
            pages[url] = data[2:]
        _host_anything(pages)


def _hand_in(objects: dict[str, dict[str, Any]], choices: Choices) -> None:
    """Whatever is handed in, what is valid is what the issuer hosts."""
    shown = copy.deepcopy(objects[_HOSTED])
    _change_often(shown, choices)
    report = _verify(_pages(objects), shown)
    if report.verdict == "valid":
        assert report.credential is not None
        told = {**report.credential, "badge": objects[_HOSTED]["badge"]}
        assert told == objects[_HOSTED], json.dumps(shown)


def _hand_in_signed(objects: dict[str, dict[str, Any]], choices: Choices) -> None:
    """A signature is worth nothing for another payload."""
    token = sign_jws({}, _signed(), badge.key())
    changed = _signed()
    _change_often(changed, choices)
    header, _, signature = token.split(".")
    payload = encode_base64url(json.dumps(changed).encode())
    report = _verify(_pages(objects), f"{header}.{payload}.{signature}")
    assert report.verdict != "valid" or changed == _signed()


def _host_anything(pages: dict[str, bytes]) -> None:
    """Whatever is hosted gives a report, and is converted or refused."""
    check_badge(Presented(url=_HOSTED), _Site(pages), Expectations(badge.NOW))
    _verify(pages, sign_jws({}, _signed(), badge.key()))
    report = _verify(pages, _assertion(_HOSTED, {"type": "hosted"}))
    json.dumps(report.to_dict())
    with suppress(MicrocredError):
        hosted = parse_json_object(pages[_HOSTED])
        convert(embed_linked(hosted, _Site(pages))).model.to_document()


def _verify(pages: dict[str, bytes], shown: Any) -> VerificationReport:
    return Verifier(fetcher=_Site(pages), clock=fixed_clock(badge.NOW)).verify(shown)


def _pages(objects: dict[str, dict[str, Any]]) -> dict[str, bytes]:
    return {url: json.dumps(item).encode() for url, item in objects.items()}


def _change_often(document: dict[str, Any], choices: Choices) -> None:
    for _ in range(choices.byte() % 3 + 1):
        change(document, choices)
