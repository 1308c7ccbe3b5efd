"""Join a programme and its site: definitions as the pages that publish them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from microcred.errors import InvalidDocument, MicrocredError
from microcred.findings import Fault
from microcred.program.definition import Definition, MicroCredential, Stack
from microcred.program.definition_file import DefinitionFile
from microcred.program.description import Party
from microcred.program.folder import Program, read_program
from microcred.program.linked_data import make_linked_document
from microcred.program.loading import make_awardable
from microcred.program.mapping import variant_id
from microcred.program.submission import Criterion, EvidenceItem, Part
from microcred.program.texts import Words, text_in
from microcred.publishing.language import Phrase
from microcred.publishing.program_view import (
    Cited,
    Component,
    EvidenceAsked,
    InLanguage,
    Linked,
    PartAsked,
    ProgramPage,
    ProgramReading,
    Recommended,
    Requirement,
    RubricCriterion,
    RubricLevel,
    Standard,
)
from microcred.publishing.views import achievement_view

_SHORT_TYPES: Final = {"application/pdf": "PDF", "text/plain": "plain_text"}


def program_pages(folder: Path) -> ProgramReading:
    """Read the definitions of a programme's folder as pages, one for each of their languages.

    Nothing is left out silently: a definition that has no page has a fault.
    """
    try:
        program = read_program(folder)
    except MicrocredError as error:
        return ProgramReading(faults=tuple(_faults(folder, error)))
    pages: dict[str, ProgramPage] = {}
    faults = [replace(each, file=str(folder / each.file)) for each in program.faults]
    for file in program.by_id.values():
        languages = file.definition.all_languages
        try:
            made = [_Teller(file, program, each).page() for each in languages]
        except MicrocredError as error:
            faults += _faults(file.path, error)
        else:
            pages |= {page.id: page for page in made}
    return ProgramReading(pages, tuple(faults))


def _faults(file: Path, error: MicrocredError) -> Iterator[Fault]:
    own = Fault(error.pointer or "", error.code, error.message)
    for fault in error.faults if isinstance(error, InvalidDocument) else [own]:
        yield replace(fault, file=str(file))


class _Teller:
    """Tells one definition in one of its languages."""

    def __init__(self, file: DefinitionFile, program: Program, language: str):
        self.file = file
        self.definition = file.definition
        self.names = program.names
        self.frameworks = program.frameworks
        self.language = language

    def page(self) -> ProgramPage:
        """Make the page of the definition."""
        definition = self.definition
        made = make_awardable(self.file, self.frameworks, self.names, self.language)
        achievement = made.achievement
        document = achievement.to_document()
        audience = definition.audience
        about = None
        if isinstance(definition, MicroCredential):
            about = _Details(definition, self.say)
        return ProgramPage(
            id=variant_id(definition, self.language),
            definition=definition.id,
            kind="MicroCredential" if about else "Stack",
            language=self.language,
            others=tuple(
                InLanguage(language, variant_id(definition, language))
                for language in definition.all_languages
                if language != self.language
            ),
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
            valid_months=str(definition.valid_months or ""),
            authors=tuple(map(_party, definition.authors)),
            assessor=_party(definition.assessor) if definition.assessor else None,
            licence=_licence(definition),
            **(about.members() if about else {}),
        )

    def say(self, words: Words | None) -> Phrase:
        """Return a text in the language, or in another one that it is in."""
        if isinstance(words, Mapping) and self.language not in words:
            language, text = next(iter(words.items()))
            return Phrase(text, language)
        own = self.definition.language if isinstance(words, str) else self.language
        return Phrase(text_in(words, self.language), own)

    def link(self, definition_id: str) -> Linked:
        """Name another definition, by its id where the programme does not have it."""
        name = self.names.get(definition_id)
        if name is None:
            return Linked(definition_id)
        return Linked(text_in(name, self.language), definition=definition_id)

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
        """Return them as members of a page."""
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
        return EvidenceAsked(
            name=self.say(item.name),
            prompt=self.say(item.prompt),
            kinds=tuple(map(str, item.kinds)),
            forms=tuple(dict.fromkeys(map(_short_type, item.media_types))),
            least=item.min,
            most=item.accepted,
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


def _short_type(media_type: str) -> str:
    if media_type in _SHORT_TYPES:
        return _SHORT_TYPES[media_type]
    kind, _, name = media_type.partition("/")
    return kind if name == "*" else name.rpartition(".")[2].upper()


def _party(party: Party) -> Linked:
    return Linked(party.name, party.url)


def _licence(definition: Definition) -> Linked | None:
    return Linked(definition.licence.name, definition.licence.url) if definition.licence else None
