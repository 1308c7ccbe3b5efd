"""Issue badges with a key that takes long to sign, in a token for example.

Nobody waits for it: places in the status lists are reserved in one transaction, the badges signed
outside of any, and recorded in another. Each of the two is whole or is not: a process that is ended
between them leaves places that no badge has, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from microcred.errors import Conflict
from microcred.ledger.issuing_badges import known_badges, record, reserve, sign_here
from microcred.ledger.lists import check_signs
from microcred.ledger.terms import Award, Issued, Terms
from microcred.registry import Database
from microcred.registry.moments import take_moment


def issue_slowly(database: Database, terms: Terms, awards: Sequence[Award]) -> list[Issued]:
    """Issue badges: all of them, or none; see `issue_badges`.

    Raises:
        MicrocredError: as `issue_badges`.
        Conflict: code `changed-meanwhile`; a badge was recorded under its noted id, or changed.
        UnusableKey: code `key-ended`; the key was replaced while it signed.
    """
    if not awards:
        return []
    with database.writing() as connection:
        reserved = reserve(connection, terms, awards)
    issued = sign_here(terms, reserved.hashes, reserved.jobs)
    with database.writing() as connection:
        take_moment(connection, terms.clock())
        check_signs(connection, terms.issuer.signer.key.key_id)
        if known_badges(connection, awards) != reserved.known:
            message = "a badge was issued or changed by another process; nothing was issued"
            raise Conflict(message, code="changed-meanwhile")
        record(connection, terms, awards, issued, reserved.known)
    return issued
