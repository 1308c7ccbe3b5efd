"""The log of a did:webvh, checked entry by entry ("Read (Resolve)")."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

from microcred.canonical import canonicalize_jcs
from microcred.dids.did_url import parse_did
from microcred.dids.location import document_url
from microcred.dids.webvh.hashes import canonical_members, join_members, multihash
from microcred.dids.webvh.parameters import Parameters, Witnesses, read_parameters
from microcred.dids.webvh.proofs import proof_key, proofs_of, verify_proof
from microcred.errors import (
    LimitExceeded,
    MalformedInput,
    MicrocredError,
    ResolutionFailed,
    excerpt,
)
from microcred.limits import MAX_DID_LOG_BYTES, MAX_DID_LOG_ENTRIES
from microcred.proofs import UnsecuredDocument
from microcred.strict_json import parse_json_object
from microcred.timestamps import format_timestamp, parse_timestamp

_CLOCK_SKEW: Final = timedelta(minutes=5)
_VERSION_ID: Final = re.compile(r"([1-9][0-9]{0,8})-([^-]+)\Z", re.ASCII)
_DID: Final = re.compile(r"did:webvh:([1-9A-HJ-NP-Za-km-z]{46}):(.+)\Z", re.ASCII)
_PLACEHOLDER: Final = "{SCID}"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the DID, checked but for its witnesses.

    Attributes:
        version_id: number and entry hash.
        time: when the controller says it was made.
        document_id: the DID as this version has it.
        state: the DID document.
        parameters: those in force after this entry.
        witnesses: who must have approved this entry.
    """

    version_id: str
    time: datetime
    document_id: str
    state: Mapping[str, Any]
    parameters: Parameters
    witnesses: Witnesses


def split_did(did: str) -> tuple[str, str]:
    """Return the SCID of a did:webvh, and what names its location.

    Raises:
        MalformedInput: code `invalid-did`.
    """
    parse_did(did)
    match = _DID.match(did)
    if match is None:
        message = f"not did:webvh:<scid>:<domain>: {excerpt(did, 200)}"
        raise MalformedInput(message, code="invalid-did")
    document_url(match[2], "did.jsonl")
    return match[1], match[2]


def read_log(body: bytes, scid: str, now: datetime) -> list[Version]:
    """Check a whole log; every entry, whichever version is wanted. Give what it was at `now`.

    Entries of a later time are no part of it yet: whoever asks how things stood at a moment of
    the past must not be told what came after it, nor that the log is wrong for having gone on.

    Args:
        body: JSON lines.
        scid: the self-certifying identifier of the DID that was asked for.
        now: the moment that counts; an entry may lie up to five minutes beyond it.

    Raises:
        MalformedInput: code `invalid-did-log`, with the number of the entry; or a limit.
    """
    lines = [line for line in body.split(b"\n") if line.strip()]
    if len(lines) > MAX_DID_LOG_ENTRIES:
        message = f"a log of {len(lines)} entries, at most {MAX_DID_LOG_ENTRIES} are read"
        raise LimitExceeded(message, code="did-log-too-long")
    if not lines:
        _refuse("the log is empty")
    versions = _read_versions(lines, scid)
    begun = [version for version in versions if version.time <= now + _CLOCK_SKEW]
    if not begun:
        _refuse(f"the log begins only on {format_timestamp(versions[0].time)}, in the future")
    return begun


def _read_versions(lines: list[bytes], scid: str) -> list[Version]:
    versions: list[Version] = []
    for number, line in enumerate(lines, 1):
        try:
            previous = versions[-1] if versions else None
            versions.append(_read_entry(line, number, previous, scid))
        except ResolutionFailed:
            raise  # a version of the method that is not implemented is no wrong log
        except MicrocredError as error:
            message = f"entry {number} of the log: {error.message}"
            raise MalformedInput(message, code="invalid-did-log") from error
    return versions


