"""A programme's folder: a file for each definition, their pictures, and its frameworks.

*.yaml, *.json   a micro-credential or a stack each
images/          their pictures
frameworks/      the frameworks that they are aligned to; see `microcred.program.frameworks`
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Final

from microcred.arguments import path_of
from microcred.errors import ConfigurationError, InvalidDocument, LimitExceeded, MicrocredError
from microcred.files import reason_of
from microcred.findings import Fault
from microcred.limits import MAX_DEFINITIONS
from microcred.program.definition import MicroCredential, Stack
from microcred.program.definition_file import DefinitionFile, read_definition_file
from microcred.program.frameworks import FRAMEWORKS_FOLDER, FrameworkFolder
from microcred.program.texts import Words

_SUFFIXES: Final = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Program:
    """What a programme's folder holds.

    Attributes:
        folder: the folder.
        files: the definitions that could be read, by file name.
        faults: what is wrong in the other files, whose names in the folder they have.
    """

    folder: Path
    files: tuple[DefinitionFile, ...]
    faults: tuple[Fault, ...] = ()

    def __iter__(self) -> Iterator[DefinitionFile]:
        return iter(self.files)

    @cached_property
    def by_id(self) -> dict[str, DefinitionFile]:
        """Return the definitions by id; where two files have one id, the first counts."""
        found: dict[str, DefinitionFile] = {}
        for file in self.files:
            found.setdefault(file.definition.id, file)
        return found

    @cached_property
    def definitions(self) -> dict[str, MicroCredential | Stack]:
        """Return what the files say, by id; see `by_id`."""
        return {name: file.definition for name, file in self.by_id.items()}

    @cached_property
    def names(self) -> dict[str, Words]:
        """Return what each definition is called, by id."""
        return {name: each.name for name, each in self.definitions.items()}

    @cached_property
    def frameworks(self) -> FrameworkFolder:
        """Return the frameworks: those in the folder and those built in."""
        return FrameworkFolder(self.folder / FRAMEWORKS_FOLDER)


def sources_of(folder: Path) -> list[Path]:
    """Return the files that a programme is read from, its pictures left out.

    Raises:
        ConfigurationError: the folder cannot be read.
        LimitExceeded: it has more than `MAX_DEFINITIONS` files.
        WrongArgument: it is no path.
    """
    return [*_paths(folder), *sorted((folder / FRAMEWORKS_FOLDER).glob("*.json"))]


def read_program(folder: str | PathLike[str]) -> Program:
    """Read every definition in a folder; files that are wrong are among the faults.

    Raises:
        ConfigurationError: the folder cannot be read.
        LimitExceeded: it has more than `MAX_DEFINITIONS` files.
    """
    folder = path_of(folder, "folder")
    files: list[DefinitionFile] = []
    faults: list[Fault] = []
    for path in _paths(folder):
        try:
            files.append(read_definition_file(path))
        except InvalidDocument as error:
            faults += [replace(fault, file=path.name) for fault in error.faults]
        except MicrocredError as error:
            line, column = error.place or (None, None)
            fault = Fault("", error.code, error.message, line=line, column=column, file=path.name)
            faults.append(fault)
    return Program(folder, tuple(files), tuple(faults))


def _paths(folder: Path) -> list[Path]:
    try:
        paths = sorted(
            path
            for path in folder.iterdir()
            if path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")
        )
    except OSError as error:
        message = f"the folder {folder} cannot be read: {reason_of(error)}"
        raise ConfigurationError(message, code="unreadable-file") from error
    if len(paths) > MAX_DEFINITIONS:
        message = f"{folder} has {len(paths)} files, at most {MAX_DEFINITIONS} are read"
        raise LimitExceeded(message, code="too-many-definitions")
    return paths
