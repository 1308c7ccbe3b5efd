"""Every error that a public function raises itself is in its docstring, as far as code can tell."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import microcred
from microcred import errors

ROOT = Path(microcred.__file__).parent
MODULES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if path.relative_to(ROOT).parts[0] != "cli" and "migrations" not in path.parts
)
TREE = {name: kind for name, kind in vars(errors).items() if isinstance(kind, type)}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def public_functions(tree: ast.Module) -> Iterator[tuple[str, str, Function]]:
    """Yield the functions, and the methods of classes, that have no underscore: docstring too.

    `__init__` and `__post_init__` are described by their class.
    """
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node) or "", node
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                if not isinstance(inner, Function):
                    continue
                if inner.name in ("__init__", "__post_init__"):
                    yield node.name, ast.get_docstring(node) or "", inner
                elif not inner.name.startswith("_") and not _is_overloaded(inner):
                    yield f"{node.name}.{inner.name}", ast.get_docstring(inner) or "", inner


def _is_overloaded(function: Function) -> bool:
    return any(
        isinstance(each, ast.Name) and each.id == "overload" for each in function.decorator_list
    )


def raised_in(function: Function) -> set[str]:
    """Name the errors of the tree that a function raises and does not catch itself."""
    found: set[str] = set()
    _collect(function.body, frozenset(), found)
    return found


def _collect(body: list[ast.stmt], caught: frozenset[str], found: set[str]) -> None:
    for node in body:
        if isinstance(node, Function | ast.ClassDef):
            continue
        if isinstance(node, ast.Raise):
            name = _name_of(node.exc)
            if name in TREE and not _is_covered(name, caught):
                found.add(name)
        inside = caught
        if isinstance(node, ast.Try):
            inside = caught | {name for each in node.handlers for name in _caught_by(each)}
            for handler in node.handlers:
                _collect(handler.body, caught, found)
            _collect([*node.orelse, *node.finalbody], caught, found)
        for part in ("body",) if isinstance(node, ast.Try) else ("body", "orelse"):
            _collect(getattr(node, part, []), inside, found)
        for case in getattr(node, "cases", []):
            _collect(case.body, caught, found)


def _name_of(raised: ast.expr | None) -> str:
    called = raised.func if isinstance(raised, ast.Call) else raised
    return called.id if isinstance(called, ast.Name) else ""


def _caught_by(handler: ast.ExceptHandler) -> list[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [kind.id for kind in kinds if isinstance(kind, ast.Name)]


def _is_covered(name: str, named: set[str] | frozenset[str]) -> bool:
    return any(base.__name__ in named for base in TREE[name].__mro__)


def documented_in(docstring: str) -> set[str]:
    section = re.search(r"^Raises:\n((?:[ ]{4}.*\n?|\n)+)", docstring, re.MULTILINE)
    return set(re.findall(r"\b[A-Z]\w+", section[1])) if section else set()


CASES = [
    pytest.param(docstring, function, id=f"{path.relative_to(ROOT)}:{name}")
    for path in MODULES
    for name, docstring, function in public_functions(ast.parse(path.read_text("utf-8")))
    if raised_in(function)
]


@pytest.mark.parametrize(("docstring", "function"), CASES)
def test_what_is_raised_is_documented(docstring: str, function: Function) -> None:
    documented = documented_in(docstring)
    missing = {name for name in raised_in(function) if not _is_covered(name, documented)}
    assert not missing, f"line {function.lineno}: 'Raises:' lacks {', '.join(sorted(missing))}"


def test_some_are_found() -> None:
    assert len(CASES) > 200
