"""Which standards of a framework are covered, by what and how often, and which are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from microcred.errors import ConfigurationError
from microcred.program.catalogue import Catalogue
from microcred.program.entry import Entry, Standard
from microcred.program.frameworks import STANDARDS, Framework, Item, Target

MAX_COLUMNS: Final = 24
"""Standards side by side in a picture; more are gathered under what stands above them."""


@dataclass(frozen=True, slots=True)
class Source:
    """What covers standards: a micro-credential of the catalogue, or one that was earned.

    Attributes:
        id: names it.
        label: its name for people.
        count: how often it counts: 1 in a catalogue, else the badges that were earned.
        standards: the ids of the framework's items that it is aligned to.
        holders: who earned it, one text for each educator; None where that is not known.
    """

    id: str
    label: str
    count: int
    standards: frozenset[str]
    holders: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A standard, or a heading that stands for those below it.

    Attributes:
        item: the standard.
        group: the heading above it, or None.
        below: ids of the item and all below it.
    """

    item: Item
    group: Item | None
    below: frozenset[str]


@dataclass(frozen=True)
class Coverage:
    """How the standards of a framework are covered.

    Attributes:
        framework: the framework.
        title: what was looked at, for people.
        unit: what is counted: `micro-credentials` or `badges`.
        sources: what covers, in the order to show; those that cover nothing here as well.
        standards: the framework's items that are looked at: those with nothing below them.
    """

    framework: Framework
    title: str
    unit: str
    sources: tuple[Source, ...]
    standards: tuple[Item, ...]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Return how often each standard is covered, by its id."""
        found = dict.fromkeys((item.id for item in self.standards), 0)
        for source in self.sources:
            for item_id in source.standards & found.keys():
                found[item_id] += source.count
        return found

    @cached_property
    def educators(self) -> Mapping[str, int] | None:
        """Count who has earned something for each standard, by its id; None where not known."""
        if self.unit != "badges" or any(each.holders is None for each in self.sources):
            return None
        return {item.id: len(_holders(self.sources_of(item.id))) for item in self.standards}

    @property
    def all_educators(self) -> int:
        """Count who has earned something, of this framework or not."""
        return len(_holders(self.sources))

    def unit_of(self, count: int) -> str:
        """Return the word for so many of what is counted."""
        return self.unit.removesuffix("s") if count == 1 else self.unit

    @property
    def gaps(self) -> tuple[Item, ...]:
        """Return the standards that nothing covers."""
        return tuple(item for item in self.standards if not self.counts[item.id])

    def sources_of(self, item_id: str) -> Iterator[Source]:
        """Yield what covers a standard."""
        return (source for source in self.sources if item_id in source.standards)

    def group_of(self, item: Item) -> Item | None:
        """Return the heading that a standard stands under, if any."""
        return next(self.framework.ancestors(item.id), None)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of a picture: the deepest headings of which there are not too many."""
        level: list[Item] = _tops(self.framework, self.standards)
        while True:
            deeper = [
                child
                for item in level
                for child in (self.framework.children.get(item.id) or (item,))
            ]
            deeper = list(dict.fromkeys(deeper))
            if deeper == level or len(deeper) > MAX_COLUMNS:
                return tuple(self._column(item) for item in level)
            level = deeper

    def _column(self, item: Item) -> Column:
        below = frozenset(each.id for each in self.framework.with_descendants(item.id))
        return Column(item, self.group_of(item), below)

    def value(self, source: Source, column: Column) -> int:
        """Return the number in a cell: how often a source counts there, once a standard."""
        return source.count * len(source.standards & column.below)

    def covered_in(self, column: Column) -> tuple[int, int]:
        """Return how many standards of a column are covered, and how many there are."""
        inside = [self.counts[item.id] for item in self.standards if item.id in column.below]
        return sum(count > 0 for count in inside), len(inside)

    def total(self, column: Column) -> int:
        """Return the sum of a column."""
        return sum(self.value(source, column) for source in self.sources)


def _holders(sources: Iterable[Source]) -> frozenset[str]:
    return frozenset().union(*(source.holders or () for source in sources))


def _tops(framework: Framework, standards: Sequence[Item]) -> list[Item]:
    """Return the items at the top that have one of `standards` below them, or are one."""
    wanted: set[str] = set()
    for item in standards:
        wanted.add(item.id)
        wanted.update(each.id for each in framework.ancestors(item.id))
    return [item for item in framework.children.get("", ()) if item.id in wanted]


