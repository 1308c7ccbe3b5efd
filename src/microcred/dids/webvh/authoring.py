"""Writing the log of a did:webvh 1.0: its first entry, and one more for each change.

Each entry is signed by the update key that the entry before announced by its hash ("Pre-Rotation
Key Hash Generation and Verification"): whoever steals the key of one entry cannot write the next.
Source: did:webvh DID Method 1.0, "Create (Register)" and "Update (Rotate)".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from microcred.canonical import canonicalize_jcs
from microcred.dids.location import document_url
from microcred.dids.webvh.hashes import multihash
from microcred.dids.webvh.proofs import can_sign, create_proof
from microcred.errors import ConfigurationError, UnusableKey
from microcred.keys import PublicKey, SigningKey
from microcred.strict_json import parse_json_object
from microcred.timestamps import format_timestamp, parse_timestamp

_PLACEHOLDER: Final = "{SCID}"
_METHOD: Final = "did:webvh:1.0"
_FORWARD: Final = timedelta(minutes=5)


def begin_log(
    location: str,
    state_of: Callable[[str], Mapping[str, Any]],
    key: SigningKey,
    next_key: PublicKey,
    time: str,
) -> tuple[str, str]:
    """Make a did:webvh: give the DID and the first entry of its log, one line of JSON.

    Args:
        location: `host[%3Aport][:path…]`.
        state_of: makes the DID document for a DID.
        key: the update key, Ed25519, that signs this entry.
        next_key: the update key of the next entry; only its hash is published.
        time: dateTimeStamp in UTC of this version.

    Raises:
        MalformedInput: code `invalid-did`; the location leads nowhere.
        UnusableKey: an update key of another kind.
    """
    document_url(location, "did.jsonl")
    parameters = {"method": _METHOD, "scid": _PLACEHOLDER, **_key_parameters(key, next_key)}
    inception = {
        "versionId": _PLACEHOLDER,
        "versionTime": time,
        "parameters": parameters,
        "state": dict(state_of(f"did:webvh:{_PLACEHOLDER}:{location}")),
    }
    scid = multihash(canonicalize_jcs(inception))
    text = json.dumps(inception, ensure_ascii=False).replace(_PLACEHOLDER, scid)
    entry = json.loads(text)
    return f"did:webvh:{scid}:{location}", _finish(entry, 1, scid, key)


def continue_log(
    last: str, state: Mapping[str, Any], key: SigningKey, next_key: PublicKey, time: str
) -> str:
    """Make the next entry of a log, one line of JSON.

    Args:
        last: the entry before, as it was written.
        state: the DID document from now on.
        key: the update key that the entry before announced.
        next_key: the update key after that.
        time: dateTimeStamp in UTC; moved up to a second after the entry before where the clock
            is behind it by less than five minutes.

    Raises:
        UnusableKey: an update key of another kind, or one that was not announced
            (`key-not-announced`).
        ConfigurationError: code `clock-behind`; the entry before lies further in the future.
    """
    before = parse_json_object(last)
    announced = before["parameters"]["nextKeyHashes"]
    if multihash(key.public_key.multikey.encode()) not in announced:
        message = "this update key was not announced by the entry before"
        raise UnusableKey(message, code="key-not-announced")
    number, _, _ = before["versionId"].partition("-")
    entry = {
        "versionId": before["versionId"],
        "versionTime": _time_after(before["versionTime"], time),
        "parameters": _key_parameters(key, next_key),
        "state": dict(state),
    }
    return _finish(entry, int(number) + 1, before["versionId"], key)


def _key_parameters(key: SigningKey, next_key: PublicKey) -> dict[str, list[str]]:
    if not (can_sign(key.public_key) and can_sign(next_key)):
        raise UnusableKey("an update key of a did:webvh is Ed25519", code="wrong-algorithm")
    return {
        "updateKeys": [key.public_key.multikey],
        "nextKeyHashes": [multihash(next_key.multikey.encode())],
    }


def _finish(entry: dict[str, Any], number: int, before: str, key: SigningKey) -> str:
    """Return an entry with version id and proof ("Entry Hash Generation and Verification")."""
    entry["versionId"] = f"{number}-{multihash(canonicalize_jcs({**entry, 'versionId': before}))}"
    entry["proof"] = [create_proof(entry, key, entry["versionTime"])]
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


def _time_after(before: str, time: str) -> str:
    earlier, now = parse_timestamp(before), parse_timestamp(time)
    if earlier > now + _FORWARD:
        message = f"the clock says {time}, but the log was last changed at {before}; set it right"
        raise ConfigurationError(message, code="clock-behind")
    return format_timestamp(max(now, earlier + timedelta(seconds=1)))
