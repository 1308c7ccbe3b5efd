"""The rules of Open Badges 3.0 that a schema cannot say, on the document as received.

The walk trusts nothing: what has the wrong type is passed over here, because the data model check
reports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from microcred.errors import Fault, excerpt
from microcred.json_pointer import join_pointer
from microcred.models.checking import is_open_badge
from microcred.models.credential_rules import Path, check_order
from microcred.models.vocabulary import ResultType

Members = Mapping[str, Any]

_NUMERIC_TYPES: Final = frozenset(
    {
        ResultType.GRADE_POINT_AVERAGE,
        ResultType.PERCENT,
        ResultType.RAW_SCORE,
        ResultType.SCALED_SCORE,
    }
)
_IDENTITY_HASH: Final = re.compile(r"(?:sha256\$[0-9a-fA-F]{64}|md5\$[0-9a-fA-F]{32})\Z", re.ASCII)


def check_open_badge(document: object) -> list[Fault]:
    """List the faults against the rules of Open Badges 3.0; never raises.

    A document that is not an Open Badges 3.0 credential has one fault: `not-an-open-badge`.
    """
    if not isinstance(document, Mapping) or not is_open_badge(document):
        return [Fault("/type", "not-an-open-badge", "not an Open Badges 3.0 credential")]
    faults: list[Fault] = []
    path: Path = ("credentialSubject",)
    for subject in _objects(document.get("credentialSubject")):
        faults += _check_subject(subject, path)
        for achievement in _objects(subject.get("achievement")):
            faults += _check_achievement(achievement, (*path, "achievement"))
            faults += _check_results(subject, achievement, path)
    return faults


def _check_subject(subject: Members, path: Path) -> Iterator[Fault]:
    """AchievementSubject: "Either `id` or at least one `identifier` MUST be supplied."."""
    if not subject.get("id") and not subject.get("identifier"):
        message = "the recipient has neither id nor identifier"
        yield _fault(path, "subject-unidentified", message)
    yield from check_order(subject, path, "activityStartDate", "activityEndDate")
    for place, identity in _items(subject, "identifier", path):
        text = identity.get("identityHash")
        if not isinstance(text, str) or identity.get("hashed") is not True:
            continue
        if not _IDENTITY_HASH.match(text):
            message = f"not sha256$ or md5$ and a hash in hexadecimal: {excerpt(text)}"
            yield _fault((*place, "identityHash"), "identity-hash-malformed", message)


def _check_achievement(achievement: Members, path: Path) -> Iterator[Fault]:
    criteria = achievement.get("criteria")
    if isinstance(criteria, Mapping) and not criteria.get("id") and not criteria.get("narrative"):
        message = "the criteria have neither id nor narrative"
        yield _fault((*path, "criteria"), "criteria-empty", message)
    yield from _check_unique(achievement, "resultDescription", path)
    yield from _check_unique(achievement, "related", path)
    for place, related in _items(achievement, "related", path):
        if related.get("id") is not None and related.get("id") == achievement.get("id"):
            message = "the achievement is related to itself"
            yield _fault((*place, "id"), "related-to-itself", message)
    for place, description in _items(achievement, "resultDescription", path):
        yield from _check_result_description(description, place)


def _check_result_description(description: Members, path: Path) -> Iterator[Fault]:
    yield from _check_unique(description, "rubricCriterionLevel", path)
    required = description.get("requiredLevel")
    if isinstance(required, str) and required not in _level_ids(description):
        message = f"no rubric criterion level here has the id {excerpt(required)}"
        yield _fault((*path, "requiredLevel"), "required-level-unknown", message)
    yield from _check_value(description, description, path, "requiredValue")
    low, high = (_number(description.get(name)) for name in ("valueMin", "valueMax"))
    if low is not None and high is not None and low > high:
        message = f"valueMin {low} is above valueMax {high}"
        yield _fault((*path, "valueMin"), "value-range-reversed", message)
    if description.get("resultType") in _NUMERIC_TYPES:
        for name in ("valueMin", "valueMax"):
            value = description.get(name)
            if isinstance(value, str) and _number(value) is None:
                message = f"a {description['resultType']} is a number, found {excerpt(value)}"
                yield _fault((*path, name), "value-not-a-number", message)


def _check_results(subject: Members, achievement: Members, path: Path) -> Iterator[Fault]:
    descriptions = {
        description.get("id"): description
        for description in _objects(achievement.get("resultDescription"))
        if isinstance(description.get("id"), str)
    }
    for place, result in _items(subject, "result", path):
        linked = result.get("resultDescription")
        if linked is None:
            yield from _check_unlinked(result, place)
        elif isinstance(linked, str) and linked not in descriptions:
            message = f"the achievement has no result description {excerpt(linked)}"
            yield _fault((*place, "resultDescription"), "result-description-unknown", message)
        elif isinstance(linked, str):
            yield from _check_linked(result, descriptions[linked], place)


def _check_unlinked(result: Members, path: Path) -> Iterator[Fault]:
    if result.get("achievedLevel") is not None:
        message = "a level is achieved, but of which result description is not said"
        yield _fault((*path, "achievedLevel"), "achieved-level-unknown", message)


def _check_linked(result: Members, description: Members, path: Path) -> Iterator[Fault]:
    achieved = result.get("achievedLevel")
    if isinstance(achieved, str) and achieved not in _level_ids(description):
        message = f"the linked result description has no level {excerpt(achieved)}"
        yield _fault((*path, "achievedLevel"), "achieved-level-unknown", message)
    if description.get("resultType") == ResultType.STATUS and result.get("status") is None:
        message = "the linked result description is of type Status, so status is required"
        yield _fault((*path, "status"), "status-missing", message)
    yield from _check_value(result, description, path, "value")


def _check_value(holder: Members, description: Members, path: Path, name: str) -> Iterator[Fault]:
    """Check a value against `allowedValue`, `valueMin` and `valueMax` of its description."""
    value = holder.get(name)
    if not isinstance(value, str):
        return
    place = (*path, name)
    allowed = [item for item in _array(description.get("allowedValue")) if isinstance(item, str)]
    if allowed and value not in allowed:
        message = f"{excerpt(value)} is none of the allowed values"
        yield _fault(place, "value-not-allowed", message)
    number = _number(value)
    if number is None:
        if description.get("resultType") in _NUMERIC_TYPES:
            message = f"a {description['resultType']} is a number, found {excerpt(value)}"
            yield _fault(place, "value-not-a-number", message)
        return
    low, high = (_number(description.get(limit)) for limit in ("valueMin", "valueMax"))
    if (low is not None and number < low) or (high is not None and number > high):
        message = f"{excerpt(value)} is not within valueMin and valueMax"
        yield _fault(place, "value-out-of-range", message)


def _check_unique(holder: Members, name: str, path: Path) -> Iterator[Fault]:
    seen = set()
    for place, item in _items(holder, name, path):
        identifier = item.get("id")
        if isinstance(identifier, str) and identifier in seen:
            message = f"{name} has the id {excerpt(identifier)} twice"
            yield _fault((*place, "id"), "duplicate-id", message)
        if isinstance(identifier, str):
            seen.add(identifier)


def _level_ids(description: Members) -> set[str]:
    levels = _objects(description.get("rubricCriterionLevel"))
    return {level["id"] for level in levels if isinstance(level.get("id"), str)}


def _number(value: object) -> Decimal | None:
    """Read a number out of text; a per cent sign may follow it."""
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        return None
    try:
        number = Decimal(value.removesuffix("%").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _array(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _objects(value: object) -> list[Members]:
    return [item for item in _array(value) if isinstance(item, Mapping)]


def _items(holder: Members, name: str, path: Path) -> Iterator[tuple[Path, Members]]:
    """Yield the objects of a member with their places in the document as received."""
    value = holder.get(name)
    if isinstance(value, Mapping):
        yield (*path, name), value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, Mapping):
                yield (*path, name, index), item


def _fault(path: Path, code: str, message: str) -> Fault:
    return Fault(join_pointer(path), code, message)
