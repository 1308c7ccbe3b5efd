"""Read what badges are awarded for, as an issuer's badges have it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from microcred.application.opening import Workspace
from microcred.errors import MalformedInput
from microcred.program.loading import Awardable, load_awardable


def load_definition(workspace: Workspace, path: Path, language: str | None = None) -> Awardable:
    """Read a micro-credential, a stack or an achievement, with the addresses of the issuer's pages.

    Args:
        workspace: the issuer's.
        path: a YAML or JSON file.
        language: of the badge; None for the definition's main one.

    Raises:
        MicrocredError: see `load_awardable`; a note names the file.
    """
    try:
        return load_awardable(path, language, _pages_of(workspace))
    except MalformedInput as error:
        error.add_note(str(path))
        raise


def _pages_of(workspace: Workspace) -> Callable[[str], str] | None:
    """Return what knows the addresses of achievements' pages, if the issuer has a site."""
    site_url = workspace.site_url
    if site_url is None:
        return None
    from microcred.publishing import achievement_page_url  # noqa: PLC0415  (with what draws pages)

    return functools.partial(achievement_page_url, site_url)
