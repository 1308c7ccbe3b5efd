"""The primitive and derived types of the data model, as annotations for the wire models.

Each refuses what the specification refuses and changes nothing that it accepts: timestamps and
numbers stay as they were written. An annotation says three things: how a value is read, how it
is written back and what JSON Schema says of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from microcred.errors import InvalidTimestamp, excerpt
from microcred.limits import MAX_MODEL_ITEMS
from microcred.models.vocabulary import (
    EXTENSION_PATTERN,
    AchievementType,
    AlignmentTargetType,
    IdentifierType,
    ResultStatus,
    ResultType,
    is_extension,
)
from microcred.timestamps import format_timestamp, parse_timestamp

JsonSchema = dict[str, Any]
T = TypeVar("T")

URI_PATTERN: Final = r'^[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|\\^`]*$'
LANGUAGE_PATTERN: Final = r"^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
COMPACT_JWS_PATTERN: Final = r"^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$"

_LANGUAGE_TAG: Final = re.compile(r"(?:@none|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\Z", re.ASCII)
_VALUE_OBJECT: Final = frozenset({"@value", "@language", "@direction"})
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)


def describe(value: object) -> str:
    """Name what was found in JSON's words, with its text where that helps."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"text {excerpt(value)}"
        case int() | float():
            return f"number {value!r:.40}"
        case list() | tuple():
            return f"an array of {len(value)}"
        case dict():
            return "an object"
    return f"a Python {type(value).__name__}"


def refuse(
    code: str, expected: str, found: object, *, index: int | None = None
) -> PydanticCustomError:
    """Make the error for a value that is not what was expected; the code reaches the fault.

    Args:
        code: a stable slug.
        expected: what the specification wants there.
        found: what was there instead.
        index: which item of an array it is about, when the array was checked as a whole.
    """
    context = {"expected": expected, "found": describe(found), "index": index}
    return PydanticCustomError(code, "expected {expected}, found {found}", context)


def _written_as(read: CoreSchema, write: CoreSchema) -> CoreSchema:
    """Read with one schema and write with another.

    pydantic-core takes the serializer of such a pair from its JSON half.
    """
    return core_schema.json_or_python_schema(json_schema=write, python_schema=read)


class Absent:
    """Marks a member that may be left out but must not be null ("JSON", last rule)."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read without null; write with it, since None stands for "left out" in Python."""
        schema = handler(source)
        if schema["type"] != "nullable":
            return schema
        return _written_as(schema["schema"], schema)


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
        """Give the schema that says the same."""
        return self.schema


class Term(Plain):
    """A term of an enumeration."""

    def __init__(self, vocabulary: type[StrEnum], *, extensible: bool = True):
        self.terms = frozenset(str(term) for term in vocabulary)
        self.extensible = extensible
        self.expected = f"a term of {vocabulary.__name__}" + " or ext:…" * extensible
        schema: JsonSchema = {"type": "string", "enum": [str(term) for term in vocabulary]}
        if extensible:
            schema = {"anyOf": [schema, {"type": "string", "pattern": EXTENSION_PATTERN}]}
        super().__init__(self.read, schema)

    def read(self, value: Any) -> str:
        """Check one term."""
        if isinstance(value, str):
            if value in self.terms:
                return str(value)
            if self.extensible and is_extension(value):
                return value
            raise refuse("unknown-term", self.expected, value)
        raise refuse("wrong-type", self.expected, value)


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
        for group in self.required or (types,):
            if not any(name in types for name in group):
                expected = "an array that contains " + (" or ".join(map(repr, group)) or "a type")
                raise refuse("wrong-type-name", expected, types[0] if len(types) == 1 else types)
        return list(types)


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


_URI: Final = core_schema.str_schema(strict=True, pattern=URI_PATTERN)
_URI_EXPECTED: Final = "an absolute URI"
_is_uri: Final = re.compile(URI_PATTERN.removesuffix("$") + r"\Z", re.ASCII).match


class UriOr:
    """Either a URI or an object ("ProfileRef")."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read text as a URI and anything else as the object."""
        described = handler.generate_schema(get_args(source)[0])
        read = core_schema.no_info_wrap_validator_function(self.read, described)
        return _written_as(read, core_schema.union_schema([described, _URI]))

    def read(self, value: Any, handler: Callable[[Any], Any]) -> Any:
        """Check text here and leave an object to its model."""
        if not isinstance(value, str):
            return handler(value)
        if not _is_uri(value):
            raise refuse("invalid-uri", _URI_EXPECTED, value)
        return value

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Say that either will do."""
        described = handler(schema["python_schema"]["schema"])
        return {"anyOf": [{"type": "string", "pattern": URI_PATTERN}, described]}


def read_timestamp(value: Any) -> str:
    """Check a dateTimeStamp and keep its text; an aware datetime is written as one."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise refuse("invalid-timestamp", "a moment with a time zone", value)
        return format_timestamp(value)
    if not isinstance(value, str):
        raise refuse("wrong-type", "a dateTimeStamp", value)
    try:
        parse_timestamp(value)
    except InvalidTimestamp as error:
        expected = "a dateTimeStamp with a time zone, as 2010-01-01T00:00:00Z,"
        raise refuse("invalid-timestamp", expected, value) from error
    return value


