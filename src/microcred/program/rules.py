"""What one member of a definition says against another: rules that a schema cannot state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from microcred.errors import excerpt
from microcred.findings import Fault
from microcred.json_pointer import join_pointer
from microcred.program.description import Target
from microcred.program.reading import DefinitionPart
from microcred.program.submission import Criterion, EvidenceItem, Part
from microcred.program.texts import WORDS_SCHEMA


def check_targets(targets: Sequence[Target]) -> Iterator[Fault]:
    """Yield the faults of alignments: each has one of two forms."""
    for index, target in enumerate(targets):
        yield from _check_target(target, f"/alignments/{index}")


def _check_target(target: Target, pointer: str) -> Iterator[Fault]:
    """Hold a target to one of its two forms."""
    if target.item is None:
        for name in ("name", "url"):
            if getattr(target, name) is None:
                message = "an alignment has framework and item, or name and url"
                yield Fault(pointer, "missing-member", f"{message}; {name} is missing")
        return
    if target.framework is None:
        yield Fault(pointer, "missing-member", "framework is required with item")
    for name in ("name", "url", "code", "description", "type"):
        if getattr(target, name) is not None:
            message = "this is the framework's to say, where item names one of its items"
            yield Fault(f"{pointer}/{name}", "said-twice", message)


def check_languages(
    part: DefinitionPart, languages: tuple[str, ...], path: Sequence[str | int] = ()
) -> Iterator[Fault]:
    """Hold every text to the languages of the definition, wherever it stands."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        place = [*path, str(field.alias)]
        is_words = any(getattr(each, "schema", None) is WORDS_SCHEMA for each in _marks(field))
        if value is None:
            continue
        if is_words:
            yield from _check_words(value, languages, join_pointer(place))
        elif isinstance(value, DefinitionPart):
            yield from check_languages(value, languages, place)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, DefinitionPart):
                    yield from check_languages(item, languages, [*place, index])


def _marks(field: Any) -> list[Any]:
    """Return what annotates a member, inside `Maybe` as well."""
    inner = getattr(field.annotation, "__args__", ())
    return [
        *field.metadata,
        *(mark for each in inner for mark in getattr(each, "__metadata__", ())),
    ]


def _check_words(words: Any, languages: tuple[str, ...], pointer: str) -> Iterator[Fault]:
    found = (languages[0],) if isinstance(words, str) else tuple(words)
    missing = [language for language in languages if language not in found]
    if missing:
        advice = "Give it as a map from language tags to texts." if isinstance(words, str) else ""
        message = f"the text is not in {', '.join(missing)}"
        yield Fault(pointer, "language-missing", message, advice)
    for language in found:
        if language not in languages:
            message = f"{language} is not among the definition's languages"
            yield Fault(f"{pointer}/{language}", "language-not-stated", message)


def check_parts(parts: Sequence[Part], rubric: Sequence[Criterion]) -> Iterator[Fault]:
    """Yield the faults of the parts of a submission, and of how they are judged."""
    yield from _check_unique(
        ((f"/parts/{index}/id", part.id) for index, part in enumerate(parts)), "part"
    )
    yield from _check_unique(
        (
            (f"/parts/{index}/evidence/{number}/id", item.id)
            for index, part in enumerate(parts)
            for number, item in enumerate(part.evidence)
        ),
        "evidence item",
    )
    for index, part in enumerate(parts):
        for number, item in enumerate(part.evidence):
            yield from _check_evidence(item, f"/parts/{index}/evidence/{number}")
        yield from _check_passing(rubric, part, f"/parts/{index}/passing")


def _check_unique(names: Iterable[tuple[str, str]], what: str) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for pointer, name in names:
        if name in seen:
            message = f"another {what} has the id {name} already ({seen[name]})"
            yield Fault(pointer, "id-twice", message)
        seen.setdefault(name, pointer)


def _check_evidence(item: EvidenceItem, pointer: str) -> Iterator[Fault]:
    if item.min > item.accepted:
        message = f"at least {item.min} and at most {item.max} cannot be handed in"
        yield Fault(f"{pointer}/max", "min-above-max", message)
    if item.media_types and "file" not in item.kinds:
        message = "media types are of files, and kinds has no file"
        yield Fault(f"{pointer}/mediaTypes", "no-file-expected", message)


def _check_passing(rubric: Sequence[Criterion], part: Part, pointer: str) -> Iterator[Fault]:
    rule = part.passing
    if bool(rule.criteria) == (rule.statement is not None):
        message = "a passing rule has criteria or a statement, one of the two"
        yield Fault(pointer, "passing-rule", message)
    known = {criterion.id: criterion for criterion in rubric}
    judging = [known[name] for name in rule.criteria if name in known]
    if judging and not any(criterion.required for criterion in judging):
        message = "none of these criteria has a required level, so that everything would pass"
        yield Fault(f"{pointer}/criteria", "nothing-required", message)
    for index, criterion_id in enumerate(rule.criteria):
        if criterion_id not in known:
            message = f"the rubric has no criterion {criterion_id}; there are: {', '.join(known)}"
            yield Fault(f"{pointer}/criteria/{index}", "no-such-criterion", message)


def check_rubric(criteria: Sequence[Criterion], parts: Sequence[Part]) -> Iterator[Fault]:
    """Yield the faults of a rubric; each criterion judges some part."""
    judging = {name for part in parts for name in part.passing.criteria}
    yield from _check_unique(
        ((f"/rubric/{index}/id", each.id) for index, each in enumerate(criteria)), "criterion"
    )
    for index, criterion in enumerate(criteria):
        pointer = f"/rubric/{index}"
        yield from _check_levels(criterion, pointer)
        if criterion.id not in judging:
            message = f"no part is judged by {criterion.id}, so that it can never be reached"
            advice = "Name it in the criteria of a part's passing rule."
            yield Fault(f"{pointer}/id", "criterion-without-part", message, advice)


def _check_levels(criterion: Criterion, pointer: str) -> Iterator[Fault]:
    names = [level.id for level in criterion.levels]
    yield from _check_unique(
        ((f"{pointer}/levels/{index}/id", name) for index, name in enumerate(names)), "level"
    )
    if criterion.required is not None and criterion.required not in names:
        message = f"there is no level {excerpt(criterion.required)}; there are: {', '.join(names)}"
        yield Fault(f"{pointer}/required", "no-such-level", message)