def _read_entry(line: bytes, number: int, previous: Version | None, scid: str) -> Version:
    entry = parse_json_object(line, max_bytes=MAX_DID_LOG_BYTES)
    if previous is not None and previous.parameters.deactivated:
        _refuse("comes after the DID was deactivated")
    parameters = read_parameters(entry.get("parameters"), previous.parameters if previous else None)
    if parameters.scid != scid:
        _refuse("the scid is not that of the DID")
    members = canonical_members(entry)
    version_id = _check_hashes(entry, members, number, previous.version_id if previous else scid)
    if previous is None:
        _check_scid(members, scid)
    _check_rotation(parameters, previous)
    _check_proofs(entry, join_members(members, version_id), parameters, previous)
    time = _read_time(entry.get("versionTime"), previous)
    state = entry.get("state")
    if not isinstance(state, Mapping):
        _refuse("the state must be a DID document")
    document_id = _check_id(state, parameters, previous)
    needed = previous.parameters.witnesses if previous else Witnesses()
    if not needed.ids:
        needed = parameters.witnesses
    return Version(version_id, time, document_id, state, parameters, needed)


def _check_hashes(
    entry: Mapping[str, Any], members: Mapping[str, bytes], number: int, before: str
) -> str:
    """Check the version number and the entry hash; give the `versionId`."""
    version_id = entry.get("versionId")
    match = _VERSION_ID.match(version_id) if isinstance(version_id, str) else None
    if match is None or int(match[1]) != number:
        _refuse(f"the versionId is {excerpt(version_id)}, expected {number}-<hash>")
    if multihash(join_members(members, before)) != match[2]:
        _refuse("the entry hash does not match the entry")
    return match[0]


def _check_scid(members: Mapping[str, bytes], scid: str) -> None:
    """Check that the identifier is the hash of the first entry ("Verify SCID")."""
    text = join_members(members, _PLACEHOLDER).decode()
    inception = json.loads(text.replace(scid, _PLACEHOLDER))
    if multihash(canonicalize_jcs(inception)) != scid:
        _refuse("the scid does not match the first entry")


def _check_rotation(parameters: Parameters, previous: Version | None) -> None:
    """Check that every key was announced where the entry before announced any."""
    if previous is None or not previous.parameters.next_key_hashes:
        return
    for key in parameters.update_keys:
        if multihash(key.encode()) not in previous.parameters.next_key_hashes:
            _refuse("an update key that the entry before did not announce")


def _check_proofs(
    entry: Mapping[str, Any],
    jcs: bytes,
    parameters: Parameters,
    previous: Version | None,
) -> None:
    """Check every proof, each by a key that was authorised ("Authorized Keys")."""
    unsecured = UnsecuredDocument(entry, jcs=jcs)
    authorized = parameters.update_keys
    if previous is not None and not previous.parameters.next_key_hashes:
        authorized = previous.parameters.update_keys
    for proof in proofs_of(entry.get("proof")):
        if proof_key(proof) not in authorized:
            _refuse("signed by a key that may not update the DID")
        verify_proof(unsecured, proof)


def _read_time(value: object, previous: Version | None) -> datetime:
    if not isinstance(value, str):
        _refuse("the versionTime must be a text")
    time = parse_timestamp(value)
    if time.utcoffset():
        _refuse("the versionTime must be in UTC")
    if previous is not None and time <= previous.time:
        _refuse("the versionTime is not after that of the entry before")
    return time


def _check_id(state: Mapping[str, Any], parameters: Parameters, previous: Version | None) -> str:
    """Check the document's id; it may change its location, where portable, never its SCID."""
    document_id = state.get("id")
    if not isinstance(document_id, str) or split_did(document_id)[0] != parameters.scid:
        _refuse("the document's id is not of this DID")
    if previous is None or document_id == previous.document_id:
        return document_id
    also = state.get("alsoKnownAs")
    if not parameters.portable:
        _refuse("the DID moved and is not portable")
    if not isinstance(also, list) or previous.document_id not in also:
        _refuse("the DID moved and does not name where it was in alsoKnownAs")
    return document_id


def _refuse(message: str) -> NoReturn:
    raise MalformedInput(message, code="invalid-did-log")
