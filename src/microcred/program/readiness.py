"""What good micro-credentials state, and which of it a definition does not.

The elements are those that educator micro-credentials are expected to have: one competency, a key
method and its components, the research behind it, resources, a submission of overview questions,
work examples and artefacts, and a reflection, with a rubric, and a connection to the Standards for
Professional Learning (Learning Forward and Digital Promise, "Micro-credentials for Impact"). What
is missing is advice, not a fault: a badge can be given without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from microcred.findings import Fault
from microcred.program.definition import Definition, MicroCredential
from microcred.program.names import PartKind

_FEW_LEVELS: Final = 3
_STANDARDS_PREFIX: Final = "spl-"


@dataclass(frozen=True, slots=True)
class Readiness:
    """How much of what is expected a definition states.

    Attributes:
        expected: how many elements are looked for.
        missing: what is not there, as faults whose pointers say where it would stand.
    """

    expected: int
    missing: tuple[Fault, ...]

    @property
    def stated(self) -> int:
        """Return how many elements are there."""
        return self.expected - len(self.missing)


@dataclass(frozen=True, slots=True)
class _Element:
    pointer: str
    code: str
    missing: str
    stated: Callable[[Definition], object]


def _of_one(check: Callable[[MicroCredential], object]) -> Callable[[Definition], object]:
    """Ask micro-credentials only: a stack's members state it."""
    return lambda definition: isinstance(definition, MicroCredential) and check(definition)


def _has_part(kind: PartKind) -> Callable[[Definition], object]:
    return _of_one(lambda definition: any(part.kind == kind for part in definition.parts))


_FOR_ALL: Final = (
    _Element(
        "/alignments",
        "no-professional-learning-standard",
        "it is aligned to none of the Standards for Professional Learning (framework spl-2022)",
        lambda each: any(
            (target.framework or "").startswith(_STANDARDS_PREFIX) for target in each.alignments
        ),
    ),
    _Element(
        "/audience/roles",
        "no-audience",
        "it does not say for whom it is: roles, perhaps subjects and grades",
        lambda each: each.audience.roles,
    ),
    _Element("/hours", "no-hours", "it does not say how long it takes", lambda each: each.hours),
    _Element("/tags", "no-tags", "there are no words to find it by", lambda each: each.tags),
    _Element(
        "/licence",
        "no-licence",
        "it does not say how others may use the definition",
        lambda each: each.licence,
    ),
    _Element("/authors", "no-author", "it does not say who wrote it", lambda each: each.authors),
    _Element("/image", "no-picture", "it has no picture of its own", lambda each: each.image),
)
_FOR_ONE: Final = (
    _Element("/method", "no-method", "there is no key method", _of_one(lambda each: each.method)),
    _Element(
        "/components",
        "no-components",
        "the key method has no components",
        _of_one(lambda each: each.components),
    ),
    _Element(
        "/research", "no-research", "there is no rationale", _of_one(lambda each: each.research)
    ),
    _Element(
        "/research/citations",
        "no-citation",
        "the rationale cites no published work",
        _of_one(lambda each: each.research and each.research.citations),
    ),
    _Element(
        "/resources",
        "no-resources",
        "nothing is recommended to learn it from",
        _of_one(lambda each: each.resources),
    ),
    _Element(
        "/parts",
        "no-overview",
        "no part asks overview questions about the educator's own situation",
        _has_part(PartKind.OVERVIEW),
    ),
    _Element(
        "/parts",
        "no-work-example",
        "no part asks for work examples or artefacts from practice",
        _has_part(PartKind.WORK),
    ),
    _Element(
        "/parts",
        "no-reflection",
        "no part asks for a reflection",
        _has_part(PartKind.REFLECTION),
    ),
    _Element(
        "/rubric",
        "few-levels",
        f"a criterion has fewer than {_FEW_LEVELS} levels, which tell little of what comes next",
        _of_one(lambda each: all(len(item.levels) >= _FEW_LEVELS for item in each.rubric)),
    ),
)


def assess_readiness(definition: Definition) -> Readiness:
    """Compare a definition with what good ones state."""
    elements = (*_FOR_ONE, *_FOR_ALL) if isinstance(definition, MicroCredential) else _FOR_ALL
    return Readiness(len(elements), tuple(_missing(definition, elements)))


def _missing(definition: Definition, elements: tuple[_Element, ...]) -> Iterator[Fault]:
    for element in elements:
        if not element.stated(definition):
            yield Fault(element.pointer, element.code, element.missing)
