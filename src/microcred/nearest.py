"""The name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is most like this one, whatever its case; None if none is."""
    from difflib import get_close_matches  # noqa: PLC0415 - paid by who mistypes only

    by_spelling = {each.casefold(): each for each in known}
    close = get_close_matches(name.casefold(), list(by_spelling), n=1)
    return by_spelling[close[0]] if close else None
