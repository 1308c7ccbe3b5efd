"""Choose among languages by their tags (BCP 47)."""

from __future__ import annotations

from collections.abc import Iterable


def best_language(wanted: str, tags: Iterable[str]) -> str | None:
    """Return the tag that serves best who asks for a language, or None.

    Args:
        wanted: a tag, as `es` or `pt-BR`; case does not count.
        tags: those that there are, the most important first.

    Returns:
        The same tag, else one of the same language, else None.
    """
    asked = wanted.casefold()
    known = [tag for tag in tags if tag]
    same = (tag for tag in known if tag.casefold() == asked)
    alike = (tag for tag in known if _language_of(tag) == _language_of(asked))
    return next(same, None) or next(alike, None)


def _language_of(tag: str) -> str:
    return tag.casefold().partition("-")[0]
