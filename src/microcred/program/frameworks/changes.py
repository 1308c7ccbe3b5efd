"""What a newer edition of a framework means for those who use the older one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from microcred.program.frameworks.model import REPLACED_BY, Framework, Item


@dataclass(frozen=True, slots=True)
class Use:
    """A definition that is aligned to an item.

    Attributes:
        definition: its file or id, for people.
        item: the item's id, URI or code, as the definition has it.
        line: where in the file it says so, from 1; None where that is not known.
        column: in characters, from 1.
    """

    definition: str
    item: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An item that definitions use, and that the newer edition has no more or says is replaced.

    Attributes:
        item: as the older edition has it.
        gone: whether the newer edition does not have it.
        replaced_by: ids of what the newer, or the older, edition says replaces it.
        uses: where definitions name it.
    """

    item: Item
    gone: bool
    replaced_by: tuple[str, ...]
    uses: tuple[Use, ...]

    @property
    def used_by(self) -> tuple[str, ...]:
        """Return the definitions that name it, each once."""
        return tuple(dict.fromkeys(use.definition for use in self.uses))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions side by side.

    Attributes:
        added: items that only the newer one has.
        removed: items that only the older one has.
        changes: those items in use that went or were replaced, in the older one's order.
    """

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changes: tuple[Change, ...]

    @property
    def losses(self) -> tuple[Change, ...]:
        """Return the items in use that are gone."""
        return tuple(change for change in self.changes if change.gone)


def compare_editions(older: Framework, newer: Framework, uses: Iterable[Use]) -> Comparison:
    """Compare two editions; items are the same where their ids are.

    Args:
        older: what is stored now.
        newer: what is to take its place.
        uses: the alignments of all definitions to the older one.
    """
    users: dict[str, list[Use]] = {}
    for use in uses:
        item = older.find(use.item)
        if item is not None:
            users.setdefault(item.id, []).append(use)
    replacements = _replacements(older, newer)
    changes = (
        Change(
            item=item,
            gone=item.id not in newer.by_id,
            replaced_by=replacements.get(item.id, ()),
            uses=tuple(users[item.id]),
        )
        for item in older.items
        if item.id in users
    )
    return Comparison(
        added=_only_in(newer, older),
        removed=_only_in(older, newer),
        changes=tuple(change for change in changes if change.gone or change.replaced_by),
    )


def _only_in(one: Framework, other: Framework) -> tuple[Item, ...]:
    return tuple(item for item in one.items if item.id not in other.by_id)


def _replacements(older: Framework, newer: Framework) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for association in (*newer.associations, *older.associations):
        if association.type == REPLACED_BY:
            found.setdefault(association.origin, {})[association.target] = None
    return {origin: tuple(targets) for origin, targets in found.items()}
