"""The definitions of a programme: as they are now, and as they were when somebody began."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from microcred.canonical import canonicalize_jcs
from microcred.errors import Conflict, NotFound, excerpt
from microcred.files import state_of
from microcred.models import Achievement
from microcred.program.definition import MicroCredential, Stack, digest_of, read_any
from microcred.program.flow.desk import Desk, add_if_new
from microcred.program.flow.tables import DEFINITION_VERSIONS
from microcred.program.folder import Program
from microcred.program.mapping import Surroundings, make_achievement
from microcred.program.pictures import read_picture
from microcred.program.reading import DefinitionPart
from microcred.program.submission import EvidenceItem, Part

STATEMENT_LEVELS = ("no", "yes")
"""The levels of a part that is passed by a statement, not by criteria."""

_MAX_READ: Final = 1000
_READ: Final[dict[str, MicroCredential | Stack]] = {}
"""Definitions that were read, by digest."""


class FolderDefinitions:
    """The definitions in a programme's folder.

    Args:
        program: gives the folder as it was read last; another object where it has changed.
    """

    def __init__(self, program: Callable[[], Program]):
        self.program = program
        self._made: tuple[Program, dict[object, dict[str, Achievement]]] | None = None

    def find(self, definition_id: str) -> MicroCredential | Stack | None:
        """Find one by its id."""
        return self.program().definitions.get(definition_id)

    def stacks(self) -> list[Stack]:
        """List the stacks."""
        return [each for each in self.program().definitions.values() if isinstance(each, Stack)]

    def achievements(self, definition: MicroCredential | Stack) -> dict[str, Achievement]:
        """Make the achievements that badges for it carry, by language, with its picture."""
        program = self.program()
        if self._made is None or self._made[0] is not program:
            self._made = program, {}
        made, image = self._made[1], definition.image
        file = image.file if image is not None else None
        picture = () if file is None else state_of([program.folder / file])
        key = (definition.digest, picture)
        if picture is None or key not in made:
            made[key] = _make_achievements(program, definition, file)
        return made[key]


def _make_achievements(
    program: Program, definition: MicroCredential | Stack, file: str | None
) -> dict[str, Achievement]:
    picture = None if file is None else read_picture(program.folder, file).data_uri
    around = Surroundings(program.frameworks, program.names, picture)
    return {
        language: make_achievement(definition, around, language)
        for language in definition.all_languages
    }


@dataclass(frozen=True, slots=True)
class KeptDefinition:
    """A definition as it was when somebody began to work by it.

    Attributes:
        digest: `sha256:` and 64 hexadecimal digits.
        definition: what it said.
        achievements: what badges for it carry, by language.
    """

    digest: str
    definition: MicroCredential | Stack
    achievements: Mapping[str, Achievement]

    def language(self, wanted: str | None) -> str:
        """Return the language of a badge: the one that is wanted, where the definition has it."""
        return wanted if wanted in self.achievements and wanted else self.definition.language


def find_current(desk: Desk, definition_id: str) -> MicroCredential | Stack:
    """Find a definition as it is now.

    Raises:
        Refused: code `no-such-definition`.
    """
    definition = desk.definitions.find(definition_id)
    if definition is None:
        message = f"the programme has no micro-credential {excerpt(definition_id, 200)} now"
        raise NotFound(message, code="no-such-definition", data={"definition": definition_id})
    return definition


def keep_definition(
    connection: sa.Connection, desk: Desk, definition: MicroCredential | Stack
) -> KeptDefinition:
    """Keep the very text of a definition, so that it can be judged by however it changes."""
    achievements = desk.definitions.achievements(definition)
    documents = {language: each.to_document() for language, each in achievements.items()}
    values = {
        "digest": definition.digest,
        "definition_id": definition.id,
        "version": definition.version,
        "document": _text(definition.to_document()),
        "achievements": _text(documents),
        "kept_at": desk.now(),
    }
    add_if_new(connection, DEFINITION_VERSIONS, values)
    return KeptDefinition(definition.digest, definition, achievements)


def kept_definition(connection: sa.Connection, digest: str) -> KeptDefinition:
    """Return a definition that was kept."""
    columns = DEFINITION_VERSIONS.c
    query = sa.select(columns.achievements).where(columns.digest == digest)
    documents = json.loads(connection.execute(query).scalar_one())
    achievements = {
        language: Achievement.from_document(each) for language, each in documents.items()
    }
    return KeptDefinition(digest, _definition(connection, digest), achievements)


def kept_micro_credential(connection: sa.Connection, digest: str) -> MicroCredential:
    """Return a micro-credential that was kept."""
    definition = _definition(connection, digest)
    if isinstance(definition, MicroCredential):
        return definition
    raise LookupError(digest)


def _definition(connection: sa.Connection, digest: str) -> MicroCredential | Stack:
    """Read a definition once: each is needed at every step."""
    if digest in _READ:
        return _READ[digest]
    query = sa.select(DEFINITION_VERSIONS.c.document).where(DEFINITION_VERSIONS.c.digest == digest)
    document = json.loads(connection.execute(query).scalar_one())
    if digest_of(document) != digest:
        message = f"the definition that the registry kept as {digest} is another one by now"
        raise Conflict(f"{message}; restore the registry", code="definition-changed")
    definition = read_any(document)
    if len(_READ) >= _MAX_READ:
        _READ.clear()
    _READ[digest] = definition
    return definition


def find_item(definition: MicroCredential, item_id: str) -> tuple[Part, EvidenceItem]:
    """Find an item of evidence, and its part.

    Raises:
        Refused: code `no-such-item`.
    """
    for part in definition.parts:
        for item in part.evidence:
            if item.id == item_id:
                return part, item
    known = ", ".join(item.id for part in definition.parts for item in part.evidence)
    message = f"nothing called {excerpt(item_id)} is asked for; it is one of: {known}"
    raise NotFound(message, code="no-such-item")


def statement_of(part: Part) -> str:
    """Return the name under which the yes or no of a part's statement is rated."""
    return f"part:{part.id}"


def judged_by(part: Part) -> list[str]:
    """Return what is rated of a part: its criteria, or its statement."""
    return list(part.passing.criteria) or [statement_of(part)]


def scale_of(definition: MicroCredential, name: str) -> tuple[list[str], str | None]:
    """Return the levels of a criterion or statement, from low to high, and the required one.

    Raises:
        LookupError: there is no such criterion or statement.
    """
    criterion = definition.criterion(name)
    if criterion is not None:
        return [level.id for level in criterion.levels], criterion.required
    if any(name == statement_of(part) and not part.passing.criteria for part in definition.parts):
        return list(STATEMENT_LEVELS), STATEMENT_LEVELS[-1]
    raise LookupError(name)


def reaches(definition: MicroCredential, name: str, level: str) -> bool:
    """Tell whether a level is the required one or above it; any is where none is required."""
    levels, required = scale_of(definition, name)
    return required is None or levels.index(level) >= levels.index(required)


def part_digest(definition: MicroCredential, part: Part) -> str:
    """Return a digest of all that a part is judged by; texts count: assessors judge by them."""
    criteria = [definition.criterion(name) for name in part.passing.criteria]
    described: Mapping[str, Any] = {
        "part": _members(part),
        "criteria": [_members(each) for each in criteria if each is not None],
    }
    return hashlib.sha256(canonicalize_jcs(described)).hexdigest()


def _members(part: DefinitionPart) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True, exclude_none=True)


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
