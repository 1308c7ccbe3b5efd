"""Find items of a framework by words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from microcred.program.frameworks.model import Framework, Item
from microcred.program.search.index import Text, TextIndex
from microcred.registry import Database

_MOST_FOUND: Final = 500


def search_framework(framework: Framework, words: str, database: Database) -> list[Item]:
    """Find items, the best first; what stands above an item is found with it, but counts less.

    Args:
        framework: where to look.
        words: all must be there, each perhaps only begun.
        database: where the index is.
    """
    index = TextIndex(database)
    source = f"framework {framework.id}"
    index.refresh(source, framework.digest, lambda: _texts(framework))
    hits = index.search(source, words, limit=_MOST_FOUND)
    return [framework.by_id[hit.key] for hit in hits]


def _texts(framework: Framework) -> Iterator[Text]:
    for item in framework.items:
        above = " ".join(each.title for each in framework.ancestors(item.id))
        yield Text(item.id, " ".join(item.words), " ".join(item.filed_under), above)
