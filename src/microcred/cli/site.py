"""Bring what is published up to date after a change."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from microcred.application import Workspace
from microcred.cli.outcome import EXIT_CONFIGURATION, describe_error, note
from microcred.errors import MicrocredError

if TYPE_CHECKING:
    from microcred.publishing import Publication


@dataclass(frozen=True, slots=True)
class SiteAfter:
    """How the site is after a command.

    Attributes:
        problem: why it is not up to date, or None.
        publication: what was written, or None where nothing is published.
    """

    problem: MicrocredError | None = None
    publication: Publication | None = None

    @property
    def described(self) -> dict[str, Any]:
        """Return what the command's JSON says of it: nothing where all is well."""
        return {} if self.problem is None else {"unpublished": describe_error(self.problem)}

    def tell(self) -> None:
        """Say what to upload, where something is published."""
        done = self.publication
        if done is None:
            return
        if done.url is not None:
            note(f"Upload {done.folder} so that it stands at {done.url}")
        for path, url in sorted(done.uploads.items()):
            note(f"Upload {done.folder / path} so that it stands at {url}")
        if done.faults:
            note(
                "Pages of the programme stay as they were: definitions have faults; "
                "'microcred program check' names them."
            )

    def end(self) -> None:
        """End the command, which has told its result, with an error if there is one."""
        if self.problem is not None:
            note(f"error: this is done, but not published: {self.problem}")
            note("Mend that, then run 'microcred publish'.")
            sys.exit(EXIT_CONFIGURATION)


def keep_site_current(workspace: Workspace) -> SiteAfter:
    """Publish what a command changed; nothing where the issuer has no web address and no site."""
    try:
        if workspace.site_url is not None or workspace.site_folder.is_dir():
            # Templates take a while to load, and are wanted by those who publish only.
            from microcred.application.site import publish_site  # noqa: PLC0415

            return SiteAfter(publication=publish_site(workspace))
    except MicrocredError as error:
        return SiteAfter(error)
    return SiteAfter()


def page_of(workspace: Workspace, badge_id: str) -> dict[str, str]:
    """Return the address of a public badge's page, as a command's JSON has it."""
    if workspace.site_url is None:
        return {}
    from microcred.publishing import badge_page_url  # noqa: PLC0415

    return {"page": badge_page_url(workspace.site_url, badge_id)}
