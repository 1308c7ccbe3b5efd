"""The building blocks of the annotations in `values`, `sets` and `language_text`.

An annotation says three things: how a value is read, how it is written back and what JSON Schema
says of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from microcred.errors import excerpt

JsonSchema = dict[str, Any]


def describe(value: object) -> str:
    """Name what was found in JSON's words, with its text where that helps."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"text {excerpt(value)}"
        case int() if value.bit_length() > 1024:
            return "a number too large for JSON"
        case int() | float():
            return f"number {value!r:.40}"
        case list() | tuple():
            return f"an array of {len(value)}"
        case dict():
            return "an object"
    return f"a Python {type(value).__name__}"


def refuse(
    code: str, expected: str, found: object, *, index: int | str | None = None
) -> PydanticCustomError:
    """Make the error for a value that is not what was expected; the code reaches the fault.

    Args:
        code: a stable slug.
        expected: what the specification wants there.
        found: what was there instead.
        index: which item of an array, or member of an object, it is about, when that was checked
            as a whole.
    """
    context = {"expected": expected, "found": describe(found), "index": index}
    return PydanticCustomError(code, "expected {expected}, found {found}", context)


def written_as(read: CoreSchema, write: CoreSchema) -> CoreSchema:
    """Read with one schema and write with another.

    pydantic-core takes the serializer of such a pair from its JSON half.
    """
    return core_schema.json_or_python_schema(json_schema=write, python_schema=read)


class Plain:
    """A value checked by one function and written back as it is."""

    def __init__(self, check: Callable[[Any], Any], schema: JsonSchema):
        self.check = check
        self.schema = schema

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read through the function."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Return the schema that says the same."""
        return self.schema
