"""JWT: only a token that says what the issuer signed is valid."""

from __future__ import annotations

from contextlib import suppress

from fuzz import badge
from microcred.errors import MicrocredError
from microcred.proofs import check_claims, credential_from_claims, parse_jws
from microcred.strict_json import parse_json_object


def seeds() -> list[bytes]:
    token = badge.token()
    _, payload, signature = token.split(".")
    return [token.encode(), f"eyJhbGciOiJub25lIn0.{payload}.".encode(),
            f"eyJhbGciOiJFUzI1NiJ9.{payload}.{signature}".encode(), b"e30.e30.AA"]  # fmt: skip


def check(data: bytes) -> None:
    text = data.decode("latin-1")
    with suppress(MicrocredError):
        jws = parse_jws(text)
        payload = parse_json_object(jws.payload)
        check_claims(payload, credential_from_claims(payload))
    report = badge.VERIFIER.verify(text)
    assert report.verdict != "valid" or text.strip(" \t\r\n") == badge.token()
