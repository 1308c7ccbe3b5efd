"""Generates the schemas and the JSON-LD context of the definition format from the model.

`python -m microcred.program.schema_export --write`, or `--check`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from microcred.models.schema_export import (
    DIALECT,
    SCHEMAS_FOLDER,
    SchemaGenerator,
    describe_members,
)
from microcred.program.definition import Definition, MicroCredential, Stack
from microcred.program.linked_data import make_context
from microcred.program.reading import DefinitionPart, part_in
from microcred.program.texts import WORDS_SCHEMA


def build_schema(name: str, model: type[Definition]) -> dict[str, Any]:
    """Generate the schema of one kind of definition (JSON Schema 2019-09)."""
    schema = model.model_json_schema(schema_generator=SchemaGenerator, mode="validation")
    schema = _share_words(schema)
    definitions = schema.pop("$defs", {})
    parts = {part.__name__: part for part in parts_of(model)}
    for class_name, definition in [(model.__name__, schema), *definitions.items()]:
        describe_members(parts.get(class_name), definition)
    definitions["Words"] = WORDS_SCHEMA
    return {
        "$schema": DIALECT,
        "$id": f"urn:microcred:schema:{name}",
        "title": f"{model.__name__}: a definition file of microcred",
        **schema,
        "$defs": dict(sorted(definitions.items())),
    }


def _share_words(schema: Any) -> Any:
    """Put a reference wherever the definition of text stands."""
    if schema == WORDS_SCHEMA:
        return {"$ref": "#/$defs/Words"}
    if isinstance(schema, dict):
        return {name: _share_words(value) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_share_words(value) for value in schema]
    return schema


def parts_of(model: type[DefinitionPart]) -> Iterator[type[DefinitionPart]]:
    """Yield a class and all classes that stand in it, outer ones first."""
    yield model
    for field in model.model_fields.values():
        inner = part_in(field.annotation)
        if inner is not None:
            yield from parts_of(inner)


FILES: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "micro-credential.schema.json": lambda: build_schema("micro-credential", MicroCredential),
    "stack.schema.json": lambda: build_schema("stack", Stack),
    "micro-credential.context.jsonld": lambda: {"@context": make_context()},
}
"""What is generated, by file name."""


def write_text(name: str) -> str:
    """Return the text of a file."""
    return json.dumps(FILES[name](), indent=2, ensure_ascii=False) + "\n"


def outdated() -> list[Path]:
    """List the files that are not what the model says."""
    paths = [SCHEMAS_FOLDER / name for name in FILES]
    return [
        path
        for path in paths
        if not path.is_file() or path.read_text("utf-8") != write_text(path.name)
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the files, or check that they are current; give the exit code."""
    if list(arguments) == ["--write"]:
        for path in outdated():
            path.write_text(write_text(path.name), "utf-8")
        return 0
    if list(arguments) == ["--check"]:
        stale = outdated()
        for path in stale:
            sys.stderr.write(f"{path.name} is not current: run with --write\n")
        return 1 if stale else 0
    sys.stderr.write("usage: python -m microcred.program.schema_export --write | --check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
