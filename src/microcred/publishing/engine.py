"""Bring a folder up to date with the registry: what changed is rewritten, and nothing else.

The order keeps a run that is killed at any moment from showing anything half done, and lets the
next run complete it:

1. Everything that will be written is looked for on the disk: a file that stands in the way and
   is not ours ends the run before it changes anything.
2. The state file notes what the run is about to change.
3. Status lists and what identifies the issuer, so that no page says more than they do; then the
   evidence that pages will link to. What no page links to any more goes after 4.
4. Achievements, then badges: the files of each, its page last. A page is removed first.
5. The issuer's pages, which link to the others.
6. The state file notes what the folder shows now.

A definition with a fault keeps none of that from happening: what the folder shows of it, and of the
programme as a whole, stays as it was until the fault is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from microcred.errors import ConfigurationError
from microcred.files import locked, make_folder
from microcred.findings import Fault
from microcred.log import tell
from microcred.publishing import rows
from microcred.publishing.achievement_files import ACHIEVEMENT_FILES, achievement_files
from microcred.publishing.addresses import PAGE, achievement_folder, badge_folder
from microcred.publishing.badge_files import BADGE_FILES, badge_files
from microcred.publishing.content import Content, bytes_of
from microcred.publishing.evidence_files import (
    EvidenceChanges,
    copy_evidence,
    evidence_changes,
)
from microcred.publishing.folder import SiteFolder
from microcred.publishing.issuer_files import issuer_documents, issuer_pages
from microcred.publishing.pages import MARK
from microcred.publishing.program_view import ProgramReading
from microcred.publishing.site import Site
from microcred.publishing.state import STATE_FILE, SiteState, read_state
from microcred.registry import Database

_MARK_BYTES: Final = 2048
Render = Callable[[], Mapping[str, Content]]


@dataclass(frozen=True, slots=True)
class Publication:
    """What a run did.

    Attributes:
        folder: where.
        url: where it belongs on the web, or None.
        change: number of the newest change of the registry that the folder shows.
        written: paths in the folder of files that are new or have another content.
        removed: paths of files that are no more.
        uploads: paths of files that belong to another address than the site's, with that address.
        faults: why definitions of the programme are not shown as their files have them.
    """

    folder: Path
    url: str | None
    change: int
    written: tuple[str, ...]
    removed: tuple[str, ...]
    uploads: Mapping[str, str]
    faults: tuple[Fault, ...] = ()


def publish(
    database: Database,
    site: Site,
    folder: Path,
    *,
    look_at_program: bool = True,
    everything: bool = False,
) -> Publication:
    """Make a folder show what the registry has.

    Args:
        database: the registry.
        site: what a site is made from beside it.
        folder: made if need be; files in it that are not ours stay as they are.
        look_at_program: whether to see what changed in the programme's files. Without it they are
            read only where an achievement or the issuer changed, or everything is written anew.
        everything: whether to compare every file, changed or not: this mends what somebody else
            changed in the folder.

    Raises:
        ConfigurationError: code `file-exists`, when a file that is not ours is in the way, and
            nothing was changed; `other-site`, when the folder shows another registry;
            `site-state`; `cannot-write-file`.
    """
    make_folder(folder)
    with ExitStack() as stack:
        stack.enter_context(locked(folder, wait=True))
        connection = stack.enter_context(database.reading())
        run = _Run(connection, site, SiteFolder(folder), everything=everything)
        done = run.publish(look_at_program=look_at_program)
    written, removed = len(done.written), len(done.removed)
    tell("publishing", "site-published", written=written, removed=removed)
    return done


@dataclass(frozen=True, slots=True)
class _Part:
    """The folder of one badge or achievement."""

    folder: str
    names: tuple[str, ...]
    """Every file that it may have, the page last."""
    render: Render
    """Returns the content by name; nothing for one that has no page."""


class _Run:
    """One run: the folder is locked, and the registry is seen as of one moment."""

    def __init__(
        self, connection: sa.Connection, site: Site, folder: SiteFolder, *, everything: bool
    ):
        self.connection = connection
        self.everything = everything
        self.site = site
        self.folder = folder
        registry, self.change = rows.registry_info(connection)
        found = read_state(folder.read(STATE_FILE), str(folder.root / STATE_FILE))
        if found and found.registry != registry:
            message = f"{folder.root} is the site of another workspace; publish into another folder"
            raise ConfigurationError(message, code="other-site")
        self.before = found or SiteState(registry, None, "", frozenset())
        self.changes = self._changes()
        self.program = ProgramReading()
        self.behind = self.before.behind

    def _changes(self) -> rows.Changes:
        shown = self.before.change
        # A registry that was put back to an earlier state has given its numbers to other changes.
        stale = shown is None or shown > self.change or self.before.digest != self.site.digest
        if shown is None or stale or self.everything:
            return rows.read_changes(self.connection, 0, whole=True)
        return rows.read_changes(self.connection, shown, whole=False)

    def publish(self, *, look_at_program: bool) -> Publication:
        """Do the whole run; the module's text says in which order."""
        definitions = self._read_program(look=look_at_program)
        documents = issuer_documents(self.connection, self.site, self.changes)
        pages = issuer_pages(
            self.connection, self.site, self.changes, self.program, self.before.files
        )
        files = frozenset({*documents.files, *pages})
        parts = [*self._achievements(definitions), *self._badges()]
        self._check_free({**documents.files, **pages}, parts)
        begun = replace(
            self.before,
            files=self.before.files | files,
            working_on=self.before.working_on | {part.folder for part in parts},
        )
        if begun != self.before:
            self.folder.write(STATE_FILE, begun.to_json())
        self._sweep(begun.files)
        self._write(documents.files)
        evidence = self._copy_evidence()
        for part in parts:
            self._bring_up_to_date(part)
        for path in evidence.gone:  # no page links to it any more
            self.folder.remove(path)
        self._write(pages)
        for path in sorted(self.before.files - files):
            self.folder.remove(path)
        self.folder.settle()
        done = SiteState(
            registry=self.before.registry,
            change=self.change,
            digest=self.site.digest,
            files=files,
            definitions=definitions,
            behind=self.behind,
        )
        self.folder.write(STATE_FILE, done.to_json())
        return self._publication(documents.uploads)

    def _read_program(self, *, look: bool) -> Mapping[str, str]:
        """Read the programme if there is need of it, and note which definitions changed.

        Returns:
            The digest of each definition's page, by id; of one that is shown as it was, nothing,
            so that it counts as changed when it can be read again.
        """
        before = self.before.definitions
        if self.site.program is not None:
            if not look and not self.changes.touch(rows.ACHIEVEMENT, rows.ISSUER):
                return before
            self.program = self.site.program()
        self.behind = bool(self.program.faults)
        now = {name: page.digest for name, page in self.program.pages.items()}
        if self.program.faults:
            # Which definition a broken file has is not known: one that is missing may be it.
            now |= dict.fromkeys(before.keys() - now.keys(), "")
        other = {name for name in {*before, *now} if before.get(name) != now.get(name)}
        if other or self.before.behind != self.behind:
            self.changes = self.changes.with_achievements(other)
        return now

    def _achievements(self, shown: Mapping[str, str]) -> Iterator[_Part]:
        """Yield the achievements to look at, but for definitions that are shown as they were."""
        program = self.program.pages
        identifiers = set(self.changes.subjects.get(rows.ACHIEVEMENT, ()))
        identifiers.update(page.id for page in program.values() if page.definition in identifiers)
        if self.changes.whole:
            identifiers.update(rows.achievement_ids(self.connection), program)
        for identifier in sorted(identifiers - (shown.keys() - program.keys())):
            folder = achievement_folder(identifier, self.site.url)
            page = program.get(identifier)
            render = partial(achievement_files, self.connection, self.site, identifier, page)
            yield _Part(folder, ACHIEVEMENT_FILES, render)

    def _badges(self) -> Iterator[_Part]:
        badges = dict(self.changes.badges)
        if self.changes.whole:
            badges.update(dict.fromkeys(rows.public_badge_ids(self.connection), True))
        for identifier, public in sorted(badges.items()):
            folder = badge_folder(identifier)
            # Most badges are not public and never were: then there is nothing to look at.
            if public or (self.folder.root / folder).is_dir():
                render = partial(badge_files, self.connection, self.site, identifier)
                yield _Part(folder, BADGE_FILES, render)

    def _check_free(self, files: Mapping[str, bytes | None], parts: Iterable[_Part]) -> None:
        """Refuse to write over what is not ours, while nothing is changed yet."""
        for path, data in files.items():
            if path not in self.before.files:
                self._check_same(path, data)
        for part in parts:
            if not self._is_ours(part.folder) and self._has_any(part):
                for name, content in part.render().items():
                    self._check_same(f"{part.folder}/{name}", bytes_of(content))

    def _check_same(self, path: str, data: bytes | None) -> None:
        found = self.folder.read(path)
        if found is not None and found != data:
            message = (
                f"{self.folder.root / path} is there already and is no page of this site; move it "
                "away, or publish into another folder"
            )
            raise ConfigurationError(message, code="file-exists")

    def _is_ours(self, folder: str) -> bool:
        if folder in self.before.working_on:
            return True
        beginning = self.folder.read(f"{folder}/{PAGE}", _MARK_BYTES)
        return beginning is not None and MARK in beginning

    def _has_any(self, part: _Part) -> bool:
        return any((self.folder.root / part.folder / name).exists() for name in part.names)

    def _sweep(self, files: Iterable[str]) -> None:
        names: dict[str, list[str]] = {}
        for path in (*files, STATE_FILE):
            folder, _, name = path.rpartition("/")
            names.setdefault(folder, []).append(name)
        for folder, inside in names.items():
            self.folder.sweep(folder, inside)

    def _write(self, files: Mapping[str, bytes | None]) -> None:
        for path, data in files.items():
            if data is not None:
                self.folder.write(path, data)

    def _bring_up_to_date(self, part: _Part) -> None:
        self.folder.sweep(part.folder, part.names)
        files = part.render()
        if not files and not self._is_ours(part.folder):
            return
        for name in reversed(part.names):  # a page goes before what it links to
            if name not in files:
                self.folder.remove(f"{part.folder}/{name}")
        for name in part.names:  # and comes after it
            if name in files:
                self.folder.write(f"{part.folder}/{name}", bytes_of(files[name]))

    def _copy_evidence(self) -> EvidenceChanges:
        """Copy the evidence that pages will link to out of its store; return what goes after."""
        if self.site.evidence is None:
            return EvidenceChanges()
        changes = evidence_changes(self.connection, self.changes, self.folder.root)
        copy_evidence(self.folder, changes, self.site.evidence)
        return changes

    def _publication(self, uploads: Mapping[str, str]) -> Publication:
        return Publication(
            folder=self.folder.root,
            url=self.site.url,
            change=self.change,
            written=tuple(path for path in self.folder.written if path != STATE_FILE),
            removed=tuple(self.folder.removed),
            uploads=uploads,
            faults=self.program.faults,
        )
