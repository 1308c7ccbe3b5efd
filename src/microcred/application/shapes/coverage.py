"""Which standards are covered, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NotRequired

from typing_extensions import TypedDict

if TYPE_CHECKING:
    from microcred.program.coverage import Coverage
    from microcred.program.earned import NotCounted
    from microcred.program.frameworks import Item


class CoveredFrameworkJson(TypedDict):
    """The framework that was looked at."""

    id: str
    title: str


class CoveringJson(TypedDict):
    """What covers a standard."""

    id: str
    """Of the micro-credential, or of what a badge was given for."""
    name: str
    count: int
    """How often it counts: 1 in a catalogue, else the badges."""


class CoveredStandardJson(TypedDict):
    """A standard, and what covers it."""

    id: str
    """Inside the framework."""
    code: NotRequired[str]
    """How people cite it."""
    name: str
    group: NotRequired[str]
    """The heading above it."""
    count: int
    """How often it is covered; 0 for a gap."""
    educators: NotRequired[int]
    """How many educators cover it, where that is known."""
    coveredBy: list[CoveringJson]


class NotCountedJson(TypedDict):
    """A badge file that does not count."""

    file: str
    verdict: str
    """`invalid`, `undetermined` or `unreadable`."""
    reason: str
    """Why, for people."""


class CoverageJson(TypedDict):
    """Which standards of a framework are covered and which are not; it names no educator."""

    file: NotRequired[str]
    """Where it was drawn, or written as a table."""
    framework: CoveredFrameworkJson
    title: str
    """What was looked at, for people."""
    unit: str
    """What is counted: `micro-credentials` or `badges`."""
    sources: int
    """How many things were looked at, those that cover nothing included."""
    educators: NotRequired[int]
    """How many educators there are, where that is known."""
    standards: list[CoveredStandardJson]
    """Those with nothing below them, in the framework's order."""
    covered: int
    """How many of the standards are covered."""
    gaps: list[str]
    """The ids of those that are not."""
    notCounted: NotRequired[list[NotCountedJson]]
    """Badge files that do not count, where badge files were looked at."""


def coverage_json(
    coverage: Coverage,
    not_counted: Iterable[NotCounted] | None = None,
    file: Path | None = None,
) -> CoverageJson:
    """Return the coverage as JSON; it counts educators and names none.

    Args:
        coverage: what was measured.
        not_counted: badge files that do not count; None where none were looked at.
        file: where it was drawn, if it was.
    """
    described: CoverageJson = {
        "file": str(file),
        "framework": {"id": coverage.framework.id, "title": coverage.framework.title},
        "title": coverage.title,
        "unit": coverage.unit,
        "sources": len(coverage.sources),
        "educators": coverage.all_educators,
        "standards": [_standard_json(coverage, item) for item in coverage.standards],
        "covered": len(coverage.standards) - len(coverage.gaps),
        "gaps": [item.id for item in coverage.gaps],
    }
    if file is None:
        del described["file"]
    if coverage.educators is None:
        del described["educators"]
    if not_counted is not None:
        described["notCounted"] = [
            {"file": str(each.path), "verdict": each.verdict, "reason": each.reason}
            for each in not_counted
        ]
    return described


def _standard_json(coverage: Coverage, item: Item) -> CoveredStandardJson:
    educators, group = coverage.educators, coverage.group_of(item)
    described: CoveredStandardJson = {
        "id": item.id,
        "code": item.code,
        "name": item.title,
        "group": group.title if group else "",
        "count": coverage.counts[item.id],
        "educators": 0 if educators is None else educators[item.id],
        "coveredBy": [
            {"id": source.id, "name": source.label, "count": source.count}
            for source in coverage.sources_of(item.id)
        ],
    }
    if not item.code:
        del described["code"]
    if group is None:
        del described["group"]
    if educators is None:
        del described["educators"]
    return described
