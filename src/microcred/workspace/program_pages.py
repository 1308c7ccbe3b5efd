"""Join a programme and its site: definitions as the pages that publish them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from microcred.errors import Fault, InvalidDocument, MicrocredError
from microcred.program.definition import Definition, MicroCredential, Stack
from microcred.program.description import Party
from microcred.program.folder import Program, read_program
from microcred.program.linked_data import make_linked_document
from microcred.program.loading import load_awardable
from microcred.program.submission import Criterion, EvidenceItem, Part
from microcred.program.texts import Words, text_in
from microcred.publishing.language import Phrase
from microcred.publishing.program_view import (
    Cited,
    Component,
    EvidenceAsked,
    Linked,
    PartAsked,
    ProgramFault,
    ProgramPage,
    ProgramReading,
    Recommended,
    Requirement,
    RubricCriterion,
    RubricLevel,
    Standard,
)
from microcred.publishing.views import achievement_view

_SHORT_TYPES: Final = {"application/pdf": "PDF", "text/plain": "plain text"}


def program_pages(folder: Path) -> ProgramReading:
    """Read the definitions of a programme's folder as pages, in their main languages.

    Nothing is left out silently: a definition that has no page has a fault.
    """
    try:
        program = read_program(folder)
    except MicrocredError as error:
        return ProgramReading(faults=tuple(_faults(folder, error)))
    pages: dict[str, ProgramPage] = {}
    faults = [ProgramFault(folder / each.file, each.fault) for each in program.faults]
    for file in program.by_id.values():
        try:
            pages[file.definition.id] = _Teller(file.definition, program).page(file.path)
        except MicrocredError as error:
            faults += _faults(file.path, error)
    return ProgramReading(pages, tuple(faults))


def _faults(file: Path, error: MicrocredError) -> Iterator[ProgramFault]:
    own = Fault(error.pointer or "", error.code, error.message)
    for fault in error.faults if isinstance(error, InvalidDocument) else [own]:
        yield ProgramFault(file, fault)


class _Teller:
    """Tells one definition in its main language."""

    def __init__(self, definition: MicroCredential | Stack, program: Program):
        self.definition = definition
        self.names = program.names

    def page(self, path: Path) -> ProgramPage:
        """Make the page of the definition in a file."""
        definition = self.definition
        achievement = load_awardable(path).achievement
        document = achievement.to_document()
        audience = definition.audience
        about = None
        if isinstance(definition, MicroCredential):
            about = _Details(definition, self.say)
        return ProgramPage(
            id=definition.id,
            kind="Micro-credential" if about else "Stack",
            language=definition.language,
            name=self.say(definition.name),
            competency=self.say(definition.competency),
            achievement=document,
            document=make_linked_document(definition, achievement),
            code=definition.code or "",
            version=definition.version,
            requires=tuple(self._requirements()),
            prerequisites=tuple(map(self.link, definition.prerequisites)),
            standards=tuple(self._standards(document)),
            roles=tuple(audience.roles),
            subjects=tuple(audience.subjects),
            grades=tuple(audience.grades),
            tags=tuple(definition.tags),
            hours="" if definition.hours is None else f"{definition.hours:g}",
            authors=tuple(map(_party, definition.authors)),
            assessor=_party(definition.assessor) if definition.assessor else None,
            licence=_licence(definition),
            **(about.members() if about else {}),
        )

    def say(self, words: Words | None) -> Phrase:
        """Give a text in the main language."""
        return Phrase(text_in(words, self.definition.language), self.definition.language)

    def link(self, definition_id: str) -> Linked:
        """Name another definition, by its id where the programme does not have it."""
        name = self.names.get(definition_id)
        if name is None:
            return Linked(definition_id)
        return Linked(text_in(name, self.definition.language), definition=definition_id)

    def _requirements(self) -> Iterable[Requirement]:
        if isinstance(self.definition, Stack):
            for each in self.definition.requires:
                yield Requirement(self.say(each.name), each.needed, tuple(map(self.link, each.of)))

    def _standards(self, achievement: Mapping[str, object]) -> Iterable[Standard]:
        targets = achievement_view(achievement).alignments
        for found, target in zip(targets, self.definition.alignments, strict=True):
            yield Standard(
                name=found.name,
                framework=found.framework,
                code=found.code,
                description=found.description,
                url=found.url,
                why=self.say(target.why),
            )


class _Details:
    """What a micro-credential has and a stack has not."""

    def __init__(self, definition: MicroCredential, say: Callable[[Words | None], Phrase]):
        self.definition = definition
        self.say = say

    def members(self) -> dict[str, Any]:
        """Give them as members of a page."""
        definition, research = self.definition, self.definition.research
        return {
            "method": self.say(definition.method),
            "components": tuple(
                Component(self.say(each.name), self.say(each.description))
                for each in definition.components
            ),
            "parts": tuple(map(self._part, definition.parts)),
            "rubric": tuple(map(self._criterion, definition.rubric)),
            "resources": tuple(
                Recommended(each.title, each.link, each.kind, self.say(each.why))
                for each in definition.resources
            ),
            "rationale": self.say(research.rationale if research else None),
            "citations": tuple(
                Cited(each.text, each.link, self.say(each.finding))
                for each in (research.citations if research else ())
            ),
        }

    def _part(self, part: Part) -> PartAsked:
        named = (self.definition.criterion(name) for name in part.passing.criteria)
        return PartAsked(
            name=self.say(part.name),
            instructions=self.say(part.instructions),
            evidence=tuple(map(self._evidence, part.evidence)),
            criteria=tuple(self.say(each.name) for each in named if each and each.required),
            statement=self.say(part.passing.statement),
        )

    def _evidence(self, item: EvidenceItem) -> EvidenceAsked:
        types = [_short_type(name) for name in item.media_types]
        kinds = " or ".join(item.kinds)
        return EvidenceAsked(
            name=self.say(item.name),
            prompt=self.say(item.prompt),
            kinds=f"{kinds} ({', '.join(types)})" if types else kinds,
            count=_count(item),
        )

    def _criterion(self, criterion: Criterion) -> RubricCriterion:
        levels = (
            RubricLevel(
                self.say(level.name),
                self.say(level.description),
                level.points or "",
                level.id == criterion.required,
            )
            for level in criterion.levels
        )
        return RubricCriterion(
            self.say(criterion.name), self.say(criterion.description), tuple(levels)
        )


def _count(item: EvidenceItem) -> str:
    if item.min == 0:
        return "optional" if item.accepted == 1 else f"optional, up to {item.accepted}"
    if item.min == item.accepted:
        return "" if item.min == 1 else f"{item.min} of them"
    return f"{item.min} to {item.accepted}"


def _short_type(media_type: str) -> str:
    if media_type in _SHORT_TYPES:
        return _SHORT_TYPES[media_type]
    kind, _, name = media_type.partition("/")
    return kind if name == "*" else name.rpartition(".")[2].upper()


def _party(party: Party) -> Linked:
    return Linked(party.name, party.url)


def _licence(definition: Definition) -> Linked | None:
    return Linked(definition.licence.name, definition.licence.url) if definition.licence else None
