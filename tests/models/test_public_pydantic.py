"""The models stand on what pydantic documents; what it keeps to itself may change any day."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from pydantic import BaseModel

import microcred
from microcred import Profile

ROOT = Path(microcred.__file__).parent
MODULES = [path for path in sorted(ROOT.rglob("*.py")) if "pydantic" in path.read_text("utf-8")]
OF_PYTHON = {name for name in dir(type("Class", (), {})) if name[0] == "_"} | {
    "__abstractmethods__", "__class_getitem__", "__class_vars__", "__copy__", "__deepcopy__",
    "__getattr__", "__iter__", "__replace__", "__signature__", "__slots__",
}  # fmt: skip
DOCUMENTED = {"__get_pydantic_core_schema__", "__get_pydantic_json_schema__"}
PRIVATE = {name for name in dir(BaseModel) if name[0] == "_"} - OF_PYTHON - DOCUMENTED


def names_in(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.Name(id=name):
                names.add(name)
            case ast.Constant(value=str(name)):  # as in getattr()
                names.add(name)
    return names


def private_modules_in(tree: ast.Module) -> list[str]:
    modules = [
        f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    ]
    return [
        name
        for name in modules
        if name.startswith("pydantic") and any(part[0] == "_" for part in name.split("."))
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_what_pydantic_documents_is_used(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert "__pydantic_validator__" in PRIVATE
    assert not names_in(tree) & PRIVATE
    assert not [name for name in names_in(tree) - DOCUMENTED if name.startswith("__pydantic")]
    assert not private_modules_in(tree)


def test_what_is_not_there_is_not_shown() -> None:
    profile = Profile(id="did:key:z6Mk", name="Hill")
    assert (
        repr(profile)
        == str(profile)
        == ("Profile(id='did:key:z6Mk', type=['Profile'], name='Hill')")
    )
