"""What the exchange tests ask of both sides."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from microcred import Verifier
from microcred.fetch import OfflineFetcher
from microcred.keys import LocalKey
from microcred.verifying import VerificationReport


def report_on(badge: str | bytes | Mapping[str, Any]) -> VerificationReport:
    """Verify a badge here."""
    text = json.dumps(badge, ensure_ascii=False) if isinstance(badge, Mapping) else badge
    return Verifier(fetcher=OfflineFetcher()).verify(text)


def failures(report: VerificationReport) -> set[tuple[str, str, str]]:
    """Return check, code and pointer of everything that failed or could not be completed."""
    good = ("passed", "skipped")
    return {
        (finding.check, finding.code, finding.pointer)
        for finding in report.checks
        if finding.outcome not in good
    }


def accepted(verdict: Mapping[str, Any]) -> bool:
    """Read a peer's verdict; where it is negative, say why in the assertion."""
    assert verdict["verified"], verdict["reasons"]
    return True


def refused(verdict: Mapping[str, Any], why: str) -> bool:
    """Tell whether a peer said no, and for this reason."""
    return not verdict["verified"] and any(why in reason for reason in verdict["reasons"])


def single_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a badge with its one proof as an object, not in an array; no signature covers that."""
    (proof,) = document["proof"]
    return {**document, "proof": proof}


def multikey_of(key: LocalKey) -> dict[str, str]:
    """Write a key pair as @digitalbazaar wants it."""
    return {
        "id": key.key_id,
        "controller": key.did,
        "publicKeyMultibase": key.public_key.multikey,
        "secretKeyMultibase": key.to_secret_multikey(),
    }


def public_pem(key: LocalKey) -> str:
    """Write a public key as PEM."""
    spki = PublicFormat.SubjectPublicKeyInfo
    return key.public_key.native.public_bytes(Encoding.PEM, spki).decode()


def tampered_token(token: str, part: int) -> str:
    """Change one character of a JWT, in the middle of its header, payload or signature."""
    parts = token.split(".")
    middle = len(parts[part]) // 2
    other = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    return ".".join(parts)
