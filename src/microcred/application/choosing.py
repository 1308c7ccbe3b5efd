"""Which badges somebody means: by id, person, run, achievement or key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

import sqlalchemy as sa

from microcred.errors import ConfigurationError, NotInWorkspace, excerpt
from microcred.ledger import IssuedBadge, Selection, find_key
from microcred.ledger.badges import State, find_run
from microcred.ledger.recipients import recipient_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeChoice:
    """Badges that fit everything that is given.

    Attributes:
        ids: credential ids; none for badges of any id.
        recipients: e-mail addresses, DIDs or URLs, in clear; none for anybody's.
        achievement_id: what they were given for.
        run_id: the run that issued them.
        key: the name of the key that signed them.
        state: what became of them.
    """

    ids: frozenset[str] = frozenset()
    recipients: frozenset[str] = field(default=frozenset(), repr=False)
    achievement_id: str | None = None
    run_id: str | None = None
    key: str | None = None
    state: State | None = None

    @classmethod
    def of_ids(cls, *badge_ids: str) -> Self:
        """Choose badges by their ids."""
        return cls(ids=frozenset(badge_ids))

    @property
    def is_everything(self) -> bool:
        """Tell whether nothing was chosen, and so every badge is meant."""
        return self == BadgeChoice()

    def check_chosen(self) -> None:
        """Refuse what would mean every badge, or all that people ever got.

        Raises:
            ConfigurationError: code `nothing-chosen`.
        """
        if self.is_everything:
            message = "no badges were chosen: they are named by id, person, run, achievement or key"
            raise ConfigurationError(message, code="nothing-chosen")
        if self == BadgeChoice(recipients=self.recipients):
            message = "people say who, not which badges: an achievement or a run says that"
            data = {"people": len(self.recipients)}
            raise ConfigurationError(message, code="nothing-chosen", data=data)


def selection_of(connection: sa.Connection, chosen: BadgeChoice) -> Selection:
    """Return what the registry is asked for, once run and key are found to be there.

    Raises:
        NotInWorkspace: code `no-such-run` or `no-such-key`.
    """
    if chosen.run_id is not None and find_run(connection, chosen.run_id) is None:
        message = f"there is no run {excerpt(chosen.run_id)}"
        raise NotInWorkspace(message, code="no-such-run", data={"run": chosen.run_id})
    return Selection(
        ids=chosen.ids or None,
        recipients=_hashes_of(connection, chosen.recipients) if chosen.recipients else None,
        achievement_id=chosen.achievement_id,
        run_id=chosen.run_id,
        key_id=None if chosen.key is None else find_key(connection, chosen.key).key_id,
        state=chosen.state,
    )


def count_without_badge(selection: Selection, badges: Iterable[IssuedBadge]) -> int:
    """Count the people who were named and have none of the badges: slips in addresses, perhaps."""
    return len((selection.recipients or frozenset()) - {badge.recipient for badge in badges})


def _hashes_of(connection: sa.Connection, recipients: Iterable[str]) -> frozenset[str]:
    hashes = recipient_hash(connection)
    return frozenset(map(hashes.of, recipients))
