"""From a definition to the Open Badges 3.0 achievement that badges carry.

Only terms of Open Badges are used: such a badge verifies where nobody knows microcred. What has no
member there stands in the criteria narrative, and in the document that `extension` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from microcred.errors import InvalidDocument, MalformedInput, excerpt
from microcred.findings import Fault
from microcred.models import (
    Achievement,
    AchievementType,
    Alignment,
    Criteria,
    IdentifierEntry,
    Image,
    Profile,
    Related,
    ResultDescription,
    ResultType,
    RubricCriterionLevel,
)
from microcred.nearest import nearest
from microcred.program.definition import Definition, MicroCredential
from microcred.program.description import Party, Target
from microcred.program.frameworks import Framework, FrameworkLookup
from microcred.program.narrative import Narrator
from microcred.program.submission import Criterion
from microcred.program.texts import Words, text_in

DIGEST_TYPE: Final = "ext:microcredDefinitionDigest"
"""The identifierType of a definition's digest among an achievement's other identifiers."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a definition points at.

    Attributes:
        frameworks: finds the standards that it is aligned to.
        names: what other definitions are called, by id.
        image: the picture itself as a data URI, for a definition that says no address of it.
        page_of: gives the address of the page about an achievement, by its id; None where no
            such pages are published.
    """

    frameworks: FrameworkLookup
    names: Mapping[str, Words] = field(default_factory=dict)
    image: str | None = None
    page_of: Callable[[str], str] | None = None


def make_achievement(
    definition: Definition, around: Surroundings, language: str | None = None
) -> Achievement:
    """Make the achievement of a definition, in one of its languages.

    Args:
        definition: a micro-credential or a stack.
        around: what it points at.
        language: a tag of `definition.all_languages`; None for the main language.

    Raises:
        MalformedInput: the definition is not in that language.
        InvalidDocument: a framework or an item of one is not there.
    """
    language = definition.language if language is None else language
    if language not in definition.all_languages:
        known = ", ".join(definition.all_languages)
        message = f"the definition is not in {excerpt(language)}; it is in: {known}"
        raise MalformedInput(message, code="no-such-language")
    alignments = list(_alignments(definition, around.frameworks, language))
    narrative = Narrator(definition, language, alignments, around.names).tell()
    own_id = variant_id(definition, language)
    return Achievement(
        id=own_id,
        achievement_type=AchievementType.MICRO_CREDENTIAL,
        name=text_in(definition.name, language),
        description=text_in(definition.competency, language),
        criteria=Criteria(id=_page(definition, own_id, around), narrative=narrative),
        image=_image(definition, around.image, language),
        alignment=alignments,
        tag=list(definition.tags),
        creator=_creator(definition),
        credits_available=definition.hours,
        field_of_study=", ".join(definition.audience.subjects) or None,
        human_code=definition.code,
        in_language=language,
        version=definition.version,
        result_description=_result_descriptions(definition, language),
        related=list(_variants(definition, language)),
        other_identifier=_identifiers(definition),
    )


def award_members(definition: Definition) -> dict[str, Any]:
    """Return what an award says beside the achievement: who assessed, and the credits earned.

    They are members of an `AchievementSubject`, for `Issuer.award`.
    """
    members: dict[str, Any] = {}
    if definition.assessor is not None:
        members["source"] = _profile(definition.assessor, f"{definition.id}#assessor")
    if definition.hours is not None:
        members["credits_earned"] = definition.hours
    return members


def variant_id(definition: Definition, language: str) -> str:
    """Return the id of the achievement in a language: the definition's own for the main one."""
    return definition.id if language == definition.language else f"{definition.id}#in-{language}"


def criterion_uri(definition: Definition, criterion_id: str) -> str:
    """Return the id of the result description that a rubric criterion becomes.

    It is the same in every version and language.
    """
    return f"{definition.id}#{criterion_id}"


def level_uri(definition: Definition, criterion_id: str, level_id: str) -> str:
    """Return the id that a level of a rubric criterion has in badges; see `criterion_uri`."""
    return f"{criterion_uri(definition, criterion_id)}/{level_id}"


def _alignments(
    definition: Definition, frameworks: FrameworkLookup, language: str
) -> Iterator[Alignment]:
    missing = list(find_missing_targets(definition, frameworks))
    if missing:
        raise InvalidDocument(missing, what="definition")
    for target in definition.alignments:
        yield _own_alignment(target) or _framework_alignment(target, frameworks, language)


