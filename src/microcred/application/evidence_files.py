"""The files of evidence on a site: those that educators chose to show, of badges that are public.

They stand in `evidence/` by their digest, so that a name tells whether a file is as it should be,
and whether it is one of ours.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from microcred.application.opening import Workspace
from microcred.errors import ConfigurationError
from microcred.files import check_not_linked, make_folder, reason_of
from microcred.program.flow import EvidenceStore
from microcred.program.flow.reports import published_evidence
from microcred.registry import Database

EVIDENCE_FOLDER: Final = "evidence"
_OURS: Final = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}\Z")


def publish_evidence(workspace: Workspace, folder: Path) -> tuple[list[str], list[str]]:
    """Bring the evidence in a site's folder up to date; other files in it stay as they are.

    Returns:
        The paths in the folder of files that were written, and of those that were removed.

    Raises:
        ConfigurationError: a file cannot be written or removed, or is not in the store.
    """
    with workspace.database.reading() as connection:
        shown = published_evidence(connection)
    check_not_linked(folder / EVIDENCE_FOLDER, within=folder)
    there = _there(folder)
    try:
        removed = [path for path in there if path not in shown]
        for path in removed:
            (folder / path).unlink(missing_ok=True)
        missing = {path: shown[path] for path in shown.keys() - there}
        if missing:
            make_folder(folder / EVIDENCE_FOLDER, within=folder)
            _copy(workspace.evidence_store, folder, missing)
    except (OSError, ValueError) as error:
        message = f"evidence on the site cannot be brought up to date: {reason_of(error)}"
        raise ConfigurationError(message, code="cannot-write-file") from error
    return sorted(missing), removed


def evidence_out_of_step(database: Database, folder: Path) -> tuple[list[str], list[str]]:
    """Return the paths that are missing in a site's folder, and those that nobody shows."""
    with database.reading() as connection:
        shown = published_evidence(connection)
    there = _there(folder)
    return sorted(shown.keys() - there), [path for path in there if path not in shown]


def _there(folder: Path) -> list[str]:
    """Return our files of evidence that are in a site's folder."""
    found = sorted((folder / EVIDENCE_FOLDER).glob("*"))
    return [f"{EVIDENCE_FOLDER}/{each.name}" for each in found if _OURS.match(each.name)]


def _copy(store: EvidenceStore, folder: Path, files: Mapping[str, str]) -> None:
    """Copy files out of the store; each appears whole, or not at all."""
    for path, digest in files.items():
        target = folder / path
        part = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
        try:
            with store.open(digest) as source, part.open("xb") as copy:
                shutil.copyfileobj(source, copy)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
