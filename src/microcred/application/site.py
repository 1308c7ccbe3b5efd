"""The site of a workspace: its settings, keys and programme, joined for publishing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from microcred.application.catalogue_files import catalogue_files
from microcred.application.identity import identity_documents
from microcred.application.opening import Workspace
from microcred.application.permission import permit_issuer
from microcred.application.program_pages import program_pages
from microcred.application.settings import WITNESS_FILE
from microcred.authority import Principal, Verb
from microcred.publishing import Publication, Site, publish
from microcred.registry.witness import (
    FileWitness,
    Seen,
    check_not_held,
    check_not_older,
    read_seen,
)


def site_of(workspace: Workspace) -> Site:
    """Say what the site of a workspace is made from, beside its registry."""
    program = workspace.program_folder
    profile, url = workspace.profile.to_document(), workspace.site_url
    return Site(
        profile=profile,
        url=url,
        documents=lambda connection: identity_documents(connection, profile, url),
        linkedin_organization=workspace.settings.share.linkedin_organization,
        revocation_list=workspace.settings.status.revocation_list,
        language=workspace.settings.site.language or "",
        program=partial(program_pages, program) if program.is_dir() else None,
        evidence=lambda: workspace.evidence_store,
        catalogue_files=(
            partial(catalogue_files, program, workspace.profile) if program.is_dir() else None
        ),
    )


def publish_site(
    workspace: Workspace,
    folder: Path | None = None,
    *,
    by: Principal,
    look_at_program: bool = False,
    everything: bool = False,
) -> Publication:
    """Bring the site of a workspace up to date.

    Args:
        workspace: whose site it is.
        folder: where to write it; by default the workspace's own.
        by: who publishes it.
        look_at_program: see `publish`.
        everything: see `publish`.

    Raises:
        Forbidden: code `forbidden`.
    """
    permit_issuer(by, Verb.PUBLISH)
    return update_site(workspace, folder, look_at_program=look_at_program, everything=everything)


def update_site(
    workspace: Workspace,
    folder: Path | None = None,
    *,
    look_at_program: bool = False,
    everything: bool = False,
) -> Publication:
    """Publish what a verb has changed, whoever might call it; see `publish_site`."""
    site = site_of(workspace)
    folder = folder or workspace.site_folder
    seen = _check_not_older(workspace)
    done = publish(
        workspace.database, site, folder, look_at_program=look_at_program, everything=everything
    )
    FileWitness(folder / WITNESS_FILE).note(seen)
    return done


def _check_not_older(workspace: Workspace) -> Seen:
    """Return how far the registry is; an older copy, whose lists give badges back, is refused."""
    last = workspace.witness.last()
    with workspace.database.reading() as connection:
        now = read_seen(connection)
    check_not_older(now, last)
    check_not_held(last)
    return now