def find_missing_targets(definition: Definition, frameworks: FrameworkLookup) -> Iterator[Fault]:
    """Yield a fault for each alignment whose framework or item is not there."""
    for index, target in enumerate(definition.alignments):
        if target.item is None or target.framework is None:
            continue
        framework = frameworks.framework(target.framework)
        if framework is None:
            message = f"there is no framework {excerpt(target.framework)}"
            yield Fault(f"/alignments/{index}/framework", "no-such-target", message)
        elif framework.find(target.item) is None:
            message = f"there is no item {excerpt(target.item)} in {excerpt(target.framework)}"
            advice, data = _advise_item(framework, target.item), {"framework": framework.id}
            where = f"/alignments/{index}/item"
            yield Fault(where, "no-such-target", message, advice, data=data)


def _advise_item(framework: Framework, wanted: str) -> str:
    """Tell the item that was probably meant; nothing where none is like it."""
    close = nearest(wanted, framework.names)
    return f"Did you mean {close}?" if close else ""


def _own_alignment(target: Target) -> Alignment | None:
    if target.item is not None:
        return None
    return Alignment(
        target_name=target.name,
        target_url=target.url,
        target_code=target.code,
        target_description=target.description,
        target_framework=target.framework,
        target_type=target.type,
    )


def _framework_alignment(target: Target, frameworks: FrameworkLookup, language: str) -> Alignment:
    found = frameworks.find(target.framework or "", target.item or "")
    if found is None:
        raise LookupError(target.item)
    found = found.worded(language)
    return Alignment(
        target_name=found.target_name,
        target_url=found.target_url,
        target_code=found.target_code,
        target_description=found.target_description,
        target_framework=found.target_framework,
        target_type=found.target_type,
    )


def _page(definition: Definition, own_id: str, around: Surroundings) -> str | None:
    """Return the page for people: the one that is stated, a published one, or an id on the web."""
    if definition.page is not None:
        return definition.page
    if around.page_of is not None:
        return around.page_of(own_id)
    return definition.id if definition.id.startswith("http") else None


def _image(definition: Definition, uri: str | None, language: str) -> Image | None:
    uri = (definition.image.url if definition.image else None) or uri
    if uri is None:
        return None
    caption = text_in(definition.image.caption, language) if definition.image else ""
    return Image(id=uri, caption=caption or None)


def _creator(definition: Definition) -> Profile | None:
    """Name the first author; Open Badges has room for one, and the narrative names all."""
    if not definition.authors:
        return None
    return _profile(definition.authors[0], f"{definition.id}#author")


def _profile(party: Party, otherwise: str) -> Profile:
    return Profile(id=party.id or party.url or otherwise, name=party.name, url=party.url)


def _identifiers(definition: Definition) -> list[IdentifierEntry]:
    entries = [(each.type, each.value) for each in definition.identifiers]
    return [
        IdentifierEntry(identifier_type=kind, identifier=value)
        for kind, value in [*entries, (DIGEST_TYPE, definition.digest)]
    ]


def _variants(definition: Definition, language: str) -> Iterator[Related]:
    for other in definition.all_languages:
        if other != language:
            yield Related(
                id=variant_id(definition, other), in_language=other, version=definition.version
            )


def _result_descriptions(definition: Definition, language: str) -> list[ResultDescription]:
    if not isinstance(definition, MicroCredential):
        return []
    return [_result_description(definition, each, language) for each in definition.rubric]


def _result_description(
    definition: MicroCredential, criterion: Criterion, language: str
) -> ResultDescription:
    required = criterion.required
    return ResultDescription(
        id=criterion_uri(definition, criterion.id),
        name=text_in(criterion.name, language),
        result_type=ResultType.RUBRIC_CRITERION_LEVEL,
        required_level=required and level_uri(definition, criterion.id, required),
        rubric_criterion_level=[
            RubricCriterionLevel(
                id=level_uri(definition, criterion.id, level.id),
                name=text_in(level.name, language),
                description=text_in(level.description, language),
                level=str(number),
                points=level.points,
            )
            for number, level in enumerate(criterion.levels, start=1)
        ],
    )
