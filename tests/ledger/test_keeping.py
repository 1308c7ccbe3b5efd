"""What is kept of a signed badge."""

from __future__ import annotations

from typing import Any

import pytest

from microcred.ledger.keeping import names_nobody

HASHED = {"hashed": True, "identityHash": "sha256$00"}


@pytest.mark.parametrize(
    ("subject", "nobody"),
    [
        ({}, True),
        ({"identifier": HASHED}, True),
        ({"identifier": [HASHED, HASHED]}, True),
        ({"identifier": [HASHED, {"hashed": False, "identityHash": "ana@school.example"}]}, False),
        ({"identifier": {"hashed": "yes", "identityHash": "ana@school.example"}}, False),
        ({"identifier": {"identityHash": "ana@school.example"}}, False),
        ({"identifier": "ana@school.example"}, False),
        ({"id": "did:example:ana"}, False),
        ({"name": "Ana", "identifier": HASHED}, False),
        ({"licenseNumber": "MA-1234", "identifier": HASHED}, False),
    ],
)
def test_what_names_somebody(subject: dict[str, Any], nobody: bool) -> None:
    assert names_nobody({"credentialSubject": subject}) is nobody
    assert names_nobody({"credentialSubject": [{"identifier": HASHED}, subject]}) is nobody
