"""Whether the signed status lists say what the registry says of the badges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from microcred.application.doctor.examination import (
    AHEAD,
    RESTORE_REGISTRY,
    Examination,
    IssuersWord,
)
from microcred.errors import MicrocredError
from microcred.findings import Fault
from microcred.ledger import due_lists
from microcred.ledger.status_lists import (
    PURPOSES,
    ListEdition,
    ListPair,
    find_editions,
    find_pairs,
    set_indexes,
)
from microcred.ledger.tables import BADGES
from microcred.status import Bitstring, decode_bitstring
from microcred.timestamps import parse_timestamp
from microcred.verifying import read_source

_SIGN_AGAIN: Final = (
    "Revoke or suspend and reinstate any badge of this list: that signs it again as it must be."
)


def list_faults(examination: Examination) -> Iterator[Fault]:
    """List what is wrong with the status lists; `pointer` is `/status/N/PURPOSE`.

    Codes: `list-overdrawn`, `index-outside`, `index-not-given`, `list-missing`,
    `list-unreadable`, `list-differs`, `list-signature`, `list-ahead`, `list-expired`, `list-due`.
    """
    documents = dict(examination.workspace.identity_documents())
    word = IssuersWord(documents, examination.moment)
    with examination.database.reading() as connection:
        due = set(due_lists(connection, examination.moment))
        editions = {
            (edition.list_id, edition.purpose): edition for edition in find_editions(connection)
        }
        for pair in find_pairs(connection):
            yield from _faults_of_indexes(connection, pair)
            for purpose in PURPOSES:
                place = f"/status/{pair.id}/{purpose}"
                edition = editions.get((pair.id, purpose))
                if edition is None:
                    message = "there is no signed edition of this list"
                    yield Fault(place, "list-missing", message, _SIGN_AGAIN)
                    continue
                expected = frozenset(set_indexes(connection, pair.id, purpose))
                yield from _faults_of_edition(place, pair, edition, expected, word)
                yield from _faults_of_time(place, edition, examination, due=pair.id in due)


def _faults_of_indexes(connection: sa.Connection, pair: ListPair) -> Iterator[Fault]:
    place = f"/status/{pair.id}"
    if pair.given > pair.length:
        message = f"{pair.given} indexes were given of {pair.length}"
        yield Fault(place, "list-overdrawn", message, RESTORE_REGISTRY)
    index = BADGES.c.status_index
    query = sa.select(sa.func.count(), sa.func.min(index), sa.func.max(index))
    count, lowest, highest = connection.execute(query.where(BADGES.c.list_id == pair.id)).one()
    if count and not 0 <= lowest <= highest < pair.length:
        message = f"badges have indexes from {lowest} to {highest} in a list of {pair.length}"
        yield Fault(place, "index-outside", message, RESTORE_REGISTRY)
    if count > pair.given:
        message = f"{count} badges have an index, and {pair.given} indexes were given"
        yield Fault(place, "index-not-given", message, RESTORE_REGISTRY)


def _faults_of_edition(
    place: str, pair: ListPair, edition: ListEdition, expected: frozenset[int], word: IssuersWord
) -> Iterator[Fault]:
    for signed in (edition.document, edition.token):
        if signed is None:
            continue
        try:
            shown = _set_bits(signed)
        except (MicrocredError, KeyError, TypeError) as error:
            yield Fault(place, "list-unreadable", f"it cannot be read: {error}", _SIGN_AGAIN)
            continue
        if shown != (expected, pair.length):
            wrong = shown[0] ^ expected
            message = (
                f"the signed list of {shown[1]} indexes differs from the registry, with "
                f"{pair.length}, at {len(wrong)} of them"
            )
            yield Fault(place, "list-differs", message, _SIGN_AGAIN)
        for check in word.complaints(signed):
            if check.code in AHEAD:  # `list-ahead` says so
                continue
            message = f"its signature does not verify: {check.message} ({check.code})"
            yield Fault(place, "list-signature", message, _SIGN_AGAIN)


def _set_bits(signed: str) -> tuple[frozenset[int], int]:
    """Return the indexes that a signed list shows as set, and its length."""
    document = read_source(signed).document
    data = decode_bitstring(str(document["credentialSubject"]["encodedList"]))
    bits = Bitstring(data)
    found = frozenset(
        index
        for at, byte in enumerate(data)
        if byte
        for index in range(at * 8, at * 8 + 8)
        if bits.get(index)
    )
    return found, bits.length


def _faults_of_time(
    place: str, edition: ListEdition, examination: Examination, *, due: bool
) -> Iterator[Fault]:
    if edition.signed_at > examination.latest:
        message = f"it counts only from {edition.signed_at}: no verifier takes it before"
        yield Fault(place, "list-ahead", message)
    if parse_timestamp(edition.valid_until) <= examination.moment:
        message = f"it counted until {edition.valid_until}: its badges cannot be verified now"
        yield Fault(place, "list-expired", message)
    elif due:
        message = f"it counts until {edition.valid_until}: less than half of its time is left"
        yield Fault(place, "list-due", message)
