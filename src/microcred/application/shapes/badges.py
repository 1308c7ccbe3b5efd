"""Badges as JSON: what is recorded of them, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from typing_extensions import TypedDict

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


def badges_json(
    badges: Iterable[IssuedBadge], names: Mapping[str, str], following: str | None
) -> BadgesJson:
    """Return a page of badges as JSON.

    Args:
        badges: of this page.
        names: of achievements, by their ids.
        following: the id of the last badge, where there are more.
    """
    listed: list[ListedBadgeJson] = [
        {**badge_json(badge), "name": names.get(badge.achievement_id)} for badge in badges
    ]
    return {"badges": listed, "next": following}
