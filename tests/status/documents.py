"""Lists and credentials as others publish them, for a test to change one thing in."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Sequence
from typing import Any

LIST_URL = "https://example.com/credentials/status/3"
REVOCATIONS_URL = "https://1edtech.edu/credentials/3732/revocations"
ISSUER = "did:example:12345"
LIST_BYTES = 16 * 1024

# Bitstring Status List 1.0, "Examples": nothing is set.
SPEC_LIST = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
# From the tests of 1EdTech's public validator: index 23 is revoked.
VALIDATOR_LIST = "uH4sIAAAAAAAA_-3BMQEAAAzDoMy_6cnoA9QFAAAAAAAAAAAAAAAAAAAAbD3uPa2cAEAAAA"


def packed(*indexes: int, size_bytes: int = LIST_BYTES) -> bytes:
    """Pack bits by text, the slow and obvious way."""
    text = ["0"] * (size_bytes * 8)
    for index in indexes:
        text[index] = "1"
    return int("".join(text), 2).to_bytes(size_bytes, "big")


def encoded(bits: bytes) -> str:
    return "u" + unprefixed(bits).rstrip("=")


def unprefixed(bits: bytes) -> str:
    return base64.urlsafe_b64encode(gzip.compress(bits)).decode()


def list_document(*indexes: int, **subject: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST_URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": "2021-04-05T14:27:40Z",
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(packed(*indexes)),
            **subject,
        },
    }


def list_2021_document(*indexes: int, **subject: Any) -> dict[str, Any]:
    return {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://w3id.org/vc/status-list/2021/v1",
        ],
        "id": LIST_URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": {"id": ISSUER},
        "issuanceDate": "2021-04-05T14:27:40Z",
        "expirationDate": "2031-04-05T14:27:40Z",
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": unprefixed(packed(*indexes)),
            **subject,
        },
    }


def entry(**members: Any) -> dict[str, Any]:
    return {
        "id": f"{LIST_URL}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": LIST_URL,
        **members,
    }


def credential(status: Any) -> dict[str, Any]:
    return {
        "id": "https://example.com/credentials/23894672394",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER, "type": ["Profile"]},
        "credentialStatus": status,
    }


def messages(*texts: str) -> list[dict[str, str]]:
    return [{"status": hex(value), "message": text} for value, text in enumerate(texts)]


def without(members: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if name not in names}
