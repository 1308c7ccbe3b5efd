"""Resolving a did:webvh: fetch its log, check all of it, pick a version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl

from microcred.dids.controller_document import ControllerDocument, parse_controller_document
from microcred.dids.did_url import DidUrl
from microcred.dids.documents import fetch_own_word
from microcred.dids.location import document_url
from microcred.dids.options import ResolutionOptions
from microcred.dids.webvh.log import Version, read_log, split_did
from microcred.dids.webvh.witnesses import check_witnesses
from microcred.errors import MalformedInput, excerpt
from microcred.fetch import reading
from microcred.limits import MAX_DID_LOG_BYTES
from microcred.timestamps import parse_timestamp

_LOG_TYPES: Final = (
    "text/jsonl",
    "application/jsonl",
    "application/json-lines",
    "application/x-ndjson",
    "application/json",
    "text/plain",
    "application/octet-stream",
)


def resolve_did_webvh(did: DidUrl, options: ResolutionOptions) -> ControllerDocument:
    """Resolve a did:webvh to its latest version, or to one that the query or `at` asks for.

    The whole log is checked whichever version is wanted; a log with one wrong entry is wrong.

    Raises:
        ResolutionFailed: the log, or the proofs of its witnesses, could not be fetched, or what
            came does not check; code `invalid-did-log` or `not-witnessed`, say.
        MalformedInput: a wrong DID; or its log, which is sound, says that it was deactivated, has
            moved, or has no such version.
    """
    scid, location = split_did(did.did)
    pick = _version_asked_for(did, options)
    log_url = document_url(location, "did.jsonl")
    fetched = fetch_own_word(options.fetcher, log_url, _LOG_TYPES, MAX_DID_LOG_BYTES)
    with reading(fetched, f"the log of {excerpt(did.did, 200)}"):
        versions = read_log(fetched.body, scid, options.clock())
    if any(version.witnesses.ids for version in versions):
        witness_url = document_url(location, "did-witness.json")
        witnesses = fetch_own_word(options.fetcher, witness_url)
        with reading(witnesses, f"the witness proofs of {excerpt(did.did, 200)}"):
            check_witnesses(versions, witnesses.body)
    version = _pick(did, versions, pick)
    with reading(fetched, f"the log of {excerpt(did.did, 200)}"):
        document = parse_controller_document(version.state, did.did, fetched.url)
    deactivated = versions[-1].parameters.deactivated
    return replace(document, version_id=version.version_id, deactivated=deactivated)


def _pick(
    did: DidUrl, versions: Sequence[Version], pick: Callable[[Version], bool] | None
) -> Version:
    version = next((v for v in reversed(versions) if pick is None or pick(v)), None)
    if version is None:
        message = f"{excerpt(did.did, 200)} has no version as asked for"
        raise MalformedInput(message, code="no-such-version")
    if version.parameters.deactivated:
        message = f"{excerpt(did.did, 200)} has been deactivated by its controller"
        raise MalformedInput(message, code="did-deactivated")
    if version.document_id != did.did:
        found = excerpt(version.document_id, 200)
        message = f"{excerpt(did.did, 200)} goes by another name in that version: {found}"
        raise MalformedInput(message, code="did-moved")
    return version


def _version_asked_for(did: DidUrl, options: ResolutionOptions) -> Callable[[Version], bool] | None:
    """Read versionId, versionTime and versionNumber from the query; else take `options.at`."""
    asked = dict(parse_qsl(did.query or "", keep_blank_values=True))
    if "versionId" in asked:
        return lambda version: version.version_id == asked["versionId"]
    if "versionNumber" in asked:
        return lambda version: version.version_id.split("-")[0] == asked["versionNumber"]
    moment = parse_timestamp(asked["versionTime"]) if "versionTime" in asked else options.at
    if moment is None:
        return None
    return lambda version: version.time <= moment