def _read_date(value: Any) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if not isinstance(value, str):
        raise refuse("wrong-type", "a date", value)
    try:
        if _DATE.match(value):
            date.fromisoformat(value)
            return value
    except ValueError:
        pass
    raise refuse("invalid-date", "a calendar date, as 2010-01-31,", value)


def _read_language_values(value: Any) -> Any:
    """Check a language value object, a language map, or an array of texts and such objects."""
    if isinstance(value, dict):
        accepted = _is_value_object(value) or _is_language_map(value)
    else:
        accepted = isinstance(value, list) and bool(value)
        accepted = accepted and all(
            isinstance(item, str) or (isinstance(item, dict) and _is_value_object(item))
            for item in value
        )
    if not accepted:
        raise ValueError("not text")
    return value


def _is_value_object(value: dict[Any, Any]) -> bool:
    texts = all(isinstance(item, str) for item in value.values())
    return "@value" in value and value.keys() <= _VALUE_OBJECT and texts


def _is_language_map(value: dict[Any, Any]) -> bool:
    return bool(value) and all(
        isinstance(tag, str) and _LANGUAGE_TAG.match(tag) and _is_text_or_texts(text)
        for tag, text in value.items()
    )


def _is_text_or_texts(value: Any) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in items)


class _LanguageText:
    """Text, or text in languages (VCDM 2.0, "Language and Base Direction")."""

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read text without leaving Rust; the rest through a function."""
        languages = core_schema.no_info_plain_validator_function(_read_language_values)
        choices: list[CoreSchema | tuple[CoreSchema, str]] = [
            core_schema.str_schema(strict=True),
            languages,
        ]
        read = core_schema.union_schema(
            choices,
            mode="left_to_right",
            custom_error_type="not-language-text",
            custom_error_message="not text",
        )
        return _written_as(read, core_schema.any_schema())

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Give the whole definition; `schema_export` makes it a shared one."""
        return LANGUAGE_TEXT_SCHEMA


_LANGUAGE_VALUE_SCHEMA: Final[JsonSchema] = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("@value", "@language", "@direction")},
    "required": ["@value"],
    "additionalProperties": False,
}
LANGUAGE_TEXT_SCHEMA: Final[JsonSchema] = {
    "description": "Text, a language value object, a language map, or an array of the first two.",
    "anyOf": [
        {"type": "string"},
        _LANGUAGE_VALUE_SCHEMA,
        {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": "^(@none|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)$"},
            "additionalProperties": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": {"type": "string"}},
                ]
            },
        },
        {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [{"type": "string"}, _LANGUAGE_VALUE_SCHEMA]},
        },
    ],
}


class Number:
    """A JSON number, whole or not, kept as it was written."""

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read a number; `true` is none, nor is NaN."""
        choices: list[CoreSchema | tuple[CoreSchema, str]] = [
            core_schema.int_schema(strict=True),
            core_schema.float_schema(strict=True, allow_inf_nan=False),
        ]
        return core_schema.union_schema(
            choices,
            mode="left_to_right",
            custom_error_type="not-a-number",
            custom_error_message="not a number",
        )

    def __get_pydantic_json_schema__(
        self, _schema: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> JsonSchema:
        """Give JSON's one number type."""
        return {"type": "number"}


class Strict:
    """A value that pydantic-core checks itself, without conversions."""

    def __init__(self, schema: CoreSchema):
        self.schema = schema

    def __get_pydantic_core_schema__(
        self, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Read with the ready schema."""
        return self.schema


Maybe = Annotated[T | None, Absent()]
Text = Annotated[str, Strict(core_schema.str_schema(strict=True))]
Boolean = Annotated[bool, Strict(core_schema.bool_schema(strict=True))]
Float = Annotated[int | float, Number()]
LanguageText = Annotated[str | dict[str, Any] | list[Any], _LanguageText()]
Uri = Annotated[str, Strict(_URI)]
"""An absolute URI or IRI that an RDF node can have (N-Triples, IRIREF)."""
DateTimeStamp = Annotated[str, Plain(read_timestamp, {"type": "string", "format": "date-time"})]
Date = Annotated[str, Plain(_read_date, {"type": "string", "format": "date"})]
LanguageCode = Annotated[str, Strict(core_schema.str_schema(strict=True, pattern=LANGUAGE_PATTERN))]
CompactJws = Annotated[
    str, Strict(core_schema.str_schema(strict=True, pattern=COMPACT_JWS_PATTERN))
]
AchievementTypeTerm = Annotated[str, Term(AchievementType)]
AlignmentTargetTypeTerm = Annotated[str, Term(AlignmentTargetType)]
IdentifierTypeTerm = Annotated[str, Term(IdentifierType)]
ResultTypeTerm = Annotated[str, Term(ResultType)]
ResultStatusTerm = Annotated[str, Term(ResultStatus, extensible=False)]
Several = Annotated[list[T], Many()]
"""A set of values: read alone or as an array, written as an array."""
OneOrMore = Annotated[list[T], Many(written_alone=True)]
"""A set of values that is written alone when it is one."""
