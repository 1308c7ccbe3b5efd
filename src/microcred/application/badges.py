"""Look at the badges of an issuer, and revoke, suspend or reinstate them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from microcred.application.choosing import BadgeChoice, count_without_badge, selection_of
from microcred.application.current_key import with_current_key
from microcred.application.opening import Workspace
from microcred.application.permission import permit_issuer
from microcred.application.private_keys import Passphrase, nobody
from microcred.application.status_lists import list_signer_for
from microcred.authority import Principal, Verb
from microcred.errors import NotFound, excerpt
from microcred.ledger import IssuedBadge, Selection, plan_change
from microcred.ledger import change_status as change_status_of
from microcred.ledger.achievements import names_of
from microcred.ledger.badges import find_badges, page_of_badges
from microcred.ledger.status_events import Action, StatusChange, status_events_of
from microcred.ledger.status_lists import PURPOSES, find_editions, find_pairs


@dataclass(frozen=True, slots=True)
class BadgePage:
    """Some of the badges that were issued, the oldest first.

    Attributes:
        badges: as they are recorded.
        names: of what they were given for, by its id, where they are known.
        following: the id of the last badge, to go on after; None where there are no more.
    """

    badges: tuple[IssuedBadge, ...]
    names: Mapping[str, str]
    following: str | None


@dataclass(frozen=True, slots=True)
class PublishedStatus:
    """Where one of a badge's two statuses is published.

    Attributes:
        purpose: `revocation` or `suspension`.
        url: of the list.
        signed_at: when the list was signed, dateTimeStamp.
        valid_until: until when it counts.
    """

    purpose: str
    url: str
    signed_at: str
    valid_until: str


@dataclass(frozen=True, slots=True)
class BadgeHistory:
    """A badge and what became of it.

    Attributes:
        badge: as it is recorded.
        lists: where its status is published; none for one without a status.
        events: who changed its status, when and why, the oldest first.
    """

    badge: IssuedBadge
    lists: tuple[PublishedStatus, ...]
    events: tuple[StatusChange, ...]


@dataclass(frozen=True, slots=True)
class StatusOutcome:
    """What a change of status came to, or would come to.

    Attributes:
        action: `revoke`, `suspend` or `reinstate`.
        at: the moment that it counts from, dateTimeStamp; None where it was only planned.
        changed: the badges that changed, as they are now, or that would change.
        unchanged: those that are so already, or are revoked and stay it.
        without_badge: how many of the people who were named have no badge that fits.
    """

    action: Action
    at: str | None
    changed: tuple[IssuedBadge, ...]
    unchanged: tuple[IssuedBadge, ...]
    without_badge: int = 0

    @property
    def unseen(self) -> tuple[IssuedBadge, ...]:
        """Return the changed badges of which no verifier can know: they have no status."""
        return tuple(badge for badge in self.changed if badge.list_id is None)


def list_badges(
    workspace: Workspace,
    chosen: BadgeChoice | None = None,
    *,
    by: Principal,
    limit: int = 100,
    after: str | None = None,
) -> BadgePage:
    """List badges, a page at a time.

    Args:
        workspace: whose badges they are.
        chosen: which; all of them where nothing is given.
        by: who asks.
        limit: how many at most.
        after: the id of the last badge of the page before.

    Raises:
        NotFound: the badge to go on after is not there (`no-such-badge`), or the run or key
            (`no-such-run`, `no-such-key`).
    """
    permit_issuer(by, Verb.LIST_BADGES)
    with workspace.database.reading() as connection:
        selection = selection_of(connection, chosen or BadgeChoice())
        start = None if after is None else _need_badge(connection, after)
        found = page_of_badges(connection, selection, after=start, limit=limit + 1)
        names = names_of(connection, [badge.achievement_id for badge in found])
    badges, more = found[:limit], len(found) > limit
    return BadgePage(tuple(badges), names, badges[-1].id if more else None)


def find_badge(workspace: Workspace, badge_id: str) -> IssuedBadge | None:
    """Return what is recorded of a badge, or None; its `state` says what became of it."""
    with workspace.database.reading() as connection:
        return find_badges(connection, [badge_id]).get(badge_id)


def show_badge(workspace: Workspace, badge_id: str, *, by: Principal) -> BadgeHistory:
    """Return a badge with where its status is published, and what became of it.

    Raises:
        NotFound: code `no-such-badge`.
    """
    permit_issuer(by, Verb.SHOW_BADGE)
    with workspace.database.reading() as connection:
        badge = _need_badge(connection, badge_id)
        events = status_events_of(connection, badge_id)
        return BadgeHistory(badge, _published(connection, badge), tuple(events))


@with_current_key
def change_status(
    workspace: Workspace,
    action: Action,
    chosen: BadgeChoice,
    *,
    by: Principal,
    reason: str = "",
    passphrase: Passphrase = nobody,
) -> StatusOutcome:
    """Revoke, suspend or reinstate badges, and sign the lists that say so.

    The site does not say so yet: see `publish_site`.

    Args:
        workspace: whose badges they are.
        action: `revoke`, which is final, `suspend` or `reinstate`.
        chosen: which badges. Those that are named by id must be there, and not be revoked unless
            they shall be; of others, the revoked ones are left as they are.
        by: who does it.
        reason: why, for the record; it is not published.
        passphrase: asks for that of the key.

    Raises:
        NotFound: a badge is not there, or none fits (`no-such-badge`). Nothing is changed then.
        Conflict: a badge is revoked, which is final (`revoked-is-final`).
        ConfigurationError: nothing was chosen (`nothing-chosen`), or the clock is behind
            (`clock-behind`).
    """
    permit_issuer(by, Verb(action))
    chosen.check_chosen()
    signer = list_signer_for(workspace, passphrase)
    with workspace.database.writing() as connection:
        selection = selection_of(connection, chosen)
        done = change_status_of(connection, signer, action, selection, actor=by.name, reason=reason)
        outcome = StatusOutcome(action, done.at, tuple(done.changed), tuple(done.unchanged))
        return _outcome(outcome, selection)


def plan_status_change(
    workspace: Workspace, action: Action, chosen: BadgeChoice, *, by: Principal
) -> StatusOutcome:
    """Return what `change_status` would come to, and change nothing.

    Raises:
        NotFound, Conflict, ConfigurationError: as `change_status`.
    """
    permit_issuer(by, Verb(action))
    chosen.check_chosen()
    with workspace.database.reading() as connection:
        selection = selection_of(connection, chosen)
        changing, unchanged = plan_change(connection, action, selection)
        return _outcome(StatusOutcome(action, None, tuple(changing), tuple(unchanged)), selection)


def _outcome(outcome: StatusOutcome, selection: Selection) -> StatusOutcome:
    """Return it with who has no badge, if there is anything in it at all.

    Raises:
        NotFound: code `no-such-badge`.
    """
    found = (*outcome.changed, *outcome.unchanged)
    if not found:
        raise NotFound("no badge fits; nothing was changed", code="no-such-badge")
    return replace(outcome, without_badge=count_without_badge(selection, found))


def _need_badge(connection: sa.Connection, badge_id: str) -> IssuedBadge:
    badge = find_badges(connection, [badge_id]).get(badge_id)
    if badge is None:
        message = f"no badge of this workspace has the id {excerpt(badge_id)}"
        raise NotFound(message, code="no-such-badge")
    return badge


def _published(connection: sa.Connection, badge: IssuedBadge) -> tuple[PublishedStatus, ...]:
    if badge.list_id is None:
        return ()
    (pair,) = find_pairs(connection, [badge.list_id])
    editions = {item.purpose: item for item in find_editions(connection, [badge.list_id])}
    return tuple(
        PublishedStatus(
            purpose,
            pair.url(purpose, ".jwt" if editions[purpose].document is None else ".json"),
            editions[purpose].signed_at,
            editions[purpose].valid_until,
        )
        for purpose in PURPOSES
    )
