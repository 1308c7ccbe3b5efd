"""Badges as JSON: what is recorded of them, and what became of them."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from microcred.application.badges import BadgeHistory, BadgePage, StatusOutcome
from microcred.application.shapes.site import SiteAfterJson
from microcred.application.status_lists import Redated
from microcred.ledger import IssuedBadge


class BadgeJson(TypedDict):
    """What is recorded of a badge; nothing in it says who got it."""

    id: str
    """The credential's id."""
    state: Literal["active", "suspended", "revoked"]
    """What became of it."""
    achievement: str
    """The id of what it was given for."""
    recipient: str | None
    """A keyed hash that is the same for all badges of a person; null where it is not known."""
    key: str
    """The verification method that signed it."""
    format: str
    """In which form it was handed over: `json`, `jwt`, `png` or `svg`."""
    issued_at: str
    """A dateTimeStamp, like all moments here."""
    valid_until: str | None
    """When it expires; null for one that does not."""
    run: str | None
    """The run that issued it."""
    public: bool
    """Whether the issuer's site shows it."""
    without_results: bool
    """Whether a micro-credential's badge was issued without what was reached."""
    revoked_at: str | None
    """When it was revoked."""
    suspended_at: str | None
    """When it was suspended, while it is."""
    list: int | None
    """Its pair of status lists; null for a badge without a status."""
    index: int | None
    """Its index in both lists."""


class ListedBadgeJson(BadgeJson):
    """A badge in a list of badges."""

    name: str | None
    """The name of what it was given for, where that is known."""


class BadgesJson(TypedDict):
    """A page of badges, in the order of issuing."""

    badges: list[ListedBadgeJson]
    next: str | None
    """The last badge here, to go on after; null where there are no more."""


class PublishedStatusJson(TypedDict):
    """Where one of a badge's two statuses is published."""

    purpose: str
    """`revocation` or `suspension`."""
    url: str
    """Of the list."""
    signed_at: str
    """When the list was signed."""
    valid_until: str
    """Until when it counts."""


class StatusEventJson(TypedDict):
    """A change of a badge's status."""

    action: Literal["revoke", "suspend", "reinstate"]
    at: str
    """The moment that it counts from."""
    actor: str
    """Who did it."""
    reason: str
    """Why; may be empty."""


class BadgeHistoryJson(BadgeJson):
    """A badge, and what became of it."""

    lists: list[PublishedStatusJson]
    """Where its status is published; none for a badge without one."""
    history: list[StatusEventJson]
    """The changes of its status, the oldest first."""


class BadgeStateJson(TypedDict):
    """What became of a badge."""

    id: str
    state: Literal["active", "suspended", "revoked"]


class StatusOutcomeJson(SiteAfterJson):
    """What a change of status came to, or would come to."""

    action: Literal["revoke", "suspend", "reinstate"]
    dry_run: NotRequired[bool]
    """There, and true, where nothing was changed: so it would be."""
    at: NotRequired[str]
    """The moment that it counts from."""
    changed: list[str]
    """The ids of the badges that changed."""
    unchanged: list[BadgeStateJson]
    """Those that were so already, or are revoked for good."""
    without_badge: int
    """How many of the people who were named have no badge that fits."""
    without_status: NotRequired[list[str]]
    """The ids of changed badges of which no verifier can know."""


class RedatedJson(SiteAfterJson):
    """What was dated ahead, while a clock was."""

    at: str
    """The moment that counts for now."""
    latest: str | None
    """The latest that was recorded; null where nothing was dated ahead."""
    lists: list[int]
    """The pairs of status lists that were signed again."""
    badges: list[str]
    """The ids of badges that count only from a later moment on."""


def badge_json(badge: IssuedBadge) -> BadgeJson:
    """Return what is recorded of a badge as JSON."""
    return {
        "id": badge.id,
        "state": badge.state,
        "achievement": badge.achievement_id,
        "recipient": badge.recipient,
        "key": badge.key_id,
        "format": badge.format,
        "issued_at": badge.issued_at,
        "valid_until": badge.valid_until,
        "run": badge.run_id,
        "public": badge.public,
        "without_results": badge.without_results,
        "revoked_at": badge.revoked_at,
        "suspended_at": badge.suspended_at,
        "list": badge.list_id,
        "index": badge.status_index,
    }


def badges_json(page: BadgePage) -> BadgesJson:
    """Return a page of badges as JSON."""
    listed: list[ListedBadgeJson] = [
        {**badge_json(badge), "name": page.names.get(badge.achievement_id)} for badge in page.badges
    ]
    return {"badges": listed, "next": page.following}


def badge_history_json(history: BadgeHistory) -> BadgeHistoryJson:
    """Return a badge with what became of it as JSON."""
    return {
        **badge_json(history.badge),
        "lists": [
            {
                "purpose": each.purpose,
                "url": each.url,
                "signed_at": each.signed_at,
                "valid_until": each.valid_until,
            }
            for each in history.lists
        ],
        "history": [
            {"action": each.action, "at": each.at, "actor": each.actor, "reason": each.reason}
            for each in history.events
        ],
    }


def status_outcome_json(outcome: StatusOutcome) -> StatusOutcomeJson:
    """Return what a change of status came to, or would come to, as JSON."""
    described: StatusOutcomeJson = {
        "action": outcome.action,
        "changed": [badge.id for badge in outcome.changed],
        "unchanged": [{"id": badge.id, "state": badge.state} for badge in outcome.unchanged],
        "without_badge": outcome.without_badge,
    }
    if outcome.at is None:
        return {**described, "dry_run": True}
    unseen = [badge.id for badge in outcome.unseen]
    return {**described, "at": outcome.at, "without_status": unseen}


def redated_json(done: Redated) -> RedatedJson:
    """Return what was dated ahead as JSON."""
    return {
        "at": done.at,
        "latest": done.latest,
        "lists": list(done.lists),
        "badges": list(done.badges),
    }
