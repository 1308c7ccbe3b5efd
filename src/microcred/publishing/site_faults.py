"""Whether a published folder shows what the registry has; writes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from microcred.files import is_temporary, locked
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.publishing import rows
from microcred.publishing.achievement_files import ACHIEVEMENT_FILES, achievement_files
from microcred.publishing.addresses import BADGES, PAGE, achievement_folder, badge_folder
from microcred.publishing.badge_files import BADGE_FILES, badge_files
from microcred.publishing.content import Content, Picture, bytes_of
from microcred.publishing.folder import SiteFolder
from microcred.publishing.issuer_files import issuer_documents, issuer_pages
from microcred.publishing.pages import MARK
from microcred.publishing.program_view import ProgramReading
from microcred.publishing.site import Site
from microcred.publishing.state import STATE_FILE, SiteState, read_state
from microcred.registry import Database

_MARK_BYTES: Final = 2048
_HEX: Final = 17  # a dot and the sixteen characters that a temporary file's name ends with
_EVERYTHING: Final = rows.Changes({}, {}, whole=True)


def site_faults(
    database: Database, site: Site, folder: Path, *, max_badges: int | None = None
) -> Iterator[Fault]:
    """List what is wrong with a published folder; `pointer` is `/site/PATH`.

    Codes: `site-missing`, `other-site`, `site-unfinished`, `site-ahead`, `site-behind`,
    `site-outdated`; and of a site that is none of these `site-file-missing`,
    `site-file-differs`, `site-file-left`, `site-page-left`; `unfinished-file` of all.

    Args:
        database: the registry.
        site: what the folder was made from beside it.
        folder: the folder.
        max_badges: look at so many badges, chosen at random; None for all of them.

    Raises:
        ConfigurationError: code `site-state`, or a file cannot be read.
    """
    state_file = folder / STATE_FILE
    if not state_file.exists():
        message = f"{folder} is not there, or no site was ever written into it"
        yield Fault("/site", "site-missing", message)
        return
    with locked(folder, wait=True), database.reading() as connection:
        look = _Look(connection, site, SiteFolder(folder), max_badges)
        state = read_state(look.folder.read(STATE_FILE), str(state_file))
        if state is not None:
            program = site.program() if site.program is not None else ProgramReading()
            behind = list(_faults_of_state(connection, state, site, program))
            yield from behind or look.faults(state, program)
        yield from look.unfinished(deep=max_badges is None)


def _faults_of_state(
    connection: sa.Connection, state: SiteState, site: Site, program: ProgramReading
) -> Iterator[Fault]:
    registry, change = rows.registry_info(connection)
    if state.registry != registry:
        message = "the folder is the site of another workspace"
        yield Fault("/site", "other-site", message, "Name another folder under [site].")
    elif state.change is None or state.working_on:
        message = "the command that wrote the site was ended before its end"
        yield Fault("/site", "site-unfinished", message)
    elif state.change != change:
        yield _other_change(state.change, change)
    elif state.digest != site.digest:
        message = "the settings or the version of microcred are not those that wrote the site"
        yield Fault("/site", "site-outdated", message)
    elif program.faults:
        message = (
            f"{len(program.faults)} fault{'s' * (len(program.faults) > 1)} in definitions: the "
            "site shows them as they were before"
        )
        data = {"definition_faults": len(program.faults)}
        yield Fault("/site", "site-behind", message, data=data)
    elif state.behind or _digests(program) != state.definitions:
        message = "definitions of the programme changed since the site was written"
        yield Fault("/site", "site-behind", message)


def _other_change(shown: int, change: int) -> Fault:
    """Make the fault of a site that shows the registry as it was, or as it was not yet."""
    message = f"the site shows change {shown} and the registry is at {change}"
    if shown < change:
        return Fault("/site", "site-behind", message)
    why = "it was put back to an earlier state, and badges since then are not in it"
    return Fault("/site", "site-ahead", f"{message}: {why}")


def _digests(program: ProgramReading) -> dict[str, str]:
    return {name: page.digest for name, page in program.pages.items()}


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a folder that is held, at a registry that is seen as of one moment."""

    connection: sa.Connection
    site: Site
    folder: SiteFolder
    max_badges: int | None

    def faults(self, state: SiteState, program: ProgramReading) -> Iterator[Fault]:
        """Compare what is there with what would be written."""
        documents = issuer_documents(self.connection, self.site, _EVERYTHING).files
        pages = issuer_pages(self.connection, self.site, _EVERYTHING, program)
        files = {**documents, **pages}
        yield from self._compare(files)
        yield from self._left(sorted(state.files - files.keys()))
        for identifier in sorted({*rows.achievement_ids(self.connection), *program.pages}):
            page = program.pages.get(identifier)
            made = achievement_files(self.connection, self.site, identifier, page)
            folder = achievement_folder(identifier, self.site.url)
            yield from self._compare_part(folder, ACHIEVEMENT_FILES, made)
        public = rows.public_badge_ids(self.connection)
        for badge_id in self._chosen(public):
            made = badge_files(self.connection, self.site, badge_id)
            yield from self._compare_part(badge_folder(badge_id), BADGE_FILES, made)
        yield from self._pages_left({badge_folder(badge_id) for badge_id in public})

    def _chosen(self, badge_ids: list[str]) -> list[str]:
        if self.max_badges is None or len(badge_ids) <= self.max_badges:
            return sorted(badge_ids)
        return sorted(secrets.SystemRandom().sample(badge_ids, self.max_badges))

    def _compare_part(
        self, folder: str, names: Sequence[str], made: Mapping[str, Content]
    ) -> Iterator[Fault]:
        yield from self._compare({f"{folder}/{name}": data for name, data in made.items()})
        yield from self._left([f"{folder}/{name}" for name in names if name not in made])

    def _compare(self, files: Mapping[str, Content | None]) -> Iterator[Fault]:
        for path, data in files.items():
            found = None if data is None else self.folder.read(path)
            if data is not None and found is None:
                message = f"{self.folder.root / path} is not there"
                yield Fault(_place(path), "site-file-missing", message)
            elif found is not None and data is not None and not self._is_same(found, data):
                message = f"{self.folder.root / path} is not what was published"
                yield Fault(_place(path), "site-file-differs", message)

    def _is_same(self, found: bytes, content: Content) -> bool:
        """Tell whether a file is as it should be; to draw every picture again takes minutes."""
        if isinstance(content, Picture) and self.max_badges is not None:
            return content.may_be(found)
        return found == bytes_of(content)

    def _left(self, paths: Sequence[str]) -> Iterator[Fault]:
        for path in paths:
            if (self.folder.root / path).exists():
                message = f"{self.folder.root / path} is of something that is not published"
                yield Fault(_place(path), "site-file-left", message)

    def _pages_left(self, known: set[str]) -> Iterator[Fault]:
        """Find pages of badges that are not public, or not in the registry."""
        for path in sorted((self.folder.root / BADGES).glob("*")):
            folder = f"{BADGES}/{path.name}"
            if folder in known:
                continue
            beginning = self.folder.read(f"{folder}/{PAGE}", _MARK_BYTES)
            if beginning is not None and MARK in beginning:
                message = f"{path} is the page of a badge that is not public, or not known"
                yield Fault(_place(folder), "site-page-left", message, f"Delete {path}.")

    def unfinished(self, *, deep: bool) -> Iterator[Fault]:
        """Find what a command left that was ended while it wrote a file."""
        root = self.folder.root
        for path in sorted(root.rglob(".*") if deep else root.glob(".*")):
            if is_temporary(path.name, path.name[1:-_HEX]):
                message = f"{path} was never finished"
                place = _place(path.relative_to(root).as_posix())
                yield Fault(place, "unfinished-file", message, "Delete it.")


def _place(path: str) -> str:
    return join_pointer(["site", *path.split("/")])
