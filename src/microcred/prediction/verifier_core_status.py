"""What the DCC verifier makes of `credentialStatus`.

The first entry's type decides (verifier-core dist/credentialStatus.js); the lists are read by
@digitalcredentials/vc-bitstring-status-list 1.0.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from microcred.document import as_list
from microcred.findings import Finding, Outcome
from microcred.prediction.rule import (
    Answer,
    Examined,
    quoted,
    refuses,
    remarks,
    unknown,
)

_BITSTRING: Final = "BitstringStatusListEntry"
_NOT_LOOKED_UP: Final = ("StatusList2021Entry", "1EdTechRevocationList")
_SET: Final = frozenset({"revoked", "suspended", "newer-version", "status-set"})
_UNSET: Final = frozenset({"not-revoked", "not-suspended", "no-newer-version", "status-unset"})
_SUITES: Final = ("eddsa-rdfc-2022", "Ed25519Signature2020")
_NO_ANSWER: Final = "its step of the status has an error"


def status_is_not_good(examined: Examined) -> Iterator[Answer]:
    """The first entry is of a known type; every Bitstring entry's bit is 0."""
    status = examined.document.get("credentialStatus")
    entries = as_list(status)
    if not entries or not isinstance(entries[0], Mapping):
        return
    kind = entries[0].get("type")
    if kind in _NOT_LOOKED_UP:
        reason = f"it looks up no status of type {kind}: a revoked badge passes"
        advice = f"Put a {_BITSTRING} first, so that this verifier learns of a revocation."
        yield remarks("status-not-looked-up", reason, "/credentialStatus", advice)
    elif kind != _BITSTRING:
        reason = f"it has no way to check the status {quoted(kind)}, and verifies nothing then"
        advice = f'Write "type": "{_BITSTRING}" as text, not as a list.' if entries else ""
        yield refuses("status-type-unknown", reason, "/credentialStatus", advice)
    else:
        for place, entry in enumerate(entries):
            if isinstance(entry, Mapping) and entry.get("type") == _BITSTRING:
                index = f"/{place}" if isinstance(status, list) else ""
                yield from _of_entry(examined, entry, f"/credentialStatus{index}")


def _of_entry(examined: Examined, entry: Mapping[str, Any], pointer: str) -> Iterator[Answer]:
    if wrong := _why_malformed(entry):
        yield refuses("status-malformed", f"{wrong}: {_NO_ANSWER}", pointer)
        return
    url = str(entry["statusListCredential"])
    finding = examined.finding("status", pointer)
    if finding is None:
        yield unknown("status-unknown", "the status was not looked up here", pointer)
    elif finding.code in _SET:
        yield refuses("status-set", f"the status is set: {finding.message}", pointer)
    elif finding.outcome is not Outcome.PASSED:
        yield _of_failure(finding, pointer)
    elif finding.code in _UNSET:
        yield from _of_list(examined.report.trace, url, pointer)
    else:
        reason = "it reads one bit, whatever the size of a status"
        yield unknown("status-one-bit", reason, pointer)


def _why_malformed(entry: Mapping[str, Any]) -> str:
    """See vc-bitstring-status-list lib/index.js, `_validateStatus`."""
    for name in ("statusPurpose", "statusListCredential"):
        if not isinstance(entry.get(name), str):
            return f"{name} must be a text"
    if entry.get("id") and not isinstance(entry["id"], str):
        return "the entry's id must be a text"
    if entry.get("id") == entry["statusListCredential"]:
        return "the entry's id is that of the list"
    if not re.match(r"\s*[+-]?[0-9]", str(entry.get("statusListIndex"))):
        return "statusListIndex must be a number"
    return ""


def _of_failure(finding: Finding, pointer: str) -> Answer:
    if finding.code in ("bad-signature", "no-proof", "expired", "status-list-wrong-type"):
        return refuses("status-list-wrong", f"{finding.message}: {_NO_ANSWER}", pointer)
    reason = f"whether it finds the status good is not known here: {finding.message}"
    return unknown("status-unknown", reason, pointer)


def _of_list(trace: Sequence[Mapping[str, Any]], url: str, pointer: str) -> Iterator[Answer]:
    """The list is JSON, with a proof of a suite that it knows."""
    steps = iter(trace)
    fetched = next((step for step in steps if _is_answer(step, url)), None)
    if fetched is None:
        yield unknown("status-unknown", "how the list came is not known here", pointer)
    elif "jwt" in str(fetched.get("content_type")):
        reason = f"the list is a JWT, which it does not read: {_NO_ANSWER}"
        advice = "Publish the list with an embedded eddsa-rdfc-2022 proof."
        yield refuses("status-list-is-a-jwt", reason, pointer, advice)
    else:
        suites = [step.get("suite") for step in steps if step.get("step") == "proof"]
        if suites[:1] and suites[0] not in _SUITES:
            reason = f"the list's proof is {quoted(suites[0])}, which it does not know"
            yield refuses("status-list-suite", f"{reason}: {_NO_ANSWER}", pointer)


def _is_answer(step: Mapping[str, Any], url: str) -> bool:
    return step.get("step") == "fetch" and step.get("url") == url and "sha256" in step
