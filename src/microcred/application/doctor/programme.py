"""Whether the programme's definitions, evidence, decisions and awards fit each other."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from microcred.application.doctor.examination import RESTORE_REGISTRY, Examination
from microcred.findings import Fault
from microcred.ledger.tables import BADGES
from microcred.program.flow import EvidenceStore, State
from microcred.program.flow.tables import (
    AWARDS,
    DECISIONS,
    EVIDENCE,
    EVIDENCE_FILES,
    SUBMISSIONS,
)
from microcred.program.folder import read_program

_COPY: Final = "Restore it from your copy of the evidence."
_UNRECORDED: Final = timedelta(days=1)
"""A file is put into the store before it is recorded: a younger one may be on its way."""
_STAGED: Final = re.compile(r"\.[0-9a-f]{32}\Z")
_CHUNK_BYTES: Final = 1024 * 1024


def programme_faults(examination: Examination) -> Iterator[Fault]:
    """List what is wrong with the programme.

    Codes: those of definitions, and `evidence-missing`, `evidence-damaged`,
    `evidence-unrecorded`, `evidence-orphaned`, `unfinished-file`, `decision-mismatch`,
    `award-missing`.
    """
    folder = examination.workspace.program_folder
    if not folder.is_dir():
        return
    for each in read_program(folder).faults:
        pointer = f"/program/{each.file}{each.pointer}"
        yield replace(each, pointer=pointer)
    with examination.database.reading() as connection:
        yield from _faults_of_decisions(connection)
        yield from _faults_of_evidence(examination, connection)


def _faults_of_decisions(connection: sa.Connection) -> Iterator[Fault]:
    """Compare the states of submissions with the decisions, and the badges with the awards."""
    decided = (State.PASSED.value, State.NOT_YET.value)
    query = (
        sa.select(SUBMISSIONS.c.id, SUBMISSIONS.c.state, DECISIONS.c.outcome)
        .select_from(SUBMISSIONS)
        .outerjoin(DECISIONS, DECISIONS.c.submission_id == SUBMISSIONS.c.id)
        .where(sa.or_(SUBMISSIONS.c.state.in_(decided), DECISIONS.c.outcome.is_not(None)))
    )
    for submission, state, outcome in connection.execute(query):
        if state != outcome:
            message = f"{submission} is {state}, and what was decided is {outcome}"
            yield Fault(f"/program/{submission}", "decision-mismatch", message, RESTORE_REGISTRY)
    badges = sa.select(BADGES.c.id)
    unknown = sa.select(AWARDS.c.badge_id).where(AWARDS.c.badge_id.not_in(badges))
    for badge_id in connection.execute(unknown).scalars():
        message = f"the badge {badge_id} was awarded and is not in the registry"
        yield Fault("/program", "award-missing", message, RESTORE_REGISTRY)


def _faults_of_evidence(examination: Examination, connection: sa.Connection) -> Iterator[Fault]:
    store = examination.workspace.evidence_store
    kept = sa.select(EVIDENCE_FILES.c.digest).where(EVIDENCE_FILES.c.deleted_at.is_(None))
    digests = set(connection.execute(kept).scalars())
    used = sa.select(EVIDENCE.c.digest).where(
        EVIDENCE.c.digest.is_not(None), EVIDENCE.c.removed_at.is_(None)
    )
    for digest in sorted(set(connection.execute(used).scalars()) - digests):
        message = f"a submission shows the file {digest}, which is not recorded as kept"
        yield Fault(f"/program/evidence/{digest}", "evidence-unrecorded", message, RESTORE_REGISTRY)
    chosen = set(examination.choose(sorted(digests), "files of evidence"))
    for digest in sorted(digests):
        yield from _faults_of_file(store, digest, read=digest in chosen)
    yield from _unfinished(examination, store)
    recorded = set(connection.execute(sa.select(EVIDENCE_FILES.c.digest)).scalars())
    for digest, since in store.listing():
        if digest not in recorded and examination.moment - since > _UNRECORDED:
            message = f"the store of evidence has the file {digest}, which nobody knows of"
            yield Fault(f"/program/evidence/{digest}", "evidence-orphaned", message)


def _unfinished(examination: Examination, store: EvidenceStore) -> Iterator[Fault]:
    """Find what a command left that was ended while it took a file in."""
    for path in sorted(store.staging_folder.glob(".*")):
        if path.is_file() and _STAGED.match(path.name):
            since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if examination.moment - since > _UNRECORDED:
                message = f"{path} was left by a command that was ended while it took a file in"
                yield Fault("/program/evidence", "unfinished-file", message, "Delete it.")


def _faults_of_file(store: EvidenceStore, digest: str, *, read: bool) -> Iterator[Fault]:
    place = f"/program/evidence/{digest}"
    if not store.exists(digest):
        message = f"the file {digest} is not in the store of evidence"
        yield Fault(place, "evidence-missing", message, _COPY)
    elif read and _digest_of(store, digest) != digest:
        message = f"what the store of evidence has as {digest} is something else"
        yield Fault(place, "evidence-damaged", message, _COPY)


def _digest_of(store: EvidenceStore, digest: str) -> str:
    found = hashlib.sha256()
    with store.open(digest) as file:
        while chunk := file.read(_CHUNK_BYTES):
            found.update(chunk)
    return found.hexdigest()
