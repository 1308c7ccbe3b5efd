"""The frameworks of a programme: a folder with a JSON file for each, and those built in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

from microcred.errors import ConfigurationError, InvalidDocument, MicrocredError
from microcred.files import locked, make_folder, read_start, reason_of, write_file
from microcred.findings import Fault
from microcred.program.frameworks.changes import Comparison, Use, compare_editions
from microcred.program.frameworks.lookup import FrameworkShelf, Target
from microcred.program.frameworks.model import Framework
from microcred.program.frameworks.professional_learning import STANDARDS
from microcred.program.frameworks.stored import (
    MAX_STORED_BYTES,
    dump_framework,
    load_framework,
)

FRAMEWORKS_FOLDER: Final = "frameworks"
_PLAIN_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}\Z")


class FrameworkFolder:
    """A `FrameworkLookup` over a folder; files are read when they are needed, and then kept.

    Args:
        folder: `program/frameworks/`; it need not exist.
    """

    def __init__(self, folder: Path):
        self.folder = folder
        self._read: dict[str, Framework | None] = {}

    def __iter__(self) -> Iterator[Framework]:
        yield from self._shelf

    @cached_property
    def _built_in(self) -> FrameworkShelf:
        return FrameworkShelf(STANDARDS)

    @cached_property
    def _shelf(self) -> FrameworkShelf:
        return FrameworkShelf((*STANDARDS, *(_load(path) for path in self._paths())))

    def _paths(self) -> list[Path]:
        try:
            return sorted(path for path in self.folder.glob("*.json") if path.is_file())
        except OSError as error:
            message = f"{self.folder} cannot be read: {reason_of(error)}"
            raise ConfigurationError(message, code="unreadable-file") from error

    def framework(self, name: str) -> Framework | None:
        """Find a framework by its id, URI or title.

        Raises:
            ConfigurationError: a stored file cannot be read.
            MalformedInput: a stored file was changed so that it is no framework any more.
        """
        if name not in self._read:
            self._read[name] = self._find_framework(name)
        return self._read[name]

    def _find_framework(self, name: str) -> Framework | None:
        built_in = self._built_in.framework(name)
        if built_in is not None:
            return built_in
        path = self.path_of(name)
        if path.is_file():
            return _load(path)
        return self._shelf.framework(name)

    def find(self, framework_id: str, item_id: str) -> Target | None:
        """Find an item; see `FrameworkLookup`."""
        framework = self.framework(framework_id)
        item = framework.find(item_id) if framework else None
        return Target(framework, item) if framework and item else None

    def path_of(self, framework_id: str) -> Path:
        """Return the file of a framework: named after its id, or after a UUID of it."""
        plain = framework_id.lower()
        if plain != framework_id or not _PLAIN_ID.match(plain):
            plain = str(uuid.uuid5(uuid.NAMESPACE_URL, framework_id))
        return self.folder / f"{plain}.json"

    def store(
        self, framework: Framework, uses: Iterable[Use] = (), *, lose_targets: bool = False
    ) -> Comparison | None:
        """Keep a framework, in place of an older edition with the same id.

        Args:
            framework: what was imported.
            uses: the alignments of all definitions to this framework.
            lose_targets: whether to go on when items in use are gone.

        Returns:
            How it differs from the older edition; None where there is none.

        Raises:
            ConfigurationError: it is one of those built in, or cannot be written.
            InvalidDocument: code `targets-disappeared`, when items in use are gone; each fault's
                pointer is the definition. Nothing was changed.
        """
        if self._built_in.framework(framework.id):
            message = f"{framework.title} comes with microcred and cannot be replaced"
            raise ConfigurationError(message, code="framework-built-in")
        path = self.path_of(framework.id)
        make_folder(self.folder)
        with locked(self.folder, wait=True):
            older = _load(path) if path.is_file() else None
            comparison = compare_editions(older, framework, uses) if older else None
            if comparison and comparison.losses and not lose_targets:
                raise _disappeared(comparison)
            write_file(path, dump_framework(framework), overwrite=True)
        self._read.clear()
        self.__dict__.pop("_shelf", None)
        return comparison


def _load(path: Path) -> Framework:
    data = read_start(path, MAX_STORED_BYTES + 1)
    try:
        return load_framework(data)
    except MicrocredError as error:
        error.add_note(str(path))
        raise


def _disappeared(comparison: Comparison) -> InvalidDocument:
    faults = []
    for change in comparison.losses:
        instead = f", replaced by {', '.join(change.replaced_by)}" if change.replaced_by else ""
        message = f"{change.item.code or change.item.id} is gone from the newer edition{instead}"
        faults += [
            Fault(use.definition, "target-disappeared", message, "", use.line, use.column)
            for use in change.uses
        ]
    error = InvalidDocument(faults, what="newer edition")
    error.code = "targets-disappeared"
    return error
