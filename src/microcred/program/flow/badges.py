"""Badges of the programme: issued in the transaction that is open, and kept for their person."""

from __future__ import annotations

import calendar
import copy
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from microcred.issuing import Issuer, Recipient
from microcred.ledger import Award, Run, Terms, issue_badges
from microcred.ledger.tables import BADGES, CREDENTIALS
from microcred.models import Achievement, Evidence, Profile, Result
from microcred.program.definition import MicroCredential, Stack
from microcred.program.flow.definitions import KeptDefinition, keep_definition
from microcred.program.flow.desk import Desk
from microcred.program.flow.endorsing import endorsements_in_force
from microcred.program.flow.people import Person, lookup_of
from microcred.program.flow.settings import FlowSettings
from microcred.program.flow.tables import AWARDS, DECISIONS
from microcred.program.flow.trail import Act
from microcred.program.mapping import award_members
from microcred.program.texts import text_in
from microcred.registry.changes import hold_changes
from microcred.timestamps import format_timestamp, parse_timestamp


@dataclass(frozen=True, slots=True)
class AwardedBadge:
    """A badge that the programme gave.

    Attributes:
        badge_id: the credential's id.
        person_id: whose it is.
        definition_id: what it is for.
        definition_digest: the very text.
        awarded_at: dateTimeStamp.
        document: as signed with an embedded proof; None where there is none, or once erased.
        token: as a JWT; None where there is none.
        valid_until: dateTimeStamp; None for a badge that counts for ever.
        revoked: whether it was revoked.
        public: whether a site shows it.
    """

    badge_id: str
    person_id: str
    definition_id: str
    definition_digest: str
    awarded_at: str
    document: Mapping[str, Any] | None
    token: str | None
    valid_until: str | None
    revoked: bool
    public: bool

    def is_in_force(self, moment: datetime) -> bool:
        """Tell whether it counts: it was not revoked, and has not expired."""
        expired = self.valid_until is not None and parse_timestamp(self.valid_until) <= moment
        return not self.revoked and not expired


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a badge rests on.

    Attributes:
        kept: the definition.
        results: the levels reached.
        evidence: what the badge says of the evidence.
        public: whether the educator agreed that it is published.
        language: of the badge; None for the definition's main one.
    """

    kept: KeptDefinition
    results: Sequence[Result]
    evidence: Sequence[Evidence]
    public: bool
    language: str | None = None


def award_badge(
    connection: sa.Connection, desk: Desk, person: Person, grounds: Grounds, act: Act
) -> AwardedBadge:
    """Issue a badge and keep it for its person, in the transaction that is open.

    Raises:
        MicrocredError: it cannot be signed.
    """
    kept = grounds.kept
    run = Run(str(uuid.uuid4()), "program decide", act.at, act.by)
    hold_changes(connection)  # no other key takes the place of the one that signs
    issuer = _endorsed_issuer(connection, desk.need_issuer(connection))
    terms = Terms(
        issuer=issuer,
        settings=desk.issuance,
        run=run,
        form="json" if issuer.signer.key.embeds else "jwt",
        public=grounds.public,
        kept=True,
        clock=desk.clock,
    )
    award = Award(
        achievement=_endorsed(connection, kept, grounds.language),
        recipient=_need_recipient(person),
        recipient_hash=lookup_of(connection, person.id),
        evidence=grounds.evidence,
        results=grounds.results,
        valid_until=_end(kept.definition, desk.clock()),
        subject=award_members(kept.definition),
    )
    (issued,) = issue_badges(connection, terms, [award])
    connection.execute(
        AWARDS.insert().values(
            badge_id=issued.badge.id,
            person_id=person.id,
            definition_id=kept.definition.id,
            definition_digest=kept.digest,
            number=_count(connection, person.id, kept.definition.id) + 1,
            awarded_at=act.at,
        )
    )
    return AwardedBadge(
        issued.badge.id,
        person.id,
        kept.definition.id,
        kept.digest,
        act.at,
        issued.signed.document if "proof" in issued.signed.document else None,
        issued.signed.token,
        issued.badge.valid_until,
        revoked=False,
        public=issued.badge.public,
    )


def award_stacks(
    connection: sa.Connection, desk: Desk, person: Person, act: Act
) -> list[AwardedBadge]:
    """Award every stack that is complete and was not awarded; one may complete another.

    A badge of a stack that was revoked or has expired is renewed by a newer badge of a member.
    """
    awarded: list[AwardedBadge] = []
    while stack := _complete_stack(desk, badges_of(connection, person.id)):
        held = badges_in_force(badges_of(connection, person.id), desk.clock())
        members = [held[each] for each in stack.members if each in held]
        languages = {language_of(badge) for badge in members}
        grounds = Grounds(
            keep_definition(connection, desk, stack),
            results=(),
            evidence=[_named(desk, badge) for badge in members],
            public=all(badge.public for badge in members),
            language=languages.pop() if len(languages) == 1 else None,
        )
        awarded.append(award_badge(connection, desk, person, grounds, act))
    return awarded


def badges_of(connection: sa.Connection, person_id: str) -> list[AwardedBadge]:
    """Return the badges of a person, oldest first, the revoked ones too."""
    rows = connection.execute(_OF_PERSON, {"person": person_id})
    return [_read(row) for row in rows]


def badge_of(connection: sa.Connection, submission_id: str) -> AwardedBadge | None:
    """Return the badge of a submission, if it passed."""
    query = _AWARDED.join(DECISIONS, DECISIONS.c.badge_id == AWARDS.c.badge_id)
    row = connection.execute(query.where(DECISIONS.c.submission_id == submission_id)).one_or_none()
    return None if row is None else _read(row)


_AWARDED: Final = (
    sa.select(
        AWARDS,
        CREDENTIALS.c.document,
        CREDENTIALS.c.token,
        BADGES.c.valid_until,
        BADGES.c.revoked_at,
        BADGES.c.public,
    )
    .join_from(AWARDS, BADGES)
    .outerjoin(CREDENTIALS, CREDENTIALS.c.badge_id == AWARDS.c.badge_id)
)
_OF_PERSON: Final = _AWARDED.where(AWARDS.c.person_id == sa.bindparam("person")).order_by(
    AWARDS.c.awarded_at, AWARDS.c.number, AWARDS.c.badge_id
)


def _read(row: Any) -> AwardedBadge:
    members = row._asdict()
    revoked = members.pop("revoked_at") is not None
    del members["number"]
    document = None if row.document is None else json.loads(row.document)
    return AwardedBadge(**{**members, "document": document}, revoked=revoked)


def badges_in_force(badges: Sequence[AwardedBadge], moment: datetime) -> dict[str, AwardedBadge]:
    """Return the newest badges that count at a moment, by what they are for."""
    return {badge.definition_id: badge for badge in badges if badge.is_in_force(moment)}


def renewal_is_due(badge: AwardedBadge, settings: FlowSettings, moment: datetime) -> bool:
    """Tell whether one may enrol again for what a badge was given for."""
    soon = moment + timedelta(days=settings.renew_days)
    return not badge.is_in_force(soon)


def language_of(badge: AwardedBadge) -> str | None:
    """Return the language that a badge is in."""
    subject = (badge.document or {}).get("credentialSubject", {})
    language: str | None = subject.get("achievement", {}).get("inLanguage")
    return language


def is_complete(stack: Stack, held: Mapping[str, AwardedBadge]) -> bool:
    """Tell whether all that each requirement of a stack asks for is held."""
    return all(
        sum(each in held for each in requirement.of) >= requirement.needed
        for requirement in stack.requires
    )


def _complete_stack(desk: Desk, badges: Sequence[AwardedBadge]) -> Stack | None:
    held = badges_in_force(badges, desk.clock())
    last = {badge.definition_id: badge for badge in badges}
    for stack in desk.definitions.stacks():
        had = last.get(stack.id)
        if is_complete(stack, held) and (had is None or _may_renew(desk, stack, had, held)):
            return stack
    return None


def _may_renew(
    desk: Desk, stack: Stack, had: AwardedBadge, held: Mapping[str, AwardedBadge]
) -> bool:
    newer = any(
        held[member].awarded_at > had.awarded_at for member in stack.members if member in held
    )
    return newer and renewal_is_due(had, desk.settings, desk.clock())


def _count(connection: sa.Connection, person_id: str, definition_id: str) -> int:
    query = sa.select(sa.func.count()).select_from(AWARDS)
    mine = (AWARDS.c.person_id == person_id, AWARDS.c.definition_id == definition_id)
    count: int = connection.execute(query.where(*mine)).scalar_one()
    return count


def _end(definition: MicroCredential | Stack, moment: datetime) -> str | None:
    """Return until when a badge counts: the same day so many months later, or that month's last."""
    if definition.valid_months is None:
        return None
    years, month = divmod(moment.month - 1 + definition.valid_months, 12)
    year = moment.year + years
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    end = moment.replace(year=year, month=month + 1, day=day, microsecond=0)
    return format_timestamp(end)


