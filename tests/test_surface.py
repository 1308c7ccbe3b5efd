"""What people import: one list, the same for programs, `help`, type checkers and the pages."""

from __future__ import annotations

import ast
import pydoc
import re
import types
from pathlib import Path
from typing import Any

import pytest

import microcred
import microcred.program

ROOT = Path(__file__).resolve().parents[1]
DOORS = {
    "microcred",
    "microcred.program",
    "microcred.status",
    "microcred.canonical",
    "microcred.models",
    "microcred.errors",
    "microcred.prediction",
}
"""What pages and examples may import from; README and docs/python.md speak of each."""

BLOCK = re.compile(r"^```(?:python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDEXED = [microcred, microcred.program]


def for_type_checkers(module: types.ModuleType) -> dict[str, str]:
    """Read the names that a type checker sees, and the module that each is from."""
    tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
    (block,) = [
        node for node in tree.body if isinstance(node, ast.If) and isinstance(node.test, ast.Name)
    ]
    found = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        for alias in node.names:
            assert alias.asname == alias.name, f"{alias.name} is not exported"
            found[alias.name] = str(node.module)
    return found


@pytest.mark.parametrize("module", INDEXED, ids=lambda module: module.__name__)
def test_type_checkers_see_the_same_names(module: types.ModuleType) -> None:
    homes = {name: home for home, names in module._HOMES.items() for name in names}
    assert for_type_checkers(module) == homes


@pytest.mark.parametrize("module", INDEXED, ids=lambda module: module.__name__)
def test_the_docstring_is_the_index(module: types.ModuleType) -> None:
    index = str(module.__doc__).partition("`")[0]
    named = re.findall(r"\w+", "\n".join(re.findall(r"^ {4}(.*)$", index, re.MULTILINE)))
    assert len(named) == len(set(named))
    assert set(module.__all__) == set(named)


@pytest.mark.parametrize("module", INDEXED, ids=lambda module: module.__name__)
def test_dir_and_help_show_them(module: types.ModuleType) -> None:
    assert {name for name in dir(module) if name[0] != "_"} == set(module.__all__)
    told = pydoc.plain(pydoc.render_doc(module))
    for name in module.__all__:
        assert re.search(rf"^    (?:class )?{name}\b", told, re.MULTILINE), name


@pytest.mark.parametrize("module", INDEXED, ids=lambda module: module.__name__)
def test_what_is_exported_is_described(module: types.ModuleType) -> None:
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, type | types.FunctionType):
            assert value.__doc__, name


def imported_in(code: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
        elif isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
    return {name for name in found if name.partition(".")[0] == "microcred"}


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))],
    ids=lambda path: path.name,
)
def test_pages_import_from_the_doors(path: Path) -> None:
    for block in BLOCK.findall(path.read_text("utf-8")):
        if re.search(r"^(?:from|import) microcred", block, re.MULTILINE):
            assert imported_in(block) <= DOORS


@pytest.mark.parametrize(
    "path", sorted((ROOT / "examples").rglob("*.py")), ids=lambda path: path.name
)
def test_examples_import_from_the_doors(path: Path) -> None:
    assert imported_in(path.read_text("utf-8")) <= {"microcred", "microcred.program"}


@pytest.mark.parametrize("door", sorted(DOORS - {"microcred"}))
def test_every_door_is_spoken_of(door: str) -> None:
    assert f"`{door}`" in (ROOT / "docs" / "python.md").read_text("utf-8")


def test_the_reference_has_every_name() -> None:
    code = (ROOT / "docs" / "reference.py").read_text("utf-8")
    made: dict[str, Any] = {"__name__": "reference"}
    exec(compile(code, "reference.py", "exec"), made)
    told = "\n".join(text for _, _, text in made["pages"]())
    described = set(re.findall(r"^::: (\S+)$", told, re.MULTILINE))
    expected = {f"{module.__name__}.{name}" for module in INDEXED for name in module.__all__}
    models = {f"microcred.models.{name}" for name in made["models"]()}
    whole = DOORS - {"microcred", "microcred.program", "microcred.models"}
    assert described == expected | models | whole
    assert "| `alignment` | a list of `Alignment` |" in told
    assert "| `image` | `Image`, or nothing |" in told
