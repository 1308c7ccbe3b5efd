"""Find an item of a framework, with what an Open Badges alignment says of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from microcred.program.frameworks.model import Framework, Item


@dataclass(frozen=True, slots=True)
class Target:
    """An item together with its framework: what a micro-credential is aligned to.

    The properties that begin with `target_` are those of an Open Badges 3.0 Alignment; those that
    may be None are left out of it then.
    """

    framework: Framework
    item: Item

    def worded(self, language: str) -> Target:
        """Return it with the words of a language, as far as there are some."""
        title = self.framework.title_in(language)
        framework = self.framework
        if title != framework.title:
            framework = replace(framework, title=title)
        return Target(framework, self.item.worded(language))

    @property
    def target_name(self) -> str:
        """Return the item's name, or its statement where it has none."""
        return self.item.title

    @property
    def target_url(self) -> str:
        """Return the item's URI, else that of its framework, else a UUID made of both ids."""
        own = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.framework.id}#{self.item.id}").urn
        return self.item.uri or self.framework.uri or own

    @property
    def target_description(self) -> str | None:
        """Return the statement where it says more than the name."""
        return self.item.statement if self.item.statement != self.target_name else None

    @property
    def target_code(self) -> str:
        """Return the code that people cite, or the item's id."""
        return self.item.code or self.item.id

    @property
    def target_framework(self) -> str:
        """Return the framework's title."""
        return self.framework.title

    @property
    def target_type(self) -> str | None:
        """Return `CFItem`, `ceasn:Competency` or None, by where the framework came from."""
        return self.framework.target_type or None


class FrameworkLookup(Protocol):
    """Where definitions look for the items that they are aligned to."""

    def framework(self, name: str) -> Framework | None:
        """Find a framework by its id, URI or title."""

    def find(self, framework_id: str, item_id: str) -> Target | None:
        """Find an item by its id, URI or code in the framework of that id, URI or title."""


class FrameworkShelf:
    """Frameworks in memory.

    Args:
        frameworks: where two have one id, the first counts; a URI or title that two have finds
            the first as well.
    """

    def __init__(self, frameworks: Iterable[Framework]):
        self._frameworks: dict[str, Framework] = {}
        self._names: dict[str, Framework] = {}
        for framework in frameworks:
            if framework.id not in self._frameworks:
                self._frameworks[framework.id] = framework
                for name in (framework.uri, framework.title):
                    self._names.setdefault(name, framework)

    def __iter__(self) -> Iterator[Framework]:
        return iter(self._frameworks.values())

    def framework(self, name: str) -> Framework | None:
        """Find a framework by its id, URI or title."""
        return self._frameworks.get(name) or (self._names.get(name) if name else None)

    def find(self, framework_id: str, item_id: str) -> Target | None:
        """Find an item; see `FrameworkLookup`."""
        framework = self.framework(framework_id)
        item = framework.find(item_id) if framework else None
        return Target(framework, item) if framework and item else None