def measure_coverage(
    framework: Framework,
    sources: Iterable[Source],
    *,
    title: str,
    unit: str = "micro-credentials",
    under: Item | None = None,
) -> Coverage:
    """Measure how a framework is covered.

    Args:
        framework: its standards are those items that have nothing below them.
        sources: what covers; one that is aligned to a heading covers the heading alone.
        title: what was looked at, for people.
        unit: what is counted.
        under: look only at what stands below this item.
    """
    items = tuple(framework.with_descendants(under.id)) if under else framework.items
    standards = tuple(item for item in items if item.id not in framework.children)
    return Coverage(framework, title, unit, tuple(sources), standards)


def catalogue_sources(
    entries: Iterable[Entry],
    framework: Framework,
    counts: Mapping[str, int] | None = None,
    holders: Mapping[str, frozenset[str]] | None = None,
) -> Iterator[Source]:
    """Yield the entries of a catalogue as what covers a framework.

    Args:
        entries: those to look at.
        framework: only its standards count.
        counts: how many badges were earned for each id; without it each entry counts once, and
            with it those without a badge are left out.
        holders: who earned them, by the same ids, where that is known.
    """
    for entry in entries:
        count = 1 if counts is None else counts.get(entry.id, 0)
        if count:
            whose = None if holders is None else holders.get(entry.id, frozenset())
            yield Source(entry.id, entry.name(), count, _items(entry.standards, framework), whose)


def _items(standards: Iterable[Standard], framework: Framework) -> frozenset[str]:
    return frozenset(
        standard.item.id
        for standard in standards
        if standard.item is not None and standard.framework.id == framework.id
    )


def main_framework(catalogue: Catalogue) -> Framework:
    """Return the framework that most alignments lead to; without any the newest built-in one."""
    uses = Counter(each.framework.id for entry in catalogue for each in entry.standards)
    chosen = uses.most_common(1)[0][0] if uses else STANDARDS[-1].id
    return catalogue.frameworks.framework(chosen) or STANDARDS[-1]


def badge_sources(
    achievements: Iterable[tuple[Mapping[str, Any], int]],
    framework: Framework,
    holders: Mapping[str, frozenset[str]] | None = None,
) -> Iterator[Source]:
    """Yield the achievements of badges as what covers a framework, by their own alignments.

    An alignment means an item when it gives the item's URI, and, where several items share it,
    the item's code, or its name if it has no code.

    Args:
        achievements: each as it stands in a credential, with the number of badges for it.
        framework: the framework.
        holders: who earned them, by the achievement's id, where that is known.
    """
    by_url: dict[str, list[Target]] = {}
    for item in framework.items:
        target = Target(framework, item)
        by_url.setdefault(target.target_url, []).append(target)
    for achievement, count in achievements:
        found = {
            target.item.id
            for alignment in _listed(achievement.get("alignment"))
            if isinstance(alignment, Mapping)
            for target in _meant(alignment, by_url)
        }
        name = achievement.get("name")
        label = name if isinstance(name, str) else str(achievement.get("id"))
        name_id = str(achievement.get("id"))
        whose = None if holders is None else holders.get(name_id, frozenset())
        yield Source(name_id, label, count, frozenset(found), whose)


def _meant(alignment: Mapping[str, Any], by_url: Mapping[str, list[Target]]) -> list[Target]:
    url = alignment.get("targetUrl")
    targets = by_url.get(url, []) if isinstance(url, str) else []
    if len(targets) < 2:
        return targets
    code, name = alignment.get("targetCode"), alignment.get("targetName")
    if code is not None:
        return [target for target in targets if target.target_code == code]
    return [target for target in targets if target.target_name == name]


def _listed(value: Any) -> Sequence[Any]:
    return () if value is None else value if isinstance(value, list | tuple) else (value,)


def check_stack(entry: Entry) -> Entry:
    """Return an entry back if it is a stack.

    Raises:
        ConfigurationError: code `not-a-stack`.
    """
    if entry.kind != "stack":
        message = f"{entry.name()!r} is a micro-credential, not a stack"
        raise ConfigurationError(message, code="not-a-stack")
    return entry


def stack_entries(catalogue: Catalogue, stack: Entry) -> list[Entry]:
    """Return the micro-credentials that count towards a stack, those of stacks inside it too.

    Raises:
        ConfigurationError: code `not-a-stack`.
    """
    check_stack(stack)
    waiting, seen = list(stack.members), {stack.id}
    found: list[Entry] = []
    while waiting:
        entry = catalogue.entries.get(waiting.pop(0))
        if entry is not None and entry.id not in seen:
            seen.add(entry.id)
            if entry.kind == "stack":
                waiting += entry.members
            else:
                found.append(entry)
    return found
