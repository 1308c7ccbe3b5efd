"""Endorsements: somebody else vouches for a micro-credential, an issuer or a badge.

An endorser signs with a key of their own. What is endorsed before a badge is issued, the badge
carries: endorsements of the micro-credential in its achievement, those of the issuer in its issuer.
Nothing can be added to a badge that was signed: the site shows its endorsements beside it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from microcred.authority import Principal, Verb
from microcred.errors import MalformedInput, NotFound, Refused, excerpt
from microcred.issuing import Issuer, SignedBadge, is_link
from microcred.ledger.tables import ACHIEVEMENTS, BADGES
from microcred.models import EndorsementCredential, EndorsementSubject
from microcred.program.flow.desk import Verbs, add_if_new
from microcred.program.flow.evidence.intake import check_text
from microcred.program.flow.rights import permit_programme
from microcred.program.flow.tables import DEFINITION_VERSIONS, ENDORSEMENTS
from microcred.program.flow.trail import Act, note
from microcred.registry.changes import Kind, add_changes
from microcred.timestamps import Clock, format_timestamp, system_clock
from microcred.verifying import Verifier

_NOT_GOOD: Final = ("failed", "undetermined")
_STANDING: Final = (
    sa.select(ENDORSEMENTS.c.document)
    .where(ENDORSEMENTS.c.about == sa.bindparam("endorsed"), ENDORSEMENTS.c.withdrawn_at.is_(None))
    .order_by(ENDORSEMENTS.c.added_at, ENDORSEMENTS.c.id)
)


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An endorsement that the programme keeps.

    Attributes:
        id: the credential's id.
        about: the id of a micro-credential, an issuer or a badge.
        endorser: the id of who endorses.
        document: as it was signed.
        added_at: dateTimeStamp.
        withdrawn_at: dateTimeStamp, or None.
    """

    id: str
    about: str
    endorser: str
    document: Mapping[str, Any]
    added_at: str
    withdrawn_at: str | None


def sign_endorsement(
    endorser: Issuer, about: str, comment: str, *, clock: Clock = system_clock
) -> SignedBadge:
    """Make and sign an endorsement, with the endorser's own key.

    Args:
        endorser: who endorses.
        about: the id of a micro-credential, an issuer or a badge.
        comment: why, for people. Markdown.
        clock: gives the moment from which it counts.

    Raises:
        MalformedInput: code `unsafe-link`, the id is neither a link nor a DID.
    """
    if not (is_link(about) or about.startswith("did:")):
        message = (
            f"{excerpt(about)} cannot be endorsed: the id of a micro-credential, an issuer or a "
            "badge begins with https://, urn: or did:"
        )
        raise MalformedInput(message, code="unsafe-link")
    check_text(comment)
    credential = EndorsementCredential(
        id=f"urn:uuid:{uuid.uuid4()}",
        name="Endorsement",
        issuer=endorser.profile,
        valid_from=format_timestamp(clock().replace(microsecond=0)),
        credential_subject=EndorsementSubject(id=about, endorsement_comment=comment),
    )
    return endorser.signer.sign(credential)


