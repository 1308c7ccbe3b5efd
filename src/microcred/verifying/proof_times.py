"""The times that an embedded proof gives itself (VC Data Integrity 1.0, "Proofs")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from microcred.errors import InvalidTimestamp, ProofInvalid
from microcred.timestamps import parse_timestamp


def time_of(proof: Mapping[str, Any], name: str) -> datetime | None:
    """Return a time that a proof states, or None.

    Raises:
        ProofInvalid: code `unreadable-date`.
    """
    text = proof.get(name)
    if text is None:
        return None
    if not isinstance(text, str):
        raise ProofInvalid(f"the proof's {name} is not a text", code="unreadable-date")
    try:
        return parse_timestamp(text)
    except InvalidTimestamp as error:
        message = f"the proof's {name} is {error.message}"
        raise ProofInvalid(message, code="unreadable-date") from error


def untimely(
    proof: Mapping[str, Any], moment: datetime, skew_seconds: float
) -> Iterator[tuple[str, str]]:
    """Say, as code and message, why a proof does not count at a moment, if that can be read."""
    skew = timedelta(seconds=skew_seconds)
    with suppress(ProofInvalid):
        created, expires = time_of(proof, "created"), time_of(proof, "expires")
        if created is not None and created > moment + skew:
            yield "created-in-future", f"the proof was created in the future, {proof['created']}"
        if expires is not None and expires < moment - skew:
            yield "proof-expired", f"the proof expired on {proof['expires']}"
