"""Members with many values: arrays, and the `type` of an object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from microcred.limits import MAX_MODEL_ITEMS
from microcred.models.annotations import JsonSchema, Plain, refuse

T = TypeVar("T")


class Many:
    """An array whose single value may stand alone ("Compacted document form")."""

    def __init__(self, *, written_alone: bool = False):
        self.written_alone = written_alone

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read one or many; write an array, or the single value where the model says so."""
        inner = handler(source)
        write = None
        if self.written_alone:
            write = core_schema.wrap_serializer_function_ser_schema(_alone, schema=inner)
        return core_schema.with_info_before_validator_function(
            _count_items, inner, serialization=write
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Say what is written."""
        array = handler(schema)
        if self.written_alone:
            several = {**array, "minItems": 1}
            return {"anyOf": [array["items"], several]}
        return array


@dataclass(slots=True)
class ItemBudget:
    """How many more array items are read in one document; each wrong one costs an error."""

    left: int = MAX_MODEL_ITEMS


def _count_items(value: Any, info: core_schema.ValidationInfo) -> Any:
    items = _as_list(value)
    if info.context is not None:
        if len(items) > info.context.left:
            expected = f"at most {MAX_MODEL_ITEMS} array items in the document"
            raise refuse("too-many-items", expected, value)
        info.context.left -= len(items)
    return items


def _as_list(value: Any) -> Any:
    if value.__class__ is list:
        return value
    return list(value) if isinstance(value, tuple) else [value]


def _alone(value: list[Any], write: Callable[[Any], Any]) -> Any:
    written = write(value)
    return written[0] if len(written) == 1 else written


class Types(Plain):
    """The `type` of an object: an array that must contain one of each group of names."""

    def __init__(self, *required: tuple[str, ...]):
        self.required = required
        self.usual = [group[0] for group in required]
        array: JsonSchema = {"type": "array", "minItems": 1, "items": {"type": "string"}}
        groups = [{**array, "contains": {"enum": list(group)}} for group in required]
        schema = {"allOf": groups} if len(groups) > 1 else groups[0] if groups else array
        super().__init__(self.read, schema)

    def read(self, value: Any) -> list[str]:
        """Check that all are text and that each group is represented."""
        if self.usual and value == self.usual:
            return self.usual.copy()
        if value == ():
            raise PydanticCustomError("missing-member", "the member is required")
        types: list[str] = _as_list(value)
        for index, name in enumerate(types):
            if not isinstance(name, str):
                raise refuse("wrong-type", "text", name, index=index)
        for group in self.required or (tuple(types),):
            if not set(group).intersection(types):
                raise _missing_type(group, types)
        return list(types)


def _missing_type(group: tuple[str, ...], types: list[str]) -> PydanticCustomError:
    expected = "an array that contains " + (" or ".join(map(repr, group)) or "a type")
    return refuse("wrong-type-name", expected, types[0] if len(types) == 1 else types)


class OnlyType(Plain):
    """The `type` of a class that is not extensible: exactly one name."""

    def __init__(self, name: str):
        self.name = name
        super().__init__(self.read, {"type": "string", "enum": [name]})

    def read(self, value: Any) -> str:
        """Check the name; an array of one is the uncompacted form."""
        if value in (self.name, [self.name]):
            return self.name
        if value == ():
            raise PydanticCustomError("missing-member", "the member is required")
        code = "wrong-type-name" if isinstance(value, str | list) else "wrong-type"
        raise refuse(code, repr(self.name), value)


Several = Annotated[list[T], Many()]
"""A set of values: read alone or as an array, written as an array."""
OneOrMore = Annotated[list[T], Many(written_alone=True)]
"""A set of values that is written alone when it is one."""