def _named(desk: Desk, badge: AwardedBadge) -> Evidence:
    """Name a badge that a stack's badge stands on."""
    definition = desk.definitions.find(badge.definition_id)
    name = text_in(definition.name, definition.language) if definition else badge.definition_id
    return Evidence(
        id=badge.badge_id,
        name=name,
        description=f"Badge for {badge.definition_id}, awarded on {badge.awarded_at}",
        genre="OpenBadgeCredential",
    )


def _endorsed(connection: sa.Connection, kept: KeptDefinition, language: str | None) -> Achievement:
    """Return the achievement in a language, with the endorsements that it has now."""
    achievement = kept.achievements[kept.language(language)]
    endorsements = endorsements_in_force(connection, kept.definition.id)
    if not endorsements:
        return achievement
    document = achievement.to_document()
    return Achievement.from_document({**document, "endorsement": endorsements})


def _endorsed_issuer(connection: sa.Connection, issuer: Issuer) -> Issuer:
    """Return the issuer with the endorsements that it has now."""
    endorsements = endorsements_in_force(connection, str(issuer.profile.id))
    if not endorsements:
        return issuer
    document = {**issuer.profile.to_document(), "endorsement": endorsements}
    endorsed = copy.copy(issuer)
    endorsed.profile = Profile.from_document(document)
    return endorsed


def _need_recipient(person: Person) -> Recipient:
    if person.recipient is None:
        raise LookupError(person.id)
    return person.recipient
