"""Whether what is recorded of the badges fits together, and what was signed verifies."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from microcred.application.doctor.examination import (
    AHEAD,
    RESTORE_REGISTRY,
    Examination,
    IssuersWord,
    Note,
)
from microcred.application.handing_over import PENDING_FOLDER, notes_left
from microcred.application.identity import identity_documents
from microcred.errors import MicrocredError
from microcred.findings import Fault, Outcome
from microcred.json_pointer import join_pointer
from microcred.ledger.badges import badges_dated_after
from microcred.ledger.credentials import KeptCredential, find_credentials
from microcred.ledger.tables import BADGES, CREDENTIALS, KEYS, STATUS_EVENTS
from microcred.verifying import read_source


def badge_faults(examination: Examination) -> Iterator[Fault]:
    """List what is wrong with the badges; `pointer` is `/badges/ID`.

    Codes: `badge-not-handed-over`, `unknown-key`, `badges-ahead`, `status-history`,
    `credential-unreadable`, `credential-mismatch`, `credential-invalid`, `credential-ahead`.
    """
    with examination.database.reading() as connection:
        yield from _not_handed_over(examination, connection)
        yield from _faults_of_keys(connection)
        yield from _faults_of_time(examination, connection)
        yield from _faults_of_events(connection)
        yield from _faults_of_credentials(examination, connection)


def _not_handed_over(examination: Examination, connection: sa.Connection) -> Iterator[Fault]:
    for path, note in notes_left(connection, examination.workspace.root / PENDING_FOLDER).items():
        if note is not None:
            message = (
                "it was recorded by a command that was ended before the badge was in "
                f"{note.file or 'its output'}"
            )
            advice = (
                "Call it again as it was: it hands over that badge. Or, if nobody is to have it, "
                f"revoke it, or delete {path}."
            )
            place = join_pointer(["badges", note.badge_id])
            yield Fault(place, "badge-not-handed-over", message, advice)


def _faults_of_keys(connection: sa.Connection) -> Iterator[Fault]:
    known = sa.select(KEYS.c.key_id)
    query = sa.select(BADGES.c.key_id, sa.func.count()).where(BADGES.c.key_id.not_in(known))
    for key_id, count in connection.execute(query.group_by(BADGES.c.key_id)):
        message = f"{count} badges were signed by {key_id}, which is not among the keys"
        yield Fault("/badges", "unknown-key", message)


def _faults_of_time(examination: Examination, connection: sa.Connection) -> Iterator[Fault]:
    ahead = badges_dated_after(connection, examination.latest)
    if ahead:
        message = f"{len(ahead)} badges count only from a later day on, {ahead[0]} for one"
        advice = "Set the clock right. If it is right: revoke them and issue them again."
        yield Fault("/badges", "badges-ahead", message, advice)


def _faults_of_events(connection: sa.Connection) -> Iterator[Fault]:
    """Compare which badges are revoked or suspended with what was done to them."""
    states: dict[str, tuple[bool, bool]] = {}
    query = sa.select(STATUS_EVENTS.c.badge_id, STATUS_EVENTS.c.action)
    for badge_id, action in connection.execute(query.order_by(STATUS_EVENTS.c.id)):
        revoked, _ = states.get(badge_id, (False, False))
        states[badge_id] = (revoked or action == "revoke", action == "suspend")
    columns = (BADGES.c.id, BADGES.c.revoked_at, BADGES.c.suspended_at)
    befallen = sa.or_(BADGES.c.revoked_at.is_not(None), BADGES.c.suspended_at.is_not(None))
    recorded = {
        badge_id: (revoked is not None, suspended is not None)
        for badge_id, revoked, suspended in connection.execute(sa.select(*columns).where(befallen))
    }
    nothing = (False, False)
    for badge_id in sorted({*states, *recorded}):
        said, done = recorded.get(badge_id, nothing), states.get(badge_id, nothing)
        # A badge that was suspended and then revoked keeps its suspension.
        if said[0] != done[0] or (not said[0] and said[1] != done[1]):
            message = "what was done to the badge is not what the registry says of its status"
            yield Fault(
                join_pointer(["badges", badge_id]), "status-history", message, RESTORE_REGISTRY
            )


def _faults_of_credentials(examination: Examination, connection: sa.Connection) -> Iterator[Fault]:
    """Verify what is kept of badges that count; what was revoked need not verify."""
    query = (
        sa.select(BADGES.c.id)
        .join(CREDENTIALS, CREDENTIALS.c.badge_id == BADGES.c.id)
        .where(BADGES.c.revoked_at.is_(None))
    )
    chosen = examination.choose(list(connection.execute(query).scalars()), "kept credentials")
    workspace = examination.workspace
    profile, url = workspace.profile.to_document(), workspace.site_url
    documents = dict(identity_documents(connection, profile, url))
    word = IssuersWord(documents, examination.moment)
    unsure = 0
    for kept in find_credentials(connection, chosen):
        for signed in (kept.document, kept.token):
            if signed is not None:
                faults = list(_faults_of_credential(kept, signed, word))
                unsure += None in faults
                yield from filter(None, faults)
    if unsure:
        message = (
            f"{unsure} kept credentials could not be verified without the network: their "
            "issuer is not the one of the settings"
        )
        examination.notes.append(Note("issuer-elsewhere", message))


def _faults_of_credential(
    kept: KeptCredential, signed: str, word: IssuersWord
) -> Iterator[Fault | None]:
    """Yield what is wrong with one credential; None for what cannot be said here."""
    place = join_pointer(["badges", kept.badge_id])
    try:
        found = read_source(signed).document.get("id")
    except MicrocredError as error:
        yield Fault(
            place,
            "credential-unreadable",
            f"what is kept cannot be read: {error}",
            RESTORE_REGISTRY,
        )
        return
    if found != kept.badge_id:
        message = f"what is kept as this badge is {found}"
        yield Fault(place, "credential-mismatch", message, RESTORE_REGISTRY)
    for check in word.complaints(signed):
        if check.outcome is Outcome.UNDETERMINED:
            yield None
        elif check.code in AHEAD:
            yield Fault(place, "credential-ahead", check.message)
        else:
            message = f"the kept badge does not verify: {check.message} ({check.code})"
            if check.check == "issuer_key":
                data = {"key_finding": check.code}
                yield Fault(place, "credential-invalid", message, data=data)
            else:
                yield Fault(place, "credential-invalid", message, RESTORE_REGISTRY)
