"""Status entries and lists of every kind: what is set stays set, whatever surrounds it."""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import Any

from fuzz import badge
from fuzz.changes import change
from fuzz.choices import Choices
from microcred.errors import MicrocredError
from microcred.status import (
    StatusList,
    make_entry,
    make_revocation_entry,
    make_revocation_list,
    make_status_list_credential,
    parse_entry,
    status_of,
    status_references,
)

_URL = "https://hill.example/status"
_SET = 94_567


def _bits(purpose: str, *messages: str) -> tuple[dict[str, Any], dict[str, Any]]:
    listed = StatusList(purpose, messages=messages)
    listed.set(_SET)
    entry = make_entry(_URL, _SET, purpose, messages=messages)
    moment = "2026-05-01T00:00:00Z"
    return entry, make_status_list_credential(listed, _URL, badge.key().did, valid_from=moment)


def _of_2021() -> tuple[dict[str, Any], dict[str, Any]]:
    entry, listed = _bits("revocation")
    subject = {**listed["credentialSubject"], "type": "StatusList2021"}
    subject["encodedList"] = subject["encodedList"].removeprefix("u")
    types = ["VerifiableCredential", "StatusList2021Credential"]
    return {**entry, "type": "StatusList2021Entry"}, {**listed, "type": types,
                                                      "credentialSubject": subject}  # fmt: skip


def _pairs() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    revoked = make_revocation_list(_URL, badge.key().did, {badge.badge()["id"]: "Issued in error"})
    return [_bits("revocation"), _bits("suspension"), _bits("message", "in time", "late"),
            _of_2021(), (make_revocation_entry(_URL), revoked)]  # fmt: skip


PAIRS = _pairs()


def seeds() -> list[bytes]:
    return [bytes([kind, what, 0, 0, place, operation, 1, 7, 3]) for kind in range(len(PAIRS))
            for what in range(3) for place in range(0, 12, 3) for operation in range(8)]  # fmt: skip


def check(data: bytes) -> None:
    choices = Choices(data)
    entry, listed = copy.deepcopy(PAIRS[choices.byte() % len(PAIRS)])
    original = copy.deepcopy((entry, listed))
    what = choices.byte() % 3
    for _ in range(choices.byte() % 3 + 1):
        change(entry if what == 0 else listed, choices)
    credential = {**badge.badge(), "credentialStatus": [entry] if what < 2 else entry}
    with suppress(MicrocredError):
        for reference in status_references(credential):
            finding = status_of(parse_entry(reference), listed)
            unchanged = _bits_of(listed) == _bits_of(original[1]) and entry == original[0]
            assert finding.set or not unchanged, (entry, listed)


def _bits_of(listed: dict[str, Any]) -> Any:
    """Return what says who is revoked."""
    subject = listed.get("credentialSubject")
    encoded = subject.get("encodedList") if isinstance(subject, dict) else None
    return encoded, listed.get("revokedCredential")
