"""Issue badges: every badge of an issuer is made and recorded here, whoever asks for it.

A badge gets its status index, is signed, and is recorded with all that a site shows of it, in one
transaction: it exists whole, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from microcred.arguments import expect
from microcred.carriers import CARRIERS
from microcred.errors import MicrocredError
from microcred.issuing import VC_JWT, SignedBadge, deliver
from microcred.ledger.achievements import keep_achievement, keep_picture
from microcred.ledger.badges import IssuedBadge, add_badges, add_run, find_badges, set_signatures
from microcred.ledger.credentials import keep_credentials
from microcred.ledger.judged import check_results, results_missing
from microcred.ledger.keeping import content_digest, kept_credential, names_nobody
from microcred.ledger.lists import ListSigner, Place, check_signs
from microcred.ledger.recipients import RecipientHash, recipient_hash
from microcred.ledger.status_lists import find_pairs
from microcred.ledger.terms import Award, Issued, Terms
from microcred.models import OpenBadgeCredential
from microcred.registry.changes import Kind, add_changes
from microcred.registry.committed import tell_committed
from microcred.registry.moments import take_moment
from microcred.timestamps import format_timestamp

Job = tuple[Award, Place | None, IssuedBadge | None]
"""A badge to sign: what is awarded, where its status is, and how it is recorded if it is."""


def issue_badges(
    connection: sa.Connection,
    terms: Terms,
    awards: Sequence[Award],
    sign: Callable[[Terms, RecipientHash, Sequence[Job]], list[Issued]] | None = None,
) -> list[Issued]:
    """Issue badges in the transaction that is open.

    Hand nothing over before it is committed. An award whose `badge_id` is recorded already is
    signed again, with the status index that the badge has.

    Args:
        connection: an open one that writes.
        terms: how.
        awards: what, and to whom.
        sign: another way to sign than `sign_here`.

    Returns:
        One for each award, in their order.

    Raises:
        MicrocredError: a badge cannot be signed or baked, or lacks its results (`results-missing`),
            with the award's place as a note; the registry refuses; or the clock is behind it
            (`clock-behind`).
        WrongArgument: `awards` is no list of them.
    """
    expect(awards, (list, tuple), "awards", "a list with Award in it", "[award] is one")
    if not awards:
        return []
    reserved = reserve(connection, terms, awards)
    issued = (sign or sign_here)(terms, reserved.hashes, reserved.jobs)
    take_moment(connection, terms.clock())  # nothing is dated later than what the registry knows
    record(connection, terms, awards, issued, reserved.known)
    return issued


@dataclass(frozen=True, slots=True)
class Reserved:
    """Badges that can be signed, with their places in the status lists.

    Attributes:
        jobs: what to sign; see `sign_here`.
        known: those that are recorded already, by id.
        hashes: the registry's hash of recipients.
    """

    jobs: list[Job]
    known: Mapping[str, IssuedBadge]
    hashes: RecipientHash


def reserve(connection: sa.Connection, terms: Terms, awards: Sequence[Award]) -> Reserved:
    """Reserve a place for the status of each badge, with the key that signs now."""
    take_moment(connection, terms.clock())
    check_signs(connection, terms.issuer.signer.key.key_id)
    known = known_badges(connection, awards)
    places = _places(connection, terms, awards, known)
    jobs = [
        (award, place, known.get(award.badge_id or ""))
        for award, place in zip(awards, places, strict=True)
    ]
    return Reserved(jobs, known, recipient_hash(connection))


def known_badges(connection: sa.Connection, awards: Sequence[Award]) -> dict[str, IssuedBadge]:
    """Return the badges that are recorded under the ids that were noted for awards."""
    return find_badges(connection, [award.badge_id for award in awards if award.badge_id])


def sign_here(terms: Terms, hashes: RecipientHash, jobs: Sequence[Job]) -> list[Issued]:
    """Award and sign badges one after the other; touches no database."""
    desk = _Desk(terms, hashes)
    return [desk.issue(*job) for job in jobs]


def list_signer(terms: Terms) -> ListSigner:
    """Return what signs the status lists of the badges' issuer."""
    issuer = terms.issuer
    return ListSigner(
        issuer_id=str(issuer.profile.id),
        key=issuer.signer.key,
        settings=terms.settings,
        clock=terms.clock,
    )


def _places(
    connection: sa.Connection,
    terms: Terms,
    awards: Sequence[Award],
    known: Mapping[str, IssuedBadge],
) -> list[Place | None]:
    """Return the place of each badge's status: a new one, or the one that it has."""
    had = _known_places(connection, known)
    fresh = sum(award.badge_id not in known for award in awards) if terms.with_status else 0
    reserved = iter(list_signer(terms).reserve(connection, fresh))
    return [
        had[award.badge_id] if award.badge_id in had else next(reserved, None) for award in awards
    ]


def _known_places(
    connection: sa.Connection, known: Mapping[str, IssuedBadge]
) -> dict[str | None, Place | None]:
    """Return the place of each recorded badge, by its id; None for one without a status."""
    listed = [badge.list_id for badge in known.values() if badge.list_id is not None]
    pairs = {pair.id: pair for pair in find_pairs(connection, listed)} if listed else {}
    return {
        badge_id: None
        if badge.list_id is None or badge.status_index is None
        else Place(pairs[badge.list_id], badge.status_index)
        for badge_id, badge in known.items()
    }


