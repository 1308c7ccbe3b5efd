"""Addresses as mail programs copy them: `Ana Silva <ana@school.example>`."""

from __future__ import annotations

import re
from typing import Final

_NAMED: Final = re.compile(r"[^<>]*<\s*([^<>\s]+@[^<>\s]+)\s*>\Z")


def bare_address(text: str) -> str:
    """Return the e-mail address of a text, without a name before it; other texts as they are."""
    named = _NAMED.match(text.strip())
    return text.strip() if named is None else named[1]
