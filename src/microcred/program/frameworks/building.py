"""Make a framework out of what an importer read, and refuse one that does not hang together.

Every importer comes through here, so that each rule stands once: ids are unique, links lead to
something, and no item is its own ancestor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from microcred.errors import InvalidDocument, LimitExceeded, excerpt
from microcred.findings import Fault
from microcred.limits import MAX_FAULTS, MAX_FRAMEWORK_ASSOCIATIONS, MAX_FRAMEWORK_ITEMS
from microcred.program.frameworks.model import IS_CHILD_OF, Association, Framework, Item

_SHOWN_IN_CIRCLE: Final = 8
_TOLD_CIRCLES: Final = 10


class Faults:
    """The faults of one source, in the order found; after `MAX_FAULTS` they are only counted."""

    def __init__(self) -> None:
        self._listed: list[Fault] = []
        self._unlisted = 0

    def __bool__(self) -> bool:
        return bool(self._listed)

    def add(self, place: str, code: str, message: str) -> None:
        """Note one fault."""
        if len(self._listed) < MAX_FAULTS:
            self._listed.append(Fault(place, code, message))
        else:
            self._unlisted += 1

    def raise_any(self) -> None:
        """Raise what was found, if anything.

        Raises:
            InvalidDocument: with all faults.
        """
        if self._unlisted:
            message = f"{self._unlisted} more faults are not listed"
            self._listed.append(Fault("", "more-faults", message))
            self._unlisted = 0
        if self._listed:
            raise InvalidDocument(self._listed, what="framework")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and where in the source it stands."""

    item: Item
    place: str


@dataclass(frozen=True, slots=True)
class Link:
    """An association and where in the source it stands."""

    association: Association
    place: str


def check_count(
    name: str, count: int, most: int, *, within: str = "", line: int | None = None
) -> None:
    """Refuse a source with too many of something before they are looked at.

    Args:
        name: what is counted.
        count: how many there are.
        most: how many are read.
        within: JSON pointer of the array that has them, if there is one.
        line: where in a table the last of them is.

    Raises:
        LimitExceeded: more than `most`; its pointer or place is that of the first that is too many.
    """
    if count > most:
        message = f"a framework with {count} {name}; at most {most} are read"
        pointer = f"{within}/{most}" if within else None
        raise LimitExceeded(message, pointer=pointer, place=(line, 1) if line else None)


def build_framework(
    described: Framework, items: Sequence[Placed], links: Sequence[Link], faults: Faults
) -> Framework:
    """Put the parts together.

    Args:
        described: the framework without items and associations.
        items: its items, without parents.
        links: its associations; `isChildOf` gives the parents, and one that leads to the
            framework itself puts the item at the top.
        faults: what the importer found already.

    Raises:
        InvalidDocument: the importer's faults and those found here.
        LimitExceeded: too many items or associations.
    """
    check_count("items", len(items), MAX_FRAMEWORK_ITEMS)
    check_count("associations", len(links), MAX_FRAMEWORK_ASSOCIATIONS)
    places = _check_ids(described, items, faults)
    parents: dict[str, dict[str, str]] = {}
    others: list[Association] = []
    for link in links:
        if _leads_somewhere(link, described.id, places, faults):
            association = link.association
            if association.type != IS_CHILD_OF:
                others.append(association)
            elif association.target != described.id:
                parents.setdefault(association.origin, {}).setdefault(
                    association.target, link.place
                )
    _check_circles(parents, faults)
    faults.raise_any()
    return replace(
        described,
        items=tuple(
            replace(placed.item, parents=tuple(parents.get(placed.item.id, ()))) for placed in items
        ),
        associations=tuple(dict.fromkeys(others)),
    )


def _check_ids(described: Framework, items: Sequence[Placed], faults: Faults) -> Mapping[str, str]:
    places = {described.id: "the framework itself"}
    for placed in items:
        first = places.setdefault(placed.item.id, placed.place)
        if first != placed.place:
            message = f"the id {excerpt(placed.item.id)} is that of {first} as well"
            faults.add(placed.place, "duplicate-id", message)
    return places


def _leads_somewhere(
    link: Link, framework_id: str, places: Mapping[str, str], faults: Faults
) -> bool:
    """Check the ends of an association: a parent is here, and of others one end at least."""
    association = link.association
    here = [end for end in (association.origin, association.target) if end in places]
    if association.type != IS_CHILD_OF:
        if not here:
            message = (
                f"neither {excerpt(association.origin)} nor {excerpt(association.target)}, which "
                f"{association.type} connects, is an item of this framework"
            )
            faults.add(link.place, "dangling-association", message)
        return bool(here)
    if association.origin == framework_id:
        faults.add(link.place, "dangling-association", "the framework cannot be below an item")
        return False
    for end in (association.origin, association.target):
        if end not in places:
            message = f"there is no item with the id {excerpt(end)}"
            faults.add(link.place, "dangling-association", message)
    return len(here) == 2


def _check_circles(parents: Mapping[str, Mapping[str, str]], faults: Faults) -> None:
    """Find items that are their own ancestors: walk upwards, without recursion."""
    finished: set[str] = set()
    told = 0
    for start in parents:
        if start in finished:
            continue
        path, waiting = {start: None}, [iter(parents[start])]
        while waiting:
            parent = next(waiting[-1], None)
            if parent is None:
                waiting.pop()
                finished.add(path.popitem()[0])
            elif parent in path:
                _tell_circle(list(path), parent, parents, faults)
                told += 1
                if told == _TOLD_CIRCLES:
                    return
            elif parent not in finished and parent in parents:
                path[parent] = None
                waiting.append(iter(parents[parent]))


def _tell_circle(
    path: Sequence[str], again: str, parents: Mapping[str, Mapping[str, str]], faults: Faults
) -> None:
    circle = [*path[path.index(again) :], again]
    shown = circle if len(circle) <= _SHOWN_IN_CIRCLE else [*circle[: _SHOWN_IN_CIRCLE - 1], again]
    gap = "" if shown is circle else f" (and {len(circle) - len(shown)} more)"
    chain = " below ".join(excerpt(item_id) for item_id in shown)
    place = parents[path[-1]][again]
    faults.add(place, "circle", f"the items form a circle: {chain}{gap}")


def parent_links(item_id: str, parents: Sequence[str], place: str) -> Iterator[Link]:
    """Yield the links of an item that names its parents itself."""
    for parent in parents:
        yield Link(Association(IS_CHILD_OF, item_id, parent), place)
