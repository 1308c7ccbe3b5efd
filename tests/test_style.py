"""What the linter does not ask, and the house style does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT)
    for folder in ("src", "tests", "benchmarks", "examples", "fuzz")
    for path in (ROOT / folder).rglob("*.py")
)
DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_docstring_says_whether_something_is_returned_or_done(path: Path) -> None:
    """It may return, yield, print, write or assign; "Give" leaves that open."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = [
        f"{path}:{node.body[0].lineno}: {text}"
        for node in ast.walk(tree)
        if isinstance(node, DESCRIBED)
        for text in [ast.get_docstring(node) or ""]
        if text.split(" ")[0] in ("Give", "Gives")
    ]
    assert not found
