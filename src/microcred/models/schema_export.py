"""Generates `schemas/` from the models: `python -m microcred.models.schema_export --write`.

JSON Schema 2019-09, the dialect of the specification's own schemas. They describe what we write,
the canonical form of "Serialization"; `schema_editions` derives from them what is also read.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from microcred.models.achievement import Achievement
from microcred.models.clr import ClrCredential
from microcred.models.credential import OpenBadgeCredential
from microcred.models.language_text import LANGUAGE_TEXT_SCHEMA
from microcred.models.profile import EndorsementCredential, Profile
from microcred.models.wire import WireModel

DIALECT: Final = "https://json-schema.org/draft/2019-09/schema"
MODELS: Final[Mapping[str, type[WireModel]]] = {
    "credential": OpenBadgeCredential,
    "endorsement": EndorsementCredential,
    "achievement": Achievement,
    "profile": Profile,
    "clr": ClrCredential,
}
_STANDARDS: Final = {"clr": "Comprehensive Learner Record 2.0"}
SCHEMAS_FOLDER: Final = Path(__file__).resolve().parents[3] / "schemas"


class SchemaGenerator(GenerateJsonSchema):
    """Says of a model what its documents look like, rather than what Python accepts."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave null out: a member is there or it is not."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave defaults out: they are Python's."""
        return self.generate_inner(schema["schema"])

    def field_is_required(
        self,
        field: core_schema.ModelField | core_schema.DataclassField | core_schema.TypedDictField,
        total: bool,
    ) -> bool:
        """Require what Python fills in, `type` and `@context`, in a document."""
        inner = field["schema"]
        filled_in = inner["type"] == "default" and inner.get("default") == ()
        return filled_in or super().field_is_required(field, total)

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        """Leave titles out; the names are titles enough."""
        return False


def build_schema(name: str) -> dict[str, Any]:
    """Generate one schema.

    Args:
        name: a key of `MODELS`.
    """
    model = MODELS[name]
    schema = model.model_json_schema(schema_generator=SchemaGenerator, mode="validation")
    schema = _share_language_text(schema)
    definitions = schema.pop("$defs", {})
    definitions["LanguageText"] = LANGUAGE_TEXT_SCHEMA
    models = _models_by_name()
    for class_name, definition in [(model.__name__, schema), *definitions.items()]:
        describe_members(models.get(class_name), definition)
    return {
        "$schema": DIALECT,
        "$id": f"urn:microcred:schema:{name}",
        "title": f"{model.__name__} ({_STANDARDS.get(name, 'Open Badges 3.0')}), canonical form",
        **{key: value for key, value in schema.items() if key != "title"},
        "$defs": dict(sorted(definitions.items())),
    }


def _share_language_text(schema: Any) -> Any:
    """Put a reference wherever the definition of text in languages stands."""
    if schema == LANGUAGE_TEXT_SCHEMA:
        return {"$ref": "#/$defs/LanguageText"}
    if isinstance(schema, dict):
        return {name: _share_language_text(value) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_share_language_text(value) for value in schema]
    return schema


def describe_members(model: type[BaseModel] | None, definition: dict[str, Any]) -> None:
    """Take the descriptions of members from the docstrings below them.

    Args:
        model: the class that has the members; None for what is no class here.
        definition: its schema, which is changed.
    """
    definition.pop("title", None)
    if model is None:
        return
    for base in (model, *model.__bases__):
        for member, text in member_docstrings(base).items():
            alias = model.model_fields[member].serialization_alias or member
            described = definition.get("properties", {}).get(alias)
            if described is not None:
                described.setdefault("description", text)


def _models_by_name() -> dict[str, type[WireModel]]:
    found: dict[str, type[WireModel]] = {}
    waiting: list[type[WireModel]] = [WireModel]
    while waiting:
        model = waiting.pop()
        found[model.__name__] = model
        waiting += model.__subclasses__()
    return found


def member_docstrings(model: type) -> dict[str, str]:
    """Return the docstrings below the members that a class of this package defines, by name."""
    if not issubclass(model, BaseModel) or model in (BaseModel, WireModel):
        return {}
    return docstrings_below_members(model)


def docstrings_below_members(model: type) -> dict[str, str]:
    """Return the docstrings below the members in the text of a class, by name."""
    (tree,) = ast.parse(inspect.getsource(model)).body
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    texts = {}
    for statement, following in pairwise(body):
        if isinstance(statement, ast.AnnAssign) and isinstance(following, ast.Expr):
            text = following.value
            if isinstance(text, ast.Constant) and isinstance(statement.target, ast.Name):
                texts[statement.target.id] = inspect.cleandoc(str(text.value))
    return texts


def write_text(name: str) -> str:
    """Return the text of a schema's file."""
    return json.dumps(build_schema(name), indent=2, ensure_ascii=False) + "\n"


def outdated() -> list[Path]:
    """List the files that are not what the models say."""
    paths = {name: SCHEMAS_FOLDER / f"{name}.schema.json" for name in MODELS}
    return [
        path
        for name, path in paths.items()
        if not path.is_file() or path.read_text("utf-8") != write_text(name)
    ]


def main(arguments: Sequence[str]) -> int:
    """Write the schemas, or check that they are current; give the exit code."""
    if list(arguments) == ["--write"]:
        SCHEMAS_FOLDER.mkdir(exist_ok=True)
        for path in outdated():
            path.write_text(write_text(path.name.removesuffix(".schema.json")), "utf-8")
        return 0
    if list(arguments) == ["--check"]:
        stale = outdated()
        for path in stale:
            sys.stderr.write(f"{path.name} is not current: run with --write\n")
        return 1 if stale else 0
    sys.stderr.write("usage: python -m microcred.models.schema_export --write | --check\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
