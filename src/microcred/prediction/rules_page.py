"""Keep the rules in a page current: `python -m microcred.prediction.rules_page PAGE`.

The page's section of that title gets every rule in the words of its own function.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from microcred.prediction.verifiers import ALL_RULES

_SECTION: Final = re.compile(r"^## Every rule\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_INTRODUCTION: Final = (
    "In the order in which they are asked, each with the place that it was read from."
)


def with_current_rules(page: str) -> str:
    """Return the page with its section of rules as it should be."""
    section = "\n".join(("## Every rule", "", _INTRODUCTION, "", *_tables(), ""))
    return _SECTION.sub(lambda _: section, page)


def _tables() -> Iterator[str]:
    for verifier, rules in ALL_RULES.items():
        yield from (f"### {verifier}", "", "| what it asks | read from |", "|---|---|")
        yield from (f"| {_first_line(rule)} | {basis} |" for rule, basis in rules)
        yield ""


def _first_line(rule: object) -> str:
    return (inspect.getdoc(rule) or "").partition("\n")[0]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(with_current_rules(path.read_text("utf-8")), "utf-8")
