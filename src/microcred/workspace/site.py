"""The site of a workspace: its settings, keys and programme, joined for publishing."""

from __future__ import annotations

from functools import partial

from microcred.publishing import Site
from microcred.workspace.catalogue_files import catalogue_files
from microcred.workspace.identity import identity_documents
from microcred.workspace.opening import Workspace
from microcred.workspace.program_pages import program_pages


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
        catalogue_files=(
            partial(catalogue_files, program, workspace.profile) if program.is_dir() else None
        ),
    )
