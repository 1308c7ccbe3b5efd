"""What every kind of status has in common: an entry, a published list, a status."""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

INVALIDATING_PURPOSES: Final = frozenset({"revocation", "suspension"})
"""The purposes whose set status means that the credential must not be accepted now."""

_CODES: Final[Mapping[str, tuple[str, str]]] = {
    "revocation": ("not-revoked", "revoked"),
    "suspension": ("not-suspended", "suspended"),
    "refresh": ("no-newer-version", "newer-version"),
    "message": ("status-message", "status-message"),
}
_OTHER_CODES: Final = ("status-unset", "status-set")


@dataclass(frozen=True, slots=True)
class StatusReference:
    """One value of a credential's `credentialStatus`, not yet read.

    Attributes:
        pointer: where it stands in the credential.
        value: as received; anything that JSON can hold.
        type: the status type, one that microcred reads, or None.
        credential_id: the credential's id, or None.
        issuer_id: the credential's issuer's id, or None.
    """

    pointer: str
    value: Any
    type: str | None
    credential_id: str | None
    issuer_id: str | None


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A status entry that could be read.

    Attributes:
        type: the status type, a key of `TYPES`.
        purpose: `revocation`, `suspension`, `refresh`, `message`, or another text.
        list_url: where the list is published.
        pointer: where the entry stands in the credential.
        index: position in a bit string; None where the list names credentials by their id.
        size: bits of the status.
        messages: the message of each status value, where the entry has them.
        references: URLs of what explains the status.
        credential_id: the credential's id, or None.
        issuer_id: the credential's issuer's id, or None.
    """

    type: str
    purpose: str
    list_url: str
    pointer: str
    index: int | None = None
    size: int = 1
    messages: Mapping[int, str] = field(default_factory=dict)
    references: tuple[str, ...] = ()
    credential_id: str | None = None
    issuer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What a list says about one credential.

    Attributes:
        purpose: the purpose of the entry.
        value: the status; 0 or 1 unless the status has several bits.
        code: `revoked`, `not-revoked`, `suspended`, `not-suspended`, `newer-version`,
            `no-newer-version`, `status-message`, `status-set` or `status-unset`.
        pointer: where the entry stands in the credential.
        message: the text that the issuer gave this value; for developers, not for holders.
        reason: why it was revoked, where the list says so.
        references: URLs of what explains the status.
    """

    purpose: str
    value: int
    code: str
    pointer: str
    message: str | None = None
    reason: str | None = None
    references: tuple[str, ...] = ()

    @property
    def set(self) -> bool:
        """Tell whether the status is anything but 0."""
        return self.value != 0

    @property
    def invalidates(self) -> bool:
        """Tell whether the credential is revoked or suspended."""
        return self.set and self.purpose in INVALIDATING_PURPOSES


def finding_code(purpose: str, value: int) -> str:
    """Return the stable code of a status value."""
    return _CODES.get(purpose, _OTHER_CODES)[value != 0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedList(abc.ABC):
    """A list as an issuer published it, read and decoded once for any number of entries.

    Attributes:
        id: the list's own id, or None; it may differ from the URL it was had from.
        issuer_id: who says that it issued the list, or None.
        valid_from: when the list begins to count, or None.
        valid_until: when it ends to count, or None.
        ttl: how long after it was had a newer one should be asked for, or None.
    """

    id: str | None
    issuer_id: str | None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    ttl: timedelta | None = None

    @abc.abstractmethod
    def find(self, entry: StatusEntry) -> Status:
        """Look an entry up; see `microcred.status.status_of`."""

    def is_older_than_allowed(self, age_seconds: float) -> bool:
        """Tell whether a list that came so long ago must be asked for again, by its `ttl`."""
        return self.ttl is not None and age_seconds > self.ttl.total_seconds()

    def refresh_due(self, fetched_at: datetime) -> datetime | None:
        """Return when a newer list should be asked for: `ttl` after it was had, or its end.

        The time to live never prolongs the validity period. None: the list does not say.
        """
        moments = [] if self.valid_until is None else [self.valid_until]
        if (
            self.ttl is not None
            and fetched_at <= datetime.max.replace(tzinfo=fetched_at.tzinfo) - self.ttl
        ):
            moments.append(fetched_at + self.ttl)
        return min(moments, default=None)


@dataclass(frozen=True, slots=True)
class StatusType:
    """One kind of status.

    Attributes:
        name: the entry's `type`.
        list_is_credential: whether the list is a verifiable credential, with a proof to
            verify; else it is plain JSON, and only the connection speaks for it.
        parse_entry: reads an entry.
        parse_list: reads the list's document.
    """

    name: str
    list_is_credential: bool
    parse_entry: Callable[[StatusReference], StatusEntry]
    parse_list: Callable[[Mapping[str, Any]], PublishedList]
