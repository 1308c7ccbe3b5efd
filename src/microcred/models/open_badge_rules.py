"""The rules of Open Badges 3.0 that a schema cannot say, on the document as received.

The walk trusts nothing: what has the wrong type is passed over here, because the data model check
reports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any, Final, NamedTuple, Self

from microcred.errors import excerpt
from microcred.findings import Fault
from microcred.identity_hash import IDENTITY_HASH
from microcred.json_pointer import join_pointer
from microcred.limits import MAX_FAULTS
from microcred.models.checking import is_open_badge
from microcred.models.credential_rules import Path, check_order
from microcred.models.vocabulary import ResultType

Members = Mapping[str, Any]

_NUMERIC_TYPES: Final = (
    ResultType.GRADE_POINT_AVERAGE,
    ResultType.PERCENT,
    ResultType.RAW_SCORE,
    ResultType.SCALED_SCORE,
)
ADVISORY_CODES: Final = frozenset({"achieved-level-elsewhere"})
"""Faults that leave no doubt about what is meant: the specification's own complete example has one.

They are for issuers to mend; a verifier need not refuse a badge for them.
"""

_MAX_NUMBER_CHARACTERS: Final = 40


def check_open_badge(document: object) -> list[Fault]:
    """List the faults against the rules of Open Badges 3.0; never raises.

    A document that is not an Open Badges 3.0 credential has one fault: `not-an-open-badge`.
    """
    if not isinstance(document, Mapping) or not is_open_badge(document):
        return [Fault("/type", "not-an-open-badge", "not an Open Badges 3.0 credential")]
    faults = list(islice(_check(document), MAX_FAULTS + 1))
    if len(faults) > MAX_FAULTS:
        faults[-1] = Fault("", "more-faults", "more faults are not listed")
    return faults


def _check(document: Members) -> Iterator[Fault]:
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        return
    path: Path = ("credentialSubject",)
    yield from _check_subject(subject, path)
    achievement = subject.get("achievement")
    if not isinstance(achievement, dict):
        return
    place: Path = (*path, "achievement")
    yield from _check_achievement(achievement, place)
    descriptions: dict[str | None, _Description] = {}
    for where, members in _items(achievement, "resultDescription", place):
        description = _Description.of(members)
        yield from _check_result_description(members, description, where)
        descriptions.setdefault(description.id, description)
    for where, result in _items(subject, "result", path):
        yield from _check_result(result, descriptions, where)


def _check_subject(subject: Members, path: Path) -> Iterator[Fault]:
    """Check the recipient ("Either `id` or at least one `identifier` MUST be supplied")."""
    if not subject.get("id") and not subject.get("identifier"):
        message = "the recipient has neither id nor identifier"
        yield _fault(path, "subject-unidentified", message)
    yield from check_order(subject, path, "activityStartDate", "activityEndDate")
    for place, identity in _items(subject, "identifier", path):
        text = identity.get("identityHash")
        if not isinstance(text, str) or identity.get("hashed") is not True:
            continue
        if not IDENTITY_HASH.match(text):
            message = f"not sha256$ or md5$ and a hash in hexadecimal: {excerpt(text)}"
            yield _fault((*place, "identityHash"), "identity-hash-malformed", message)


def _check_achievement(achievement: Members, path: Path) -> Iterator[Fault]:
    criteria = achievement.get("criteria")
    if isinstance(criteria, dict) and not criteria.get("id") and not criteria.get("narrative"):
        message = "the criteria have neither id nor narrative"
        yield _fault((*path, "criteria"), "criteria-empty", message)
    yield from _check_unique(achievement, "resultDescription", path)
    if "related" in achievement:
        yield from _check_related(achievement, path)


def _check_related(achievement: Members, path: Path) -> Iterator[Fault]:
    yield from _check_unique(achievement, "related", path)
    own = achievement.get("id")
    for place, related in _items(achievement, "related", path):
        if isinstance(own, str) and related.get("id") == own:
            yield _fault(
                (*place, "id"), "related-to-itself", "the achievement is related to itself"
            )


class _Description(NamedTuple):
    """What a result description allows."""

    id: str | None
    type: str | None
    levels: frozenset[str]
    allowed: frozenset[str]
    low: Decimal | None
    high: Decimal | None

    @classmethod
    def of(cls, members: Members) -> Self:
        levels = (level.get("id") for _, level in _items(members, "rubricCriterionLevel", ()))
        return cls(
            _text(members.get("id")),
            _text(members.get("resultType")),
            frozenset(level for level in levels if isinstance(level, str)),
            frozenset(_texts(members.get("allowedValue"))),
            _number(members.get("valueMin")),
            _number(members.get("valueMax")),
        )

    def check(self, value: object, place: Path) -> Iterator[Fault]:
        """Check a value against the allowed values and the range."""
        if not isinstance(value, str):
            return
        if self.allowed and value not in self.allowed:
            message = f"{excerpt(value)} is none of the allowed values"
            yield _fault(place, "value-not-allowed", message)
        number = _number(value)
        if number is None:
            yield from self.check_numeric(value, place)
        elif (self.low is not None and number < self.low) or (
            self.high is not None and number > self.high
        ):
            message = f"{excerpt(value)} is not within valueMin and valueMax"
            yield _fault(place, "value-out-of-range", message)

    def check_numeric(self, value: object, place: Path) -> Iterator[Fault]:
        """Check that a value is a number where the type of the result is one."""
        if self.type in _NUMERIC_TYPES and isinstance(value, str) and _number(value) is None:
            message = f"a {self.type} is a number, found {excerpt(value)}"
            yield _fault(place, "value-not-a-number", message)


def _check_result_description(
    members: Members, description: _Description, path: Path
) -> Iterator[Fault]:
    yield from _check_unique(members, "rubricCriterionLevel", path)
    required = members.get("requiredLevel")
    if isinstance(required, str) and required not in description.levels:
        message = f"no rubric criterion level here has the id {excerpt(required)}"
        yield _fault((*path, "requiredLevel"), "required-level-unknown", message)
    for limit in ("valueMin", "valueMax"):
        if limit in members:
            yield from description.check_numeric(members[limit], (*path, limit))
    low, high = description.low, description.high
    if low is not None and high is not None and low > high:
        message = f"valueMin {low} is above valueMax {high}"
        yield _fault((*path, "valueMin"), "value-range-reversed", message)
    elif "requiredValue" in members:
        yield from description.check(members["requiredValue"], (*path, "requiredValue"))


def _check_result(
    result: Members, descriptions: Mapping[str | None, _Description], path: Path
) -> Iterator[Fault]:
    """Check a result against its description ("must be in the achievement that is asserted")."""
    linked, achieved = result.get("resultDescription"), result.get("achievedLevel")
    if linked is None and isinstance(achieved, str):
        message = "a level is achieved, but no resultDescription says of what"
        yield _fault((*path, "achievedLevel"), "achieved-level-unlinked", message)
    if not isinstance(linked, str):
        return
    description = descriptions.get(linked)
    if description is None:
        message = f"the achievement has no result description {excerpt(linked)}"
        yield _fault((*path, "resultDescription"), "result-description-unknown", message)
        return
    if isinstance(achieved, str) and achieved not in description.levels:
        yield _unknown_level(achieved, descriptions, (*path, "achievedLevel"))
    if description.type == ResultType.STATUS and result.get("status") is None:
        message = "the linked result description is of type Status, so status is required"
        yield _fault((*path, "status"), "status-missing", message)
    if "value" in result:
        yield from description.check(result["value"], (*path, "value"))


def _unknown_level(
    achieved: str, descriptions: Mapping[str | None, _Description], path: Path
) -> Fault:
    """Make the fault of a level that the linked description does not have."""
    elsewhere = any(achieved in other.levels for other in descriptions.values())
    code = "achieved-level-elsewhere" if elsewhere else "achieved-level-unknown"
    message = f"the linked result description has no level {excerpt(achieved)}"
    return _fault(path, code, message)


def _check_unique(holder: Members, name: str, path: Path) -> Iterator[Fault]:
    seen = set()
    for place, item in _items(holder, name, path):
        identifier = item.get("id")
        if not isinstance(identifier, str):
            continue
        if identifier in seen:
            message = f"{name} has the id {excerpt(identifier)} twice"
            yield _fault((*place, "id"), "duplicate-id", message)
        seen.add(identifier)


def _items(holder: Members, name: str, path: Path) -> list[tuple[Path, Members]]:
    """Return the objects of a member with their places in the document as received."""
    value = holder.get(name)
    if isinstance(value, dict):
        return [((*path, name), value)]
    if not isinstance(value, list):
        return []
    return [
        ((*path, name, index), item) for index, item in enumerate(value) if isinstance(item, dict)
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str)]


def _number(value: object) -> Decimal | None:
    """Read a number out of text; a per cent sign may follow it."""
    if not isinstance(value, str) or len(value) > _MAX_NUMBER_CHARACTERS or not value.isascii():
        return None
    try:
        number = Decimal(value.removesuffix("%").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _fault(path: Path, code: str, message: str) -> Fault:
    return Fault(join_pointer(path), code, message)
