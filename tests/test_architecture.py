"""A module imports from lower layers or from its own package; nothing else."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import microcred

ROOT = Path(microcred.__file__).parent
LAYERS = [
    {"errors", "findings", "limits", "log", "nearest", "on_demand", "transcript", "version"},
    {
        "advice",
        "arguments",
        "authority",
        "checklist",
        "encoding",
        "json_pointer",
        "strict_json",
        "timestamps",
        "document",
        "files",
        "identity_hash",
        "budget",
        "mailbox",
        "spelling",
    },
    {"keys", "models", "contexts", "fetch", "drawing"},
    {"canonical", "carriers"},
    {"proofs", "status"},
    {"dids", "open_badges_2"},
    {"issuing", "verifying"},
    {"prediction", "registry"},
    {"ledger"},
    {"program", "minting"},
    {"publishing"},
    {"application"},
    {"cli", "service", "compat"},
]
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
# Within the two lowest layers modules are small enough to use each other.
OPEN_LAYERS = (0, 1)
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported(tree: ast.Module) -> list[tuple[int, str]]:
    """List what a module imports: at its top, inside functions, and for types only."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
    return [(line, name) for line, name in found if f"{name}.".startswith("microcred.")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_downwards(path: Path) -> None:
    part = part_of(path)
    assert part in LEVEL, f"{part} has no layer"
    for line, name in imported(ast.parse(path.read_text("utf-8"))):
        target = name.split(".")[1]
        allowed = target == part or LEVEL[target] < LEVEL[part]
        allowed = allowed or (LEVEL[target] == LEVEL[part] and LEVEL[part] in OPEN_LAYERS)
        assert allowed, f"line {line}: {part} imports {target}"


def name_of(path: Path) -> str:
    parts = ("microcred", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts).removesuffix(".__init__")


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Inside a package either, nor for types only: what two modules share stands below both."""
    paths = {name_of(path): path for path in ROOT.rglob("*.py")}
    graph: dict[str, set[str]] = {}
    for name, path in paths.items():
        names = [target for _, target in imported(ast.parse(path.read_text("utf-8")))]
        found = {each if each in paths else each.rpartition(".")[0] for each in names}
        graph[name] = found - {name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


NETWORK = {"socket", "ssl", "http", "httpcore", "httpx", "requests", "urllib3", "aiohttp", "ftplib",
           "smtplib", "asyncio", "boto3", "botocore", "socketserver", "xmlrpc"}  # fmt: skip
MAY_ASK = {"fetch": NETWORK, "program/flow/evidence/s3.py": {"boto3", "botocore"}}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_fetcher_asks_the_network(path: Path) -> None:
    """And the store of evidence, which the owner chose, through a library of its own."""
    place = path.relative_to(ROOT).as_posix()
    allowed = next((names for start, names in MAY_ASK.items() if place.startswith(start)), set())
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            assert name.partition(".")[0] not in NETWORK - allowed, f"{place}: {name}"
            assert not name.startswith("urllib.request"), f"{place}: {name}"


HEAVY = {"pydantic", "cryptography", "jwt", "pyld", "jsonschema", "jsonschema_rs", "httpx", "PIL",
         "sqlalchemy", "alembic", "yaml", "rich", "defusedxml", "rfc8785", "click", "jinja2",
         "markdown_it", "nh3", "segno", "httpcore", "ssl"}  # fmt: skip


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        ("program list --folder examples/program", {"sqlalchemy", "cryptography", "PIL"}),
        (
            "program framework show spl-2022 --folder examples/program",
            {"sqlalchemy", "cryptography", "PIL"},
        ),
        ("program search listening --folder examples/program", {"cryptography", "PIL"}),
    ],
)
def test_looking_at_definitions_does_not_load_what_signs(command: str, unwanted: set[str]) -> None:
    statement = (
        "import microcred.cli\n"
        f"try:\n    microcred.cli.main({command.split()!r})\n"
        "except SystemExit as end:\n    assert not end.code"
    )
    loaded = {name.partition(".")[0] for name in modules_after(statement)}
    assert "pydantic" in loaded
    assert not loaded & unwanted


def test_a_file_is_verified_without_what_asks_the_network(tmp_path: Path) -> None:
    key = microcred.SigningKey.generate("Ed25519")
    issuer = microcred.Issuer(microcred.Profile(id=key.did, name="Hill District"), key)
    achievement = microcred.Achievement.load("examples/active-listening.yaml")
    badge = issuer.award(achievement, microcred.Recipient.email("ana@school.example"))
    file = tmp_path / "badge.json"
    file.write_text(issuer.sign(badge).json(), "utf-8")
    statement = (
        "import microcred.cli\n"
        f"try:\n    microcred.cli.main(['verify', {str(file)!r}])\n"
        "except SystemExit as end:\n    assert not end.code"
    )
    loaded = {name.partition(".")[0] for name in modules_after(statement)}
    assert "cryptography" in loaded
    assert not loaded & {"httpx", "httpcore", "ssl", "jsonschema", "PIL", "sqlalchemy"}


def test_a_bare_import_loads_next_to_nothing() -> None:
    added = modules_after("import microcred") - modules_after("")
    assert not {name.partition(".")[0] for name in added} & HEAVY
    assert len(added) < 16, sorted(added)


def test_help_loads_nothing_heavy_but_click() -> None:
    statement = (
        "import microcred.cli\n"
        "try:\n    microcred.cli.main(['--help'])\nexcept SystemExit:\n    pass"
    )
    loaded = {name.partition(".")[0] for name in modules_after(statement)}
    assert not loaded & (HEAVY - {"click"})


def test_every_public_name_is_there() -> None:
    assert {name for name in dir(microcred) if name[0] != "_"} == set(microcred.__all__)
    for name in microcred.__all__:
        assert getattr(microcred, name) is not None
