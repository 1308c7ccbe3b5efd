"""Whether the keys are there, and what they did is told."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from microcred.application import key_faults
from microcred.application.doctor.examination import RESTORE_REGISTRY, Examination, Note
from microcred.application.identity import listed_keys
from microcred.dids.authoring import did_document
from microcred.errors import MicrocredError
from microcred.findings import Fault
from microcred.ledger import KeyRecord, events_of, list_keys
from microcred.ledger.did_log import read_did_log
from microcred.strict_json import parse_json_object


def faults_of_keys(examination: Examination) -> Iterator[Fault]:
    """List what is wrong with the keys.

    Codes: those of `key_faults`, and `key-history`, `did-log-behind`.
    """
    yield from key_faults(examination.workspace)
    with examination.database.reading() as connection:
        keys = list_keys(connection)
        for key in keys:
            yield from _faults_of_history(connection, key)
        yield from _faults_of_log(examination, connection, keys)
    private_keys = examination.workspace.private_keys
    for key in keys:
        if key.store != "pem":
            message = f"The key {key.name} is kept elsewhere ({key.store}): not opened"
            examination.notes.append(Note("key-elsewhere", message))
        elif not key.ended and private_keys.is_encrypted(key):
            message = f"The key {key.name} is encrypted: not opened"
            examination.notes.append(Note("key-encrypted", message))


def _faults_of_history(connection: sa.Connection, key: KeyRecord) -> Iterator[Fault]:
    """Compare what the registry says of a key with what it says happened to it."""
    happened = {event["action"] for event in events_of(connection, key.name)}
    for moment, action in ((key.retired_at, "retire"), (key.revoked_from, "revoke")):
        if (moment is not None) != (action in happened):
            message = f"the history of {key.name} and the registry differ: {action} ({moment})"
            yield Fault(f"/keys/{key.name}", "key-history", message, RESTORE_REGISTRY)
    life = [moment for moment in (key.created_at, key.signs_from, key.retired_at) if moment]
    if life != sorted(life):
        message = f"{key.name} began and ended in no order: {', '.join(life)}"
        yield Fault(f"/keys/{key.name}", "key-history", message, RESTORE_REGISTRY)


def _faults_of_log(
    examination: Examination, connection: sa.Connection, keys: list[KeyRecord]
) -> Iterator[Fault]:
    """See whether the newest entry of a did:webvh's log lists the keys."""
    did = str(examination.workspace.profile.id)
    if not did.startswith("did:webvh:"):
        return
    try:
        newest = parse_json_object(read_did_log(connection)[-1])["state"]
    except (MicrocredError, IndexError, KeyError):
        newest = None
    if newest != did_document(did, listed_keys(keys)):
        message = "the newest entry of the did:webvh log does not list the keys as they are"
        yield Fault("/keys", "did-log-behind", message, RESTORE_REGISTRY)