class _Desk:
    """Awards and signs one badge after the other; touches no database."""

    def __init__(self, terms: Terms, hashes: RecipientHash):
        self._terms = terms
        self._lists = list_signer(terms)
        self._hashes = hashes

    def issue(self, award: Award, place: Place | None, known: IssuedBadge | None) -> Issued:
        try:
            badge = self._award(award, place)
            signed = self._terms.issuer.sign(badge)
            data = deliver(signed, self._terms.form, award.picture)
            described = self._describe(award, signed.document, place, known)
        except MicrocredError as error:
            if award.place is not None:
                error.add_note(award.place)
            raise
        if self._terms.public or self._terms.kept:
            signed = self._in_both_forms(badge, signed)
        return Issued(described, signed, data)

    def _award(self, award: Award, place: Place | None) -> OpenBadgeCredential:
        check_results(award.achievement, award.results, without=award.without_results)
        badge = self._terms.issuer.award(
            award.achievement,
            award.recipient,
            evidence=award.evidence,
            results=award.results,
            valid_until=award.valid_until,
            badge_id=award.badge_id,
            **award.subject,
        )
        now = self._terms.clock().replace(microsecond=0)
        badge.valid_from = award.valid_from or format_timestamp(now)
        if place is not None:
            badge = self._terms.issuer.with_status(badge, self._lists.entries(place))
        return badge

    def _in_both_forms(self, badge: OpenBadgeCredential, signed: SignedBadge) -> SignedBadge:
        """Sign in the forms that the delivered badge does not have."""
        signer = self._terms.issuer.signer
        document, token = signed.document, signed.token
        if token is None:
            token = signer.with_suite(VC_JWT).sign(badge).jwt
        if "proof" not in document:
            document = signer.with_suite(None).sign(badge).document
        return SignedBadge(document, token)

    def _describe(
        self,
        award: Award,
        document: Mapping[str, Any],
        place: Place | None,
        known: IssuedBadge | None,
    ) -> IssuedBadge:
        key_id, digest = self._terms.issuer.signer.key.key_id, content_digest(document)
        if known is not None:
            now = format_timestamp(self._terms.clock().replace(microsecond=0))
            return replace(known, key_id=key_id, content_digest=digest, resigned_at=now)
        recipient = award.recipient_hash
        if award.identifier is not None:
            recipient = self._hashes.of(award.identifier)
        return IssuedBadge(
            id=str(document["id"]),
            achievement_id=str(award.achievement.id),
            key_id=key_id,
            format=self._terms.form,
            issued_at=document["validFrom"],
            recipient=recipient,
            valid_until=document.get("validUntil"),
            run_id=self._terms.run.id,
            list_id=None if place is None else place.pair.id,
            status_index=None if place is None else place.index,
            public=self._terms.public,
            content_digest=digest,
            without_results=bool(results_missing(award.achievement, award.results)),
        )


def record(
    connection: sa.Connection,
    terms: Terms,
    awards: Sequence[Award],
    issued: Sequence[Issued],
    known: Mapping[str, IssuedBadge],
) -> None:
    """Record badges that were signed, with all that a site shows of them."""
    moment = format_timestamp(terms.clock().replace(microsecond=0))
    badges = [item.badge for item in issued]
    _record_badges(connection, terms, badges, known)
    changes = _keep_achievements(connection, awards, moment)
    pictures = _keep_pictures(connection, terms, awards)
    kept = [
        kept_credential(item.badge.id, item.signed, pictures.get(award.picture), moment)
        for award, item in zip(awards, issued, strict=True)
        if _may_keep(terms, item)
    ]
    keep_credentials(connection, kept)
    add_changes(connection, [*changes, *(("badge", badge.id) for badge in badges if badge.public)])
    count, run = len(issued), terms.run.id
    tell_committed(connection, "issuing", "badges-issued", count=count, form=terms.form, run=run)


def _record_badges(
    connection: sa.Connection,
    terms: Terms,
    badges: Sequence[IssuedBadge],
    known: Mapping[str, IssuedBadge],
) -> None:
    """Add the badges that are new, and the new signatures of the others."""
    fresh = [badge for badge in badges if badge.id not in known]
    if fresh:
        add_run(connection, terms.run)
        add_badges(connection, fresh)
    set_signatures(connection, [badge for badge in badges if badge.id in known])


def _keep_achievements(
    connection: sa.Connection, awards: Sequence[Award], moment: str
) -> list[tuple[Kind, str]]:
    """Keep the text of each achievement once, and return the changes that this makes."""
    achievements = {str(award.achievement.id): award.achievement for award in awards}
    return [
        ("achievement", achievement_id)
        for achievement_id, achievement in achievements.items()
        if keep_achievement(connection, achievement.to_document(), moment)
    ]


def _keep_pictures(
    connection: sa.Connection, terms: Terms, awards: Sequence[Award]
) -> dict[bytes | None, str]:
    """Keep the pictures that badges are baked into; give what each is known by."""
    if terms.form not in CARRIERS:
        return {}
    pictures = {award.picture for award in awards if award.picture is not None}
    return {data: keep_picture(connection, terms.form, data) for data in pictures}


def _may_keep(terms: Terms, item: Issued) -> bool:
    """Tell whether a credential may be kept: one that says in clear who it is for may not."""
    asked_for = item.badge.public or terms.kept or terms.settings.personal_data
    return asked_for or names_nobody(item.signed.document)
