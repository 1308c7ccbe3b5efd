"""Keep the table in pages current: `python -m microcred.authority.page PAGE...`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from microcred.authority.principal import Role
from microcred.authority.table import TABLE

_BLOCK: Final = re.compile(
    r"(?<=<!-- the table of who may do what -->\n).*?(?=<!-- end of the table -->)", re.DOTALL
)


def describe_table() -> str:
    """Return the table in Markdown: verbs with the same rights in one row."""
    return "\n".join(_lines()) + "\n"


def update(text: str) -> str:
    """Put the table into a page that has a place for it."""
    return _BLOCK.sub(lambda _: describe_table(), text)


def _lines() -> Iterator[str]:
    yield "| who | may |"
    yield "|---|---|"
    rows: dict[str, list[str]] = {}
    for verb, grants in TABLE.items():
        who = ", ".join(map(str, grants))
        rows.setdefault(who, []).append(str(verb))
    rows[str(Role.OPERATOR)] = ["everything"]
    for who, verbs in rows.items():
        yield f"| {who} | {', '.join(verbs)} |"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        page = Path(name)
        page.write_text(update(page.read_text("utf-8")), "utf-8")
