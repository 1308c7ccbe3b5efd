"""Whether the workspace's site shows what the registry has."""

from __future__ import annotations

from collections.abc import Iterator

from microcred.application.doctor.examination import Examination, Note
from microcred.application.site import site_of
from microcred.findings import Fault
from microcred.publishing.evidence_files import evidence_out_of_step
from microcred.publishing.site_faults import site_faults


def faults_of_site(examination: Examination) -> Iterator[Fault]:
    """List what is wrong with the site; see `site_faults`. No address and no folder is no fault."""
    workspace = examination.workspace
    folder = workspace.site_folder
    if workspace.site_url is None and not folder.is_dir():
        message = "The workspace has no web address and no site: nothing to compare"
        examination.notes.append(Note("no-site", message))
        return
    site = site_of(workspace)
    yield from site_faults(examination.database, site, folder, max_badges=examination.max_badges)
    with examination.database.reading() as connection:
        missing, left = evidence_out_of_step(connection, folder) if folder.is_dir() else ({}, [])
    for path in missing:
        message = f"{folder / path} is not there, and a badge shows it"
        yield Fault(f"/site/{path}", "site-file-missing", message, data={"evidence": path})
    for path in left:
        message = f"{folder / path} is evidence that nobody chose to show"
        yield Fault(f"/site/{path}", "site-file-left", message, data={"evidence": path})
