"""Bring what is published up to date after something was changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from microcred.application.opening import Workspace
from microcred.errors import MicrocredError
from microcred.ledger import IssuedBadge

if TYPE_CHECKING:
    from microcred.publishing import Publication


@dataclass(frozen=True, slots=True)
class SiteAfter:
    """How the site is after something was changed.

    Attributes:
        problem: why it is not up to date, or None.
        publication: what was written, or None where nothing is published.
    """

    problem: MicrocredError | None = None
    publication: Publication | None = None


def keep_site_current(workspace: Workspace) -> SiteAfter:
    """Publish what was changed; nothing where the issuer has no web address and no site.

    What was changed stays so whether it can be published or not: the problem is returned.
    """
    try:
        if workspace.site_url is not None or workspace.site_folder.is_dir():
            # Templates take a while to load, and are wanted by those who publish only.
            from microcred.application.site import update_site  # noqa: PLC0415

            return SiteAfter(publication=update_site(workspace))
    except MicrocredError as error:
        return SiteAfter(error)
    return SiteAfter()


def page_of(workspace: Workspace, badge: IssuedBadge) -> str | None:
    """Return the address of a badge's page on the issuer's site; None where it has none."""
    if workspace.site_url is None or not badge.public:
        return None
    from microcred.publishing import badge_page_url  # noqa: PLC0415 - as above

    return badge_page_url(workspace.site_url, badge.id)
