"""Generates `schemas/results/`: `python -m microcred.application.shapes.export --write`.

JSON Schema 2019-09, as the other schemas have it. They say what we write; whoever reads a result
must not mind members that a later version adds.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from microcred.application.shapes.backups import BackupJson, RestoredJson
from microcred.application.shapes.badges import (
    BadgeHistoryJson,
    BadgesJson,
    RedatedJson,
    StatusOutcomeJson,
)
from microcred.application.shapes.catalogue import (
    CheckedProgrammeJson,
    DefinitionsJson,
    FoundEntriesJson,
    NewProgrammeJson,
    SuggestionsJson,
)
from microcred.application.shapes.coverage import CoverageJson
from microcred.application.shapes.doctor import CheckupJson
from microcred.application.shapes.errors import RefusalJson
from microcred.application.shapes.files import BakedJson, ConvertedJson, InspectedJson, UnbakedJson
from microcred.application.shapes.frameworks import (
    FrameworksJson,
    ImportedFrameworkJson,
    ShownFrameworkJson,
)
from microcred.application.shapes.issuing import IssuedJson, MintedRosterJson, ResignedBadgesJson
from microcred.application.shapes.keys import (
    ChangedKeyJson,
    ExportedKeyJson,
    KeysJson,
    PlannedRevocationJson,
    RevokedKeyJson,
    RotationJson,
)
from microcred.application.shapes.programme import (
    DecisionsJson,
    EducatorsJson,
    RegisteredJson,
    SubmissionsJson,
)
from microcred.application.shapes.site import PublicationJson
from microcred.application.shapes.workspaces import (
    ExampleWorkspaceJson,
    NewWorkspaceJson,
    UpgradedJson,
    UpgradedWorkspacesJson,
)
from microcred.models.schema_export import DIALECT, SCHEMAS_FOLDER, docstrings_below_members

RESULTS_FOLDER: Final = SCHEMAS_FOLDER / "results"
RESULTS: Final[Mapping[str, type]] = {
    "backup": BackupJson,
    "badge-history": BadgeHistoryJson,
    "badges": BadgesJson,
    "baked": BakedJson,
    "changed-key": ChangedKeyJson,
    "checkup": CheckupJson,
    "converted": ConvertedJson,
    "exported-key": ExportedKeyJson,
    "example-workspace": ExampleWorkspaceJson,
    "keys": KeysJson,
    "new-programme": NewProgrammeJson,
    "new-workspace": NewWorkspaceJson,
    "planned-revocation": PlannedRevocationJson,
    "revoked-key": RevokedKeyJson,
    "rotation": RotationJson,
    "unbaked": UnbakedJson,
    "upgraded": UpgradedJson,
    "upgraded-workspaces": UpgradedWorkspacesJson,
    "checked-programme": CheckedProgrammeJson,
    "coverage": CoverageJson,
    "definitions": DefinitionsJson,
    "found": FoundEntriesJson,
    "framework": ShownFrameworkJson,
    "frameworks": FrameworksJson,
    "imported-framework": ImportedFrameworkJson,
    "suggestions": SuggestionsJson,
    "decisions": DecisionsJson,
    "educators": EducatorsJson,
    "registered": RegisteredJson,
    "submissions": SubmissionsJson,
    "inspected": InspectedJson,
    "issued": IssuedJson,
    "minted-roster": MintedRosterJson,
    "publication": PublicationJson,
    "redated": RedatedJson,
    "refusal": RefusalJson,
    "restore": RestoredJson,
    "resigned": ResignedBadgesJson,
    "status-outcome": StatusOutcomeJson,
}
"""Each result that a door answers with, by the name of its schema."""


class _Generator(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        """Leave titles out; the names are titles enough."""
        return False


def build_schema(name: str) -> dict[str, Any]:
    """Generate one schema; `name` is a key of `RESULTS`."""
    shape = RESULTS[name]
    schema = TypeAdapter(shape).json_schema(schema_generator=_Generator, mode="serialization")
    definitions = schema.pop("$defs", {})
    shapes = _shapes()
    for shape_name, definition in [(shape.__name__, schema), *definitions.items()]:
        _describe(shapes[shape_name], definition)
    return {
        "$schema": DIALECT,
        "$id": f"urn:microcred:schema:results:{name}",
        **schema,
        **({"$defs": dict(sorted(definitions.items()))} if definitions else {}),
    }


def _shapes() -> dict[str, type]:
    """Return all shapes that results are made of, by name."""
    package = __package__ or ""
    modules = [module for name, module in sys.modules.items() if name.startswith(f"{package}.")]
    found = (value for module in modules for value in vars(module).values() if _is_shape(value))
    return {shape.__name__: shape for shape in found}


def _is_shape(value: object) -> bool:
    return isinstance(value, type) and hasattr(value, "__required_keys__")


def _describe(shape: type, definition: dict[str, Any]) -> None:
    """Describe the members by the docstrings below them, those of the shapes it extends too."""
    definition.pop("title", None)
    for base in _with_bases(shape):
        for member, text in docstrings_below_members(base).items():
            definition["properties"][member].setdefault("description", text)


def _with_bases(shape: type) -> Iterator[type]:
    yield shape
    for base in getattr(shape, "__orig_bases__", ()):
        if _is_shape(base):
            yield from _with_bases(base)


def write_text(name: str) -> str:
    """Return the text of a schema's file."""
    return json.dumps(build_schema(name), indent=2, ensure_ascii=False) + "\n"


def outdated() -> list[Path]:
    """List the files that are not what the shapes say, and those of no shape any more."""
    wanted = {RESULTS_FOLDER / f"{name}.schema.json": name for name in RESULTS}
    stale = [
        path
        for path, name in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != write_text(name)
    ]
    return stale + [path for path in RESULTS_FOLDER.glob("*") if path not in wanted]


def _write() -> int:
    RESULTS_FOLDER.mkdir(parents=True, exist_ok=True)
    for path in outdated():
        name = path.name.removesuffix(".schema.json")
        if name in RESULTS:
            path.write_text(write_text(name), "utf-8")
        else:
            path.unlink()
    return 0


def _check() -> int:
    stale = outdated()
    for path in stale:
        sys.stderr.write(f"{path.name} is not current: run with --write\n")
    return 1 if stale else 0


def main(arguments: Sequence[str]) -> int:
    """Write the schemas, or check that they are current; return the exit code."""
    acts: dict[tuple[str, ...], Callable[[], int]] = {("--write",): _write, ("--check",): _check}
    if (act := acts.get(tuple(arguments))) is not None:
        return act()
    sys.stderr.write("usage: python -m microcred.application.shapes.export --write | --check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
