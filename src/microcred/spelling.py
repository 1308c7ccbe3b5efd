"""Names that look like another: one address has one spelling, and the others are refused."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
"""What is drawn as nothing: Default_Ignorable_Code_Point of Unicode (zero width, bidi controls,
soft hyphen, variation selectors, fillers), line separators, and the empty Braille pattern."""


def other_spelling(text: str) -> str | None:
    """Tell why a text is another spelling of one that looks the same; None where it is the one.

    Case and the two ways to write an accent do not count. What people read as one thing is compared
    by Unicode's compatibility forms (NFKC), so that full-width letters and ligatures are found too.
    """
    unseen = _UNSEEN.search(text)
    if unseen is not None or any(unicodedata.category(each) in ("Cc", "Cf") for each in text):
        return "it has a character in it that is not seen"
    if unicodedata.normalize("NFKC", text) != unicodedata.normalize("NFC", text):
        return f"write it as {unicodedata.normalize('NFKC', text)}"
    return None
