"""One definition file, with the line and column of whatever is wrong in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from microcred.errors import InvalidDocument
from microcred.findings import Fault
from microcred.models.located import LocatedDocument, read_located
from microcred.program.definition import MicroCredential, Stack, read_any


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """A definition as it was read from a file.

    Attributes:
        path: the file.
        definition: what it says.
        located: knows where in the file it says so.
    """

    path: Path
    definition: MicroCredential | Stack
    located: LocatedDocument

    def locate(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults of the definition with their lines and columns, in the file's order."""
        return self.located.locate(faults)


def read_definition_file(path: Path) -> DefinitionFile:
    """Read a micro-credential or a stack from a YAML or JSON file.

    Raises:
        ConfigurationError: the file cannot be read.
        InvalidDocument: it is not YAML or JSON, or no sound definition; each fault has its line
            and column.
        LimitExceeded: the file is too long or too deep.
    """
    return definition_file(path, read_located(path))


def definition_file(path: Path, located: LocatedDocument) -> DefinitionFile:
    """Read the definition in a file that is read already; see `read_definition_file`.

    Raises:
        InvalidDocument: lists every fault, with its line and column.
    """
    try:
        definition = read_any(located.members)
    except InvalidDocument as error:
        raise InvalidDocument(located.locate(error.faults), what="definition") from None
    return DefinitionFile(path, definition, located)
