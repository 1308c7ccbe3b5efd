"""The files of evidence on a site: those that educators chose to show, of badges that are public.

They stand in `evidence/` by their digest, so that a name tells whether a file is as it should be,
and whether it is one of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from microcred.program.flow import EvidenceStore
from microcred.program.flow.reports import published_evidence
from microcred.publishing import rows
from microcred.publishing.folder import SiteFolder

EVIDENCE_FOLDER: Final = "evidence"
_OURS: Final = re.compile(r"([0-9a-f]{64})\.[a-z0-9]{1,8}\Z")


@dataclass(frozen=True, slots=True)
class EvidenceChanges:
    """The files of evidence that a run looks at.

    Attributes:
        shown: paths of those that shall be there, with their digests.
        gone: paths of those that shall not be there any more.
    """

    shown: Mapping[str, str] = field(default_factory=dict)
    gone: Collection[str] = ()

    @property
    def names(self) -> list[str]:
        """Return the names of all in their folder."""
        return [path.rpartition("/")[2] for path in (*self.shown, *self.gone)]


def evidence_changes(
    connection: sa.Connection, changes: rows.Changes, folder: Path
) -> EvidenceChanges:
    """Read which files of evidence changed; all of them where everything is looked at."""
    if changes.whole:
        missing, left = evidence_out_of_step(connection, folder)
        return EvidenceChanges(missing, left)
    paths = sorted(changes.subjects.get(rows.EVIDENCE, ()))
    digests = [found[1] for path in paths if (found := _OURS.search(path))]
    shown = published_evidence(connection, digests) if digests else {}
    return EvidenceChanges(shown, [path for path in paths if path not in shown])


def copy_evidence(
    folder: SiteFolder, changes: EvidenceChanges, open_store: Callable[[], EvidenceStore]
) -> None:
    """Copy out of the store what shall be in a site's folder, and is not.

    Raises:
        ConfigurationError: a file cannot be written, or is not in the store.
    """
    if changes.names:
        folder.sweep(EVIDENCE_FOLDER, changes.names)
    missing = {
        path: digest for path, digest in changes.shown.items() if not (folder.root / path).exists()
    }
    if not missing:
        return
    store = open_store()
    for path, digest in missing.items():
        with store.open(digest) as source:
            folder.copy(path, source)


def evidence_out_of_step(
    connection: sa.Connection, folder: Path
) -> tuple[dict[str, str], list[str]]:
    """Return what a site's folder lacks, with its digests, and the paths that nobody shows."""
    shown = published_evidence(connection)
    found = sorted(each.name for each in (folder / EVIDENCE_FOLDER).glob("*"))
    there = [f"{EVIDENCE_FOLDER}/{name}" for name in found if _OURS.match(name)]
    missing = {path: shown[path] for path in sorted(shown.keys() - there)}
    return missing, [path for path in there if path not in shown]
