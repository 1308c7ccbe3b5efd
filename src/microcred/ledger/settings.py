"""What a workspace's settings say about issuing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from microcred.limits import MIN_STATUS_LIST_ENTRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuanceSettings:
    """How badges are issued and how their status is published.

    Attributes:
        site_url: the web address of what the workspace publishes, without a slash at its end;
            None where it has none, and then badges have no status.
        valid: how long a signed status list counts.
        ttl: how long a verifier may keep it before it asks again.
        list_length: indexes of a new pair of lists.
        revocation_list: whether badges name a 1EdTechRevocationList too.
        personal_data: whether what says in clear who a person is may be kept.
    """

    site_url: str | None = None
    valid: timedelta = timedelta(days=30)
    ttl: timedelta = timedelta(hours=24)
    list_length: int = MIN_STATUS_LIST_ENTRIES
    revocation_list: bool = False
    personal_data: bool = False

    @property
    def status_url(self) -> str | None:
        """Return the address below which the status lists are published."""
        return None if self.site_url is None else f"{self.site_url}/status/"

    @property
    def revocation_list_url(self) -> str | None:
        """Return the address of the 1EdTechRevocationList, where badges name one."""
        if self.status_url is None or not self.revocation_list:
            return None
        return f"{self.status_url}revoked.json"
