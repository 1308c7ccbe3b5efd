"""Badges that somebody earned, counted by what they were given for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from microcred.errors import MalformedInput

if TYPE_CHECKING:
    from microcred.verifying import Verifier


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A badge file that does not count: the verdict, and why."""

    path: Path
    verdict: str
    reason: str


@dataclass
class Earned:
    """What badge files say.

    Attributes:
        achievements: by id, as the first badge for it has it.
        counts: badges for each id.
        not_counted: files that are no valid badge.
    """

    achievements: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    not_counted: list[NotCounted] = field(default_factory=list)


def count_earned(paths: Iterable[Path], verifier: Verifier | None) -> Earned:
    """Count badges; one credential counts once, however many files have it.

    Args:
        paths: badge files of any form.
        verifier: only what it finds valid counts; None takes each badge at its word.
    """
    from microcred.verifying.source import read_source  # noqa: PLC0415 - only for badges

    earned = Earned()
    seen: set[str] = set()
    for path in paths:
        refused = _refuse(path, verifier)
        if refused is not None:
            earned.not_counted.append(refused)
            continue
        document = read_source(path).document
        name = document.get("id")
        if isinstance(name, str) and name in seen:
            continue
        seen.add(str(name))
        for achievement in achievements_of(document):
            key = base_id(str(achievement.get("id")))
            earned.achievements.setdefault(key, {**achievement, "id": key})
            earned.counts[key] = earned.counts.get(key, 0) + 1
    return earned


def _refuse(path: Path, verifier: Verifier | None) -> NotCounted | None:
    from microcred.verifying.source import read_source  # noqa: PLC0415 - only for badges

    try:
        document = read_source(path).document
    except MalformedInput as error:
        return NotCounted(path, "unreadable", error.message)
    if not achievements_of(document):
        return NotCounted(path, "unreadable", "it has no achievement")
    report = verifier.verify(path) if verifier else None
    if report is None or report.verdict == "valid":
        return None
    problem = next((check for check in report.checks if check.outcome in _PROBLEMS), None)
    return NotCounted(path, report.verdict, problem.message if problem else report.verdict)


_PROBLEMS = ("failed", "undetermined")


def achievements_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the achievements in a credential, in canonical form or not."""
    found = []
    for subject in _listed(document.get("credentialSubject")):
        if isinstance(subject, Mapping):
            found += [each for each in _listed(subject.get("achievement")) if _has_id(each)]
    return found


def base_id(achievement_id: str) -> str:
    """Return the id of a definition from that of an achievement in one of its languages."""
    return achievement_id.partition("#in-")[0]


def _has_id(value: Any) -> bool:
    return isinstance(value, Mapping) and isinstance(value.get("id"), str)


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