class Endorsing(Verbs):
    """Keep endorsements, so that later badges carry them."""

    def add_endorsement(
        self, document: Mapping[str, Any], *, verifier: Verifier, by: Principal
    ) -> Endorsement:
        """Keep a signed endorsement after verifying it.

        Args:
            document: an EndorsementCredential with an embedded proof.
            verifier: verifies it.
            by: who adds it.

        Raises:
            InvalidDocument: it is no endorsement.
            Refused: `endorsement-invalid`, or `nothing-endorsed` where it is about nothing of
                this workspace.
        """
        permit_programme(by, Verb.ADD_ENDORSEMENT)
        credential = EndorsementCredential.from_document(document)
        report = verifier.verify(dict(document))
        if report.verdict != "valid":
            wrong = next(each for each in report.checks if each.outcome in _NOT_GOOD)
            message = f"the endorsement is {report.verdict}: {wrong.message}"
            raise Refused(message, code="endorsement-invalid")
        about, now = credential.credential_subject.id, self.desk.now()
        with self.desk.database.writing() as connection:
            kind = self._kind_of(connection, about)
            if kind is None:
                message = (
                    f"{excerpt(about, 200)} is no micro-credential, stack, achievement, issuer or "
                    "badge of this workspace"
                )
                raise Refused(message, code="nothing-endorsed")
            values = {
                "id": credential.id,
                "about": about,
                "endorser": credential.issuer_id,
                "document": json.dumps(document, ensure_ascii=False, separators=(",", ":")),
                "added_at": now,
                "actor": by.name,
            }
            add_if_new(connection, ENDORSEMENTS, values)
            add_changes(connection, [(kind, about)])
            note(connection, str(credential.id), "endorse", Act(by.name, now))
            return _need(connection, str(credential.id))

    def endorsements(self, about: str | None = None, *, by: Principal) -> list[Endorsement]:
        """List the endorsements of something, or all, those withdrawn too; oldest first."""
        permit_programme(by, Verb.ENDORSEMENTS)
        query = sa.select(ENDORSEMENTS).order_by(ENDORSEMENTS.c.added_at, ENDORSEMENTS.c.id)
        if about is not None:
            query = query.where(ENDORSEMENTS.c.about == about)
        with self.desk.database.reading() as connection:
            return [_endorsement(row) for row in connection.execute(query)]

    def withdraw_endorsement(
        self, endorsement_id: str, *, by: Principal, reason: str = ""
    ) -> Endorsement:
        """Show an endorsement no more, nor let later badges carry it; those that have it keep it.

        Raises:
            Refused: code `no-such-endorsement`.
        """
        permit_programme(by, Verb.WITHDRAW_ENDORSEMENT)
        now = self.desk.now()
        with self.desk.database.writing() as connection:
            about = _need(connection, endorsement_id).about
            if kind := self._kind_of(connection, about):
                add_changes(connection, [(kind, about)])
            connection.execute(
                sa.update(ENDORSEMENTS)
                .where(ENDORSEMENTS.c.id == endorsement_id)
                .values(withdrawn_at=now)
            )
            act = Act(by.name, now, reason)
            note(connection, endorsement_id, "withdraw-endorsement", act)
            return _need(connection, endorsement_id)

    def _kind_of(self, connection: sa.Connection, about: str) -> Kind | None:
        """Tell what of this workspace an endorsement is about; None for nothing of it."""
        if about == self.desk.issuer_id:
            return "issuer"
        if connection.execute(sa.select(BADGES.c.id).where(BADGES.c.id == about)).first():
            return "badge"
        kept = sa.select(DEFINITION_VERSIONS.c.digest).where(
            DEFINITION_VERSIONS.c.definition_id == about
        )
        given = sa.select(ACHIEVEMENTS.c.id).where(ACHIEVEMENTS.c.id == about)
        if self.desk.definitions.find(about) is not None or any(
            connection.execute(query).first() for query in (kept, given)
        ):
            return "achievement"
        return None


def endorsements_in_force(connection: sa.Connection, about: str) -> list[dict[str, Any]]:
    """Return the signed endorsements of something that were not withdrawn, oldest first."""
    rows = connection.execute(_STANDING, {"endorsed": about})
    return [json.loads(document) for document in rows.scalars()]


def _need(connection: sa.Connection, endorsement_id: str) -> Endorsement:
    query = sa.select(ENDORSEMENTS).where(ENDORSEMENTS.c.id == endorsement_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        message = f"there is no endorsement {excerpt(endorsement_id)}"
        raise NotFound(message, code="no-such-endorsement")
    return _endorsement(row)


def _endorsement(row: Any) -> Endorsement:
    return Endorsement(
        row.id, row.about, row.endorser, json.loads(row.document), row.added_at, row.withdrawn_at
    )
