"""Tell how the site is after a command changed something."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from microcred.application.site_after import SiteAfter
from microcred.cli.outcome import EXIT_CONFIGURATION, describe_error, note

if TYPE_CHECKING:
    from microcred.application.shapes.site import SiteAfterJson


def site_members(site: SiteAfter) -> SiteAfterJson:
    """Return what a command's JSON says of the site: nothing where all is well."""
    return {} if site.problem is None else {"unpublished": describe_error(site.problem)}


def tell_site(site: SiteAfter) -> None:
    """Say what to upload, where something is published."""
    done = site.publication
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


def end_with(site: SiteAfter) -> None:
    """End a command that has told its result, with an error if its change is not published."""
    if site.problem is not None:
        note(f"error: this is done, but not published: {site.problem}")
        note("Mend that, then run 'microcred publish'.")
        sys.exit(EXIT_CONFIGURATION)
