"""The one door through which whoever issues gets what a file defines.

Two kinds of files come in: definitions of micro-credentials and stacks, which say their `format`,
and achievements as Open Badges describes them, which do not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from microcred.errors import InvalidDocument, MalformedInput, excerpt
from microcred.models import Achievement
from microcred.models.located import read_located
from microcred.program.definition import MicroCredential, Stack, is_definition
from microcred.program.definition_file import DefinitionFile, definition_file
from microcred.program.folder import read_program
from microcred.program.frameworks import FRAMEWORKS_FOLDER, FrameworkFolder, FrameworkLookup
from microcred.program.mapping import Surroundings, award_members, make_achievement
from microcred.program.pictures import PictureFile, read_picture
from microcred.program.texts import Words


@dataclass(frozen=True)
class Awardable:
    """What badges can be issued of.

    Attributes:
        achievement: what each badge says was achieved.
        subject: further members of each badge's subject, for `Issuer.award`.
        picture: the definition's own picture file, where it has one.
        definition: what the achievement was made of; None for a file that was one itself.
    """

    achievement: Achievement
    subject: Mapping[str, Any] = field(default_factory=dict)
    picture: PictureFile | None = None
    definition: MicroCredential | Stack | None = None


def load_awardable(
    path: Path, language: str | None = None, page_of: Callable[[str], str] | None = None
) -> Awardable:
    """Read a micro-credential, a stack or an achievement from a YAML or JSON file.

    What a definition points at is looked for around the file: its picture, the other definitions
    in the folder, and the frameworks in the folder `frameworks`.

    Args:
        path: the file.
        language: a language of the definition; None for its main language.
        page_of: gives the address of the page about an achievement; see `Surroundings`.

    Raises:
        ConfigurationError: the file or the definition's picture cannot be read.
        InvalidDocument: it is not YAML or JSON, or not sound; each fault has its line and column.
        MalformedInput: it is not in that language, or the picture is none.
        LimitExceeded: the file or the picture is too large.
    """
    located = read_located(path)
    if is_definition(located.members):
        file = definition_file(path, located)
        frameworks = FrameworkFolder(path.parent / FRAMEWORKS_FOLDER)
        return make_awardable(file, frameworks, _names_around(file), language, page_of)
    if language is not None:
        message = (
            f"an achievement has no languages to choose from, and {excerpt(language)} is asked"
        )
        raise MalformedInput(message, code="no-such-language")
    try:
        return Awardable(Achievement.from_definition(located.members))
    except InvalidDocument as error:
        raise InvalidDocument(located.locate(error.faults), what="Achievement") from None


def make_awardable(
    file: DefinitionFile,
    frameworks: FrameworkLookup,
    names: Mapping[str, Words],
    language: str | None = None,
    page_of: Callable[[str], str] | None = None,
) -> Awardable:
    """Make what badges can be issued of from a definition that is read; see `load_awardable`.

    Args:
        file: the definition.
        frameworks: finds the standards.
        names: what other definitions are called, by id.
        language: see `load_awardable`.
        page_of: see `load_awardable`.

    Raises:
        InvalidDocument: no achievement can be made of it; lists every fault.
    """
    definition = file.definition
    image = definition.image
    picture = read_picture(file.path.parent, image.file) if image and image.file else None
    embedded = picture.data_uri if picture else None
    around = Surroundings(frameworks, names, embedded, page_of)
    try:
        achievement = make_achievement(definition, around, language)
    except InvalidDocument as error:
        raise InvalidDocument(file.locate(error.faults), what="definition") from None
    return Awardable(achievement, award_members(definition), picture, definition)


def _names_around(file: DefinitionFile) -> Mapping[str, Words]:
    """Return the names of the definitions in the folder, if there is need of any."""
    definition = file.definition
    if isinstance(definition, Stack) or definition.prerequisites:
        return read_program(file.path.parent).names
    return {}
