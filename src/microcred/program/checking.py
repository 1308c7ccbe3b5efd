"""Checks a whole programme: each definition, the links between them, and what they point at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from microcred.errors import MicrocredError
from microcred.findings import Fault
from microcred.program.definition import MicroCredential, Stack
from microcred.program.definition_file import DefinitionFile
from microcred.program.folder import Program
from microcred.program.mapping import find_missing_targets
from microcred.program.pictures import read_picture
from microcred.program.readiness import Readiness, assess_readiness

_TOLD_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class ProgramReport:
    """What a check found.

    Attributes:
        faults: what must be mended before badges can be given, each with its file.
        readiness: what each sound definition states of what good ones state, by file name.
        foreign: the ids that are not the issuer's own.
    """

    faults: tuple[Fault, ...]
    readiness: Mapping[str, Readiness]
    foreign: tuple[Fault, ...] = ()

    @property
    def advice(self) -> list[Fault]:
        """Return what is missing for the definitions to be good ones, and whose id is not own."""
        missing = [
            replace(missing, file=file)
            for file, readiness in self.readiness.items()
            for missing in readiness.missing
        ]
        return [*self.foreign, *missing]


def check_program(program: Program, own_addresses: Collection[str] = ()) -> ProgramReport:
    """Check what `read_program` read; never raises for what is wrong in a definition.

    Args:
        program: the definitions.
        own_addresses: the issuer's home page and site, as far as there are any.

    Raises:
        MicrocredError: a stored framework cannot be read.
    """
    faults = list(program.faults)
    readiness = {}
    foreign: list[Fault] = []
    for file in program:
        found = [*_check_id(program, file), *_check_links(program, file)]
        found += find_missing_targets(file.definition, program.frameworks)
        found += _check_picture(file)
        faults += [replace(fault, file=file.path.name) for fault in file.locate(found)]
        strange = file.locate(_find_foreign_id(file.definition.id, own_addresses))
        foreign += [replace(fault, file=file.path.name) for fault in strange]
        advised = assess_readiness(file.definition)
        readiness[file.path.name] = Readiness(advised.expected, tuple(file.locate(advised.missing)))
    ordered = tuple(sorted(faults, key=lambda each: each.file))
    return ProgramReport(ordered, readiness, tuple(foreign))


def _find_foreign_id(definition_id: str, own_addresses: Collection[str]) -> Iterator[Fault]:
    """Find an id on the web that is at the host of none of the issuer's addresses."""
    host = urlsplit(definition_id).netloc
    hosts = {urlsplit(each).netloc for each in own_addresses} - {""}
    if host and hosts and host not in hosts:
        message = f"the id is at {host}, which is not the issuer's own: {', '.join(sorted(hosts))}"
        advice = "Keep it where the definition is theirs; give one of your own an id of your own."
        yield Fault("/id", "foreign-id", message, advice)


def _check_id(program: Program, file: DefinitionFile) -> Iterator[Fault]:
    first = program.by_id[file.definition.id]
    if first is not file:
        message = f"{first.path.name} has this id already"
        advice = "Give one of them another id, unless badges were given for it."
        yield Fault("/id", "definition-id-twice", message, advice)


def links_of(definition: MicroCredential | Stack) -> Iterator[tuple[str, str]]:
    """Yield the ids that a definition points at, each with its JSON pointer."""
    for index, other in enumerate(definition.prerequisites):
        yield f"/prerequisites/{index}", other
    if isinstance(definition, Stack):
        for number, requirement in enumerate(definition.requires):
            for index, other in enumerate(requirement.of):
                yield f"/requires/{number}/of/{index}", other


def _check_links(program: Program, file: DefinitionFile) -> Iterator[Fault]:
    """Hold each link to a definition that is there, and to no way back to this one."""
    own = file.definition.id
    for pointer, other in links_of(file.definition):
        if other not in program.by_id:
            message = f"no definition in the folder has the id {other}"
            yield Fault(pointer, "no-such-definition", message)
            continue
        way = _find_way(program, other, own)
        if way:
            steps = [program.by_id[each].path.name for each in (own, *way)]
            if len(steps) > _TOLD_STEPS:
                steps[_TOLD_STEPS - 1 : -1] = ["…"]
            yield Fault(pointer, "circle", f"this leads back to itself: {' → '.join(steps)}")


def _find_way(program: Program, start: str, goal: str) -> list[str]:
    """Return the shortest way of links from one definition to another, both included, or none."""
    came_from: dict[str, str | None] = {start: None}
    waiting = [start]
    for current in waiting:
        if current == goal:
            way: list[str] = []
            step: str | None = current
            while step is not None:
                way.insert(0, step)
                step = came_from[step]
            return way
        file = program.by_id.get(current)
        for _, other in links_of(file.definition) if file else ():
            if other not in came_from:
                came_from[other] = current
                waiting.append(other)
    return []


def _check_picture(file: DefinitionFile) -> Iterator[Fault]:
    image = file.definition.image
    if image is None or image.file is None:
        return
    try:
        read_picture(file.path.parent, image.file)
    except MicrocredError as error:
        yield Fault("/image/file", error.code, error.message)
