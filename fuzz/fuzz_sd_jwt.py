"""SD-JWT: the issuer's part cannot be changed, and no disclosure can be made up."""

from __future__ import annotations

from contextlib import suppress

from fuzz import badge
from microcred.errors import MicrocredError
from microcred.proofs.sd_jwt import parse_sd_jwt, process_disclosures
from microcred.proofs.sd_jwt.disclosure import parse_disclosure

_PARTS = badge.sd_jwt().split("~")


def seeds() -> list[bytes]:
    return [badge.sd_jwt().encode(), f"{_PARTS[0]}~".encode(), f"{_PARTS[0]}~WyJhIiwxXQ~".encode(),
            f"{badge.token()}~WyJhIiwiYiIsMV0~".encode(), b"e30.e30.AA~~"]  # fmt: skip


def check(data: bytes) -> None:
    text = data.decode("latin-1")
    for part in text.split("~")[1:5]:
        with suppress(MicrocredError):
            parse_disclosure(part)
    with suppress(MicrocredError):
        process_disclosures(parse_sd_jwt(text))
    report = badge.VERIFIER.verify(text)
    if report.verdict == "valid" and "~" in text:
        issuer_part, *shown = text.strip(" \t\r\n").split("~")
        assert issuer_part == _PARTS[0]
        assert set(shown) <= set(_PARTS[1:])
